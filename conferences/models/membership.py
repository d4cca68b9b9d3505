"""Who may do what in a workspace."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models

from conferences.models.workspace import Workspace


class Role(models.TextChoices):
    """What a member may do. Each role may do everything the one before it may."""

    VIEWER = "viewer", "Viewer"
    EDITOR = "editor", "Editor"
    ADMIN = "admin", "Admin"

    def allows(self, needed: Role) -> bool:
        """Whether this role may do what ``needed`` may."""
        return _ORDER.index(self) >= _ORDER.index(needed)


_ORDER: Final = (Role.VIEWER, Role.EDITOR, Role.ADMIN)


class MembershipManager(models.Manager["Membership"]):
    """Leaves the API token in the database also where the workspace is fetched along."""

    def get_queryset(self) -> models.QuerySet[Membership]:
        """All memberships; ``select_related("workspace")`` does not bring the token."""
        return super().get_queryset().defer("workspace__api_token")


class Membership(models.Model):
    """One person's role in one workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipManager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("workspace", "user"), name="one_membership_per_person"),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} of {self.workspace}"

    def allows(self, needed: Role) -> bool:
        """Whether the member may do what the role ``needed`` may."""
        return Role(self.role).allows(needed)
