"""How one person likes the dashboard."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class ColourScheme(models.TextChoices):
    """Light or dark screen; ``system`` follows the person's device."""

    SYSTEM = "system", "Match system"
    LIGHT = "light", "Light"
    DARK = "dark", "Dark"


class Preference(models.Model):
    """A person's time zone (IANA name, or blank for the workspace's own) and colour scheme.

    ``recent_zones`` are the IANA names of the zones chosen lately, the latest first.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference")
    zone = models.CharField("time zone", max_length=64, blank=True)
    colour_scheme = models.CharField(max_length=10, choices=ColourScheme.choices, default=ColourScheme.SYSTEM)
    recent_zones: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True)

    def __str__(self) -> str:
        return f"Preference of {self.user}"
