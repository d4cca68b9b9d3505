"""What the record of a deletion gives back."""

from __future__ import annotations

import pytest

from conferences.models import Change, Outcome
from conferences.services.saving.create import create
from conferences.services.saving.delete import delete, recreatable
from conferences.signalwire.kinds import ROOM, Kind, writable
from tests.conftest import MakeWorkspace
from tests.services.conftest import KINDS, Desk


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_deleted_is_created_again_with_every_value(desk: Desk, kind: Kind) -> None:
    item = desk.make(kind, join_from="2026-11-12T08:00:00Z", description="Ünïcode", quality="1080p")
    deleted = delete(desk.actor, kind, item.id)
    found = recreatable(desk.actor.workspace, deleted.change.pk)
    assert found is not None
    assert found == (kind, {"name": item.name, **writable(item)})
    again = create(desk.actor, kind, fields=found[1]).item
    assert again.id != item.id
    assert (again.name, writable(again)) == (item.name, writable(item))


def test_another_workspace_gives_nothing_back(desk: Desk, make_workspace: MakeWorkspace) -> None:
    deleted = delete(desk.actor, ROOM, desk.make(ROOM).id)
    assert recreatable(make_workspace("Other"), deleted.change.pk) is None


def test_only_a_deletion_that_may_have_happened_gives_something_back(desk: Desk) -> None:
    deleted = delete(desk.actor, ROOM, desk.make(ROOM).id)
    gone = delete(desk.actor, ROOM, deleted.change.object_id)  # type: ignore[arg-type]
    assert gone.already_gone
    assert recreatable(desk.actor.workspace, gone.change.pk) is None
    created = create(desk.actor, ROOM, fields={"name": "new"})
    assert recreatable(desk.actor.workspace, created.change.pk) is None
    given = {}
    for outcome in Outcome:
        Change.objects.filter(pk=deleted.change.pk).update(outcome=outcome)
        given[outcome] = recreatable(desk.actor.workspace, deleted.change.pk) is not None
    assert given == {
        Outcome.PENDING: True,
        Outcome.DONE: True,
        Outcome.REFUSED: False,
        Outcome.FAILED: False,
        Outcome.UNKNOWN: True,
    }
