"""Runs over many objects: freezing, dry run, real run, faults, stopping, going on, trying again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import responses
from django.utils import timezone

from conferences.models import (
    Action,
    Actor,
    BulkAction,
    BulkItem,
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
from conferences.services import reading
from conferences.services.bulk import runs, worker
from conferences.services.bulk.plan import shift
from conferences.services.bulk.runs import Selected
from conferences.signalwire.kinds import CONFERENCE, ROOM, Kind
from tests.conftest import BASE, MakePerson
from tests.payloads import conference
from tests.services.bulk_runs import (
    HOUR_LATER,
    WINDOW,
    carried_out,
    checked,
    its_actor,
    lose,
    run_over,
    states,
    windows,
    work,
)
from tests.services.conftest import KINDS, Desk, FakeTime

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("kind", KINDS)
def test_a_shift_is_shown_first_and_then_carried_out_on_each(desk: Desk, kind: Kind) -> None:
    run = checked(desk, run_over(desk, kind=kind))
    assert run.phase == Phase.CHECKED
    assert desk.sent("PUT") == []
    item = run.items.first()
    assert item is not None
    assert (item.state, item.before) == (ItemState.READY, WINDOW)
    assert item.after == {"join_from": "2030-05-06T13:00:00Z", "join_until": "2030-05-06T14:00:00Z"}
    assert item.title == "Made"
    run = carried_out(run)
    assert (run.phase, run.claim, run.halt) == (Phase.FINISHED, "", "")
    assert states(run) == [ItemState.DONE] * 3
    opens = datetime(2030, 5, 6, 13, tzinfo=UTC)
    assert windows(desk, run) == [(opens, opens + timedelta(hours=1))] * 3


@pytest.mark.usefixtures("editor")
def test_each_object_has_its_own_entry_in_the_history(desk: Desk) -> None:
    run = run_over(desk)
    runs.choose(its_actor(run), run, BulkAction.SHIFT, HOUR_LATER, why="Breakfast")
    run = carried_out(work(run))
    changes = desk.history()
    assert [(one.run_id, one.action, one.outcome, one.why) for one in changes] == [
        (run.pk, Action.UPDATE, Outcome.DONE, "Breakfast")
    ] * 3
    assert [item.change_id for item in run.items.all()] == [one.pk for one in changes]
    assert changes[0].fields == ["join_from", "join_until"]


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("step", ["choose", "confirm", "go on"])
def test_the_history_names_who_let_it_happen_and_not_who_had_selected(
    desk: Desk, make_person: MakePerson, step: str
) -> None:
    run, bea = run_over(desk, 1), make_person("bea", first_name="Bea", last_name="Boss")
    Membership.objects.create(workspace=desk.actor.workspace, user=bea, role=Role.EDITOR)
    by_bea = Actor(desk.actor.workspace, bea, "request-of-bea")
    if step == "choose":
        assert runs.choose(by_bea, run, BulkAction.SHIFT, HOUR_LATER)
        run = carried_out(work(run))
    else:
        run = checked(desk, run)
        assert runs.confirm(by_bea if step == "confirm" else its_actor(run), run)
        if step == "go on":
            # Whoever had started it has left since.
            Membership.objects.filter(user=desk.actor.user).delete()
            assert work(run).halt == StopReason.MEMBER
            assert runs.resume(by_bea, run)
        run = work(run)
    assert (run.phase, run.person, run.person_name) == (Phase.FINISHED, bea, "Bea Boss")
    (change,) = desk.history()
    assert (change.person, change.person_name) == (bea, "Bea Boss")
    if step != "choose":
        assert change.request_id == "request-of-bea"


@pytest.mark.usefixtures("editor")
def test_what_was_confirmed_is_what_the_dry_run_had_shown(desk: Desk) -> None:
    shown = checked(desk, run_over(desk, 1))
    stale = BulkRun.objects.get(pk=shown.pk)
    checked(desk, shown, BulkAction.DELETE)
    assert not runs.confirm(its_actor(stale), stale)
    assert runs.confirm(its_actor(shown), shown)


@pytest.mark.usefixtures("editor")
def test_a_switch_is_set_where_it_is_not_so_already(desk: Desk) -> None:
    run = run_over(desk, 2)
    first = run.items.get(position=1)
    desk.direct(desk.get(CONFERENCE, first.object_id), enable_chat=False)
    run = checked(desk, run, BulkAction.FLAG, field="enable_chat", value=False)
    assert states(run) == [ItemState.NOTHING, ItemState.READY]
    run = carried_out(run)
    assert states(run) == [ItemState.NOTHING, ItemState.DONE]
    assert [row["enable_chat"] for row in desk.rows(CONFERENCE)] == [False, False]
    assert len(desk.sent("PUT")) == 1


@pytest.mark.usefixtures("editor")
def test_deleting_keeps_each_object_and_counts_what_is_gone_as_done(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 3), BulkAction.DELETE)
    gone = run.items.get(position=2)
    desk.call("DELETE", f"/conferences/{gone.object_id}")
    run = carried_out(run)
    assert states(run) == [ItemState.DONE] * 3
    assert run.items.get(position=2).sentence == "It was already deleted."
    assert desk.rows(CONFERENCE) == []
    assert [bool(one.before) for one in desk.history()] == [True, False, True]


@pytest.mark.usefixtures("editor")
def test_the_dry_run_says_what_has_no_window_what_is_gone_and_what_would_be_refused(desk: Desk) -> None:
    run = run_over(desk, 4)
    items = list(run.items.all())
    desk.direct(desk.get(CONFERENCE, items[0].object_id), join_from=None, join_until=None)
    desk.call("DELETE", f"/conferences/{items[1].object_id}")
    desk.direct(desk.get(CONFERENCE, items[2].object_id), display_name=None)
    run = checked(desk, run)
    assert states(run) == [ItemState.NOTHING, ItemState.GONE, ItemState.BLOCKED, ItemState.READY]
    assert run.items.get(position=1).sentence == "It has no join window."
    assert "display name" in run.items.get(position=3).sentence
    assert states(carried_out(run))[3] == ItemState.DONE
    assert len(desk.sent("PUT")) == 1


@pytest.mark.usefixtures("editor")
def test_what_someone_changed_since_the_dry_run_is_left_alone(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 2))
    item = run.items.get(position=1)
    desk.direct(desk.get(CONFERENCE, item.object_id), join_until="2030-05-06T18:00:00Z")
    run = carried_out(run)
    assert states(run) == [ItemState.CONFLICT, ItemState.DONE]
    assert "join until" in run.items.get(position=1).sentence
    assert windows(desk, run)[0][1] == datetime(2030, 5, 6, 18, tzinfo=UTC)


@pytest.mark.usefixtures("editor")
def test_other_fields_that_someone_changed_meanwhile_survive(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 1))
    item = run.items.get()
    desk.direct(desk.get(CONFERENCE, item.object_id), description="Theirs")
    assert states(carried_out(run)) == [ItemState.DONE]
    assert desk.rows(CONFERENCE)[0]["description"] == "Theirs"


@pytest.mark.usefixtures("editor")
def test_a_pause_is_waited_out_and_nothing_is_lost_or_done_twice(desk: Desk, time: FakeTime) -> None:
    run = checked(desk, run_over(desk, 3))
    desk.sandbox.faults.add("429", method="PUT", times=1, after=1, retry_after=30)
    run = carried_out(run, time)
    assert (run.phase, states(run)) == (Phase.FINISHED, [ItemState.DONE] * 3)
    assert sum(time.slept) == pytest.approx(30)
    assert [row["join_from"] for row in desk.rows(CONFERENCE)] == ["2030-05-06T13:00:00Z"] * 3
    assert [one.outcome for one in desk.history()] == [
        Outcome.DONE,
        Outcome.FAILED,
        Outcome.DONE,
        Outcome.DONE,
    ]


@pytest.mark.usefixtures("editor")
def test_after_several_pauses_it_stops_says_so_and_can_go_on(desk: Desk, time: FakeTime) -> None:
    run = checked(desk, run_over(desk, 3))
    desk.sandbox.faults.add("429", method="PUT", after=1, retry_after=20)
    run = carried_out(run, time)
    assert (run.phase, run.halt, run.claim) == (Phase.RUNNING, StopReason.PAUSE, "")
    assert run.halt_sentence
    assert states(run) == [ItemState.DONE, ItemState.READY, ItemState.READY]
    assert sum(time.slept) == pytest.approx(20 * worker.PAUSES_MAXIMUM)
    desk.sandbox.faults.clear()
    assert runs.resume(its_actor(run), run)
    run = work(run)
    assert (run.phase, run.halt, states(run)) == (Phase.FINISHED, "", [ItemState.DONE] * 3)


@pytest.mark.usefixtures("editor")
def test_a_long_pause_is_not_sat_out(desk: Desk, time: FakeTime) -> None:
    run = checked(desk, run_over(desk, 2))
    desk.sandbox.faults.add("429", method="PUT", retry_after=900)
    run = carried_out(run, time)
    assert (run.halt, time.slept) == (StopReason.PAUSE, [])
    assert states(run) == [ItemState.READY, ItemState.READY]


@pytest.mark.usefixtures("editor")
def test_the_dry_run_waits_out_a_pause_too(desk: Desk, time: FakeTime) -> None:
    run = run_over(desk, 2)
    desk.sandbox.faults.add("429", times=1, retry_after=9)
    runs.choose(its_actor(run), run, BulkAction.SHIFT, HOUR_LATER)
    run = work(run, time)
    assert (run.phase, states(run)) == (Phase.CHECKED, [ItemState.READY] * 2)
    assert sum(time.slept) == pytest.approx(9)


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    ("fault", "halt"),
    [
        ("401", StopReason.REFUSED),
        ("403", StopReason.REFUSED),
        ("500", StopReason.FAULT),
        ("html_502", StopReason.FAULT),
    ],
)
def test_what_would_fail_for_all_stops_the_run(desk: Desk, fault: str, halt: StopReason) -> None:
    run = checked(desk, run_over(desk, 7))
    desk.sandbox.faults.add(fault, method="PUT")
    run = carried_out(run)
    assert (run.phase, run.halt) == (Phase.RUNNING, halt)
    tried = 1 if halt is StopReason.REFUSED else worker.FAULTS_MAXIMUM
    assert states(run)[tried:] == [ItemState.READY] * (7 - tried)
    assert ItemState.DONE not in states(run)


@pytest.mark.usefixtures("editor")
def test_a_refused_object_does_not_stop_the_others(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 3))
    desk.sandbox.faults.add(
        "422", method="PUT", times=1, after=1, attribute="join_from", message="is too late"
    )
    run = carried_out(run)
    assert (run.phase, states(run)) == (
        Phase.FINISHED,
        [ItemState.DONE, ItemState.REFUSED, ItemState.DONE],
    )
    assert "too late" in run.items.get(position=2).sentence


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize("action", [BulkAction.SHIFT, BulkAction.DELETE])
@pytest.mark.parametrize(
    "fault", ["dropped_before", "dropped_after", "truncated", "garbage", "slow", "404", "500", "html_502"]
)
def test_no_fault_makes_a_result_that_is_not_true(desk: Desk, fault: str, action: BulkAction) -> None:
    run = checked(desk, run_over(desk, 3), action)
    method = "PUT" if action == BulkAction.SHIFT else "DELETE"
    options = {"milliseconds": 10} if fault == "slow" else {}
    desk.sandbox.faults.add(fault, method=method, times=3, **options)
    run = carried_out(run)
    rows = {row["id"]: row for row in desk.rows(CONFERENCE)}
    for item in run.items.all():
        row = rows.get(str(item.object_id))
        happened = (
            row is None
            if action == BulkAction.DELETE
            else bool(row and row["join_from"] != WINDOW["join_from"])
        )
        if item.state == ItemState.DONE:
            assert happened
        elif item.state != ItemState.UNKNOWN:
            assert not happened, item.state
    for change in desk.history():
        if change.outcome == Outcome.DONE:
            assert run.items.get(change=change).state == ItemState.DONE


@pytest.mark.usefixtures("editor")
def test_stopping_ends_what_is_under_way_and_begins_nothing_more(desk: Desk, time: FakeTime) -> None:
    run = checked(desk, run_over(desk, 3))
    desk.sandbox.faults.add("429", method="PUT", times=1, after=1, retry_after=30)

    def pressed() -> None:
        runs.stop(run)

    time.on_sleep = pressed
    run = carried_out(run, time)
    assert (run.phase, run.halt, run.claim) == (Phase.RUNNING, StopReason.PERSON, "")
    assert states(run) == [ItemState.DONE, ItemState.READY, ItemState.READY]
    assert sum(time.slept) < 10
    assert run.is_interrupted(timezone.now())
    assert not run.has_died(timezone.now())


@pytest.mark.usefixtures("editor")
def test_a_run_is_started_once_only(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 2))
    assert runs.confirm(its_actor(run), run)
    assert not runs.confirm(its_actor(run), run)
    assert not runs.choose(its_actor(run), run, BulkAction.DELETE, {})
    work(run)
    assert not runs.confirm(its_actor(run), run)
    assert not runs.resume(its_actor(run), run)
    assert not runs.stop(run)
    assert len(desk.sent("PUT")) == 2


@pytest.mark.usefixtures("editor")
def test_a_claimed_run_is_worked_on_by_nobody_else(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 2))
    runs.confirm(its_actor(run), run)
    BulkRun.objects.update(claim="another-server")
    assert work(run).claim == "another-server"
    assert not runs.resume(its_actor(run), run)
    assert desk.sent("PUT") == []


@pytest.mark.usefixtures("editor")
def test_a_process_that_died_is_told_truthfully_and_another_can_go_on(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 3))
    runs.confirm(its_actor(run), run)
    run.items.filter(position=1).update(state=ItemState.IN_PROGRESS)
    record = Change.objects.create(
        workspace=desk.actor.workspace,
        kind=CONFERENCE,
        action=Action.UPDATE,
        object_id=run.items.get(position=1).object_id,
        run=run,
    )
    BulkRun.objects.update(claim="a-process-that-died", heartbeat_at=timezone.now() - STALE_AFTER)
    run.refresh_from_db()
    assert run.has_died(timezone.now())
    assert not run.is_working(timezone.now())
    assert runs.resume(its_actor(run), run)
    assert not runs.resume(its_actor(run), run)
    run = work(run)
    assert states(run) == [ItemState.UNKNOWN, ItemState.DONE, ItemState.DONE]
    left = run.items.get(position=1)
    assert "may have been carried out" in left.sentence
    assert left.change == record
    assert len(desk.sent("PUT")) == 2


@pytest.mark.usefixtures("editor")
def test_a_process_that_was_only_slow_begins_nothing_more_but_its_result_counts(
    desk: Desk, time: FakeTime
) -> None:
    run = checked(desk, run_over(desk, 3))
    desk.sandbox.faults.add("429", method="PUT", times=1, after=1, retry_after=8)

    def taken_over() -> None:
        BulkRun.objects.filter(pk=run.pk).update(claim="the-next-process")

    time.on_sleep = taken_over
    run = carried_out(run, time)
    assert (run.claim, run.phase) == ("the-next-process", Phase.RUNNING)
    assert states(run) == [ItemState.DONE, ItemState.READY, ItemState.READY]


@pytest.mark.parametrize("change", ["role", "gone", "account"])
def test_someone_who_may_no_longer_change_things_changes_nothing(
    desk: Desk, editor: Membership, change: str
) -> None:
    run = checked(desk, run_over(desk, 2))
    if change == "role":
        Membership.objects.update(role=Role.VIEWER)
    elif change == "gone":
        editor.delete()
    else:
        type(desk.actor.user).objects.update(is_active=False)
    run = carried_out(run)
    assert (run.halt, states(run)) == (StopReason.MEMBER, [ItemState.READY] * 2)
    assert desk.sent("PUT") == []


@pytest.mark.usefixtures("editor")
def test_what_failed_can_be_tried_again_after_a_new_dry_run(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 3))
    desk.sandbox.faults.add("422", method="PUT", times=2, attribute="join_from")
    run = carried_out(run)
    retryable = runs.retryable(run)
    assert len(retryable) == 2
    again = work(runs.try_again(desk.actor, run, retryable))
    assert (again.phase, again.again_of_id, again.total) == (Phase.CHECKED, run.pk, 2)
    assert states(carried_out(again)) == [ItemState.DONE] * 2
    assert {row["join_from"] for row in desk.rows(CONFERENCE)} == {"2030-05-06T13:00:00Z"}


@pytest.mark.usefixtures("editor")
def test_what_was_carried_out_after_all_is_not_shifted_twice(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 2))
    first, _ = run.items.all()
    runs.confirm(its_actor(run), run)
    # The first had arrived when the process died, the second had not.
    desk.direct(desk.get(CONFERENCE, first.object_id), **first.after)
    lose(run)
    run = work(run)
    assert states(run) == [ItemState.UNKNOWN] * 2
    again = work(runs.try_again(desk.actor, run, runs.retryable(run)))
    assert states(again) == [ItemState.NOTHING, ItemState.READY]
    carried_out(again)
    assert {row["join_from"] for row in desk.rows(CONFERENCE)} == {"2030-05-06T13:00:00Z"}


@pytest.mark.usefixtures("editor")
def test_a_run_that_has_not_ended_is_not_tried_again(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 1))
    with pytest.raises(ValueError, match="not ended"):
        runs.try_again(desk.actor, run, run.items.all())
    carried_out(run)
    with pytest.raises(ValueError, match="Nothing"):
        runs.try_again(desk.actor, run, runs.retryable(run))


@pytest.mark.usefixtures("editor")
def test_choosing_again_forgets_the_first_dry_run(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 1))
    run = checked(desk, run, BulkAction.FLAG, field="enable_chat", value=False)
    item = run.items.get()
    assert (item.before, item.after) == ({"enable_chat": True}, {"enable_chat": False})
    carried_out(run)
    assert desk.rows(CONFERENCE)[0]["join_from"] == WINDOW["join_from"]


def test_a_selection_takes_each_object_once_and_no_more_than_the_limit(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MAXIMUM", 3)
    ids = [UUID(int=number) for number in (1, 2, 1, 3, 4)]
    run = runs.create_run(desk.actor, ROOM, map(Selected, ids), selection="Ticked")
    assert (run.total, run.is_cut_short) == (3, True)
    assert [item.object_id.int for item in run.items.all()] == [1, 2, 3]
    with pytest.raises(ValueError, match="Nothing"):
        runs.create_run(desk.actor, ROOM, [], selection="Ticked")


def test_everything_under_a_filter_is_collected_page_by_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE_SIZE", 2)
    made = [desk.make(ROOM, **WINDOW) for _ in range(5)]
    desk.make(ROOM)
    found = runs.collect(
        desk.actor.workspace, ROOM, starts_after=datetime(2030, 1, 1, tzinfo=UTC), request_id="x" * 8
    )
    assert {one.identifier for one in found.objects} == {item.id for item in made}
    assert not found.is_cut_short
    monkeypatch.setattr(runs, "MAXIMUM", 3)
    found = runs.collect(desk.actor.workspace, ROOM, request_id="x" * 8)
    assert (len(found.objects), found.is_cut_short) == (3, True)


@pytest.mark.parametrize(("limit", "most"), [("PAGES_MAXIMUM", 1), ("SECONDS_MAXIMUM", -1.0)])
def test_a_list_that_takes_too_long_is_left_and_said_to_be_cut_short(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, limit: str, most: float
) -> None:
    monkeypatch.setattr(reading, "PAGE_SIZE", 1)
    monkeypatch.setattr(reading, limit, most)
    for _ in range(3):
        desk.make(ROOM)
    found = runs.collect(desk.actor.workspace, ROOM, request_id="x" * 8)
    assert (len(found.objects), found.is_cut_short) == (1, True)


def test_a_next_page_that_leads_nowhere_is_said_to_cut_the_selection_short(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    links = {"next": "/api/video/conferences?page_size=5"}
    upstream.get(f"{BASE}/conferences", json={"links": links, "data": [conference()]})
    found = runs.collect(actor.workspace, CONFERENCE, request_id="x" * 8)
    assert (len(found.objects), found.is_cut_short) == (1, True)


@pytest.mark.parametrize(
    ("moment", "days", "expected"),
    [
        # 09:00 in Berlin stays 09:00 when the clocks go forward, and when they go back.
        ("2027-03-27T08:00:00+00:00", 1, "2027-03-28T07:00:00+00:00"),
        ("2027-10-30T07:00:00+00:00", 1, "2027-10-31T08:00:00+00:00"),
        ("2027-03-29T07:00:00+00:00", -2, "2027-03-27T08:00:00+00:00"),
        # 02:30 does not exist on that day: an hour on.
        ("2027-03-27T01:30:00+00:00", 1, "2027-03-28T01:30:00+00:00"),
    ],
)
def test_days_are_those_of_the_calendar(moment: str, days: int, expected: str) -> None:
    parameters = {"days": days, "hours": 0, "minutes": 0, "zone": "Europe/Berlin"}
    assert shift(datetime.fromisoformat(moment), parameters) == datetime.fromisoformat(expected)


@pytest.mark.usefixtures("editor")
def test_a_window_without_any_length_is_moved_as_it_is(desk: Desk) -> None:
    run = run_over(desk, 1)
    noon = "2030-05-06T12:00:00Z"
    desk.direct(desk.get(CONFERENCE, run.items.get().object_id), join_from=noon, join_until=noon)
    assert states(checked(desk, run)) == [ItemState.READY]
    assert states(carried_out(run)) == [ItemState.DONE]


def test_hours_are_lengths_of_time() -> None:
    parameters = {"days": 0, "hours": 24, "minutes": 1, "zone": "Europe/Berlin"}
    moment = datetime(2027, 3, 27, 8, tzinfo=UTC)
    assert shift(moment, parameters) == moment + timedelta(hours=24, minutes=1)


@pytest.mark.usefixtures("editor")
def test_a_fault_of_our_own_stops_the_run_and_is_not_called_done(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 2))
    run.items.update(after={"join_from": "no time at all"})
    run = carried_out(run)
    assert run.halt == StopReason.BROKEN
    assert states(run) == [ItemState.UNKNOWN, ItemState.READY]
    assert desk.sent("PUT") == []


@pytest.mark.usefixtures("editor")
def test_a_token_in_a_name_is_not_kept(desk: Desk) -> None:
    token = "vpt_" + "0a" * 16
    run = run_over(desk, 1, display_name=f"Use {token}")
    checked(desk, run)
    assert token not in str(list(BulkItem.objects.values()))
