"""Rooms by name, active sessions, the list of sessions and the people in them."""

from __future__ import annotations

from tests.sandbox.calls import Caller
from tests.sandbox.conftest import MakeCaller


def test_a_room_is_found_by_id_and_by_name(populated: Caller) -> None:
    room = populated("GET", "/rooms", page_size=1).json["data"][0]
    assert populated("GET", f"/rooms/{room['name']}").json == room
    assert populated("GET", f"/rooms/{room['id']}").json == room
    assert populated("GET", "/rooms/no-such-room").status == 404


def test_the_active_session_is_there_only_when_asked_for(populated: Caller) -> None:
    for kind in ("conferences", "rooms"):
        plain = populated("GET", f"/{kind}").json["data"]
        assert not any("active_session" in row for row in plain)
        rows = populated("GET", f"/{kind}", include_active_session="true").json["data"]
        live = [row for row in rows if row["active_session"] is not None]
        assert 0 < len(live) < len(rows)
        for row in live:
            session = row["active_session"]
            assert (session["status"], session["end_time"]) == ("in-progress", None)
            assert session["room_id"] == row["id"]
            assert "audio_video_sync" in session
            assert "sync_audio_video" not in session
            one = populated("GET", f"/{kind}/{row['id']}", include_active_session="true").json
            assert one["active_session"] == session
    assert all("active_session" in row for row in rows)


def test_the_links_of_a_list_keep_asking_for_sessions(populated: Caller) -> None:
    page = populated("GET", "/conferences", include_active_session="true", page_size=5).json
    assert all("active_session" in row for row in populated.follow(page["links"]["next"]).json["data"])


def test_sessions_are_filtered_by_status_room_and_name(populated: Caller) -> None:
    live = populated("GET", "/room_sessions", status="in-progress").json["data"]
    done = populated("GET", "/room_sessions", status="completed").json["data"]
    assert {row["status"] for row in live} == {"in-progress"}
    assert {row["status"] for row in done} == {"completed"}
    chosen = live[0]
    assert chosen in populated("GET", "/room_sessions", room_id=chosen["room_id"].upper()).json["data"]
    assert chosen in populated("GET", "/room_sessions", room_name=chosen["name"]).json["data"]
    some = populated("GET", "/room_sessions", room_name_matches=chosen["name"][3:9]).json["data"]
    assert chosen in some
    assert all(chosen["name"][3:9] in row["name"] for row in some)
    assert populated("GET", "/room_sessions", room_name=chosen["name"][1:]).json["data"] == []


def test_a_session_filter_that_cannot_be_is_refused(populated: Caller) -> None:
    reply = populated("GET", "/room_sessions", room_id="lobby", status="paused")
    assert reply.errors == {"room_id": "invalid_parameter_value", "status": "invalid_parameter_value"}


def test_a_single_session_lacks_what_only_the_list_has(populated: Caller) -> None:
    listed = populated("GET", "/room_sessions", page_size=1).json["data"][0]
    single = populated("GET", f"/room_sessions/{listed['id']}").json
    assert set(listed) - set(single) == {"cost_in_dollars", "enable_room_previews", "locked_cover"}
    assert single.items() <= listed.items()
    assert populated("GET", "/room_sessions/none").status == 404


def test_people_are_present_or_gone_in_a_live_session_and_all_gone_after_it(populated: Caller) -> None:
    seen_both = False
    for session in populated("GET", "/room_sessions", status="in-progress").json["data"]:
        people = populated("GET", f"/room_sessions/{session['id']}/members", page_size=1000).json["data"]
        present = [member for member in people if member["leave_time"] is None]
        assert present
        assert len(present) <= session["max_members"]
        assert all(session["start_time"] <= member["join_time"] for member in people)
        seen_both |= len(present) < len(people)
    assert seen_both
    session = populated("GET", "/room_sessions", status="completed", page_size=1).json["data"][0]
    people = populated("GET", f"/room_sessions/{session['id']}/members").json["data"]
    assert people
    assert all(member["join_time"] <= member["leave_time"] <= session["end_time"] for member in people)


def test_members_have_ids_of_their_own_that_stay(populated: Caller) -> None:
    session = populated("GET", "/room_sessions", status="in-progress").json["data"][0]
    address = f"/room_sessions/{session['id']}/members"
    first = [member["id"] for member in populated("GET", address, page_size=1000).json["data"]]
    again = [member["id"] for member in populated("GET", address, page_size=1000).json["data"]]
    assert set(first) == set(again)
    assert len(set(first)) == len(first)


def test_a_recording_is_read_and_deleted(make_caller: MakeCaller) -> None:
    call = make_caller(conferences=80)
    recording = call("GET", "/room_recordings").json["data"][0]
    session = recording["room_session_id"]
    assert call("GET", f"/room_recordings/{recording['id']}").json == recording
    assert call("GET", f"/room_sessions/{session}/recordings").json["data"] == [recording]
    events = call("GET", f"/room_recordings/{recording['id']}/events").json["data"]
    assert events == call("GET", f"/room_sessions/{session}/events").json["data"]
    assert events[-1]["name"] == "room.started"
    assert call("DELETE", f"/room_recordings/{recording['id']}").status == 204
    assert call("GET", f"/room_sessions/{session}/recordings").json["data"] == []
