"""Changing many objects at once: the run, and what becomes of each object in it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models
from django.utils import timezone

from conferences.models.change import KIND_CHOICES, WHY_MAXIMUM, Change
from conferences.models.workspace import Workspace

BEAT: Final = timedelta(seconds=1)
"""How often the process that works on a run updates its heartbeat, whatever else it waits for."""

STALE_AFTER: Final = timedelta(seconds=4)
"""A working run without a heartbeat for so long was left behind by a process that ended.

Three beats may be missed. The clocks of several servers have to agree to about a second. A process that
was taken for dead and was not does no harm: it begins nothing more once another has claimed the run.
"""


class BulkAction(models.TextChoices):
    """What is done to each object of a run."""

    SHIFT = "shift", "Shift the join window"
    FLAG = "flag", "Change a setting"
    THEME = "theme", "Apply a theme"
    DELETE = "delete", "Delete"


class Phase(models.TextChoices):
    """How far a run has come. ``CHECKING`` and ``RUNNING`` are work in the background."""

    CHOOSING = "choosing", "Choose an action"
    CHECKING = "checking", "Dry run"
    CHECKED = "checked", "Ready to start"
    RUNNING = "running", "Running"
    FINISHED = "finished", "Finished"


WORKING: Final = (Phase.CHECKING, Phase.RUNNING)


class StopReason(models.TextChoices):
    """Why a run stopped before its end."""

    PERSON = "person", "Someone pressed Stop"
    PAUSE = "pause", "SignalWire’s rate limit was reached repeatedly"
    FAULT = "fault", "SignalWire kept failing"
    REFUSED = "refused", "No request from this workspace can succeed at the moment"
    MEMBER = "member", "The person who started it can no longer make changes here"
    BROKEN = "broken", "The dashboard failed"


class ItemState(models.TextChoices):
    """What is known of one object of a run."""

    WAITING = "waiting", "Not checked yet"
    READY = "ready", "Not started"
    NOTHING = "nothing", "Nothing to change"
    BLOCKED = "blocked", "Would be refused"
    GONE = "gone", "Not found"
    UNREADABLE = "unreadable", "Could not be read"
    IN_PROGRESS = "begun", "In progress"
    DONE = "done", "Done"
    CONFLICT = "conflict", "Changed in the meantime, left alone"
    REFUSED = "refused", "Refused"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Unknown, check"


TRIED: Final = (
    ItemState.DONE,
    ItemState.CONFLICT,
    ItemState.REFUSED,
    ItemState.FAILED,
    ItemState.UNKNOWN,
)
"""The states in which a real run leaves what it tried."""

RETRYABLE: Final = (
    ItemState.UNREADABLE,
    ItemState.CONFLICT,
    ItemState.REFUSED,
    ItemState.FAILED,
    ItemState.UNKNOWN,
)
"""What can be tried again when a run has ended."""


class BulkRun(models.Model):
    """Objects of one workspace that were selected together, and what is done to them.

    ``person`` is who took its latest step: selected, chose, started or went on.
    ``selection`` says in words how they were selected; ``parameters`` are those of ``action`` (see
    ``services.bulk``). ``claim`` is the mark of the one process that works on the run at present, and
    ``heartbeat_at`` its latest heartbeat: any other server can tell from them that it died.
    ``halt`` asks a working run to stop, and says afterwards why it did. ``undoes`` is the run whose
    changes this one takes back; its ``action`` and ``parameters`` are those of that run.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="bulk_runs")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="bulk_runs"
    )
    person_name = models.CharField(max_length=310)
    kind = models.CharField(max_length=20, choices=KIND_CHOICES)
    selection = models.CharField(max_length=300)
    is_cut_short = models.BooleanField(default=False)
    total = models.PositiveIntegerField()
    action = models.CharField(max_length=20, choices=BulkAction.choices, blank=True)
    parameters: models.JSONField[Any, Any] = models.JSONField(default=dict)
    why = models.CharField(max_length=WHY_MAXIMUM, blank=True)
    request_id = models.CharField(max_length=128, blank=True)
    phase = models.CharField(max_length=20, choices=Phase.choices, default=Phase.CHOOSING)
    claim = models.CharField(max_length=32, blank=True)
    heartbeat_at = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    halt = models.CharField(max_length=20, choices=StopReason.choices, blank=True)
    halt_sentence = models.CharField(max_length=500, blank=True)
    again_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="tries")
    undoes = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="undone_by")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("workspace", "-id"), name="bulk_runs_by_workspace"),)

    def __str__(self) -> str:
        return f"{self.get_action_display() or 'Selection'}: {self.total} {self.kind}"

    def is_working(self, now: datetime) -> bool:
        """Whether some process works on the run at ``now``, be it only to end what it has begun."""
        alive = self.heartbeat_at is not None and now - self.heartbeat_at < STALE_AFTER
        return self.phase in WORKING and alive and (bool(self.claim) or not self.halt)

    def is_interrupted(self, now: datetime) -> bool:
        """Whether the run was stopped, or its process died, before the work was done."""
        return self.phase in WORKING and not self.is_working(now)

    def has_died(self, now: datetime) -> bool:
        """Whether the process that worked on it ended without a word."""
        return self.is_interrupted(now) and (bool(self.claim) or not self.halt)


class BulkItem(models.Model):
    """One object of a run.

    ``before`` and ``after`` hold the fields that the action touches, in the API's JSON form: as the dry
    run found them and as they were to become. A deletion has only its join window, as ``before``.
    ``sentence`` is fit for people.
    """

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    object_id = models.UUIDField()
    name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)
    is_live = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=ItemState.choices, default=ItemState.WAITING)
    before: models.JSONField[Any, Any] = models.JSONField(null=True)
    after: models.JSONField[Any, Any] = models.JSONField(null=True)
    sentence = models.CharField(max_length=1000, blank=True)
    change = models.ForeignKey(Change, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("run", "object_id"), name="an_object_once_a_run"),)
        indexes = (models.Index(fields=("run", "state"), name="bulk_items_by_state"),)

    def __str__(self) -> str:
        return self.title or self.name or str(self.object_id)
