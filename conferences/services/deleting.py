"""Deleting an object, with all of it kept in the history."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from conferences.models import Action, Actor, Change, Outcome, Workspace
from conferences.services.comparing import Fields
from conferences.services.history import python_fields, recording, whole_object
from conferences.services.reading import Kind
from conferences.services.updating import Writer, shown_all_the_same
from conferences.signalwire import Conference, NotFound, Room, SignalWireError, TimedOut, Unavailable

_DONE = 204


@dataclass(frozen=True, slots=True)
class Deleted:
    """What came of a deletion: the object as it was (None if it was gone before it could be read), its
    record, and whether somebody else had deleted it already."""

    item: Conference | Room | None
    change: Change
    already_gone: bool


def delete(actor: Actor, kind: Kind, identifier: UUID, *, why: str = "") -> Deleted:
    """Delete an object. What is gone already counts as done.

    Raises SignalWireError; with ``may_have_arrived`` it is not known whether the object is gone, without
    it it is still there.
    """
    writer = Writer(actor, kind)
    item: Conference | Room | None = None
    unreadable: SignalWireError | None = None
    try:
        item = writer.resource.get(identifier)
    except NotFound:
        pass
    except SignalWireError as error:
        unreadable = error
    with recording(
        actor,
        kind=kind,
        action=Action.DELETE,
        object_id=identifier,
        name=item.name or "" if item else "",
        title=item.display_name or item.name or "" if item else "",
        before=None if item is None else whole_object(item),
        why=why,
    ) as record:
        if unreadable is not None:
            raise unreadable  # what cannot be kept is not deleted
        already_gone, sentence = True, "It was gone already."
        if item is not None:
            already_gone, sentence = _delete(writer, identifier)
        record.done(request_id=writer.request_id, sentence=sentence)
    return Deleted(item, record.change, already_gone)


def recreatable(workspace: Workspace, change_id: int) -> tuple[Kind, Fields] | None:
    """The kind and the fields, its name among them, of the object whose deletion the record kept.

    None where there is no such record in ``workspace``, where the object was gone before it could be
    kept, and where it is certainly still there.
    """
    change = deletion(workspace, change_id)
    if change is None:
        return None
    kind: Kind = "conferences" if change.kind == "conferences" else "rooms"
    return kind, python_fields(kind, change.before)


def deletion(workspace: Workspace, change_id: int) -> Change | None:
    """The record of a deletion that kept the whole object; None as ``recreatable``."""
    return (
        Change.objects.filter(workspace=workspace, pk=change_id, action=Action.DELETE, before__isnull=False)
        .exclude(outcome__in=(Outcome.REFUSED, Outcome.FAILED))
        .first()
    )


def _delete(writer: Writer, identifier: UUID) -> tuple[bool, str]:
    """Whether it was gone already, and a remark for the history. Raises SignalWireError."""
    try:
        writer.resource.delete(identifier)
    except NotFound as error:
        # After a dropped connection the deletion is sent again, and then it is our own that is met.
        mine = error.may_have_arrived
        if _is_there(writer, identifier):
            raise shown_all_the_same(error) from None
        return not mine, "" if mine else "It was gone already."
    except SignalWireError as error:
        if not error.may_have_arrived:
            raise
        there = _is_there(writer, identifier)
        if there is False:
            return False, "No proper answer came, but it is deleted."
        # What has not been answered in time may still be about to happen.
        error.may_have_arrived = there is None or isinstance(error, TimedOut)
        raise
    if writer.status != _DONE and (there := _is_there(writer, identifier)) is not False:
        raise Unavailable(
            "SignalWire took the request, but did not say that this is deleted. Try again in a moment.",
            status=writer.status,
            request_id=writer.request_id,
            may_have_arrived=there is None,
        )
    return False, ""


def _is_there(writer: Writer, identifier: UUID) -> bool | None:
    """Whether the object exists, or None where that cannot be found out."""
    try:
        writer.resource.get(identifier)
    except NotFound:
        return False
    except SignalWireError:
        return None
    return True
