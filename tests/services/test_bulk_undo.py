"""Taking back what a run has changed, except where someone changed it since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.utils import timezone

from conferences.models import (
    BulkAction,
    BulkRun,
    Change,
    ItemState,
    Membership,
    Outcome,
    Phase,
    Role,
    StopReason,
)
from conferences.models.bulk import STALE_AFTER
from conferences.services.bulk import runs, undo
from conferences.signalwire.kinds import CONFERENCE
from conferences.theme.constants import NAMES
from tests.services.bulk_runs import (
    HOUR_LATER,
    WINDOW,
    carried_out,
    checked,
    its_actor,
    lose,
    run_over,
    states,
    work,
)
from tests.services.conftest import Desk, FakeTime, MakeDesk

pytestmark = pytest.mark.django_db

BRAND: dict[str, Any] = {name: f"#0A1B{number:02X}" for number, name in enumerate(NAMES)}
THEME: dict[str, Any] = {"preset": "Brand", "colours": BRAND}
HOSTILE = "red; background:url(//x)"


def applied(desk: Desk, number: int = 3, **fields: Any) -> BulkRun:
    return carried_out(checked(desk, run_over(desk, number, **fields), BulkAction.THEME, **THEME))


def begun(desk: Desk, run: BulkRun) -> BulkRun:
    undoing = undo.undo(desk.actor, run)
    assert undoing is not None
    return undoing


def undone(desk: Desk, run: BulkRun) -> BulkRun:
    return work(begun(desk, run))


def row_of(desk: Desk, run: BulkRun, position: int = 1) -> Mapping[str, Any]:
    identifier = str(run.items.get(position=position).object_id)
    return next(row for row in desk.rows(CONFERENCE) if row["id"] == identifier)


def colours(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in NAMES}


@pytest.mark.usefixtures("editor")
def test_every_old_theme_comes_back_as_a_run_of_its_own(desk: Desk) -> None:
    run = run_over(desk, 3, light_primary="#aB34eF")
    before = {row["id"]: colours(row) for row in desk.rows(CONFERENCE)}
    run = carried_out(checked(desk, run, BulkAction.THEME, **THEME))
    undoing = undone(desk, run)
    assert (undoing.undoes, undoing.phase, undoing.action) == (run, Phase.FINISHED, BulkAction.THEME)
    assert states(undoing) == [ItemState.DONE] * 3
    assert {row["id"]: colours(row) for row in desk.rows(CONFERENCE)} == before
    assert [(one.run_id, one.outcome) for one in desk.history()[3:]] == [(undoing.pk, Outcome.DONE)] * 3
    assert {one.why for one in desk.history()[3:]} == {f"Undo of bulk change {run.pk}"}


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    ("action", "parameters", "name", "old"),
    [
        (BulkAction.FLAG, {"field": "enable_chat", "value": False}, "enable_chat", True),
        (BulkAction.SHIFT, HOUR_LATER, "join_from", WINDOW["join_from"]),
    ],
)
def test_switches_and_windows_come_back_too(
    desk: Desk, action: BulkAction, parameters: dict[str, Any], name: str, old: object
) -> None:
    run = carried_out(checked(desk, run_over(desk, 2), action, **parameters))
    assert row_of(desk, run)[name] != old
    undoing = undone(desk, run)
    assert states(undoing) == [ItemState.DONE] * 2
    assert {row[name] for row in desk.rows(CONFERENCE)} == {old}


@pytest.mark.usefixtures("editor")
def test_an_undo_can_be_undone(desk: Desk) -> None:
    run = applied(desk, 2)
    redone = undone(desk, undone(desk, run))
    assert states(redone) == [ItemState.DONE] * 2
    assert [colours(row) for row in desk.rows(CONFERENCE)] == [BRAND] * 2
    assert not undo.can_be_undone(run)
    assert undo.can_be_undone(redone)


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("name", ["light_primary", "dark_success"])
def test_what_someone_changed_since_is_listed_and_never_overwritten(desk: Desk, name: str) -> None:
    # dark_success is one that the run itself did not have to change.
    run = applied(desk, 2, dark_success=BRAND["dark_success"])
    theirs = desk.get(CONFERENCE, run.items.get(position=1).object_id)
    desk.direct(theirs, **{name: "#111111"})
    undoing = undone(desk, run)
    assert states(undoing) == [ItemState.CONFLICT, ItemState.DONE]
    sentence = undoing.items.get(position=1).sentence
    assert sentence == f"Someone has changed it since: {name.replace('_', ' ')}. It was left alone."
    assert colours(row_of(desk, run)) == {**BRAND, name: "#111111"}
    # Nor does another try overwrite it, but once it is as the run had made it, it comes back.
    again = work(runs.try_again(desk.actor, undoing, runs.retryable(undoing)))
    assert states(again) == [ItemState.CONFLICT]
    again = carried_out(again)
    assert row_of(desk, run)[name] == "#111111"
    desk.direct(theirs, **BRAND)
    again = work(runs.try_again(desk.actor, again, runs.retryable(again)))
    assert states(again) == [ItemState.READY]
    assert states(carried_out(again)) == [ItemState.DONE]
    assert row_of(desk, run)["light_primary"] != BRAND["light_primary"]


@pytest.mark.usefixtures("editor")
def test_colours_that_are_written_in_other_letters_since_are_nobodys_change(desk: Desk) -> None:
    run = run_over(desk, 1)
    before = colours(row_of(desk, run))
    run = carried_out(checked(desk, run, BulkAction.THEME, **THEME))
    theirs = desk.get(CONFERENCE, run.items.get().object_id)
    desk.direct(theirs, **{name: colour.lower() for name, colour in BRAND.items()})
    assert states(undone(desk, run)) == [ItemState.DONE]
    assert colours(row_of(desk, run)) == before


@pytest.mark.usefixtures("editor")
def test_what_was_stored_after_an_answer_that_denied_it_is_put_back(desk: Desk) -> None:
    run = run_over(desk, 1)
    before = colours(row_of(desk, run))
    run = carried_out(checked(desk, run, BulkAction.THEME, **THEME))
    item = run.items.get()
    assert item.change is not None
    Change.objects.filter(pk=item.change.pk).update(after={**item.change.after, **before})
    run.items.update(state=ItemState.REFUSED)
    assert states(undone(desk, run)) == [ItemState.DONE]
    assert colours(row_of(desk, run)) == before


@pytest.mark.usefixtures("editor")
def test_what_is_back_in_part_is_put_back_in_whole_by_another_try(desk: Desk) -> None:
    run = run_over(desk, 1)
    before = colours(row_of(desk, run))
    run = carried_out(checked(desk, run, BulkAction.THEME, **THEME))
    desk.sandbox.faults.add("500", method="PUT")
    undoing = undone(desk, run)
    assert states(undoing) == [ItemState.UNKNOWN]
    desk.sandbox.faults.clear()
    theirs = desk.get(CONFERENCE, run.items.get().object_id)
    desk.direct(theirs, light_primary=before["light_primary"])
    again = work(runs.try_again(desk.actor, undoing, runs.retryable(undoing)))
    assert states(again) == [ItemState.READY]
    assert states(carried_out(again)) == [ItemState.DONE]
    assert colours(row_of(desk, run)) == before


@pytest.mark.usefixtures("editor")
def test_other_fields_that_someone_changed_since_survive(desk: Desk) -> None:
    run = applied(desk, 1)
    desk.direct(desk.get(CONFERENCE, run.items.get().object_id), description="Theirs")
    assert states(undone(desk, run)) == [ItemState.DONE]
    assert row_of(desk, run)["description"] == "Theirs"


@pytest.mark.usefixtures("editor")
def test_only_what_the_run_itself_changed_is_put_back(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 3), BulkAction.THEME, **THEME)
    # The first was set so by someone else between dry run and run, the second refused.
    desk.direct(desk.get(CONFERENCE, run.items.get(position=1).object_id), **BRAND)
    second = run.items.get(position=2).object_id
    desk.sandbox.faults.add("422", method="PUT", path=str(second), attribute="light_primary")
    run = carried_out(run)
    assert states(run) == [ItemState.DONE, ItemState.REFUSED, ItemState.DONE]
    desk.sandbox.faults.clear()
    undoing = undone(desk, run)
    assert [item.object_id for item in undoing.items.all()] == [run.items.get(position=3).object_id]
    assert colours(row_of(desk, run)) == BRAND


@pytest.mark.usefixtures("editor")
def test_what_nobody_knows_is_put_back_only_where_it_has_the_new_values(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 3), BulkAction.THEME, **THEME)
    runs.confirm(its_actor(run), run)
    lose(run)
    # The first had arrived when the process died, the second had not, the third is someone else's now.
    desk.direct(desk.get(CONFERENCE, run.items.get(position=1).object_id), **BRAND)
    desk.direct(desk.get(CONFERENCE, run.items.get(position=3).object_id), light_primary="#111111")
    old = colours(row_of(desk, run, 2))
    run = work(run)
    assert states(run) == [ItemState.UNKNOWN] * 3
    undoing = undone(desk, run)
    assert states(undoing) == [ItemState.DONE, ItemState.DONE, ItemState.CONFLICT]
    assert [bool(item.change_id) for item in undoing.items.all()] == [True, False, False]
    assert colours(row_of(desk, run, 1)) == old == colours(row_of(desk, run, 2))
    assert row_of(desk, run, 3)["light_primary"] == "#111111"


@pytest.mark.usefixtures("editor")
def test_what_was_deleted_since_is_said_to_be_gone(desk: Desk) -> None:
    run = applied(desk, 2)
    desk.call("DELETE", f"/conferences/{run.items.get(position=1).object_id}")
    undoing = undone(desk, run)
    assert states(undoing) == [ItemState.GONE, ItemState.DONE]
    assert undoing.phase == Phase.FINISHED


@pytest.mark.usefixtures("editor")
def test_a_colour_that_was_not_set_is_emptied_again(desk: Desk) -> None:
    run = run_over(desk, 1)
    desk.direct(desk.get(CONFERENCE, run.items.get().object_id), light_primary=None)
    run = carried_out(checked(desk, run, BulkAction.THEME, **THEME))
    assert states(undone(desk, run)) == [ItemState.DONE]
    assert row_of(desk, run)["light_primary"] is None


@pytest.mark.parametrize(("old", "words"), [(HOSTILE, f"({HOSTILE})"), (None, "(empty)")])
def test_an_old_value_that_is_no_colour_does_not_keep_the_others_from_returning(
    make_desk: MakeDesk, old: str | None, words: str
) -> None:
    desk = make_desk(null="refuse")
    Membership.objects.create(workspace=desk.actor.workspace, user=desk.actor.user, role=Role.EDITOR)
    run = run_over(desk, 1)
    desk.direct(desk.get(CONFERENCE, run.items.get().object_id), light_primary=old, dark_primary="#abcdef")
    before = colours(row_of(desk, run))
    run = carried_out(checked(desk, run, BulkAction.THEME, **THEME))
    assert states(run) == [ItemState.DONE]
    undoing = undone(desk, run)
    item = undoing.items.get()
    assert item.state == ItemState.REFUSED
    assert "light primary" in item.sentence
    assert words in item.sentence
    assert colours(row_of(desk, run)) == {**before, "light_primary": BRAND["light_primary"]}


@pytest.mark.usefixtures("editor")
def test_a_run_is_undone_once(desk: Desk) -> None:
    run = applied(desk, 2)
    stale = BulkRun.objects.get(pk=run.pk)
    first = begun(desk, run)
    assert undo.undo(desk.actor, stale) is None
    assert undo.undone_by([run, first]) == {run.pk: first.pk}
    work(first)
    assert undo.undo(desk.actor, run) is None
    assert BulkRun.objects.filter(undoes=run).count() == 1


@pytest.mark.usefixtures("editor")
def test_a_stopped_run_ends_with_its_undo(desk: Desk, time: FakeTime) -> None:
    run = checked(desk, run_over(desk, 3), BulkAction.THEME, **THEME)
    desk.sandbox.faults.add("429", method="PUT", times=1, after=1, retry_after=30)

    def pressed() -> None:
        runs.stop(run)

    time.on_sleep = pressed
    run = carried_out(run, time)
    assert (run.halt, states(run)) == (
        StopReason.PERSON,
        [ItemState.DONE, ItemState.READY, ItemState.READY],
    )
    undoing = undone(desk, run)
    assert states(undoing) == [ItemState.DONE]
    run.refresh_from_db()
    assert run.phase == Phase.FINISHED
    assert not runs.resume(its_actor(run), run)
    assert len({row["light_primary"] for row in desk.rows(CONFERENCE)}) == 1


@pytest.mark.usefixtures("editor")
def test_what_a_dead_process_left_behind_is_looked_at(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 2), BulkAction.THEME, **THEME)
    runs.confirm(its_actor(run), run)
    first = run.items.get(position=1)
    desk.direct(desk.get(CONFERENCE, first.object_id), **BRAND)
    lose(run, first)
    long_ago = timezone.now() - 2 * STALE_AFTER
    BulkRun.objects.filter(pk=run.pk).update(claim="dead", heartbeat_at=long_ago)
    run.refresh_from_db()
    undoing = undone(desk, run)
    assert states(run) == [ItemState.UNKNOWN, ItemState.READY]
    assert states(undoing) == [ItemState.DONE]
    assert row_of(desk, run)["light_primary"] != BRAND["light_primary"]


@pytest.mark.usefixtures("editor")
def test_what_is_at_work_not_started_or_deleted_cannot_be_undone(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 1), BulkAction.THEME, **THEME)
    assert undo.undo(desk.actor, run) is None
    runs.confirm(its_actor(run), run)
    run.refresh_from_db()
    assert run.is_working(timezone.now())
    assert undo.undo(desk.actor, run) is None
    deleted = carried_out(checked(desk, run_over(desk, 1), BulkAction.DELETE))
    assert undo.undo(desk.actor, deleted) is None
    nothing = carried_out(checked(desk, run_over(desk, 1, **BRAND), BulkAction.THEME, **THEME))
    assert states(nothing) == [ItemState.NOTHING]
    assert undo.undo(desk.actor, nothing) is None
    assert BulkRun.objects.exclude(undoes=None).count() == 0


@pytest.mark.usefixtures("editor")
def test_an_undo_goes_on_after_a_pause_and_tries_again_what_failed(desk: Desk, time: FakeTime) -> None:
    run = applied(desk, 3)
    old = {item.object_id: item.before for item in run.items.all()}
    struck = run.items.get(position=2).object_id
    desk.sandbox.faults.add("500", method="PUT", path=str(struck))
    desk.sandbox.faults.add("429", method="PUT", times=1, after=1, retry_after=30)
    undoing = begun(desk, run)
    undoing = work(undoing, time)
    assert sum(time.slept) == pytest.approx(30)
    assert states(undoing) == [ItemState.DONE, ItemState.UNKNOWN, ItemState.DONE]
    desk.sandbox.faults.clear()
    again = work(runs.try_again(desk.actor, undoing, runs.retryable(undoing)))
    assert (again.undoes, again.again_of) == (run, undoing)
    assert states(carried_out(again)) == [ItemState.DONE]
    assert {item.object_id: colours(row_of(desk, run, item.position)) for item in run.items.all()} == old
    assert undo.undone_by([run]) == {run.pk: undoing.pk}


@pytest.mark.usefixtures("editor")
def test_an_undo_does_nothing_else(desk: Desk) -> None:
    undoing = begun(desk, applied(desk, 1))
    runs.stop(undoing)
    undoing = work(undoing)
    assert not runs.choose(desk.actor, undoing, BulkAction.DELETE, {})


def test_someone_who_may_no_longer_change_things_undoes_nothing(desk: Desk, editor: Membership) -> None:
    run = applied(desk, 1)
    undoing = begun(desk, run)
    editor.delete()
    assert work(undoing).halt == StopReason.MEMBER
    assert colours(row_of(desk, run)) == BRAND
