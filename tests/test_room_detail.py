"""The page of one room, as far as it differs from a conference's."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import responses
from django.test import Client

from conferences.models import Role
from tests import htmx
from tests.conftest import BASE, MemberClient
from tests.payloads import ROOM_ID, SESSION_ID, listing, live, member, room
from tests.test_conference_detail import facts

ADDRESS = f"/w/nordhafen-events/rooms/{ROOM_ID}/"
UPSTREAM = f"{BASE}/rooms/{ROOM_ID}"


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    """A signed-in viewer of the workspace."""
    return member_client(Role.VIEWER)


def get(browser: Client, upstream: responses.RequestsMock, **changes: Any) -> str:
    """The page of a room with these changes."""
    upstream.get(UPSTREAM, json=room(**changes))
    response = browser.get(ADDRESS)
    assert response.status_code == 200
    return response.content.decode()


def test_everything_the_api_tells_is_on_the_page(browser: Client, upstream: responses.RequestsMock) -> None:
    page = get(
        browser,
        upstream,
        description="Plain video",
        remove_at="2031-03-01T12:00:00Z",
        remove_after_seconds_elapsed=9000,
        sync_audio_video=True,
    )
    assert facts(page) == {
        "quality": "720p",
        "layout": "Responsive grid grid-responsive",
        "fps": "20 frames per second",
        "max_members": "Up to 20",
        "remove_at": "Sat 1 Mar 2031, 13:00",
        "remove_after_seconds_elapsed": "2 h 30 min",
        "record_on_start": "Off",
        "tone_on_entry_and_exit": "On",
        "room_join_video_off": "Off",
        "user_join_video_off": "Off",
        "enable_room_previews": "not set",
        "sync_audio_video": "On",
        "prioritize_handraise": "Off",
        "name": "my_room Copy Name",
        "id": f"{ROOM_ID} Copy ID",
        "created_at": "Sat 1 Jan 2022, 11:00",
        "updated_at": "Sat 1 Jan 2022, 12:00",
        "meta": '{ "team": "blue" }',
    }
    assert "Plain video" in page
    assert 'id="theme"' not in page


def test_what_cannot_be_changed_is_marked_and_meta_is_not_among_it(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    page = get(browser, upstream)
    marked = {
        line.split('"')[0]
        for line in page.split('<dt title="')[1:]
        if "cannot be changed" in line.split("</dt>")[0]
    }
    assert marked == {
        "fps",
        "tone_on_entry_and_exit",
        "room_join_video_off",
        "user_join_video_off",
        "prioritize_handraise",
        "name",
        "id",
        "created_at",
        "updated_at",
    }


def test_the_room_is_asked_for_with_its_session_and_then_its_participants(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    upstream.get(f"{BASE}/room_sessions/{SESSION_ID}/members", json=listing(member()))
    page = get(browser, upstream, active_session=live())
    first, second = (urlsplit(str(call.request.url)) for call in upstream.calls)
    assert (first.path, parse_qsl(first.query)) == (
        urlsplit(UPSTREAM).path,
        [("include_active_session", "true")],
    )
    assert second.path.endswith(f"/room_sessions/{SESSION_ID}/members")
    assert "Ada Lovelace" in page


def test_a_frame_rate_sent_as_text_is_shown_alike(browser: Client, upstream: responses.RequestsMock) -> None:
    assert facts(get(browser, upstream, fps="30"))["fps"] == "30 frames per second"


def test_a_room_with_nothing_but_an_id_has_words_for_all_that_is_missing(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    page = get(browser, upstream, **{**dict.fromkeys(room()), "id": ROOM_ID})
    assert "None" not in htmx.words(page.split("<main")[1])
    shown = facts(page)
    assert {name for name, words in shown.items() if words not in ("not set", "empty")} == {"id"}


@pytest.mark.parametrize("identifier", ["my_room", "by-name-x", ROOM_ID + "0", "%2e%2e"])
def test_a_malformed_id_is_not_found_without_a_request(
    browser: Client, upstream: responses.RequestsMock, identifier: str
) -> None:
    assert browser.get(f"/w/nordhafen-events/rooms/{identifier}/").status_code == 404
    assert len(upstream.calls) == 0


def test_a_stranger_gets_the_answer_of_a_workspace_that_does_not_exist(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    assert member_client(None).get(ADDRESS).status_code == 404
    assert len(upstream.calls) == 0


def test_only_reading_is_allowed(browser: Client, upstream: responses.RequestsMock) -> None:
    assert browser.post(ADDRESS).status_code == 405
    assert len(upstream.calls) == 0
