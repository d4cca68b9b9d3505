"""Another attempt at a save: it reads first, and sends what no one changed exactly as it is stored."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
import requests
import responses

from conferences.models import Actor, Change, ObjectLock, Outcome
from conferences.services.saving import locks
from conferences.services.saving.locks import SavedBySomeoneElse, object_lock, object_subject
from conferences.services.saving.payload import DisplayNameMissing
from conferences.services.saving.put import Conflict
from conferences.services.saving.update import Saved, save
from conferences.signalwire import RefusedFields, SignalWireError
from conferences.signalwire.kinds import CONFERENCE, ROOM
from tests.conftest import BASE
from tests.payloads import CONFERENCE_ID, ROOM_ID, conference, room

ADDRESS = f"{BASE}/conferences/{CONFERENCE_ID}"
PAUSE: dict[str, Any] = {"status": 429, "headers": {"Retry-After": "0"}}


def save_description(actor: Actor, text: str = "Mine") -> Saved:
    base = {"description": "Old"}
    return save(actor, CONFERENCE, UUID(CONFERENCE_ID), base=base, wanted={"description": text})


def sent(upstream: responses.RequestsMock) -> list[dict[str, Any]]:
    puts = (call.request.body for call in upstream.calls if call.request.method == "PUT")
    return [json.loads(body or "") for body in puts]


def test_save_after_a_pause_keeps_what_was_changed_since_the_first_attempt(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    upstream.get(ADDRESS, json=conference(description="Old", display_name="Before"))
    upstream.put(ADDRESS, **PAUSE)
    upstream.get(ADDRESS, json=conference(description="Old", display_name="Theirs"))
    upstream.put(ADDRESS, json=conference(description="Mine", display_name="Theirs"))
    saved = save_description(actor)
    assert [body["display_name"] for body in sent(upstream)] == ["Before", "Theirs"]
    assert (saved.changed, saved.not_kept) == (("description",), ())
    assert Change.objects.get().before["display_name"] == "Theirs"


def test_save_after_a_pause_asks_where_the_same_field_was_changed_since(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    upstream.get(ADDRESS, json=conference(description="Old"))
    upstream.put(ADDRESS, **PAUSE)
    upstream.get(ADDRESS, json=conference(description="Theirs"))
    with pytest.raises(Conflict):
        save_description(actor)
    assert len(sent(upstream)) == 1
    change = Change.objects.get()
    assert (change.outcome, change.check_at) == (Outcome.FAILED, None)
    assert "Someone else changed" in change.sentence


def test_save_after_a_refusal_reads_before_it_is_sent_in_another_way(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    entry = {"attribute": "join_from", "message": "Join From must be a DateTime", "code": "datetime_required"}
    upstream.get(ADDRESS, json=conference(description="Old", join_from=None))
    upstream.put(ADDRESS, status=422, json={"errors": [entry]})
    upstream.get(ADDRESS, json=conference(description="Old", join_from=None, display_name="Theirs"))
    upstream.put(ADDRESS, json=conference(description="Mine", join_from=None, display_name="Theirs"))
    save_description(actor)
    first, second = sent(upstream)
    assert (first["join_from"], "join_from" in second) == (None, False)
    assert second["display_name"] == "Theirs"


@pytest.mark.parametrize("answer", [{"status": 504}, {"status": 202}, {"body": requests.ConnectionError()}])
def test_save_that_is_carried_out_later_is_sent_once_and_found(
    actor: Actor, upstream: responses.RequestsMock, answer: dict[str, Any]
) -> None:
    for _ in range(4):
        upstream.get(ADDRESS, json=conference(description="Old"))
    upstream.get(ADDRESS, json=conference(description="Mine"))
    upstream.put(ADDRESS, **answer)
    assert save_description(actor).found_after_drop
    assert len(sent(upstream)) == 1
    assert Change.objects.get().outcome == Outcome.DONE


def test_save_that_is_not_found_is_sent_once_more_and_never_a_third_time(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    upstream.get(ADDRESS, json=conference(description="Old"))
    upstream.put(ADDRESS, status=504)
    with pytest.raises(SignalWireError) as error:
        save_description(actor)
    assert error.value.may_have_arrived
    assert len(sent(upstream)) == 2
    assert Change.objects.get().outcome == Outcome.UNKNOWN


def test_save_of_unknown_outcome_stays_unknown_whatever_the_next_attempt_meets(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    upstream.get(ADDRESS, json=conference(description="Old"))
    upstream.put(ADDRESS, status=504)
    upstream.put(ADDRESS, status=401)
    with pytest.raises(SignalWireError) as error:
        save_description(actor)
    assert error.value.may_have_arrived
    assert Change.objects.get().outcome == Outcome.UNKNOWN


STORED = {
    "join_from": "2030-05-06T12:00:00.123Z",
    "join_until": "2030-05-06T15:00:00+02:00",
    "dark_primary": "",
    "light_primary": "#aBcDeF",
    "enable_room_previews": None,
    "description": "Old",
}


def test_save_sends_unchanged_values_exactly_as_they_are_stored(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    upstream.get(ADDRESS, json=conference(**STORED))
    upstream.put(ADDRESS, json=conference(**STORED | {"description": "Mine"}))
    saved = save_description(actor)
    assert saved.not_kept == ()
    (body,) = sent(upstream)
    assert {name: body[name] for name in STORED} == STORED | {"description": "Mine"}


def test_save_sends_a_rooms_meta_byte_for_byte(actor: Actor, upstream: responses.RequestsMock) -> None:
    meta = '{"ratio":1.0,"big":12345678901234567890,"caf\\u00e9":"\\ud83d\\ude00","z":1e3}'
    stored = json.dumps(room(description="Old", meta={})).replace('"meta": {}', f'"meta": {meta}')
    assert meta in stored
    address = f"{BASE}/rooms/{ROOM_ID}"
    upstream.get(address, body=stored)
    upstream.put(address, body=stored.replace('"Old"', '"Mine"'))
    save(actor, ROOM, UUID(ROOM_ID), base={}, wanted={"description": "Mine"})
    (body,) = (call.request.body for call in upstream.calls if call.request.method == "PUT")
    assert f'"meta":{meta}'.encode() in (body or b"")


def test_save_sends_a_stored_value_in_our_notation_where_its_own_is_refused(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    entry = {"attribute": "join_until", "message": "Join Until must be a DateTime", "code": "not_a_datetime"}
    upstream.get(ADDRESS, json=conference(**STORED))
    upstream.put(ADDRESS, status=422, json={"errors": [entry]})
    upstream.put(ADDRESS, json=conference(**STORED | {"description": "Mine"}))
    save_description(actor)
    assert [body["join_until"] for body in sent(upstream)] == [STORED["join_until"], "2030-05-06T13:00:00Z"]


def test_save_never_sends_an_empty_text_for_a_flag(actor: Actor, upstream: responses.RequestsMock) -> None:
    address = f"{BASE}/rooms/{ROOM_ID}"
    entry = {"attribute": "sync_audio_video", "message": "must be true or false", "code": "not_a_boolean"}
    upstream.get(address, json=room(sync_audio_video=True))
    upstream.put(address, status=422, json={"errors": [entry]})
    with pytest.raises(RefusedFields):
        save(actor, ROOM, UUID(ROOM_ID), base={}, wanted={"sync_audio_video": None})
    bodies = sent(upstream)
    assert bodies[0]["sync_audio_video"] is None
    assert all(body.get("sync_audio_video") is None for body in bodies)


@pytest.mark.parametrize("display_name", [None, "", "  "])
def test_save_of_a_conference_without_a_display_name_asks_for_one_before_sending(
    actor: Actor, upstream: responses.RequestsMock, display_name: str | None
) -> None:
    upstream.get(ADDRESS, json=conference(display_name=display_name))
    with pytest.raises(DisplayNameMissing) as missing:
        save(actor, CONFERENCE, UUID(CONFERENCE_ID), base={}, wanted={"quality": "1080p"})
    assert [error.attribute for error in missing.value.errors] == ["display_name"]
    assert (sent(upstream), Change.objects.count()) == ([], 0)


def test_save_while_someone_else_saves_sends_nothing(
    actor: Actor, upstream: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "WAIT", 0.0)
    subject = object_subject(CONFERENCE, UUID(CONFERENCE_ID))
    with object_lock(actor, subject), pytest.raises(SavedBySomeoneElse):
        save_description(actor)
    assert (len(upstream.calls), Change.objects.count()) == (0, 0)


def test_save_that_lost_its_lock_sends_nothing_more(
    actor: Actor, upstream: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(request: requests.PreparedRequest) -> tuple[int, dict[str, str], str]:
        ObjectLock.objects.update(holder="someone")
        return 200, {}, json.dumps(conference(description="Old"))

    monkeypatch.setattr(locks, "RENEWED_EVERY", 0.0)
    upstream.add_callback("GET", ADDRESS, read)
    with pytest.raises(SavedBySomeoneElse):
        save_description(actor)
    assert sent(upstream) == []
    assert Change.objects.get().outcome == Outcome.FAILED
