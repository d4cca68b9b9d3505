"""Does the work of a run: its dry run, and the real one, in threads of the server process.

One process at a time works on a run: it writes its mark on it (a claim) and writes a heartbeat every
few seconds. Each object is begun with a compare-and-set that holds only under that claim, so a process
that was taken for dead and was only slow begins nothing more. Whatever was begun and not ended when the
next process claims the run may have been carried out, and is marked so.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections import deque
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import connections
from django.utils import timezone

from conferences.models import BulkRun, ItemState, Membership, Phase, Role, StopReason
from conferences.models.bulk import BEAT, WORKING
from conferences.services.bulk.heartbeat import heartbeat
from conferences.services.bulk.item import Obstacle, Result, carry_out, look_at, mark_left_behind
from conferences.services.bulk.pace import Pace
from conferences.signalwire import Clock

logger = logging.getLogger("conferences.bulk")

PAUSES_MAXIMUM: Final = 5
"""So many pauses without a success in between, and the run stops."""

PAUSE_DEFAULT: Final = 10.0
PAUSE_LONGEST: Final = 120.0
"""Seconds: what is waited where SignalWire names no time, and the longest that is waited for."""

FAULTS_MAXIMUM: Final = 5
"""So many objects one after the other that meet a fault of SignalWire's, and the run stops.

