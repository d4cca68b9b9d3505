"""One change on its way to SignalWire: merged with what is there, sent, looked for, sent in another way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from conferences.services.history import NothingSent
from conferences.services.saving.merge import FieldConflict, Fields, Merge, kept, merge, same
from conferences.services.saving.payload import Plan, StoredValueRejected
from conferences.services.saving.writer import Attempts, Writer
from conferences.signalwire import (
    Conference,
    NotFound,
    RefusedFields,
    Room,
    SignalWireError,
    Stored,
    Unavailable,
)
from conferences.signalwire.kinds import writable


class Conflict(NothingSent):
    """Someone else changed the same fields since; nothing was sent.

    ``theirs`` is the object as it is now, ``fields`` what to choose between, ``merged`` the other fields
    that changed since. To save with what was chosen, ``writable(theirs)`` is the new base.
    """

    def __init__(
        self, theirs: Conference | Room, fields: tuple[FieldConflict, ...], merged: tuple[str, ...]
    ) -> None:
        super().__init__("Someone else changed the same fields in the meantime.")
        self.theirs = theirs
        self.fields = fields
        self.merged = merged


class Deleted(NotFound):
    """The object was deleted meanwhile; nothing was saved."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What someone wants of an object: the fields of ``wanted`` that differ from ``base``.

    ``without`` and ``is_strict`` are those of ``save``.
    """

    base: Fields
    wanted: Fields
    without: Iterable[str] = ()
    is_strict: bool = False

    def merge(self, theirs: Conference | Room) -> Merge:
        """The intent brought together with the object as it is now. Raises Conflict."""
        merged = merge(self.base, writable(theirs), self.wanted)
        touched = tuple(name for name in merged.merged if name in self.wanted)
        if merged.conflicts or (self.is_strict and touched):
            raise Conflict(theirs, merged.conflicts, touched if self.is_strict else merged.merged)
        return merged

    def already_done(self, theirs: Conference | Room) -> tuple[str, ...]:
        """The fields that were to change and that the object has as wanted."""
        got = writable(theirs)
        return tuple(
            name
            for name, value in self.wanted.items()
            if name in self.base and not same(value, self.base[name]) and same(value, got.get(name))
        )


@dataclass(slots=True)
class Sending:
    """One change on its way to SignalWire, from the first attempt to the last.

    ``stored`` and ``merged`` are those of the latest attempt: before another one the object is read again,
    so that nothing that was changed since is overwritten. ``was_found`` says that no proper answer came, and
    that reading the object showed the change.
    """

    writer: Writer
    intent: Intent
    stored: Stored[Any]
    merged: Merge
    plan: Plan = field(init=False)
    was_found: bool = False

    def __post_init__(self) -> None:
        self.plan = Plan.of(self.writer.kind, self.merged, self.stored.raw, self.intent.without)

    def send(self) -> Conference | Room:
        """PUT until it is taken, or no other way is left. Raises as ``save``."""
        attempts = Attempts()
        unknown: SignalWireError | None = None
        while True:
            try:
                item = self.writer.update(self._id, self.plan.body())
            except SignalWireError as error:
                if error.may_have_arrived:
                    found = self._look(is_first=unknown is None)
                    if found is not None:
                        return found
                    unknown = error
                if not self._may_send_again(error, attempts):
                    raise self._final(error, unknown) from None
            else:
                found = self._look() if self.writer.was_only_accepted and self._differs(item) else None
                return item if found is None else found
            try:
                self._read_again()
            except (NothingSent, SignalWireError) as error:
                raise (unknown or error) from None
            if not self.merged.changed:
                self.was_found = unknown is not None
                return self._stored_item

    @property
    def _stored_item(self) -> Conference | Room:
        return cast(Conference | Room, self.stored.item)

    @property
    def _id(self) -> UUID:
        return self._stored_item.id

    def _may_send_again(self, error: SignalWireError, attempts: Attempts) -> bool:
        if isinstance(error, RefusedFields) and not error.may_have_arrived:
            # Each step takes something out of the plan, so this ends.
            return self.plan.adapt(error)
        return attempts.may_send_again(error)

    def _final(self, error: SignalWireError, unknown: SignalWireError | None) -> SignalWireError:
        """What to raise where nothing more can be tried."""
        if unknown is not None:
            return unknown
        if isinstance(error, NotFound):
            return gone_or_shown(self.writer, self._id, error)
        if isinstance(error, RefusedFields) and self.plan.held:
            return StoredValueRejected({name: self.plan.values[name] for name in self.plan.held}, error)
        return error

    def _look(self, *, is_first: bool = True) -> Conference | Room | None:
        """The object, once reading it shows the change; None where it does not within some seconds."""
        found: Conference | Room | None
        found = self.writer.looks(self._changed_object, most=None if is_first else 2)
        if found is not None:
            self.was_found = True
        return found

    def _changed_object(self) -> Conference | Room | None:
        item: Conference | Room = self.writer.read(self._id).item
        return None if self._differs(item) else item

    def _differs(self, item: Conference | Room) -> bool:
        got, fields = writable(item), self.writer.kind.fields
        return not all(kept(fields[name], self.plan.values[name], got[name]) for name in self.plan.changed)

    def _read_again(self) -> None:
        """Take the object as it is now for the next attempt. Raises Conflict, Deleted and SignalWireError."""
        try:
            self.stored = self.writer.read(self._id)
        except NotFound as error:
            raise gone(error) from None
        self.merged = self.intent.merge(self.stored.item)
        self.plan.update(self.merged, self.stored.raw)


def shown_all_the_same(error: NotFound) -> Unavailable:
    """What to say where a write is answered with 404 and a read shows the object."""
    return Unavailable(
        "SignalWire says this does not exist, yet still shows it. Try again in a moment.",
        status=error.status,
        request_id=error.request_id,
        host=error.host,
    )


def gone_or_shown(writer: Writer, identifier: UUID, error: NotFound) -> SignalWireError:
    """What a 404 to a PUT means: no one is told of a deletion while the object can still be read."""
    try:
        writer.resource.get(identifier)
    except SignalWireError:
        return gone(error)
    return shown_all_the_same(error)


def gone(error: SignalWireError) -> Deleted:
    return Deleted(
        "This was deleted in the meantime, so nothing was saved.",
        status=error.status,
        request_id=error.request_id,
        host=error.host,
    )
