"""The calls of one write to SignalWire, made under the lock of what is written to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from conferences.models import Actor
from conferences.services.connections import client_for
from conferences.services.saving.locks import Lease
from conferences.signalwire import (
    Call,
    Clock,
    Conference,
    HostUnknown,
    RateLimited,
    Room,
    SignalWireClient,
    SignalWireError,
    Stored,
    TimedOut,
    Unreachable,
)
from conferences.signalwire.kinds import Kind
from conferences.signalwire.resources import Conferences, Rooms

_ACCEPTED: Final = 202
_ATTEMPTS: Final = 3
_BACKOFF: Final = 0.2
_WAIT_MAXIMUM: Final = 5.0


class Writer:
    """One kind of object in one workspace, and SignalWire's id of the last write that was sent to it."""

    def __init__(self, actor: Actor, kind: Kind, lease: Lease, clock: Clock | None = None) -> None:
        self.actor = actor
        self.kind = kind
        self.request_id: str | None = None
        self.status: int | None = None
        self.client: SignalWireClient = client_for(
            actor.workspace, request_id=actor.request_id, observe=self._observe
        )
        self._lease = lease
        self._clock = clock or Clock()

    @property
    def resource(self) -> Conferences | Rooms:
        """The calls of this kind. Raises SavedBySomeoneElse where the lock was lost."""
        self._lease.renew()
        return self.client.resource(self.kind)

    @property
    def was_only_accepted(self) -> bool:
        """Whether the last write was answered with a promise to carry it out."""
        return self.status == _ACCEPTED

    def read(self, identifier: UUID) -> Stored[Any]:
        """The object as it is stored. Raises SignalWireError."""
        return self.resource.get_stored(identifier)

    def update(self, identifier: UUID, body: Mapping[str, object]) -> Conference | Room:
        """PUT ``body``, once. Raises SignalWireError."""
        return self.resource.update(identifier, body)

    def sleep(self, seconds: float) -> None:
        """Wait, with the lock kept."""
        self._clock.sleep(seconds)
        self._lease.renew()

    def looks(self, look: Callable[[], Any], *, most: int | None = None) -> Any:
        """What ``look`` finds, asked for a few times over some seconds; None where it finds nothing.

        A look that fails with a SignalWireError has found nothing.
        """
        for delay in settings.OUTCOME_LOOKS[:most]:
            self._clock.sleep(delay)
            try:
                found = look()
            except SignalWireError:
                continue
            if found is not None:
                return found
        return None

    def _observe(self, call: Call) -> None:
        if call.method != "GET":
            self.status = call.status
            # Where SignalWire names none, the client tells ours, which is kept on its own.
            self.request_id = call.request_id if call.request_id != self.actor.request_id else None


class Attempts:
    """The attempts at one PUT: how many, and how long to wait between them."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._made = 0
        self._waited = 0.0
        self._was_sent_again = False

    def may_send_again(self, error: SignalWireError) -> bool:
        """Whether another attempt makes sense after ``error``; waits before it where that helps.

        Where the write may have arrived and was then looked for in vain, it is sent once more: whoever waited
        for a time-out has waited long enough.
        """
        self._made += 1
        if error.may_have_arrived:
            is_first = not self._was_sent_again
            self._was_sent_again = True
            return is_first and not isinstance(error, TimedOut)
        if self._made >= _ATTEMPTS or isinstance(error, HostUnknown):
            return False
        if not isinstance(error, (RateLimited, Unreachable)):
            return False
        asked = error.retry_after if isinstance(error, RateLimited) else None
        backoff = _BACKOFF * 2 ** (self._made - 1) * (0.5 + self._clock.jitter())
        seconds = backoff if asked is None else asked
        if self._waited + seconds > _WAIT_MAXIMUM:
            return False
        self._clock.sleep(seconds)
        self._waited += seconds
        return True