As many as are worked on at a time, where those are more: they may have met one and the same fault.
"""

_SLICE: Final = 0.5


def start(run: BulkRun) -> None:
    """Work on ``run`` in the background; with ``BULK_CONCURRENCY`` 0 here and now, one by one."""
    if settings.BULK_CONCURRENCY == 0:
        work(run.pk, concurrency=1)
        return
    # A daemon: a server that is told to end does not wait for thousands of objects. What it leaves is
    # told by the missing heartbeat.
    threading.Thread(target=_in_background, args=(run.pk,), name=f"bulk-{run.pk}", daemon=True).start()


def _in_background(run_id: int) -> None:
    try:
        work(run_id, concurrency=settings.BULK_CONCURRENCY, in_background=True)
    finally:
        connections.close_all()


def work(run_id: int, *, concurrency: int, clock: Clock | None = None, in_background: bool = False) -> None:
    """Claim the run and work on it until it is done, stopped, or claimed by someone else.

    With ``concurrency`` 1 everything happens in the calling thread, but for the heartbeat if this is
    ``in_background``. Does nothing where the run is claimed already or is at no work.
    """
    claim = uuid.uuid4().hex
    claimed = BulkRun.objects.filter(pk=run_id, phase__in=WORKING, claim="", halt="").update(
        claim=claim, heartbeat_at=timezone.now(), paused_until=None
    )
    if claimed:
        run = BulkRun.objects.select_related("person", "workspace").get(pk=run_id)
        worker = _Worker(run, claim, clock or Clock(), concurrency)
        # While an answer is waited for only a thread of its own can beat.
        is_apart = in_background or concurrency > 1
        with heartbeat(worker.beat, BEAT.total_seconds()) if is_apart else nullcontext():
            worker.work()


class _Worker:
    """The work of one process on one run, from its claim to its end."""

    def __init__(self, run: BulkRun, claim: str, clock: Clock, concurrency: int) -> None:
        self._run = run
        self._claim = claim
        self._clock = clock
        self._concurrency = concurrency
        self._is_real = run.phase == Phase.RUNNING
        self._from = ItemState.READY if self._is_real else ItemState.WAITING
        self._lock = threading.Lock()
        self._queue: deque[int] = deque()
        self._stopped = False
        self._halt = ("", "")
        self._pace = Pace()
        self._pauses = 0
        self._faults = 0
        self._faults_maximum = max(FAULTS_MAXIMUM, concurrency)
        self._resume_at = 0.0
        self._beaten_at = clock.monotonic()

    def work(self) -> None:
        """Do the work, and release the claim whatever happens."""
        try:
            mark_left_behind(self._run)
            self._queue.extend(
                self._run.items.filter(state=self._from).order_by("position").values_list("pk", flat=True)
            )
            self._check_member()
            if self._concurrency == 1:
                self._drain()
            else:
                self._drain_together()
        except Exception:
            logger.exception("bulk run %s broke", self._run.pk)
            self._stop(StopReason.BROKEN, "The dashboard failed; see its log.")
        finally:
            self._release_claim()

    def _drain_together(self) -> None:
        threads = [
            threading.Thread(target=self._drain_in_thread, name=f"bulk-{self._run.pk}-{number}", daemon=True)
            for number in range(1, self._concurrency + 1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _drain_in_thread(self) -> None:
        try:
            self._drain()
        except Exception:
            logger.exception("bulk run %s broke", self._run.pk)
            self._stop(StopReason.BROKEN, "The dashboard failed; see its log.")
        finally:
            connections.close_all()

    def _drain(self) -> None:
        while self._wait_out_pause() and (item_id := self._next()) is not None:
            if self._is_real:
                self._keep_pace()
                if not self._begin(item_id):
                    continue
            step: Callable[..., Result] = carry_out if self._is_real else look_at
            result = step(self._run, self._run.items.get(pk=item_id))
            self._keep(item_id, result)
            self._weigh(item_id, result)
            self._beat_if_due()

    def _next(self) -> int | None:
        with self._lock:
            return None if self._stopped or not self._queue else self._queue.popleft()

    def _keep_pace(self) -> None:
        with self._lock:
            seconds = self._pace.wait(self._clock.monotonic())
        if seconds:
            self._clock.sleep(seconds)

    def _begin(self, item_id: int) -> bool:
        """Mark an object as under way, unless the run is stopped or no longer ours."""
        begun = self._run.items.filter(
            pk=item_id, state=ItemState.READY, run__claim=self._claim, run__halt=""
        ).update(state=ItemState.IN_PROGRESS)
        if not begun:
            self._look_whether_to_stop()
        return bool(begun)

    def _keep(self, item_id: int, result: Result) -> None:
        # What another process has called unknown meanwhile is known after all.
        states = (ItemState.IN_PROGRESS, ItemState.UNKNOWN) if self._is_real else (ItemState.WAITING,)
        items = self._run.items.filter(pk=item_id, state__in=states)
        if not self._is_real:
            items = items.filter(run__claim=self._claim)
        items.update(state=self._from if result.is_put_back else result.state, **result.changes)

    def _weigh(self, item_id: int, result: Result) -> None:
        """What the result of one object means for the rest."""
        with self._lock:
            if result.obstacle is Obstacle.PAUSE:
                if result.is_put_back:
                    self._queue.appendleft(item_id)
                self._pause(result)
            elif result.obstacle is Obstacle.FAULT:
                self._faults += 1
                if self._faults >= self._faults_maximum:
                    self._stop_locked(StopReason.FAULT, result.reason)
            elif result.obstacle is Obstacle.FATAL:
                self._stop_locked(StopReason.REFUSED, result.reason)
            elif result.obstacle is Obstacle.BROKEN:
                self._stop_locked(StopReason.BROKEN, result.reason)
            else:
                self._pauses = self._faults = 0

    def _pause(self, result: Result) -> None:
        now = self._clock.monotonic()
        if self._resume_at > now or self._stopped:
            return  # several at once were told the same
        seconds = PAUSE_DEFAULT if result.retry_after is None else max(1.0, result.retry_after)
        self._pauses += 1
        if self._pauses > PAUSES_MAXIMUM or seconds > PAUSE_LONGEST:
            self._stop_locked(StopReason.PAUSE, result.reason)
            return
        self._resume_at = now + seconds
        BulkRun.objects.filter(pk=self._run.pk, claim=self._claim).update(
            paused_until=timezone.now() + timedelta(seconds=seconds)
        )

    def _wait_out_pause(self) -> bool:
        """Wait as long as SignalWire asked for; False once the work is stopped."""
        while not self._stopped and (rest := self._resume_at - self._clock.monotonic()) > 0:
            self._clock.sleep(min(_SLICE, rest))
            self._beat_if_due()
        return not self._stopped

    def _beat_if_due(self) -> None:
        with self._lock:
            is_due = self._clock.monotonic() - self._beaten_at >= BEAT.total_seconds()
        if is_due:
            self.beat()

    def beat(self) -> None:
        """Update the heartbeat, and see whether the work shall go on."""
        with self._lock:
            self._beaten_at = self._clock.monotonic()
        BulkRun.objects.filter(pk=self._run.pk, claim=self._claim).update(heartbeat_at=timezone.now())
        self._look_whether_to_stop()
        self._check_member()

    def _look_whether_to_stop(self) -> None:
        ours = BulkRun.objects.filter(pk=self._run.pk, claim=self._claim, halt="").exists()
        if not ours:
            self._stop("", "")

    def _check_member(self) -> None:
        """Someone who was made a viewer, or left, changes nothing more."""
        membership = Membership.objects.filter(
            workspace=self._run.workspace_id, user=self._run.person_id, user__is_active=True
        ).first()
        if membership is None or not membership.allows(Role.EDITOR):
            self._stop(StopReason.MEMBER, f"{self._run.person_name} can no longer make changes here.")

    def _stop(self, halt: str, sentence: str) -> None:
        with self._lock:
            self._stop_locked(halt, sentence)

    def _stop_locked(self, halt: str, sentence: str) -> None:
        self._stopped = True
        self._halt = self._halt if self._halt[0] else (halt, sentence)

    def _release_claim(self) -> None:
        """Give the claim back, with the reason where something is left to do, else with the next phase."""
        ours = BulkRun.objects.filter(pk=self._run.pk, claim=self._claim)
        if not self._run.items.filter(state__in=(self._from, ItemState.IN_PROGRESS)).exists():
            next_phase = Phase.FINISHED if self._is_real else Phase.CHECKED
            ended = {"finished_at": timezone.now()} if self._is_real else {}
            ours.update(claim="", phase=next_phase, halt="", halt_sentence="", paused_until=None, **ended)
            return
        halt, sentence = self._halt
        if halt:
            ours.filter(halt="").update(halt=halt, halt_sentence=sentence[:500])
        ours.update(claim="", paused_until=None)
