"""Who may write to an object at SignalWire at the moment."""

from __future__ import annotations

from django.db import models


class ObjectLock(models.Model):
    """The right to write to one object, held by one request or bulk change at a time.

    ``key`` identifies the object (see ``services.saving.locks``), ``holder`` the one that holds the lock, and
    ``person_name`` is shown to those who wait. A lock that was not released, because its process ended, is
    free again at ``expires_at``.
    """

    key = models.CharField(max_length=64, primary_key=True)
    holder = models.CharField(max_length=32)
    person_name = models.CharField(max_length=310)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key[:8]} held by {self.person_name}"
