"""What earlier writes mean for the next one: outcomes that are still open, and reads that lag."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from conferences.models import Action, Change, Outcome, Workspace
from conferences.models.change import LAG, LOOKED_FOR
from conferences.services.history import python_fields
from conferences.services.saving.merge import kept
from conferences.services.saving.writer import Writer
from conferences.signalwire import Conference, Room, SignalWireError, Stored
from conferences.signalwire.kinds import Kind, kind_of, writable

_LAG_LOOKS: Final = 3
_UPDATES: Final = (Action.UPDATE, Action.DOORS, Action.RESTORE)


class EarlierWriteOpen(SignalWireError):
    """SignalWire may still be about to carry out an earlier write; nothing was sent."""

    remedy: ClassVar[str] = "locked"
    title: ClassVar[str] = "An earlier change is still open"

    def __init__(self, person_name: str) -> None:
        super().__init__(
            f"SignalWire has not said what became of the last change, made by {person_name}, and may still "
            "carry it out. Try again in a minute."
        )


def wait_for_others(writer: Writer, identifier: UUID) -> None:
    """Wait until it is known what became of other people's writes to an object.

    One that lands later sends the object as it was before, and would undo what is saved now. A person's own
    write does not keep that person from saving again. Raises EarlierWriteOpen where it stays unknown.
    """
    theirs = open_writes(writer.actor.workspace, identifier).filter(action__in=(*_UPDATES, Action.DELETE))
    theirs = theirs.exclude(person=writer.actor.user)
    change = theirs.first()
    for delay in settings.OPEN_WRITE_LOOKS:
        if change is None:
            return
        writer.sleep(delay)
        change = theirs.first()
    if change is not None:
        raise EarlierWriteOpen(change.person_name)


def writes_to(workspace: Workspace, identifier: UUID) -> QuerySet[Change]:
    """The records about an object, from every workspace that shows the same project."""
    # By workspace, as the index of the history begins with it.
    same_project = Workspace.objects.filter(host=workspace.host, project_id=workspace.project_id)
    return Change.objects.filter(workspace__in=same_project, object_id=identifier)


def open_writes(workspace: Workspace, identifier: UUID) -> QuerySet[Change]:
    """Writes to an object that SignalWire may still carry out, as far as anyone knows."""
    since = timezone.now() - LOOKED_FOR
    is_recent = Q(closed_at__gte=since) | Q(closed_at=None, opened_at__gte=since)
    return writes_to(workspace, identifier).filter(
        is_recent,
        outcome__in=(Outcome.PENDING, Outcome.UNKNOWN),
        check_at__isnull=False,
    )


def read_current(writer: Writer, identifier: UUID) -> Stored[Any]:
    """The object as it is stored, not as it was before the latest save. Raises SignalWireError."""
    stored = writer.read(identifier)
    latest = (
        writes_to(writer.actor.workspace, identifier)
        .filter(
            action__in=_UPDATES,
            outcome=Outcome.DONE,
            closed_at__gte=timezone.now() - LAG,
        )
        .first()
    )
    if latest is None or has_values(stored.item, latest, latest.after):
        return stored

    def look() -> Stored[Any] | None:
        again = writer.read(identifier)
        return again if has_values(again.item, latest, latest.after) else None

    newer: Stored[Any] | None = writer.looks(look, most=_LAG_LOOKS)
    # Otherwise something else has changed it since.
    return newer or stored


def has_values(item: Conference | Room, change: Change, values: object) -> bool:
    """Whether ``item`` has these recorded values in every field that ``change`` was to change."""
    if not isinstance(values, dict):
        return False
    kind: Kind = kind_of(item)
    wanted, got = python_fields(kind, values), writable(item)
    names = [name for name in change.fields if name in wanted and name in got]
    return bool(names) and all(kept(kind.fields[name], wanted[name], got[name]) for name in names)
