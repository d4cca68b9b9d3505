"""Writes to one object take turns, across the threads, processes and servers that share the database.

The Video API has no precondition (no version, no ``If-Match``), so a save reads the object, merges, and
sends the whole of it. Two of them at once would each send what it read before the other wrote. Whoever
writes therefore holds the object's lock from its first read to its last.

A lock is a row of the shared database with a lease. The database's own clock counts the lease, so that
servers whose clocks differ agree about it. What another program does at SignalWire is not kept out.
"""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import ClassVar, Final
from uuid import UUID

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import DateTimeField, ExpressionWrapper, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from conferences.models import Actor, ObjectLock
from conferences.services.history import display_name
from conferences.signalwire import Clock, SignalWireError
from conferences.signalwire.kinds import Kind

logger = logging.getLogger("conferences.locks")

LEASE: Final = timedelta(seconds=30)
"""How long a lock is held without being renewed: longer than one call to SignalWire takes at most."""

RENEWED_EVERY: Final = 5.0
"""Seconds after which a lease is renewed before the next call."""

WAIT: Final = 20.0
"""Seconds that a person waits for the save before theirs."""

WAIT_OF_RUN: Final = LEASE.total_seconds() + 5
"""Seconds that a bulk change waits: long enough to outlast a lock that a killed process left behind."""

_SHORTEST_PAUSE: Final = 0.03
_LONGEST_PAUSE: Final = 0.25


class SavedBySomeoneElse(SignalWireError):
    """Another save held the lock for too long; nothing was sent."""

    remedy: ClassVar[str] = "locked"
    title: ClassVar[str] = "Someone else is saving this"

    def __init__(self, person_name: str = "") -> None:
        who = person_name or "Someone else"
        super().__init__(f"{who} is changing this at the moment, and SignalWire has not answered yet.")


class Lease:
    """A lock that is held. ``renew`` before each call keeps it."""

    def __init__(self, key: str, holder: str, clock: Clock) -> None:
        self._key = key
        self._holder = holder
        self._clock = clock
        self._renewed_at = clock.monotonic()

    def renew(self) -> None:
        """Make sure that the lock is held for one more call. Raises SavedBySomeoneElse where it was lost."""
        now = self._clock.monotonic()
        if now - self._renewed_at < RENEWED_EVERY:
            return
        if not ObjectLock.objects.filter(key=self._key, holder=self._holder).update(expires_at=_expiry()):
            raise SavedBySomeoneElse
        self._renewed_at = now


def object_subject(kind: Kind, identifier: UUID) -> str:
    """What to lock for writing to an object that exists."""
    return f"{kind}/{identifier}"


def name_subject(name: str) -> str:
    """What to lock for creating an object with this name."""
    return f"name/{name}"


def tokens_subject(conference: UUID) -> str:
    """What to lock for giving a conference's tokens new values."""
    return f"conferences/{conference}/tokens"


@contextmanager
def object_lock(
    actor: Actor, subject: str, *, wait: float | None = None, clock: Clock | None = None
) -> Iterator[Lease]:
    """Hold the lock of ``subject`` in the actor's Space and project.

    Waits up to ``wait`` seconds (``WAIT``, or ``WAIT_OF_RUN``) for the one that holds it. Raises
    SavedBySomeoneElse after that.
    """
    clock = clock or Clock()
    if wait is None:
        wait = WAIT if actor.run is None else WAIT_OF_RUN
    workspace = actor.workspace
    # Two workspaces may show the same project.
    plain = f"{workspace.host}\n{workspace.project_id}\n{subject}"
    key, holder = hashlib.sha256(plain.encode()).hexdigest(), uuid.uuid4().hex
    _acquire(key, holder, display_name(actor.user), wait=wait, clock=clock)
    try:
        yield Lease(key, holder, clock)
    finally:
        _release(key, holder)


def _acquire(key: str, holder: str, person_name: str, *, wait: float, clock: Clock) -> None:
    ends_at = clock.monotonic() + wait
    pause = _SHORTEST_PAUSE
    while not _try_to_acquire(key, holder, person_name):
        # Only looked at while it is held, as an update takes the only write lock that SQLite has.
        while (current := _current_holder(key)) is not None:
            if clock.monotonic() >= ends_at:
                raise SavedBySomeoneElse(current)
            clock.sleep(pause * (0.5 + clock.jitter()))
            pause = min(pause * 1.5, _LONGEST_PAUSE)


def _try_to_acquire(key: str, holder: str, person_name: str) -> bool:
    values = {"holder": holder, "person_name": person_name, "expires_at": _expiry()}
    try:
        with transaction.atomic():
            ObjectLock.objects.create(key=key, **values)
    except IntegrityError:
        # A lock that was left behind is taken over.
        return bool(ObjectLock.objects.filter(key=key, expires_at__lte=Now()).update(**values))
    return True


def _current_holder(key: str) -> str | None:
    """The name of the person who holds the lock; None where no one does."""
    held = ObjectLock.objects.filter(key=key, expires_at__gt=Now())
    return held.values_list("person_name", flat=True).first()


def _release(key: str, holder: str) -> None:
    try:
        ObjectLock.objects.filter(key=key, holder=holder).delete()
    except DatabaseError:
        # What was saved is saved; the lease ends by itself.
        logger.warning("a lock was not released and expires in %s", LEASE, exc_info=True)


def _expiry() -> Combinable:
    return ExpressionWrapper(Now() + Value(LEASE), output_field=DateTimeField())
