"""The forms that were sent within the last day, so that none is carried out twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone

LEASE: Final = timedelta(minutes=2)
"""How long one request may take: waiting for the object's lock and the calls of a save with all their retries
end sooner. A submission in progress for longer was left by a process that died, and may be sent again."""
KEPT: Final = timedelta(days=1)
"""How long a submission is recognised once it is done."""

_DELETED_AT_ONCE: Final = 200


class SubmissionManager(models.Manager["Submission"]):
    """Claims submissions, one request at a time."""

    def claim(self, user_id: int, fingerprint: str) -> tuple[Submission, bool]:
        """Claim a submission for this request; gives it, and whether the claim is this request's.

        Atomic across threads, processes and servers. May raise IntegrityError where another request gives
        its claim up at the same moment: then try again.
        """
        now = timezone.now()
        submission, is_new = self.get_or_create(
            user_id=user_id, fingerprint=fingerprint, defaults={"claimed_at": now}
        )
        if is_new:
            self._delete_old(now)
            return submission, True
        if submission.is_done or now - submission.claimed_at < LEASE:
            return submission, False
        left = self.filter(pk=submission.pk, location="", claimed_at=submission.claimed_at)
        is_taken_over = bool(left.update(claimed_at=now))
        submission.claimed_at = now
        return submission, is_taken_over

    def _delete_old(self, now: datetime) -> None:
        old = self.filter(claimed_at__lt=now - KEPT).values_list("pk", flat=True)
        if keys := list(old[:_DELETED_AT_ONCE]):
            self.filter(pk__in=keys).delete()


class Submission(models.Model):
    """One form as one person sent it, and where its answer led.

    ``fingerprint`` is a keyed digest of the form's key, its address and what was typed: none of these is
    stored. ``claimed_at`` is when the request that carries it out began, and marks that request.
    ``location`` is empty while it is in progress.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(max_length=64)
    claimed_at = models.DateTimeField(db_index=True)
    location = models.TextField(blank=True)

    objects = SubmissionManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "fingerprint"), name="a_submission_once_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.fingerprint[:12]}: {'done' if self.is_done else 'in progress'}"

    @property
    def is_done(self) -> bool:
        """Whether it was carried out."""
        return bool(self.location)

    def settle(self, location: str) -> None:
        """Keep where the answer leads, unless another request took this one for dead."""
        self._mine.update(location=location)

    def release(self) -> None:
        """Forget it, so that it can be sent again, unless another request took this one for dead."""
        self._mine.delete()

    @property
    def _mine(self) -> models.QuerySet[Submission]:
        return Submission.objects.filter(pk=self.pk, location="", claimed_at=self.claimed_at)
