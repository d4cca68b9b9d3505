"""Changing an object: read, merge, PUT the whole, compare.

The documents contradict each other about whether a PUT keeps, empties or resets what it does not name,
and whether null empties a field or is refused. So the whole object is sent, every refusal that our way
of sending it may have caused is answered by sending it another way, and what SignalWire has in the end
is compared with what it was to have.

Between the read and the PUT lies the time of one call. The API offers no precondition (no version, no
``If-Match``), so a change that somebody makes in that moment is overwritten; nothing can prevent that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from conferences.models import Action, Actor, Change
from conferences.services.comparing import (
    FIELDS,
    FieldConflict,
    Fields,
    Merge,
    NotKept,
    kept,
    merge,
    not_kept,
    writable,
)
from conferences.services.connections import client_for
from conferences.services.history import recording
from conferences.services.reading import Kind
from conferences.services.sending import NotTakenBack, Plan, in_words
from conferences.signalwire import (
    Call,
    Conference,
    NotFound,
    RefusedFields,
    Room,
    SignalWireClient,
    SignalWireError,
    TimedOut,
    Unavailable,
    UnreadableAnswer,
)
from conferences.signalwire.resources import Conferences, Rooms


class Conflict(Exception):
    """Somebody else changed the same fields since; nothing was sent.

    ``theirs`` is the object as it is now, ``fields`` what to choose between, ``merged`` the other fields
    that changed since. To save with what was chosen, ``writable(theirs)`` is the new base.
    """

    def __init__(
        self, theirs: Conference | Room, fields: tuple[FieldConflict, ...], merged: tuple[str, ...]
    ) -> None:
        super().__init__("Somebody else has changed the same fields in the meantime.")
        self.theirs = theirs
        self.fields = fields
        self.merged = merged


class Gone(NotFound):
    """The object was deleted meanwhile; nothing was saved."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a save.

    ``item`` is the object as SignalWire has it now. ``change`` is its record, None where nothing was to
    be changed and so nothing was sent. ``changed`` names the fields that were to change; ``merged`` those
    that somebody else changed since and that were kept; ``left_out`` those that were not sent, because
    SignalWire does not take back the value that it has there. ``found_after_drop`` says that no proper
    answer came, and that reading the object again showed it to be saved.
    """

    item: Conference | Room
    change: Change | None
    changed: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    not_kept: tuple[NotKept, ...] = ()
    left_out: tuple[str, ...] = ()
    found_after_drop: bool = False


class Writer:
    """One kind of object in one workspace, and SignalWire's id of the last write that was sent to it."""

    def __init__(self, actor: Actor, kind: Kind) -> None:
        self.actor = actor
        self.kind = kind
        self.request_id: str | None = None
        self.status: int | None = None
        self.client: SignalWireClient = client_for(
            actor.workspace, request_id=actor.request_id, observe=self._observe
        )

    @property
    def resource(self) -> Conferences | Rooms:
        """The calls of this kind."""
        return self.client.conferences if self.kind == "conferences" else self.client.rooms

    def _observe(self, call: Call) -> None:
        if call.method != "GET":
            self.status = call.status
            # Where SignalWire names none, the client tells ours, which is kept on its own.
            self.request_id = call.request_id if call.request_id != self.actor.request_id else None


