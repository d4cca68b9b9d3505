"""Deleting: what is gone is gone, no matter who did it; what is there is never said to be gone."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
import requests
import responses

from conferences.models import Action, Actor, Change, Outcome
from conferences.services.saving.delete import Deletion, delete
from conferences.signalwire import SignalWireError, TimedOut, Unavailable
from conferences.signalwire.kinds import CONFERENCE, Kind
from tests.conftest import BASE
from tests.faults import ON_ONE_CALL, UNPROVEN
from tests.payloads import CONFERENCE_ID, conference
from tests.services.conftest import KINDS, Desk

ADDRESS = f"{BASE}/conferences/{CONFERENCE_ID}"


def try_to_delete(desk: Desk, kind: Kind, identifier: UUID) -> Deletion | SignalWireError:
    try:
        return delete(desk.actor, kind, identifier)
    except SignalWireError as error:
        return error


@pytest.mark.parametrize("kind", KINDS)
def test_all_of_it_is_kept_in_the_history(desk: Desk, kind: Kind) -> None:
    item = desk.make(kind, description="Kept", join_from="2030-01-01")
    (row,) = desk.rows(kind)
    deleted = delete(desk.actor, kind, item.id, why="Cancelled")
    assert desk.rows(kind) == []
    assert (deleted.item, deleted.already_gone) == (item, False)
    change = deleted.change
    assert (change.action, change.outcome, change.why) == (Action.DELETE, Outcome.DONE, "Cancelled")
    assert (change.before, change.after, change.object_id) == (row, None, item.id)
    assert (change.object_name, change.object_title) == (item.name, "Made")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_gone_already_counts_as_done(desk: Desk, kind: Kind) -> None:
    gone = uuid4()
    deleted = delete(desk.actor, kind, gone)
    assert (deleted.item, deleted.already_gone, desk.sent("DELETE")) == (None, True, [])
    assert (deleted.change.outcome, deleted.change.object_id) == (Outcome.DONE, gone)
    assert deleted.change.sentence == "It was already deleted."


@pytest.mark.parametrize("reading", ["works", "fails"])
@pytest.mark.parametrize("times", [1, 2, None])
@pytest.mark.parametrize("fault", ON_ONE_CALL)
@pytest.mark.parametrize("kind", KINDS)
def test_no_fault_makes_a_deletion_or_its_history_lie(
    desk: Desk, kind: Kind, fault: str, times: int | None, reading: str
) -> None:
    item = desk.make(kind)
    desk.sandbox.faults.add(fault, method="DELETE", milliseconds=5, retry_after=0, times=times)
    if reading == "fails":
        desk.sandbox.faults.add("500", method="GET", after=1)
    result = try_to_delete(desk, kind, item.id)
    desk.sandbox.faults.clear()
    is_gone = desk.rows(kind) == []
    (change,) = desk.history()
    if isinstance(result, Deletion):
        # An API that says 404 and then cannot be asked again has to be believed.
        assert is_gone or (fault, reading) == ("404", "fails")
        assert change.outcome == Outcome.DONE
    elif change.outcome == Outcome.UNKNOWN:
        assert result.may_have_arrived
        assert fault in UNPROVEN
    else:
        assert not is_gone
        assert not result.may_have_arrived
        assert change.outcome in (Outcome.FAILED, Outcome.REFUSED)


@pytest.mark.parametrize("fault", ["401", "403", "429", "500", "garbage", "dropped_before"])
def test_what_cannot_be_read_and_so_not_kept_is_not_deleted(desk: Desk, fault: str) -> None:
    item = desk.make(CONFERENCE)
    desk.sandbox.faults.add(fault, method="GET", retry_after=0)
    result = try_to_delete(desk, CONFERENCE, item.id)
    assert isinstance(result, SignalWireError)
    assert len(desk.rows(CONFERENCE)) == 1
    (change,) = desk.history()
    assert (change.outcome, change.object_id) == (Outcome.FAILED, item.id)


def test_a_deletion_that_someone_else_was_faster_with_is_done(desk: Desk) -> None:
    item = desk.make(CONFERENCE)
    desk.sandbox.faults.add("slow", method="DELETE", milliseconds=0)
    desk.sandbox.faults.add("404", method="DELETE", times=1)
    desk.sandbox.faults.add("404", method="GET", after=1)
    result = try_to_delete(desk, CONFERENCE, item.id)
    assert isinstance(result, Deletion)
    assert (result.already_gone, result.change.outcome) == (True, Outcome.DONE)


def test_a_deletion_sent_twice_after_a_broken_connection_is_our_own(desk: Desk) -> None:
    item = desk.make(CONFERENCE)
    desk.sandbox.faults.add("dropped_after", method="DELETE", times=1)
    result = try_to_delete(desk, CONFERENCE, item.id)
    assert isinstance(result, Deletion)
    assert result.already_gone is False


@pytest.mark.parametrize("there", [True, False])
def test_a_deletion_not_answered_in_time_is_looked_for(
    actor: Actor, upstream: responses.RequestsMock, there: bool
) -> None:
    upstream.get(ADDRESS, json=conference())
    upstream.delete(ADDRESS, body=requests.ReadTimeout())
    if there:
        with pytest.raises(TimedOut) as error:
            delete(actor, CONFERENCE, UUID(CONFERENCE_ID))
        assert error.value.may_have_arrived
        assert Change.objects.get().outcome == Outcome.UNKNOWN
    else:
        upstream.get(ADDRESS, status=404)
        assert delete(actor, CONFERENCE, UUID(CONFERENCE_ID)).already_gone is False
        assert Change.objects.get().outcome == Outcome.DONE


def test_an_answer_of_another_kind_than_done_is_not_believed(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    upstream.get(ADDRESS, json=conference())
    upstream.delete(ADDRESS, status=200, body="<html>Welcome to the hotel</html>")
    with pytest.raises(Unavailable) as error:
        delete(actor, CONFERENCE, UUID(CONFERENCE_ID))
    assert error.value.may_have_arrived
    assert Change.objects.get().outcome == Outcome.UNKNOWN
