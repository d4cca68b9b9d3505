"""Saving while things go wrong: a true answer, and a history that tells the truth."""

from __future__ import annotations

from uuid import UUID

import pytest
import requests
import responses

from conferences.models import Actor, Change, Outcome
from conferences.services.saving.put import Deleted
from conferences.services.saving.update import Saved, save
from conferences.signalwire import (
    AccountProblem,
    Conference,
    CredentialsRefused,
    PermissionMissing,
    RateLimited,
    RefusedFields,
    Room,
    SignalWireError,
    TimedOut,
    Unavailable,
    Unreachable,
    UnreadableAnswer,
)
from conferences.signalwire.kinds import CONFERENCE, Kind, kind_of, writable
from tests.conftest import BASE
from tests.faults import ON_ONE_CALL, UNPROVEN
from tests.payloads import CONFERENCE_ID, conference
from tests.services.conftest import KINDS, Desk

LASTING: dict[str, tuple[type[SignalWireError], Outcome] | None] = {
    "slow": None,
    "401": (CredentialsRefused, Outcome.FAILED),
    "403": (PermissionMissing, Outcome.FAILED),
    "404": (Unavailable, Outcome.FAILED),  # the object can still be read
    "422": (RefusedFields, Outcome.REFUSED),
    "429": (RateLimited, Outcome.FAILED),
    "500": (Unavailable, Outcome.UNKNOWN),
    "html_502": (Unavailable, Outcome.UNKNOWN),
    "garbage": (UnreadableAnswer, Outcome.UNKNOWN),
    "truncated": None,
    "dropped_before": (Unreachable, Outcome.UNKNOWN),
    "dropped_after": None,
}


def try_to_save(desk: Desk, item: Conference | Room) -> Saved | SignalWireError:
    kind = kind_of(item)
    base = writable(item)
    try:
        return save(desk.actor, kind, item.id, base=base, wanted={**base, "description": "New"})
    except SignalWireError as error:
        return error


@pytest.mark.parametrize("fault", ON_ONE_CALL)
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_of_the_update_is_told_as_what_it_is(desk: Desk, kind: Kind, fault: str) -> None:
    item = desk.make(kind)
    desk.sandbox.faults.add(fault, method="PUT", milliseconds=20, retry_after=0)
    result = try_to_save(desk, item)
    (change,) = desk.history()
    expected = LASTING[fault]
    if expected is None:
        assert isinstance(result, Saved)
        assert (result.item.description, result.not_kept) == ("New", ())
        assert result.found_after_drop is (fault != "slow")
        assert change.outcome == Outcome.DONE
        assert ("no proper answer" in change.sentence) is (fault != "slow")
    else:
        assert type(result) is expected[0]
        assert result.may_have_arrived is (expected[1] == Outcome.UNKNOWN)
        assert (change.outcome, change.sentence) == (expected[1], str(result))
    assert desk.values(item)["description"] == ("New" if expected is None else None)


@pytest.mark.parametrize("reading", ["works", "fails"])
@pytest.mark.parametrize("times", [1, 2, None])
@pytest.mark.parametrize("fault", ON_ONE_CALL)
def test_no_fault_makes_a_save_or_its_history_lie(
    desk: Desk, fault: str, times: int | None, reading: str
) -> None:
    item = desk.make(CONFERENCE)
    desk.sandbox.faults.add(fault, method="PUT", milliseconds=5, retry_after=0, times=times)
    if reading == "fails":
        desk.sandbox.faults.add("500", method="GET", after=1)
    result = try_to_save(desk, item)
    desk.sandbox.faults.clear()
    is_saved = desk.values(item)["description"] == "New"
    (change,) = desk.history()
    assert change.closed_at is not None
    if isinstance(result, Saved):
        assert is_saved
        assert change.outcome == Outcome.DONE
    elif change.outcome == Outcome.UNKNOWN:
        assert result.may_have_arrived
        assert fault in UNPROVEN
    else:
        assert not is_saved
        assert not result.may_have_arrived
        assert change.outcome in (Outcome.FAILED, Outcome.REFUSED)


@pytest.mark.parametrize("fault", ["401", "403", "404", "429", "500", "garbage", "dropped_before"])
def test_a_save_that_cannot_even_read_is_recorded_as_failed(desk: Desk, fault: str) -> None:
    item = desk.make(CONFERENCE)
    desk.sandbox.faults.add(fault, method="GET", retry_after=0)
    result = try_to_save(desk, item)
    assert isinstance(result, SignalWireError)
    assert isinstance(result, Deleted) is (fault == "404")
    assert desk.sent("PUT") == []
    (change,) = desk.history()
    assert (change.outcome, change.fields, change.after["description"]) == (
        Outcome.FAILED,
        ["description"],
        "New",
    )


def test_a_save_without_changes_that_cannot_read_is_not_recorded(desk: Desk) -> None:
    item = desk.make(CONFERENCE)
    desk.sandbox.faults.add("401")
    with pytest.raises(CredentialsRefused):
        save(desk.actor, CONFERENCE, item.id, base=writable(item), wanted=writable(item))
    assert desk.history() == []