def save(
    actor: Actor,
    kind: Kind,
    identifier: UUID,
    *,
    base: Fields,
    wanted: Fields,
    why: str = "",
    action: Action = Action.UPDATE,
    without: Iterable[str] = (),
    is_strict: bool = False,
) -> Saved:
    """Change the fields of ``wanted`` that differ from ``base``, what the object was when it was opened.

    Nothing is sent, and nothing recorded, where nothing is to change. ``without`` names fields whose
    present value need not be sent where SignalWire refuses it: whether they then keep it is for SignalWire
    to say. With ``is_strict``, what somebody changed since in any field of ``wanted`` is a conflict, also
    where ``wanted`` has the value of ``base``. Raises Conflict, Gone, NotTakenBack, RefusedFields and any
    other SignalWireError; with ``may_have_arrived`` it is not known what became of the change, without it
    nothing was changed.
    """
    writer = Writer(actor, kind)
    try:
        theirs = writer.resource.get(identifier)
    except SignalWireError as caught:
        error = _gone(caught) if isinstance(caught, NotFound) else caught
        tried = merge(base, base, wanted)
        if tried.changed:
            _record_failure(actor, kind, identifier, base, tried, error, why=why, action=action)
        raise error from None
    merged = merge(base, writable(theirs), wanted)
    touched = tuple(name for name in merged.merged if name in wanted)
    if merged.conflicts or (is_strict and touched):
        raise Conflict(theirs, merged.conflicts, touched if is_strict else merged.merged)
    if not merged.changed:
        return Saved(theirs, None, merged=merged.merged)
    return put(writer, theirs, merged, why=why, action=action, without=without)


def put(
    writer: Writer,
    theirs: Conference | Room,
    merged: Merge,
    *,
    why: str,
    action: Action = Action.UPDATE,
    without: Iterable[str] = (),
) -> Saved:
    """Send ``merged`` to the object that is ``theirs`` now, record it, and compare. Raises as ``save``."""
    kind, before = writer.kind, writable(theirs)
    plan = Plan.of(kind, merged, without)
    with recording(
        writer.actor,
        kind=kind,
        action=action,
        object_id=theirs.id,
        name=theirs.name or "",
        title=theirs.display_name or theirs.name or "",
        before=before,
        after=merged.values,
        fields=merged.changed,
        why=why,
    ) as record:
        found_after_drop = False
        try:
            item = _send(writer, theirs.id, plan)
        except NotFound as error:
            raise _gone_or_shown(writer, theirs.id, error) from None
        except SignalWireError as error:
            if not error.may_have_arrived:
                raise
            item = _look_again(writer, theirs.id, plan, before, error)
            found_after_drop = True
        item = _empty_again(writer, item, plan)
        differing = not_kept(kind, plan.values, writable(item))
        if differing and not found_after_drop:
            item, differing = _read_after(writer, item, plan, differing)
        if plan.refusal and not not_kept(kind, before, writable(item)):
            # Not naming the refused field changed nothing, so the refusal is the whole answer.
            raise plan.refusal
        left_out = tuple(sorted(plan.left_out))
        record.done(
            after=writable(item),
            fields=_differing(kind, plan.changed, before, writable(item)),
            request_id=writer.request_id,
            sentence=_remark(differing, left_out, found_after_drop=found_after_drop),
        )
    return Saved(item, record.change, merged.changed, merged.merged, differing, left_out, found_after_drop)


def _send(writer: Writer, identifier: UUID, plan: Plan) -> Conference | Room:
    """PUT the plan, otherwise where it was refused, until it is taken or no other way is left."""
    while True:
        try:
            return writer.resource.update(identifier, plan.body())
        except RefusedFields as error:
            # Each step takes something out of the plan, so this ends.
            if error.may_have_arrived:
                raise
            if not plan.adapt(error):
                if plan.held:
                    raise NotTakenBack({name: plan.values[name] for name in plan.held}, error) from None
                raise


def _read_after(
    writer: Writer, answer: Conference | Room, plan: Plan, differing: tuple[NotKept, ...]
) -> tuple[Conference | Room, tuple[NotKept, ...]]:
    """The ``answer`` to a PUT or what a read shows, whichever is nearer to what was sent."""
    try:
        item = writer.resource.get(answer.id)
    except SignalWireError:
        return answer, differing
    still = not_kept(writer.kind, plan.values, writable(item))
    is_older = _lost(plan, differing) <= _lost(plan, still)
    return (answer, differing) if is_older else (item, still)


def _lost(plan: Plan, differing: tuple[NotKept, ...]) -> tuple[int, int]:
    """How many fields that were to change have not, and how many fields differ in all."""
    return sum(one.name in plan.changed for one in differing), len(differing)


