"""The history: every change that someone made, or tried to make, at SignalWire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone

from conferences.models.workspace import Workspace
from conferences.signalwire.kinds import Kind

if TYPE_CHECKING:
    from conferences.models.bulk import BulkRun

PENDING_AT_MOST: Final = timedelta(minutes=1)
"""How long a write is shown as under way. What is pending for longer was most likely left behind by a
process that ended in between; should it end after all, its outcome is written then."""

LOOKED_FOR: Final = timedelta(seconds=45)
"""How long SignalWire is given to carry out a write that it did not answer properly. What it does not show
by then counts as not carried out."""

LAG: Final = timedelta(seconds=5)
"""How long SignalWire's reads may be older than its answers to writes."""

WHY_MAXIMUM: Final = 200
"""Characters of the optional reason that is typed at a save."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something, in which workspace; ``request_id`` is our own id of their request.

    ``run`` is the change of many objects that this one belongs to.
    """

    workspace: Workspace
    user: User
    request_id: str
    run: BulkRun | None = None


class Action(models.TextChoices):
    """What was done, or tried. A change of many objects at once is one of these for each of them."""

    CREATE = "create", "Created"
    UPDATE = "update", "Changed"
    DELETE = "delete", "Deleted"
    RECREATE = "recreate", "Recreated"
    DOORS = "doors", "Changed the join window"
    RESET_TOKEN = "reset", "Reset a token"
    REVEAL_TOKEN = "reveal", "Viewed access links"
    RESTORE = "restore", "Restored values"


class Outcome(models.TextChoices):
    """What came of it."""

    PENDING = "pending", "In progress"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused"
    """SignalWire refused the input; nothing was changed."""
    FAILED = "failed", "Failed"
    """Certainly not carried out."""
    UNKNOWN = "unknown", "Unknown, check"
    """May have been carried out, wholly or in part."""


KIND_CHOICES: Final = [(kind.value, kind.noun.capitalize()) for kind in Kind]
"""The kinds of objects, for a column that names one."""


class Change(models.Model):
    """One write, kept before it is sent and completed once its outcome is known.

    ``before`` and ``after`` hold the writable fields in the form the API has them in JSON (times are RFC
    3339 text); for a deletion ``before`` is the whole object. Until the outcome is known, and where the
    write was not carried out, ``after`` is what was asked for; then it is what SignalWire has. ``fields``
    names those that were to change or did. ``sentence`` is fit for people. ``run`` is the change of many
    objects that this one was part of. Conference tokens never stand here: where someone typed one into a
    text, it is blotted out.

    ``check_at`` is when SignalWire is next asked what became of a write whose outcome is not known, None
    where nothing is left to find out. ``evidence`` is what that takes besides: for a token that was reset,
    its id and the fingerprint of its old value.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="changes")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="changes"
    )
    person_name = models.CharField(max_length=310)
    kind = models.CharField(max_length=20, choices=KIND_CHOICES)
    object_id = models.UUIDField(null=True)
    object_name = models.CharField(max_length=200, blank=True)
    object_title = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=20, choices=Action.choices)
    before: models.JSONField[Any, Any] = models.JSONField(null=True)
    after: models.JSONField[Any, Any] = models.JSONField(null=True)
    fields: models.JSONField[Any, Any] = models.JSONField(default=list)
    why = models.CharField(max_length=WHY_MAXIMUM, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default=Outcome.PENDING)
    sentence = models.CharField(max_length=3000, blank=True)
    upstream_request_id = models.CharField(max_length=128, blank=True)
    request_id = models.CharField(max_length=128, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    check_at = models.DateTimeField(null=True, blank=True)
    evidence: models.JSONField[Any, Any] = models.JSONField(null=True, blank=True)
    run = models.ForeignKey(
        "conferences.BulkRun", on_delete=models.SET_NULL, null=True, related_name="changes"
    )

    class Meta:
        ordering = ("-opened_at", "-pk")
        indexes = (
            models.Index(fields=("workspace", "-opened_at"), name="changes_by_time"),
            models.Index(fields=("workspace", "object_id"), name="changes_by_object"),
            models.Index(
                fields=("check_at",), condition=models.Q(check_at__isnull=False), name="changes_to_check"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.object_title or self.object_name or self.object_id}"

    def outcome_at(self, now: datetime) -> Outcome:
        """The outcome as it is to be shown at ``now``: what is pending for too long is unknown."""
        outcome = Outcome(self.outcome)
        if outcome is Outcome.PENDING and now - self.opened_at > PENDING_AT_MOST:
            return Outcome.UNKNOWN
        return outcome
