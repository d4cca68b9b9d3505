"""Creating an object: POST, then PUT of the flags that a create does not take.

A POST whose answer is lost is never simply sent again. Names are unique in a project, so the object is
looked for by its name, and the next attempt with the same name begins with looking for it too: the
history remembers what is not known to have failed, also after a crash and from another browser.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from django.utils import timezone

from conferences.models import Action, Actor, Change, Outcome
from conferences.services.history import FOUND_LATER, Record, python_fields, recording, settle, truncate
from conferences.services.saving.locks import name_subject, object_lock, object_subject
from conferences.services.saving.merge import FieldMismatch, Fields, not_kept
from conferences.services.saving.put import Conflict, Intent
from conferences.services.saving.update import put
from conferences.services.saving.writer import Writer
from conferences.signalwire import (
    Conference,
    FieldError,
    NotFound,
    RefusedFields,
    Room,
    SignalWireClient,
    SignalWireError,
    Stored,
    Unreadable,
    UnreadableAnswer,
    iter_items,
)
from conferences.signalwire.kinds import ROOM, Kind, writable

_REMEMBERED: Final = timedelta(days=1)
"""How long an attempt of unknown outcome makes the next one of the same name look first."""
_CLOCKS_DIFFER: Final = timedelta(minutes=5)
_PAGE_SIZE: Final = 1000
_ATTEMPTS_MAXIMUM: Final = 10


class CreationUnknown(SignalWireError):
    """It is not known whether the object was created. ``may_have_arrived`` is True.

    ``found`` is an object of this name that may or may not be the one, or None. ``create`` with
    ``verify_first`` looks for it before it sends anything.
    """

    remedy = "creation-unknown"
    title = "It is not known whether this was created"

    def __init__(self, error: SignalWireError | None, found: Conference | Room | None = None) -> None:
        reason = f"{error.message} " if error else ""
        sentence = (
            "One with this name exists now and may be it: check it before you try again."
            if found
            else "SignalWire may still have created it. Trying again looks for it first."
        )
        super().__init__(
            reason + sentence,
            status=error.status if error else None,
            request_id=error.request_id if error else None,
            host=error.host if error else None,
            may_have_arrived=True,
        )
        self.found = found


class NowhereToCreate(NotFound):
    """A 404 to a POST: not the object is missing but the place it would have been put into."""

    title = "SignalWire cannot create this"

    def __init__(self, error: NotFound) -> None:
        super().__init__(
            "SignalWire cannot create this: the address for creating it does not exist there. The "
            "workspace’s host may be wrong, or its Space may not include Video.",
            status=error.status,
            request_id=error.request_id,
            host=error.host,
        )


@dataclass(frozen=True, slots=True)
class Created:
    """What came of a creation.

    ``item`` is the object as SignalWire has it. ``incomplete`` is the error of the second step, or None;
    then ``missing`` names the fields, flags mostly, that are not as wanted. ``not_kept`` has everything
    else that differs from what was sent. ``found_after_drop`` says that no proper answer came, and that
    the object was found by its name.
    """

    item: Conference | Room
    change: Change
    not_kept: tuple[FieldMismatch, ...] = ()
    incomplete: SignalWireError | None = None
    missing: tuple[str, ...] = ()
    found_after_drop: bool = False


def create(
    actor: Actor,
    kind: Kind,
    *,
    fields: Fields,
    why: str = "",
    verify_first: bool = False,
    action: Action = Action.CREATE,
) -> Created:
    """Create an object with ``fields``; those that are None are left to SignalWire.

    ``fields`` should have a name: without one a lost answer cannot be followed up. Raises CreationUnknown,
    RefusedFields, SavedBySomeoneElse and any other SignalWireError; all but the first mean that nothing was
    created.
    """
    wanted = {name: value for name, value in fields.items() if value is not None and name in kind.fields}
    name = str(wanted.get("name", ""))
    with object_lock(actor, name_subject(name or uuid4().hex)) as lease:
        writer = Writer(actor, kind, lease)
        earlier = _unsettled(writer, name)
        created = _find_earlier(writer, name, earlier) if earlier or (name and verify_first) else None
        # What was typed may have been corrected since an earlier attempt, so all of it counts then.
        is_earlier = created is not None
        if created is None:
            created, is_earlier = _send(writer, name, wanted, earlier, why=why, action=action)
        return _complete(writer, created, wanted, why=why, kinds=None if is_earlier else ("flag",))


def _send(
    writer: Writer, name: str, wanted: Fields, earlier: list[Change], *, why: str, action: Action
) -> tuple[Created, bool]:
    """POST it. Gives what came of it, and whether an earlier attempt had created it."""
    try:
        with recording(
            writer.actor,
            kind=writer.kind,
            action=action,
            name=name,
            title=str(wanted.get("display_name", name)),
            after=wanted,
            fields=wanted,
            why=why,
        ) as record:
            return _post(writer, name, wanted, record), False
    except RefusedFields as error:
        # The earlier attempt may have been carried out between the look and this one.
        if not earlier or "name" not in {entry.attribute for entry in error.errors}:
            raise
        found = _find_earlier(writer, name, earlier)
        if found is None:
            raise
        return found, True


def _post(writer: Writer, name: str, wanted: Fields, record: Record) -> Created:
    found_after_drop = False
    try:
        item = writer.resource.create(_accepted(writer.kind, wanted))
    except NotFound as error:
        raise NowhereToCreate(error) from None
    except SignalWireError as error:
        if not error.may_have_arrived:
            raise
        item = _found(writer, name, wanted, since=record.change.opened_at, error=error)
        found_after_drop = True
    record.object_id = item.id
    record.done(
        after=_values(item),
        request_id=writer.request_id,
        sentence="SignalWire sent no proper answer, but created it." if found_after_drop else "",
    )
    return Created(item, record.change, found_after_drop=found_after_drop)


def _complete(
    writer: Writer, created: Created, wanted: Fields, *, why: str, kinds: tuple[str, ...] | None
) -> Created:
    """Update the fields of these kinds (all if None) that are not as wanted, then compare everything."""
    kind, item = writer.kind, created.item
    sent = {name: value for name, value in wanted.items() if kind.fields[name].on_update}
    lacking = [
        one.name
        for one in not_kept(kind, sent, writable(item))
        if kinds is None or kind.fields[one.name].kind in kinds
    ]
    incomplete: SignalWireError | None = None
    if lacking:
        try:
            item = _update(writer, item, {name: sent[name] for name in lacking}, why=why)
        except Conflict as conflict:
            item = conflict.theirs  # the comparison tells what is not as wanted
        except SignalWireError as error:
            incomplete = error
    missing = tuple(lacking) if incomplete else ()
    differing = [one for one in not_kept(kind, sent, writable(item)) if one.name not in missing]
    return replace(created, item=item, not_kept=tuple(differing), incomplete=incomplete, missing=missing)


def _update(writer: Writer, item: Conference | Room, wanted: Fields, *, why: str) -> Conference | Room:
    """Set the fields of an object that was just created. Raises as ``updating.put``."""
    actor, kind = writer.actor, writer.kind
    with object_lock(actor, object_subject(kind, item.id)) as lease:
        own = Writer(actor, kind, lease)
        try:
            stored = own.read(item.id)
        except SignalWireError:
            stored = Stored(item, {})  # as the answer to the create had it a moment ago
        return put(own, stored, Intent(writable(stored.item), wanted), why=why).item


def _found(
    writer: Writer, name: str, wanted: Fields, *, since: datetime, error: SignalWireError
) -> Conference | Room:
    """The object that a POST without a proper answer created.

    Raises CreationUnknown where that cannot be told, and RefusedFields where the name is someone else's.
    """
    if not name:
        raise CreationUnknown(error) from None
    item: Conference | Room | None = writer.looks(lambda: look_up(writer.client, writer.kind, name))
    if item is None:
        # SignalWire may still be about to create it.
        raise CreationUnknown(error) from None
    if _is_ours(writer.kind, item, wanted, since=since, error=error):
        return item
    message = "Name must be unique within the project, and another one has it."
    raise RefusedFields(
        message,
        errors=(FieldError("name", "not_unique_within_project", message),),
        status=error.status,
        request_id=error.request_id,
        host=error.host,
    ) from None


def is_as_sent(kind: Kind, item: Conference | Room, tried: Fields) -> bool:
    """Whether ``item`` has every value that a create with the fields ``tried`` sent."""
    return not not_kept(kind, _accepted(kind, tried), _values(item))


def is_new_since(item: Conference | Room, since: datetime) -> bool:
    """Whether ``item`` was created at ``since`` or later, as far as two clocks agree."""
    created_at = item.created_at or datetime.min.replace(tzinfo=UTC)
    return created_at >= since - _CLOCKS_DIFFER


def _is_ours(
    kind: Kind, item: Conference | Room, tried: Fields, *, since: datetime, error: SignalWireError | None
) -> bool:
    """Whether ``item`` is what an attempt at ``since`` with the fields ``tried`` created.

    Raises CreationUnknown in doubt: where it is as sent but not new, or new but not as sent.
    """
    as_sent = is_as_sent(kind, item, tried)
    if as_sent != is_new_since(item, since):
        raise CreationUnknown(error, item) from None
    return as_sent


def _unsettled(writer: Writer, name: str) -> list[Change]:
    """Earlier attempts with this name that may have been carried out, newest first."""
    if not name:
        return []
    found = Change.objects.filter(
        workspace=writer.actor.workspace,
        kind=writer.kind,
        action__in=(Action.CREATE, Action.RECREATE),
        object_name=truncate(name, 200),
        outcome__in=(Outcome.PENDING, Outcome.UNKNOWN),
        opened_at__gte=timezone.now() - _REMEMBERED,
    )
    return list(found[:_ATTEMPTS_MAXIMUM])


def _find_earlier(writer: Writer, name: str, earlier: list[Change]) -> Created | None:
    """The object, if an earlier attempt of unknown outcome created it; None where none did.

    Raises CreationUnknown where that cannot be found out.
    """
    try:
        item = look_up(writer.client, writer.kind, name)
    except SignalWireError as error:
        raise CreationUnknown(error) from None
    if item is None or not earlier:
        # Whose it is, SignalWire's own refusal of a name that is taken will tell.
        return None
    doubt: CreationUnknown | None = None
    for attempt in earlier:
        tried = python_fields(writer.kind, attempt.after or {})
        try:
            if _is_ours(writer.kind, item, tried, since=attempt.opened_at, error=None):
                settle(attempt, Outcome.DONE, FOUND_LATER, item)
                return Created(item, attempt, found_after_drop=True)
        except CreationUnknown as unknown:
            doubt = unknown
    if doubt is not None:
        raise doubt
    return None


def look_up(client: SignalWireClient, kind: Kind, name: str) -> Conference | Room | None:
    """The object of exactly that name. Raises SignalWireError where one cannot be ruled out."""
    if kind == ROOM:
        try:
            room = client.rooms.get_by_name(name)
        except NotFound:
            return None
        return room if room.name == name else None
    unreadable: Unreadable | None = None
    for item in iter_items(lambda cursor: client.conferences.list(page_size=_PAGE_SIZE, cursor=cursor)):
        if isinstance(item, Unreadable):
            unreadable = item if item.name in (name, None) else unreadable
        elif item.name == name:
            return item
    if unreadable is not None:
        raise UnreadableAnswer(unreadable.reason)
    return None


def _accepted(kind: Kind, wanted: Fields) -> dict[str, object]:
    """What of ``wanted`` a create takes."""
    return {name: value for name, value in wanted.items() if kind.fields[name].on_create}


def _values(item: Conference | Room) -> dict[str, object]:
    return {"name": item.name, **writable(item)}
