"""Creating: in two steps where it takes two, and never twice."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import responses

from conferences.models import Action, Actor, Change, Outcome
from conferences.services.saving.create import Created, CreationUnknown, create
from conferences.services.saving.merge import FieldMismatch
from conferences.signalwire import Conference, RefusedFields, SignalWireError
from conferences.signalwire.kinds import CONFERENCE, ROOM, Kind
from tests.conftest import BASE
from tests.faults import ON_ONE_CALL, UNPROVEN
from tests.payloads import at, conference, listing
from tests.services.conftest import KINDS, Desk, MakeDesk

NOON = datetime(2030, 5, 6, 12, 30, 15, tzinfo=UTC)
FIELDS_OF: dict[Kind, dict[str, object]] = {
    CONFERENCE: {
        "name": "board-meeting",
        "display_name": "Board “meeting”",
        "description": "Über alles",
        "join_from": NOON,
        "join_until": NOON + timedelta(hours=1),
        "quality": "1080p",
        "layout": "5x5",
        "size": "large",
        "record_on_start": True,
        "enable_room_previews": True,
        "enable_chat": False,
        "tone_on_entry_and_exit": False,
        "room_join_video_off": True,
        "user_join_video_off": True,
        **{f"{mode}_{role}": "#123ABC" for mode in ("dark", "light") for role in ("primary", "negative")},
    },
    ROOM: {
        "name": "board-room",
        "display_name": "Board room",
        "max_members": 7,
        "join_from": NOON,
        "remove_at": NOON + timedelta(days=1),
        "remove_after_seconds_elapsed": 3600,
        "sync_audio_video": True,
        "meta": {"cost": [1, None]},
    },
}


def make(desk: Desk, kind: Kind = CONFERENCE, *, verify_first: bool = False, **fields: object) -> Created:
    return create(desk.actor, kind, fields={**FIELDS_OF[kind], **fields}, verify_first=verify_first)


def try_to_make(desk: Desk, kind: Kind, *, verify_first: bool = False) -> Created | SignalWireError:
    try:
        return make(desk, kind, verify_first=verify_first)
    except SignalWireError as error:
        return error


def stored(desk: Desk, kind: Kind) -> list[dict[str, Any]]:
    """The rows that have the name, as far as they differ from what was wanted."""
    rows = [row for row in desk.rows(kind) if row["name"] == FIELDS_OF[kind]["name"]]
    wanted = {
        name: value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
        for name, value in FIELDS_OF[kind].items()
    }
    return [{name: row[name] for name in wanted if row[name] != wanted[name]} for row in rows]


@pytest.mark.parametrize("put", ["merge", "replace", "defaults"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_field_arrives_however_put_is_meant(make_desk: MakeDesk, kind: Kind, put: str) -> None:
    desk = make_desk(put=put)
    created = make(desk, kind)
    assert (created.not_kept, created.incomplete, created.missing) == ((), None, ())
    assert stored(desk, kind) == [{}]


def test_flags_that_only_an_update_takes_follow_in_a_second_step(desk: Desk) -> None:
    created = make(desk)
    posted, (put,) = desk.sent("POST"), desk.sent("PUT")
    assert {"tone_on_entry_and_exit", "room_join_video_off", "user_join_video_off"}.isdisjoint(posted[0])
    assert (put["tone_on_entry_and_exit"], put["display_name"]) == (False, "Board “meeting”")
    assert isinstance(created.item, Conference)
    assert created.item.tone_on_entry_and_exit is False
    first, second = desk.history()
    assert (first.action, first.outcome, first.object_id) == (Action.CREATE, Outcome.DONE, created.item.id)
    assert (first.object_name, first.object_title) == ("board-meeting", "Board “meeting”")
    assert (second.action, second.outcome, second.object_id) == (
        Action.UPDATE,
        Outcome.DONE,
        created.item.id,
    )
    assert second.fields == ["tone_on_entry_and_exit", "room_join_video_off", "user_join_video_off"]


def test_flags_that_are_as_wanted_need_no_second_step(desk: Desk) -> None:
    make(desk, tone_on_entry_and_exit=True, room_join_video_off=False, user_join_video_off=None)
    assert desk.sent("PUT") == []
    assert len(desk.history()) == 1


def test_what_is_left_open_is_left_to_signalwire(desk: Desk) -> None:
    created = create(
        desk.actor, CONFERENCE, fields={"name": "n", "display_name": "N", "size": None, "join_until": None}
    )
    assert desk.sent("POST") == [{"name": "n", "display_name": "N"}]
    assert (created.item.size, created.not_kept) == ("medium", ())  # type: ignore[union-attr]


def test_a_name_that_is_taken_is_refused_at_its_field(desk: Desk) -> None:
    make(desk)
    with pytest.raises(RefusedFields) as refusal:
        make(desk)
    assert [error.attribute for error in refusal.value.errors] == ["name"]
    assert desk.history()[-1].outcome == Outcome.REFUSED
    assert stored(desk, CONFERENCE) == [{}]


@pytest.mark.parametrize("times", [1, None])
@pytest.mark.parametrize("fault", ON_ONE_CALL)
def test_a_second_step_that_fails_leaves_what_was_created_and_says_what_is_missing(
    desk: Desk, fault: str, times: int | None
) -> None:
    desk.sandbox.faults.add(fault, method="PUT", milliseconds=5, retry_after=0, times=times)
    created = make(desk)
    desk.sandbox.faults.clear()
    first, second = desk.history()
    assert first.outcome == Outcome.DONE
    assert created.change == first
    assert created.not_kept == ()
    if created.incomplete is None:
        assert (created.missing, stored(desk, CONFERENCE), second.outcome) == ((), [{}], Outcome.DONE)
    else:
        assert {*created.missing} == {"tone_on_entry_and_exit", "room_join_video_off", "user_join_video_off"}
        (differing,) = stored(desk, CONFERENCE)
        assert differing.keys() == {*created.missing}
        expected = (Outcome.UNKNOWN,) if fault in UNPROVEN else (Outcome.FAILED, Outcome.REFUSED)
        assert second.outcome in expected


@pytest.mark.parametrize("reading", ["works", "fails"])
@pytest.mark.parametrize("times", [1, None])
@pytest.mark.parametrize("fault", ON_ONE_CALL)
@pytest.mark.parametrize("kind", KINDS)
def test_no_fault_makes_two_or_claims_one_that_is_not(
    desk: Desk, kind: Kind, fault: str, times: int | None, reading: str
) -> None:
    desk.sandbox.faults.add(fault, method="POST", milliseconds=5, retry_after=0, times=times)
    if reading == "fails":
        desk.sandbox.faults.add("500", method="GET")
    result = try_to_make(desk, kind)
    desk.sandbox.faults.clear()
    exists = len(stored(desk, kind))
    change = desk.history()[0]
    if isinstance(result, Created):
        assert stored(desk, kind) == [{}]
        assert (change.outcome, change.object_id) == (Outcome.DONE, result.item.id)
    elif isinstance(result, CreationUnknown):
        assert fault in UNPROVEN
        assert change.outcome == Outcome.UNKNOWN
    else:
        assert exists == 0
        assert not result.may_have_arrived
        assert change.outcome in (Outcome.FAILED, Outcome.REFUSED)

    again = try_to_make(desk, kind, verify_first=isinstance(result, CreationUnknown))
    assert stored(desk, kind) == [{}]
    if isinstance(result, Created):
        assert isinstance(again, RefusedFields)
    else:
        assert isinstance(again, Created)
        assert again.found_after_drop is bool(exists)
        outcomes = [one.outcome for one in desk.history() if one.action == Action.CREATE]
        assert outcomes.count(Outcome.DONE) == 1
        # What was not found may still come, so it stays unknown until it has been looked for long enough.
        assert Outcome.UNKNOWN not in outcomes or not exists


def test_an_attempt_of_unknown_outcome_is_remembered_without_being_told(desk: Desk) -> None:
    desk.sandbox.faults.add("dropped_after", method="POST", times=1)
    desk.sandbox.faults.add("500", method="GET")
    with pytest.raises(CreationUnknown):
        make(desk)
    desk.sandbox.faults.clear()
    created = make(desk)
    assert (created.found_after_drop, len(desk.sent("POST"))) == (True, 1)
    assert (created.change.outcome, created.change.object_id) == (Outcome.DONE, created.item.id)
    assert stored(desk, CONFERENCE) == [{}]


def test_an_attempt_of_unknown_outcome_that_is_not_found_yet_stays_unknown(desk: Desk) -> None:
    desk.sandbox.faults.add("dropped_before", method="POST", times=1)
    with pytest.raises(CreationUnknown):
        make(desk)
    assert make(desk).found_after_drop is False
    first, second = (change for change in desk.history() if change.action == Action.CREATE)
    assert (first.outcome, first.object_id) == (Outcome.UNKNOWN, None)
    assert second.outcome == Outcome.DONE


def test_an_attempt_that_is_carried_out_between_the_look_and_the_next_one_is_found(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    fields = {"name": "wanted", "display_name": "Wanted"}
    upstream.post(f"{BASE}/conferences", status=504)
    upstream.get(f"{BASE}/conferences", json=listing())
    with pytest.raises(CreationUnknown):
        create(actor, CONFERENCE, fields=fields)
    upstream.reset()
    entry = {"code": "not_unique_within_project", "attribute": "name", "message": "must be unique"}
    upstream.get(f"{BASE}/conferences", json=listing())
    upstream.post(f"{BASE}/conferences", status=422, json={"errors": [entry]})
    made = conference(**fields, created_at=at(seconds=-1))
    upstream.get(f"{BASE}/conferences", json=listing(made))
    created = create(actor, CONFERENCE, fields=fields)
    assert (created.found_after_drop, str(created.item.id)) == (True, made["id"])
    assert [change.outcome for change in Change.objects.order_by("pk")] == [Outcome.DONE, Outcome.REFUSED]


def test_what_was_corrected_since_an_attempt_of_unknown_outcome_is_set(desk: Desk) -> None:
    desk.sandbox.faults.add("dropped_after", method="POST", times=1)
    desk.sandbox.faults.add("500", method="GET")
    with pytest.raises(CreationUnknown):
        make(desk, description="Ubre alles")
    desk.sandbox.faults.clear()
    created = make(desk)
    assert (created.found_after_drop, created.not_kept, created.incomplete) == (True, (), None)
    assert stored(desk, CONFERENCE) == [{}]
    assert desk.history()[-1].fields[0] == "description"


def test_what_someone_changed_since_an_attempt_of_unknown_outcome_is_left_alone(desk: Desk) -> None:
    desk.sandbox.faults.add("dropped_after", method="POST", times=1)
    desk.sandbox.faults.add("500", method="GET")
    with pytest.raises(CreationUnknown):
        make(desk)
    desk.sandbox.faults.clear()
    (row,) = desk.rows(CONFERENCE)
    desk.sandbox.store.conferences.change(row["id"], lambda row: {**row, "display_name": "Theirs"})
    with pytest.raises(CreationUnknown) as doubt:
        make(desk)
    assert doubt.value.found is not None
    assert doubt.value.found.display_name == "Theirs"
    assert desk.rows(CONFERENCE)[0]["display_name"] == "Theirs"
    assert len(desk.sent("POST")) == 1


def test_an_attempt_that_a_crash_cut_off_is_looked_for(desk: Desk) -> None:
    make(desk)
    first = desk.history()[0]
    Change.objects.filter(pk=first.pk).update(outcome=Outcome.PENDING, object_id=None)
    created = make(desk)
    assert (created.found_after_drop, created.change.pk) == (True, first.pk)
    assert len(desk.sent("POST")) == 1


def test_a_look_up_that_fails_sends_nothing(desk: Desk) -> None:
    desk.sandbox.faults.add("500", method="GET")
    for _ in range(2):
        with pytest.raises(CreationUnknown):
            create(desk.actor, CONFERENCE, fields=FIELDS_OF[CONFERENCE], verify_first=True)
    assert (desk.sent("POST"), desk.history()) == ([], [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", ["dropped_before", "500"])
def test_someone_elses_object_of_the_same_name_is_never_taken_for_ours(
    desk: Desk, kind: Kind, fault: str
) -> None:
    other = desk.make(kind, name=FIELDS_OF[kind]["name"])
    desk.direct(other, created_at="2026-01-01T00:00:00Z")
    before = desk.rows(kind)
    desk.sandbox.faults.add(fault, method="POST", times=1)
    with pytest.raises(RefusedFields) as refusal:
        make(desk, kind)
    assert [error.attribute for error in refusal.value.errors] == ["name"]
    assert desk.rows(kind) == before
    assert desk.history()[-1].outcome == Outcome.REFUSED


def test_an_object_made_just_now_that_is_not_as_typed_is_shown_and_left_alone(desk: Desk) -> None:
    other = desk.make(CONFERENCE, name="board-meeting")
    before = desk.rows(CONFERENCE)
    desk.sandbox.faults.add("dropped_before", method="POST", times=1)
    with pytest.raises(CreationUnknown) as doubt:
        make(desk)
    assert doubt.value.found is not None
    assert doubt.value.found.id == other.id
    assert desk.rows(CONFERENCE) == before
    assert desk.history()[-1].outcome == Outcome.UNKNOWN


def test_without_a_name_a_lost_answer_cannot_be_followed_up(desk: Desk) -> None:
    desk.sandbox.faults.add("dropped_after", method="POST", times=1)
    with pytest.raises(CreationUnknown):
        create(desk.actor, CONFERENCE, fields={"display_name": "Nameless"})
    assert desk.history()[0].outcome == Outcome.UNKNOWN


def test_the_whole_list_is_walked_for_the_name(actor: Actor, upstream: responses.RequestsMock) -> None:
    upstream.post(f"{BASE}/conferences", body=requests.ConnectionError())
    made = conference(name="wanted", display_name="Wanted", created_at=at(seconds=-1))
    pages = [
        listing(conference(name="other"), next="/api/video/conferences?page_number=1&page_token=PA1"),
        listing(next="/api/video/conferences?page_number=2&page_token=PA2"),
        listing(made),
    ]
    for page in pages:
        upstream.get(f"{BASE}/conferences", json=page)
    created = create(actor, CONFERENCE, fields={"name": "wanted", "display_name": "Wanted"})
    assert created.found_after_drop
    asked = [call.request.url for call in upstream.calls if call.request.method == "GET"]
    assert len(asked) == 3
    assert all("page_size=1000" in str(address) for address in asked)


def test_a_time_out_may_still_create_it_later(actor: Actor, upstream: responses.RequestsMock) -> None:
    upstream.post(f"{BASE}/conferences", body=requests.ReadTimeout())
    upstream.get(f"{BASE}/conferences", json=listing())
    with pytest.raises(CreationUnknown) as doubt:
        create(actor, CONFERENCE, fields={"name": "wanted", "display_name": "Wanted"})
    assert doubt.value.may_have_arrived
    assert Change.objects.get().outcome == Outcome.UNKNOWN


@pytest.mark.parametrize("name", ["wanted", ...])
def test_a_record_that_cannot_be_read_may_be_the_one(
    actor: Actor, upstream: responses.RequestsMock, name: object
) -> None:
    upstream.post(f"{BASE}/conferences", body=requests.ConnectionError())
    broken = {"id": str(uuid.uuid4()), "join_from": {"no": "time"}} | ({} if name is ... else {"name": name})
    upstream.get(f"{BASE}/conferences", json=listing(broken))
    with pytest.raises(CreationUnknown):
        create(actor, CONFERENCE, fields={"name": "wanted", "display_name": "Wanted"})


def test_what_signalwire_did_not_keep_is_told(actor: Actor, upstream: responses.RequestsMock) -> None:
    answer = conference(name="wanted", display_name="Wanted", description=None, dark_primary="#aabbcc")
    upstream.post(f"{BASE}/conferences", json=answer)
    fields = {"name": "wanted", "display_name": "Wanted", "description": "Lost", "dark_primary": "#AABBCC"}
    created = create(actor, CONFERENCE, fields=fields)
    assert created.not_kept == (FieldMismatch("description", "Lost", None),)
