"""What becomes known later of writes that were not answered properly, or whose process ended."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conferences.models import BulkRun, Change, ItemState, Outcome
from conferences.models.bulk import STALE_AFTER
from conferences.models.change import LOOKED_FOR
from conferences.services import access
from conferences.services.bulk import runs
from conferences.services.history import FOUND_LATER, NOT_FOUND_LATER
from conferences.services.saving.create import CreationUnknown, create
from conferences.services.saving.delete import delete
from conferences.services.saving.outcomes import settle_due
from conferences.services.saving.update import save
from conferences.signalwire import Conference, Room, SignalWireError
from conferences.signalwire.kinds import CONFERENCE, Kind, writable
from tests.services.bulk_runs import checked, its_actor, lose, run_over, states
from tests.services.conftest import KINDS, Desk

LONG = LOOKED_FOR + timedelta(seconds=1)


def lose_answer(desk: Desk, method: str) -> None:
    desk.sandbox.faults.add("dropped_before", method=method)


def pass_time(by: timedelta) -> None:
    """Let the records be as old as if ``by`` had passed, and all of them be due."""
    for change in Change.objects.all():
        Change.objects.filter(pk=change.pk).update(
            opened_at=change.opened_at - by,
            closed_at=change.closed_at and change.closed_at - by,
            check_at=change.check_at and timezone.now(),
        )


def save_unknown(desk: Desk, kind: Kind = CONFERENCE) -> tuple[Conference | Room, Change]:
    item = desk.make(kind, description="Old")
    base = writable(item)
    lose_answer(desk, "PUT")
    with pytest.raises(SignalWireError) as error:
        save(desk.actor, kind, item.id, base=base, wanted={**base, "description": "New"})
    assert error.value.may_have_arrived
    desk.sandbox.faults.clear()
    return item, Change.objects.get(outcome=Outcome.UNKNOWN)


@pytest.mark.parametrize("kind", KINDS)
def test_settle_due_change_carried_out_later_is_done(desk: Desk, kind: Kind) -> None:
    item, change = save_unknown(desk, kind)
    assert settle_due() == 0
    change.refresh_from_db()
    assert change.outcome == Outcome.UNKNOWN
    desk.direct(item, description="New")
    pass_time(timedelta(seconds=10))
    assert settle_due() == 1
    change.refresh_from_db()
    assert (change.outcome, change.check_at) == (Outcome.DONE, None)
    assert change.sentence.endswith(FOUND_LATER)
    assert settle_due() == 0


def test_settle_due_change_not_carried_out_has_failed_only_after_its_time(desk: Desk) -> None:
    _, change = save_unknown(desk)
    pass_time(LOOKED_FOR / 2)
    assert settle_due() == 0
    pass_time(LOOKED_FOR)
    assert settle_due() == 1
    change.refresh_from_db()
    assert change.outcome == Outcome.FAILED
    assert change.sentence.endswith(NOT_FOUND_LATER)


@pytest.mark.parametrize("fate", ["changed", "deleted"])
def test_settle_due_change_that_cannot_be_told_stays_unknown_and_says_why(desk: Desk, fate: str) -> None:
    item, change = save_unknown(desk)
    if fate == "changed":
        desk.direct(item, description="Theirs")
    else:
        desk.call("DELETE", f"/conferences/{item.id}")
    pass_time(LONG)
    assert settle_due() == 1
    change.refresh_from_db()
    assert (change.outcome, change.check_at) == (Outcome.UNKNOWN, None)
    assert f"it has been {fate}" in change.sentence


def test_settle_due_while_signalwire_is_down_is_tried_again_later(desk: Desk) -> None:
    _, change = save_unknown(desk)
    desk.sandbox.faults.add("500", method="GET")
    pass_time(LONG)
    assert settle_due() == 0
    change.refresh_from_db()
    assert change.outcome == Outcome.UNKNOWN
    assert change.check_at is not None
    assert change.check_at > timezone.now()
    pass_time(timedelta(days=2))
    assert settle_due() == 1
    given_up = Change.objects.get()
    assert (given_up.outcome, given_up.check_at) == (Outcome.UNKNOWN, None)


def test_settle_due_change_of_a_process_that_ended_is_found_out(desk: Desk) -> None:
    item, change = save_unknown(desk)
    Change.objects.filter(pk=change.pk).update(outcome=Outcome.PENDING, closed_at=None)
    desk.direct(item, description="New")
    pass_time(LONG)
    assert settle_due() == 1
    change.refresh_from_db()
    assert change.outcome == Outcome.DONE


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_created", [True, False])
def test_settle_due_create_is_looked_for_by_its_name(desk: Desk, kind: Kind, is_created: bool) -> None:
    fields: dict[str, Any] = {"name": "board", "display_name": "Board"}
    lose_answer(desk, "POST")
    with pytest.raises(CreationUnknown):
        create(desk.actor, kind, fields=fields)
    desk.sandbox.faults.clear()
    if is_created:
        desk.call("POST", f"/{kind}", fields)
    # Our own clock and SignalWire's need not agree to the second.
    pass_time(LONG)
    assert settle_due() == 1
    change = Change.objects.get()
    assert change.outcome == (Outcome.DONE if is_created else Outcome.FAILED)
    assert (change.object_id is not None) is is_created


@pytest.mark.parametrize("is_deleted", [True, False])
def test_settle_due_deletion_is_done_once_the_object_is_not_there(desk: Desk, is_deleted: bool) -> None:
    item = desk.make(CONFERENCE)
    lose_answer(desk, "DELETE")
    with pytest.raises(SignalWireError):
        delete(desk.actor, CONFERENCE, item.id)
    desk.sandbox.faults.clear()
    if is_deleted:
        desk.call("DELETE", f"/conferences/{item.id}")
    pass_time(LONG)
    assert settle_due() == 1
    assert Change.objects.get().outcome == (Outcome.DONE if is_deleted else Outcome.FAILED)


@pytest.mark.parametrize("is_reset", [True, False])
def test_settle_due_reset_is_known_by_the_fingerprint_of_the_token(desk: Desk, is_reset: bool) -> None:
    item = desk.make(CONFERENCE)
    token = access.list_tokens(desk.actor.workspace, item.id, request_id="")[0]
    lose_answer(desk, "POST")
    with pytest.raises(SignalWireError):
        access.reset_token(desk.actor, item.id, token.id, seen=access.fingerprint(token), label="Board")
    desk.sandbox.faults.clear()
    if is_reset:
        desk.call("POST", f"/conference_tokens/{token.id}/reset")
    pass_time(LONG)
    assert settle_due() == 1
    change = Change.objects.get()
    assert change.outcome == (Outcome.DONE if is_reset else Outcome.FAILED)
    assert str(token.token) not in str(change.evidence)


@pytest.mark.usefixtures("editor")
def test_settle_due_rows_of_a_killed_bulk_change_become_known_without_a_click(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 3))
    runs.confirm(its_actor(run), run)
    first, second, third = run.items.all()
    lose(run, first, second)
    run.items.filter(pk=third.pk).update(state=ItemState.IN_PROGRESS)
    desk.direct(desk.get(CONFERENCE, first.object_id), **first.after)
    BulkRun.objects.filter(pk=run.pk).update(claim="dead", heartbeat_at=timezone.now() - 2 * STALE_AFTER)
    assert settle_due() == 1
    assert states(run) == [ItemState.DONE, ItemState.UNKNOWN, ItemState.READY]
    pass_time(LONG)
    assert settle_due() == 1
    assert states(run) == [ItemState.DONE, ItemState.FAILED, ItemState.READY]


def test_save_of_what_was_carried_out_later_sends_nothing_and_says_so(desk: Desk) -> None:
    item, change = save_unknown(desk)
    desk.direct(item, description="New")
    base = writable(item)
    saved = save(desk.actor, CONFERENCE, item.id, base=base, wanted={**base, "description": "New"})
    assert (saved.change, saved.already) == (None, ("description",))
    assert settle_due() == 1
    change.refresh_from_db()
    assert change.outcome == Outcome.DONE
