"""The page of one conference: everything the API tells, its session, its theme."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import responses
from django.test import Client

from conferences.models import Role
from tests import htmx
from tests.conftest import API_TOKEN, BASE, MemberClient
from tests.payloads import CONFERENCE_ID, SESSION_ID, at, conference, listing, live, member, numbered

ADDRESS = f"/w/nordhafen-events/conferences/{CONFERENCE_ID}/"
UPSTREAM = f"{BASE}/conferences/{CONFERENCE_ID}"
MEMBERS = f"{BASE}/room_sessions/{SESSION_ID}/members"


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    """A signed-in viewer of the workspace."""
    return member_client(Role.VIEWER)


def get(browser: Client, upstream: responses.RequestsMock, **changes: Any) -> str:
    """The page of a conference with these changes."""
    upstream.get(UPSTREAM, json=conference(**changes))
    response = browser.get(ADDRESS)
    assert response.status_code == 200
    return response.content.decode()


def facts(page: str) -> dict[str, str]:
    """Each field of the API that has a line on the page, and the words of that line."""
    lines = page.split('<dt title="')[1:]
    return {line.split('"')[0]: htmx.words(line.split("<dd>")[1].split("</dd>")[0]) for line in lines}


# The request


def test_one_request_asks_for_the_conference_with_its_session(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    get(browser, upstream)
    (call,) = upstream.calls
    address = urlsplit(str(call.request.url))
    assert call.request.method == "GET"
    assert f"{address.scheme}://{address.netloc}{address.path}" == UPSTREAM
    assert parse_qsl(address.query) == [("include_active_session", "true")]


def test_a_second_request_asks_for_the_participants_of_a_running_session(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    upstream.get(MEMBERS, json=listing(member()))
    get(browser, upstream, active_session=live())
    address = urlsplit(str(upstream.calls[1].request.url))
    assert len(upstream.calls) == 2
    assert f"{address.scheme}://{address.netloc}{address.path}" == MEMBERS
    assert parse_qsl(address.query) == [("page_size", "250")]


@pytest.mark.parametrize(
    "identifier",
    [
        "1",
        "not-a-uuid",
        CONFERENCE_ID + "0",
        CONFERENCE_ID[:-1],
        "..%2F..%2Frooms",
        "%00",
        CONFERENCE_ID.upper(),
    ],
)
def test_a_malformed_id_is_not_found_without_a_request(
    browser: Client, upstream: responses.RequestsMock, identifier: str
) -> None:
    response = browser.get(f"/w/nordhafen-events/conferences/{identifier}/")
    assert response.status_code == 404
    assert len(upstream.calls) == 0


def test_a_stranger_gets_the_answer_of_a_workspace_that_does_not_exist(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    assert member_client(None).get(ADDRESS).status_code == 404
    assert len(upstream.calls) == 0


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_allowed(browser: Client, upstream: responses.RequestsMock, method: str) -> None:
    assert getattr(browser, method)(ADDRESS).status_code == 405
    assert len(upstream.calls) == 0


@pytest.mark.parametrize(
    "headers", [{}, htmx.headers("content"), htmx.headers("x", **{"HX-History-Restore-Request": "true"})]
)
def test_it_is_a_whole_page_that_varies_by_htmx_s_headers(
    browser: Client, upstream: responses.RequestsMock, headers: dict[str, str]
) -> None:
    upstream.get(UPSTREAM, json=conference())
    response = browser.get(ADDRESS, headers=headers)
    assert response.content.decode().startswith("<!doctype html>")
    vary = set(response.headers["Vary"].split(", "))
    assert vary >= {"HX-Request", "HX-Target", "HX-History-Restore-Request"}


# What it tells


def test_everything_the_api_tells_is_on_the_page(browser: Client, upstream: responses.RequestsMock) -> None:
    page = get(
        browser,
        upstream,
        display_name="All hands 2026",
        description="Second floor\nThen lunch",
        meta={"team": "blue"},
        quality="1080p",
        size="large",
        layout="5up",
        record_on_start=True,
        enable_room_previews=None,
    )
    assert facts(page) == {
        "quality": "1080p",
        "layout": "5 up 5up",
        "size": "Large, up to 300 people",
        "record_on_start": "On",
        "enable_chat": "On",
        "tone_on_entry_and_exit": "On",
        "room_join_video_off": "Off",
        "user_join_video_off": "Off",
        "enable_room_previews": "not set",
        "name": "all_hands Copy Name",
        "id": f"{CONFERENCE_ID} Copy ID",
        "created_at": "Sat 1 Jan 2022, 11:00",
        "updated_at": "Sat 1 Jan 2022, 12:00",
        "meta": '{ "team": "blue" }',
    }
    assert "Second floor" in page
    assert "<title>All hands 2026 · Nordhafen Events" in page
    assert "All hands 2026" in htmx.words(page.split("<h1")[1].split("</h1>")[0])


def test_what_cannot_be_changed_is_marked_and_the_rest_is_not(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    page = get(browser, upstream, meta={"a": 1})
    marked = {
        line.split('"')[0]
        for line in page.split('<dt title="')[1:]
        if "cannot be changed" in line.split("</dt>")[0]
    }
    assert marked == {"name", "id", "created_at", "updated_at", "meta"}


def test_a_conference_with_nothing_but_an_id_has_words_for_all_that_is_missing(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    page = get(browser, upstream, **{**dict.fromkeys(conference()), "id": CONFERENCE_ID})
    text = htmx.words(page.split("<main")[1])
    for words in (
        "No display name",
        "No description",
        "No opening time",
        "No closing time",
        "Always open",
        "Not running",
    ):
        assert words in text
    assert "None" not in text
    shown = facts(page)
    assert {name for name, words in shown.items() if words not in ("not set", "empty")} == {"id"}
    assert text.count("Not set") == 2  # both modes of the theme


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '" onload="x', "x" * 200, "全体会議", "\u202egpj.exe", "</bdi><h1>"]
)
def test_a_hostile_name_is_text_everywhere(
    browser: Client, upstream: responses.RequestsMock, name: str
) -> None:
    upstream.get(MEMBERS, json=listing(member(name=name)))
    fields = (
        "display_name",
        "description",
        "name",
        "layout",
        "size",
        "quality",
        "light_primary",
        "dark_background",
    )
    session = live(name=name, layout=name, quality=name, preview_url=f"javascript:{name}")
    page = get(browser, upstream, **dict.fromkeys(fields, name), meta={name: name}, active_session=session)
    assert name in htmx.words(page)
    assert "<script>alert" not in page
    assert page.count("<h1") == 1
    assert not [
        tag for kind in ("rect", "a", "b", "button") for tag in htmx.tags(page, kind) if "onload" in tag
    ]
    assert not [tag for tag in htmx.tags(page, "a") if tag.get("href", "").startswith("javascript")]
    if name != "</bdi><h1>":
        assert page.count("<bdi>") >= 2


def test_both_ends_are_in_the_zone_with_utc_beside(browser: Client, upstream: responses.RequestsMock) -> None:
    page = get(browser, upstream, join_from="2031-03-01T23:30:00Z", join_until="2031-07-01T08:00:00Z")
    text = htmx.words(page)
    assert "Sun 2 Mar 2031, 00:30 Europe/Berlin, Sat 1 Mar 2031, 23:30 UTC" in text
    assert "Tue 1 Jul 2031, 10:00 Europe/Berlin, 08:00 UTC" in text
    moments = [tag["datetime"] for tag in htmx.tags(page, "time") if "datetime" in tag]
    assert {"2031-03-01T23:30:00Z", "2031-07-01T08:00:00Z"} <= set(moments)
    assert page.count('class="timeline"') == 1


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        ({"hours": -1}, {"minutes": 42.5}, "Closes in 42 min"),
        ({"minutes": 42.5}, None, "Opens in 42 min"),
        (None, {"days": -3}, "Closed 3 days ago"),
        ({"hours": 1}, {"hours": -1}, "Never opens"),
        ({"hours": -1}, None, "No closing time"),
    ],
)
def test_the_one_answer_is_said_first(
    browser: Client,
    upstream: responses.RequestsMock,
    opens: dict[str, float] | None,
    closes: dict[str, float] | None,
    words: str,
) -> None:
    first, last = (None if distance is None else at(**distance) for distance in (opens, closes))
    page = get(browser, upstream, join_from=first, join_until=last)
    assert f'<span class="figure">{words}</span>' in page


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_the_ends_of_the_calendar_can_be_shown(
    browser: Client, upstream: responses.RequestsMock, moment: str
) -> None:
    times = dict.fromkeys(("join_from", "join_until", "created_at", "updated_at"), moment)
    page = get(browser, upstream, **times)
    assert moment.split("-")[0].lstrip("0") in htmx.words(page)


def nested(depth: int) -> str:
    """The body of a conference whose meta has so many objects in each other."""
    deep = '{"deep": ' * depth + "1" + "}" * depth
    return json.dumps(conference()).replace('"meta": {}', f'"meta": {deep}')


def test_deep_meta_is_shown(browser: Client, upstream: responses.RequestsMock) -> None:
    upstream.get(UPSTREAM, body=nested(90))
    response = browser.get(ADDRESS)
    assert response.status_code == 200
    assert "deep" in facts(response.content.decode())["meta"]


def test_meta_that_is_too_deep_to_be_followed_is_an_answer_that_cannot_be_read(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    upstream.get(UPSTREAM, body=nested(800))
    response = browser.get(ADDRESS)
    assert response.status_code == 502
    assert "The answer cannot be read" in htmx.words(response.content.decode())


# The theme


def test_the_ten_colours_are_shown_as_colours_and_as_codes(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    page = get(browser, upstream, dark_background="#101014", light_success="#0B7A39")
    theme = page.split('id="theme"')[1].split("</section>")[0]
    assert theme.count('class="palette-picture"') == 2
    assert theme.count("<code>#") == 10
    assert theme.index("<code>#0B7A39</code>") < theme.index("<code>#101014</code>")
    assert 'White on negative</span><span class="report-ratio"><b>3.9</b> <small>of 4.5</small>' in theme
    assert "Edit theme" not in theme  # a viewer looks
    assert ("2 of 11 low contrast" in theme, "3 of 11 low contrast" in theme) == (True, False)


def test_a_colour_that_is_none_is_shown_as_stored_and_not_drawn(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    page = get(browser, upstream, light_primary="teal", dark_negative=None)
    theme = page.split('id="theme"')[1].split("</section>")[0]
    assert "palette-picture" not in theme
    assert "teal not a colour" in htmx.words(theme)
    assert "Negative not set" in htmx.words(theme)
    assert 'fill="teal"' not in theme


# The session


def test_who_is_inside_comes_before_who_has_left(browser: Client, upstream: responses.RequestsMock) -> None:
    gone = member(id=numbered(2), name="Grace Hopper", join_time=at(hours=-1), leave_time=at(minutes=-10))
    upstream.get(MEMBERS, json=listing(gone, member(), member(id=numbered(3), name=None)))
    page = get(browser, upstream, active_session=live(locked=True, fps=30, preview_url=None))
    session = page.split('id="session"')[1].split("</section>")[0]
    text = htmx.words(session)
    assert "Live 1 h 16" in text
    assert "2 inside, 1 has left" in text
    assert text.index("Ada Lovelace") < text.index("Grace Hopper")
    assert "No name given" in text
    assert session.count('class="has-left"') == 1
    assert "50 min" in text.split("Grace Hopper")[1]
    assert "The first" not in text
    assert facts(session)["id"].startswith(SESSION_ID)
    assert facts(session)["locked"] == "On"


def test_more_participants_than_one_page_are_admitted(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    upstream.get(MEMBERS, json=listing(member(), next="/x?page_token=PA1&page_number=1"))
    page = htmx.words(get(browser, upstream, active_session=live()))
    assert "The first 1 are shown; SignalWire has more." in page
    assert len(upstream.calls) == 2


def test_a_participant_that_cannot_be_read_is_said(browser: Client, upstream: responses.RequestsMock) -> None:
    upstream.get(MEMBERS, json=listing(member(), {"id": numbered(4), "join_time": {"odd": True}}))
    page = htmx.words(get(browser, upstream, active_session=live()))
    assert "1 inside" in page
    assert "1 record could not be read." in page


def test_an_empty_session_says_so(browser: Client, upstream: responses.RequestsMock) -> None:
    upstream.get(MEMBERS, json=listing())
    page = get(browser, upstream, active_session=live())
    assert "SignalWire lists no participants for this session." in page


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"status": 401}, "SignalWire did not accept this workspace’s credentials"),
        ({"status": 404}, "SignalWire cannot find this"),
        ({"status": 500, "headers": {"Retry-After": "600"}}, "an internal error"),
        ({"body": "<html>"}, "a web page instead of data"),
    ],
)
def test_participants_that_cannot_be_read_do_not_cost_the_page(
    browser: Client, upstream: responses.RequestsMock, answer: dict[str, Any], words: str
) -> None:
    upstream.get(MEMBERS, **answer)
    page = get(browser, upstream, active_session=live(locked=False))
    session = page.split('id="session"')[1].split("</section>")[0]
    assert "The participants could not be read." in session
    assert words in htmx.words(session)
    assert facts(session)["locked"] == "Off"
    assert "name" in facts(page)


def test_a_session_without_an_id_makes_no_second_request(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    page = get(browser, upstream, active_session=live(id=None))
    assert "its participants cannot be listed" in page
    assert len(upstream.calls) == 1


@pytest.mark.parametrize("session", [None, ..., {}, {"status": "completed", "id": SESSION_ID}])
def test_no_running_session_is_said_and_makes_no_second_request(
    browser: Client, upstream: responses.RequestsMock, session: Any
) -> None:
    page = get(browser, upstream, active_session=session)
    assert "No one is in a session." in page
    assert len(upstream.calls) == 1


def test_no_key_is_on_the_page(browser: Client, upstream: responses.RequestsMock) -> None:
    assert API_TOKEN not in get(browser, upstream)