def _look_again(
    writer: Writer, identifier: UUID, plan: Plan, before: Fields, error: SignalWireError
) -> Conference | Room:
    """The object, if it shows that the PUT behind ``error`` was carried out; raises ``error`` otherwise.

    Where the object is unchanged, ``may_have_arrived`` is taken back; not after a time-out or a success
    without words, because what SignalWire has not answered, or has only accepted, it may still be about
    to do.
    """
    try:
        item = writer.resource.get(identifier)
    except NotFound as gone:
        raise _gone(gone) from None
    except SignalWireError:
        raise error from None
    got, fields = writable(item), FIELDS[writer.kind]
    if all(kept(fields[name], plan.values[name], got[name]) for name in plan.changed):
        return item
    if not not_kept(writer.kind, before, got) and not (isinstance(error, TimedOut) or _is_accepted(error)):
        error.may_have_arrived = False
    raise error


def _is_accepted(error: SignalWireError) -> bool:
    """Whether a status says that the change is under way, be it without the object."""
    return isinstance(error, UnreadableAnswer) and error.status in (202, 204)


def _empty_again(writer: Writer, item: Conference | Room, plan: Plan) -> Conference | Room:
    """Empty, with null, the fields that were empty and got a default because they were not named."""
    got = writable(item)
    filled = {
        name
        for name, value in plan.values.items()
        if value is None and got[name] not in (None, "") and name not in plan.changed
    }
    if not filled:
        return item
    again = replace(plan, nulls=plan.nulls | filled, left_out=set(plan.left_out))
    try:
        return _send(writer, item.id, again)
    except SignalWireError:
        return item  # what was asked for is saved, and the comparison tells what was not kept


def shown_all_the_same(error: NotFound) -> Unavailable:
    """What to say where a write is answered with 404 and a read shows the object."""
    return Unavailable(
        "SignalWire says that this is not there, and shows it all the same. Try again in a moment.",
        status=error.status,
        request_id=error.request_id,
        host=error.host,
    )


def _gone_or_shown(writer: Writer, identifier: UUID, error: NotFound) -> SignalWireError:
    """What a 404 to a PUT means: nobody is told of a deletion while the object can still be read."""
    try:
        writer.resource.get(identifier)
    except SignalWireError:
        return _gone(error)
    return shown_all_the_same(error)


def _gone(error: SignalWireError) -> Gone:
    return Gone(
        "This was deleted meanwhile, so nothing was saved.",
        status=error.status,
        request_id=error.request_id,
        host=error.host,
    )


def _record_failure(
    actor: Actor,
    kind: Kind,
    identifier: UUID,
    base: Fields,
    tried: Merge,
    error: SignalWireError,
    *,
    why: str,
    action: Action,
) -> None:
    """Record a change that failed before it could be sent. Raises ``error``."""
    with recording(
        actor,
        kind=kind,
        action=action,
        object_id=identifier,
        title=str(base.get("display_name") or ""),
        before=base,
        after=tried.values,
        fields=tried.changed,
        why=why,
    ):
        raise error


def _differing(kind: Kind, changed: Iterable[str], before: Fields, after: Fields) -> list[str]:
    """The fields that were to change and those that did, in the API's order."""
    names = {*changed, *(one.name for one in not_kept(kind, before, after))}
    return [name for name in before if name in names]


def _remark(differing: tuple[NotKept, ...], left_out: tuple[str, ...], *, found_after_drop: bool) -> str:
    sentences = []
    if found_after_drop:
        sentences.append("No proper answer came, but SignalWire has it.")
    if left_out:
        sentences.append(f"Not sent, as SignalWire does not take its own value back: {in_words(left_out)}.")
    if lost := [one.name for one in differing if one.name in left_out]:
        sentences.append(f"It has something else there now: {in_words(lost)}.")
    if names := [one.name for one in differing if one.name not in left_out]:
        sentences.append(f"SignalWire did not keep: {in_words(names)}.")
    return " ".join(sentences)
