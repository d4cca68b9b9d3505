"""Deleting an object, with all of it kept in the history."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from conferences.models import Action, Actor, Change, Outcome, Workspace
from conferences.services.history import python_fields, recording, whole_object
from conferences.services.saving.locks import object_lock, object_subject
from conferences.services.saving.merge import Fields
from conferences.services.saving.put import shown_all_the_same
from conferences.services.saving.unsettled import wait_for_others
from conferences.services.saving.writer import Writer
from conferences.signalwire import Conference, NotFound, Room, SignalWireError, Unavailable
from conferences.signalwire.kinds import Kind

_DONE = 204


@dataclass(frozen=True, slots=True)
class Deletion:
    """What came of a deletion: the object as it was (None if it was gone before it could be read), its
    record, and whether someone else had deleted it already."""

    item: Conference | Room | None
    change: Change
    already_gone: bool


def delete(actor: Actor, kind: Kind, identifier: UUID, *, why: str = "") -> Deletion:
    """Delete an object. What is gone already counts as done.

    Raises SavedBySomeoneElse and any other SignalWireError; with ``may_have_arrived`` it is not known whether
    the object is gone, without it it is still there.
    """
    with object_lock(actor, object_subject(kind, identifier)) as lease:
        writer = Writer(actor, kind, lease)
        wait_for_others(writer, identifier)
        return _delete_locked(writer, identifier, why=why)


def _delete_locked(writer: Writer, identifier: UUID, *, why: str) -> Deletion:
    item: Conference | Room | None = None
    unreadable: SignalWireError | None = None
    try:
        item = writer.resource.get(identifier)
    except NotFound:
        pass
    except SignalWireError as error:
        unreadable = error
    with recording(
        writer.actor,
        kind=writer.kind,
        action=Action.DELETE,
        object_id=identifier,
        name=item.name or "" if item else "",
        title=item.display_name or item.name or "" if item else "",
        before=None if item is None else whole_object(item),
        why=why,
    ) as record:
        if unreadable is not None:
            raise unreadable  # what cannot be kept is not deleted
        already_gone, sentence = True, "It was already deleted."
        if item is not None:
            already_gone, sentence = _delete(writer, identifier)
        record.done(request_id=writer.request_id, sentence=sentence)
    return Deletion(item, record.change, already_gone)


def recreatable(workspace: Workspace, change_id: int) -> tuple[Kind, Fields] | None:
    """The kind and the fields, its name among them, of the object whose deletion the record kept.

    None where there is no such record in ``workspace``, where the object was gone before it could be
    kept, and where it is certainly still there.
    """
    change = deletion(workspace, change_id)
    if change is None:
        return None
    kind = Kind(change.kind)
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
        return not mine, "" if mine else "It was already deleted."
    except SignalWireError as error:
        if not error.may_have_arrived:
            raise
        if writer.looks(lambda: _is_gone(writer, identifier)):
            return False, "SignalWire sent no proper answer, but it is deleted."
        # SignalWire may still be about to delete it.
        raise
    if writer.status != _DONE and not writer.looks(lambda: _is_gone(writer, identifier)):
        raise Unavailable(
            "SignalWire accepted the request, but has not confirmed the deletion.",
            status=writer.status,
            request_id=writer.request_id,
            may_have_arrived=True,
        )
    return False, ""


def _is_gone(writer: Writer, identifier: UUID) -> bool | None:
    """True where the object does not exist, None where it does. Raises SignalWireError."""
    try:
        writer.resource.get(identifier)
    except NotFound:
        return True
    return None


def _is_there(writer: Writer, identifier: UUID) -> bool:
    """Whether the object exists for sure."""
    try:
        writer.resource.get(identifier)
    except SignalWireError:
        return False
    return True
