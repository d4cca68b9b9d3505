"""One SignalWire Space and project that people of this dashboard work in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db import models
from django.urls import reverse
from django.utils.text import slugify

from conferences.models.fields import EncryptedTextField

PAGE_SIZES: Final = (25, 50, 100, 250)
"""How many rows a list page may show."""

_SHORTEST_TOKEN_TO_QUOTE: Final = 12
"""Of a shorter token four characters would tell too much."""


class Label(models.TextChoices):
    """What a workspace is for; each has a colour band of its own."""

    PRODUCTION = "production", "Production"
    STAGING = "staging", "Staging"
    DEVELOPMENT = "development", "Development"
    SANDBOX = "sandbox", "Sandbox"
    OTHER = "other", "Other"


class WorkspaceManager(models.Manager["Workspace"]):
    """Leaves the API token in the database until someone asks a workspace for it."""

    def get_queryset(self) -> models.QuerySet[Workspace]:
        """All workspaces; reading ``api_token`` of one costs a query of its own."""
        return super().get_queryset().defer("api_token")


class Workspace(models.Model):
    """Our record of one Space and project: where it is, how to sign in to it, how it is shown.

    ``host`` is the text of a ``SpaceHost``, such as ``example.signalwire.com``. ``default_zone`` is an
    IANA name. ``token_last_four`` follows ``api_token`` on every ``save()``. The slug is made from the
    name when the workspace is first saved and stays, because it is in people's links.
    """

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=100, unique=True, editable=False)
    label = models.CharField(max_length=20, choices=Label.choices, default=Label.PRODUCTION)
    host = models.CharField(max_length=255)
    project_id = models.UUIDField("project ID")
    api_token = EncryptedTextField("API token")
    token_last_four = models.CharField(max_length=4, blank=True, editable=False)
    default_zone = models.CharField("time zone", max_length=64, default="UTC")
    page_size = models.PositiveSmallIntegerField(
        "rows per page", choices=[(size, str(size)) for size in PAGE_SIZES], default=50
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = WorkspaceManager()

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    def save(self, *arguments: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Make the slug if there is none yet, and keep the last four characters with the token."""
        if not self.slug:
            self.slug = self._free_slug()
        if "api_token" in self.__dict__ and (update_fields is None or "api_token" in update_fields):
            token = self.api_token
            self.token_last_four = token[-4:] if len(token) >= _SHORTEST_TOKEN_TO_QUOTE else ""
            if update_fields is not None:
                update_fields = {*update_fields, "token_last_four"}
        super().save(*arguments, update_fields=update_fields, **options)

    def get_absolute_url(self) -> str:
        """The list of the workspace's conferences."""
        return reverse("conference-list", kwargs={"slug": self.slug})

    def _free_slug(self) -> str:
        base = slugify(self.name)[:90].strip("-") or "workspace"
        taken = set(Workspace.objects.filter(slug__startswith=base).values_list("slug", flat=True).order_by())
        slug, number = base, 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        return slug

    @property
    def initials(self) -> str:
        """One or two letters for the workspace's mark: of its first and its last word."""
        words = ["".join(sign for sign in word if sign.isalnum()) for word in self.name.split()]
        letters = [word[0] for word in words if word]
        return "".join(letters[:1] + letters[1:][-1:]).upper()[:2] or "?"