def test_what_is_deleted_between_reading_and_sending_is_gone(desk: Desk) -> None:
    item = desk.make(CONFERENCE)
    desk.sandbox.faults.add("404", method="PUT")
    desk.sandbox.faults.add("404", method="GET", after=1)
    assert isinstance(try_to_save(desk, item), Deleted)


def test_what_is_refused_as_unknown_and_shown_all_the_same_is_not_called_deleted(desk: Desk) -> None:
    item = desk.make(CONFERENCE)
    desk.sandbox.faults.add("404", method="PUT")
    result = try_to_save(desk, item)
    assert type(result) is Unavailable
    assert "yet still shows it" in str(result)


class Mocked:
    """A conference as ``responses`` plays it, for what the sandbox cannot do."""

    def __init__(self, upstream: responses.RequestsMock) -> None:
        self.upstream = upstream
        self.address = f"{BASE}/conferences/{CONFERENCE_ID}"

    def reads(self, **changes: object) -> None:
        self.upstream.get(self.address, json=conference(**changes))

    def updates(self, **answer: object) -> None:
        self.upstream.put(self.address, **answer)


@pytest.fixture
def mocked(upstream: responses.RequestsMock) -> Mocked:
    return Mocked(upstream)


def save_description(actor: Actor, text: str = "New") -> Saved:
    return save(actor, CONFERENCE, UUID(CONFERENCE_ID), base={}, wanted={"description": text})


def test_what_was_not_answered_in_time_and_cannot_be_seen_may_still_come(
    mocked: Mocked, actor: Actor
) -> None:
    mocked.reads(description="Old")
    mocked.updates(body=requests.ReadTimeout())
    with pytest.raises(TimedOut) as error:
        save_description(actor)
    assert error.value.may_have_arrived
    assert Change.objects.get().outcome == Outcome.UNKNOWN


def test_what_was_not_answered_in_time_but_can_be_seen_is_saved(mocked: Mocked, actor: Actor) -> None:
    mocked.reads(description="Old")
    mocked.updates(body=requests.ReadTimeout())
    mocked.reads(description="New")
    assert save_description(actor).found_after_drop
    assert Change.objects.get().outcome == Outcome.DONE


def test_an_object_that_is_neither_as_it_was_nor_as_sent_leaves_it_unknown(
    mocked: Mocked, actor: Actor
) -> None:
    mocked.reads(description="Old")
    mocked.updates(status=500)
    mocked.reads(description="Someone else’s")
    with pytest.raises(Unavailable) as error:
        save_description(actor)
    assert error.value.may_have_arrived
    assert Change.objects.get().outcome == Outcome.UNKNOWN


def test_an_account_problem_is_no_refused_field(mocked: Mocked, actor: Actor) -> None:
    mocked.reads(description="Old")
    entry = {"code": "insufficient_balance", "message": "This account has an insufficient balance."}
    mocked.updates(status=422, json={"errors": [entry]})
    with pytest.raises(AccountProblem):
        save_description(actor)
    change = Change.objects.get()
    assert (change.outcome, "insufficient balance" in change.sentence) == (Outcome.FAILED, True)


def test_the_record_is_there_before_the_update_is_sent(mocked: Mocked, actor: Actor) -> None:
    mocked.reads(description="Old")
    seen: list[tuple[str, object, object]] = []

    def answer(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        change = Change.objects.get()
        seen.append((change.outcome, change.before["description"], change.after["description"]))
        return 500, {}, ""

    mocked.upstream.add_callback("PUT", mocked.address, answer)
    with pytest.raises(Unavailable):
        save_description(actor)
    assert seen[0] == (Outcome.PENDING, "Old", "New")


def die(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
    raise SystemExit


def test_a_process_that_dies_while_it_waits_leaves_the_record_pending(mocked: Mocked, actor: Actor) -> None:
    mocked.reads(description="Old")
    mocked.upstream.add_callback("PUT", mocked.address, die)
    with pytest.raises(SystemExit):
        save_description(actor)
    assert Change.objects.get().outcome == Outcome.PENDING


def test_the_history_has_the_id_that_signalwire_gave_the_request(mocked: Mocked, actor: Actor) -> None:
    mocked.reads(description="Old")
    mocked.updates(json=conference(description="New"), headers={"X-Request-Id": "of-signalwire"})
    save_description(actor)
    change = Change.objects.get()
    assert (change.upstream_request_id, change.request_id) == ("of-signalwire", actor.request_id)


def test_an_error_leaves_the_id_that_signalwire_gave_the_request(mocked: Mocked, actor: Actor) -> None:
    mocked.reads(description="Old")
    mocked.updates(status=401, headers={"X-Request-Id": "of-signalwire"})
    with pytest.raises(CredentialsRefused):
        save_description(actor)
    assert Change.objects.get().upstream_request_id == "of-signalwire"
