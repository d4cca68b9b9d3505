"""Changing an object: read, merge, PUT the whole, compare.

The documents contradict each other about whether a PUT keeps, empties or resets what it does not name,
and whether null empties a field or is refused. So the whole object is sent, every refusal that our way
of sending it may have caused is answered by sending it another way, and what SignalWire has in the end
is compared with what it was to have.

All of it happens under the lock of the object, so that two people, two bulk changes or two servers never
lose each other's change. The API offers no precondition (no version, no ``If-Match``): what another program
changes at SignalWire between the read and the PUT is overwritten, and nothing can prevent that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from conferences.models import Action, Actor, Change, Outcome
from conferences.services.history import recording
from conferences.services.saving.locks import object_lock, object_subject
from conferences.services.saving.merge import FieldMismatch, Fields, Merge, merge, not_kept
from conferences.services.saving.payload import DisplayNameMissing, Plan, in_words
from conferences.services.saving.put import Intent, Sending, gone
from conferences.services.saving.unsettled import read_current, wait_for_others
from conferences.services.saving.writer import Writer
from conferences.signalwire import Conference, NotFound, Room, SignalWireError, Stored
from conferences.signalwire.kinds import Kind, writable


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a save.

    ``item`` is the object as SignalWire has it now. ``change`` is its record, None where nothing was to
    be changed and so nothing was sent. ``changed`` names the fields that were to change; ``merged`` those
    that someone else changed since and that were kept; ``left_out`` those that were not sent, because
    SignalWire does not take back the value that it has there. ``found_after_drop`` says that no proper
    answer came, and that reading the object again showed it to be saved. ``already`` names the fields that
    were to change and had the wanted value already.
    """

    item: Conference | Room
    change: Change | None
    changed: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    not_kept: tuple[FieldMismatch, ...] = ()
    left_out: tuple[str, ...] = ()
    found_after_drop: bool = False
    already: tuple[str, ...] = ()


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
    to say. With ``is_strict``, what someone changed since in any field of ``wanted`` is a conflict, also
    where ``wanted`` has the value of ``base``. Raises Conflict, Deleted, StoredValueRejected,
    DisplayNameMissing, RefusedFields, SavedBySomeoneElse and any other SignalWireError; with
    ``may_have_arrived`` it is not known what became of the change, without it nothing was changed.
    """
    intent = Intent(base, wanted, tuple(without), is_strict)
    with object_lock(actor, object_subject(kind, identifier)) as lease:
        writer = Writer(actor, kind, lease)
        wait_for_others(writer, identifier)
        try:
            stored = read_current(writer, identifier)
        except SignalWireError as caught:
            error = gone(caught) if isinstance(caught, NotFound) else caught
            tried = merge(base, base, wanted)
            if tried.changed:
                _record_failure(actor, kind, identifier, base, tried, error, why=why, action=action)
            raise error from None
        return put(writer, stored, intent, why=why, action=action)


def put(
    writer: Writer, stored: Stored[Any], intent: Intent, *, why: str, action: Action = Action.UPDATE
) -> Saved:
    """Send what ``intent`` makes of the object that is ``stored`` now, record it, and compare.

    The caller holds the lock. Raises as ``save``.
    """
    kind, theirs = writer.kind, stored.item
    merged = intent.merge(theirs)
    if not merged.changed:
        already = intent.already_done(theirs)
        if already:
            _check_unknown_now(writer.actor, theirs.id)
        return Saved(theirs, None, merged=merged.merged, already=already)
    if kind.fields["display_name"].required and not str(merged.values["display_name"] or "").strip():
        raise DisplayNameMissing
    before = writable(theirs)
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
        sending = Sending(writer, intent, stored, merged)
        item = sending.send()
        plan, merged = sending.plan, sending.merged
        before = writable(sending.stored.item)
        item = _empty_again(writer, item, plan)
        differing = not_kept(kind, plan.values, writable(item))
        if differing and not sending.was_found:
            item, differing = _read_after(writer, item, plan, differing)
        if plan.refusal and not not_kept(kind, before, writable(item)):
            # Not naming the refused field changed nothing, so the refusal is the whole answer.
            raise plan.refusal
        left_out = tuple(sorted(plan.left_out))
        record.done(
            before=before,
            after=writable(item),
            fields=_differing(kind, plan.changed, before, writable(item)),
            request_id=writer.request_id,
            sentence=_remark(differing, left_out, found_after_drop=sending.was_found),
        )
    return Saved(item, record.change, merged.changed, merged.merged, differing, left_out, sending.was_found)


def _check_unknown_now(actor: Actor, identifier: UUID) -> None:
    """Find out at once what became of earlier changes of the object: it has what they may have wanted."""
    unknown = Change.objects.filter(
        workspace=actor.workspace, object_id=identifier, outcome=Outcome.UNKNOWN, check_at__isnull=False
    )
    unknown.update(check_at=timezone.now())


def _read_after(
    writer: Writer, answer: Conference | Room, plan: Plan, differing: tuple[FieldMismatch, ...]
) -> tuple[Conference | Room, tuple[FieldMismatch, ...]]:
    """The ``answer`` to a PUT or what a read shows, whichever is nearer to what was sent."""
    try:
        item = writer.resource.get(answer.id)
    except SignalWireError:
        return answer, differing
    still = not_kept(writer.kind, plan.values, writable(item))
    is_older = _lost(plan, differing) <= _lost(plan, still)
    return (answer, differing) if is_older else (item, still)


def _lost(plan: Plan, differing: tuple[FieldMismatch, ...]) -> tuple[int, int]:
    """How many fields that were to change have not, and how many fields differ in all."""
    return sum(one.name in plan.changed for one in differing), len(differing)


def _empty_again(writer: Writer, item: Conference | Room, plan: Plan) -> Conference | Room:
    """Empty, with null, the fields that had no value and got a default because they were not sent."""
    got, sent = writable(item), plan.body()
    filled = {
        name
        for name, value in plan.values.items()
        if value is None and got[name] not in (None, "") and name not in plan.changed and name not in sent
    }
    if not filled:
        return item
    plan.refill(filled)
    try:
        return writer.update(item.id, plan.body())
    except SignalWireError:
        return item  # what was asked for is saved, and the comparison tells what was not kept


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


def _remark(
    differing: tuple[FieldMismatch, ...], left_out: tuple[str, ...], *, found_after_drop: bool
) -> str:
    sentences = []
    if found_after_drop:
        sentences.append("SignalWire sent no proper answer, but has the change.")
    if left_out:
        sentences.append(f"Not sent, as SignalWire does not accept its stored value: {in_words(left_out)}.")
    if lost := [one.name for one in differing if one.name in left_out]:
        sentences.append(f"It now has another value: {in_words(lost)}.")
    if names := [one.name for one in differing if one.name not in left_out]:
        sentences.append(f"SignalWire did not keep: {in_words(names)}.")
    return " ".join(sentences)
