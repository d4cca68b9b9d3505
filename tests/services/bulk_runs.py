"""The steps of a run over many objects, with time that passes only while someone sleeps."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from conferences.models import Action, Actor, BulkAction, BulkItem, BulkRun, Change, ItemState
from conferences.services.bulk import runs, worker
from conferences.services.bulk.runs import Selected
from conferences.signalwire.kinds import CONFERENCE, Kind
from tests.services.conftest import Desk, FakeTime

HOUR_LATER = {"days": 0, "hours": 1, "minutes": 0, "zone": "Europe/Berlin"}
WINDOW = {"join_from": "2030-05-06T12:00:00Z", "join_until": "2030-05-06T13:00:00Z"}


def run_over(desk: Desk, number: int = 3, kind: Kind = CONFERENCE, **fields: Any) -> BulkRun:
    """A frozen selection of that many new objects."""
    items = [desk.make(kind, **{**WINDOW, **fields}) for _ in range(number)]
    return runs.create_run(desk.actor, kind, [Selected(item.id) for item in items], selection="Ticked")


def its_actor(run: BulkRun) -> Actor:
    """The person of the run, who takes its next step too."""
    assert run.person is not None
    return Actor(run.workspace, run.person, "request-of-a-test")


def work(run: BulkRun, time: FakeTime | None = None) -> BulkRun:
    worker.work(run.pk, concurrency=1, clock=(time or FakeTime()).clock)
    run.refresh_from_db()
    return run


def checked(desk: Desk, run: BulkRun, action: BulkAction = BulkAction.SHIFT, **parameters: Any) -> BulkRun:
    wanted = parameters or (HOUR_LATER if action == BulkAction.SHIFT else {})
    assert runs.choose(its_actor(run), run, action, wanted)
    return work(run)


def carried_out(run: BulkRun, time: FakeTime | None = None) -> BulkRun:
    assert runs.confirm(its_actor(run), run)
    return work(run, time)


def lose(run: BulkRun, *items: BulkItem) -> None:
    """Leave these objects of the run (all if none) as a process does that ends while it changes them."""
    for item in items or run.items.all():
        run.items.filter(pk=item.pk).update(state=ItemState.IN_PROGRESS)
        Change.objects.create(
            workspace=run.workspace,
            person=run.person,
            person_name=run.person_name,
            kind=run.kind,
            object_id=item.object_id,
            action=Action.UPDATE,
            before=item.before,
            after=item.after,
            fields=list(item.after or ()),
            run=run,
        )


def states(run: BulkRun) -> list[str]:
    return list(run.items.values_list("state", flat=True))


def windows(desk: Desk, run: BulkRun) -> list[tuple[datetime | None, datetime | None]]:
    found = [desk.get(Kind(run.kind), item.object_id) for item in run.items.all()]
    return [(one.join_from, one.join_until) for one in found]
