"""Theme presets: the named themes of a workspace."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from conferences.models.workspace import Workspace

PRESET_NAME_MAXIMUM: Final = 80
"""Characters of a preset's name."""
NAME_KEY_MAXIMUM: Final = 3 * PRESET_NAME_MAXIMUM
"""Characters of a name as it is compared: some letters are written out there."""


class ThemePreset(models.Model):
    """Ten colours under a name.

    ``colours`` maps each of ``theme.constants.NAMES`` to ``#rrggbb``, as it was typed. ``name_key`` is the
    name as it is compared: no two presets of a workspace differ only in upper and lower case.
    ``version`` grows with every save, so that a form can tell whether someone else saved meanwhile.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="theme_presets")
    name = models.CharField(max_length=PRESET_NAME_MAXIMUM)
    name_key = models.CharField(max_length=NAME_KEY_MAXIMUM, editable=False)
    colours: models.JSONField[Any, Any] = models.JSONField()
    is_default = models.BooleanField("default for new conferences", default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_by_name = models.CharField(max_length=310)
    created_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    updated_by_name = models.CharField(max_length=310)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("name_key", "pk")
        constraints = (
            models.UniqueConstraint(fields=("workspace", "name_key"), name="a_preset_name_once_a_workspace"),
            models.UniqueConstraint(
                fields=("workspace",), condition=Q(is_default=True), name="one_default_preset_a_workspace"
            ),
        )

    def __str__(self) -> str:
        return self.name
