"""The time zone in which the join window of a conference or room was set."""

from __future__ import annotations

from django.db import models

from conferences.models.change import KIND_CHOICES
from conferences.models.workspace import Workspace


class WindowZone(models.Model):
    """``zone`` is an IANA name. SignalWire keeps moments only, so invitations take the zone from here."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="window_zones")
    kind = models.CharField(max_length=20, choices=KIND_CHOICES)
    object_id = models.UUIDField()
    zone = models.CharField("time zone", max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("workspace", "kind", "object_id"), name="one_zone_per_window"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.zone}"
