"""Which themes the conferences of a workspace have: what a scan of the whole list found."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import models
from django.utils import timezone

from conferences.models.workspace import Workspace

BEAT: Final = timedelta(seconds=1)
"""How often the request that takes a step renews its claim while it waits for SignalWire."""

STALE_AFTER: Final = timedelta(seconds=4)
"""A claim that was not renewed for so long belongs to a request that ended; any other may take the step."""

LEFT_ALONE_AFTER: Final = timedelta(seconds=90)
"""A survey without a step for so long goes on only when someone asks for it."""


class SurveyEnd(models.TextChoices):
    """Why a scan of the list ended."""

    COMPLETE = "complete", "The whole list was read"
    LIMIT = "limit", "The list is longer than a scan reads"
    CUT_OFF = "cut-off", "SignalWire’s link to the next page cannot be read"
    REPEATED = "repeated", "SignalWire’s list links back to a page that was already read"
    STOPPED = "stopped", "Someone stopped it"


class ThemeSurvey(models.Model):
    """One scan of the list of conferences, taken a page at a time by whoever looks on.

    ``pages`` counts the pages that were read, ``unreadable`` the records that could not be. ``cursor`` is
    where the next page starts, None at the beginning; ``seen`` are the cursors that were followed. ``claim``
    is the mark of the one request that takes the next step, renewed at ``claimed_at``. ``problem`` says what
    came in the way of the latest step; the scan can go on all the same. ``end`` is empty while it goes on.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="theme_surveys")
    pages = models.PositiveIntegerField(default=0)
    unreadable = models.PositiveIntegerField(default=0)
    cursor: models.JSONField[Any, Any] = models.JSONField(null=True)
    seen: models.JSONField[Any, Any] = models.JSONField(default=list)
    claim = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)
    end = models.CharField(max_length=20, choices=SurveyEnd.choices, blank=True)
    person_name = models.CharField(max_length=310, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    stepped_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("workspace",), condition=models.Q(end=""), name="one_survey_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"Survey of {self.started_at:%Y-%m-%d %H:%M}: {self.get_end_display() or 'under way'}"

    @property
    def is_complete(self) -> bool:
        """Whether it read the whole list and every record in it."""
        return self.end == SurveyEnd.COMPLETE and not self.unreadable

    def is_being_read(self, now: datetime) -> bool:
        """Whether some request is about to take the next step at ``now``."""
        return bool(self.claim) and self.claimed_at is not None and now - self.claimed_at < STALE_AFTER


class ThemeInUse(models.Model):
    """One distinct theme of a survey.

    ``fingerprint`` is ``services.themes.fingerprint`` of its colours; ``colours`` maps the ten field names
    to what SignalWire has there, None included, as the first conference that has it writes them.
    """

    survey = models.ForeignKey(ThemeSurvey, on_delete=models.CASCADE, related_name="themes")
    fingerprint = models.CharField(max_length=64)
    colours: models.JSONField[Any, Any] = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("survey", "fingerprint"), name="a_theme_once_a_survey"),
        )

    def __str__(self) -> str:
        return self.fingerprint[:12]


class SurveyedConference(models.Model):
    """One conference of a survey, and the theme it had."""

    survey = models.ForeignKey(ThemeSurvey, on_delete=models.CASCADE, related_name="conferences")
    theme = models.ForeignKey(ThemeInUse, on_delete=models.CASCADE, related_name="conferences")
    object_id = models.UUIDField()
    name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("title", "name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("survey", "object_id"), name="a_conference_once_a_survey"),
        )

    def __str__(self) -> str:
        return self.title or self.name or str(self.object_id)
