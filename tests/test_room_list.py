"""The columns of the list of rooms; what both lists share is in test_list_pages."""

from __future__ import annotations

from typing import Any

import pytest
import responses
from django.test import Client

from conferences.models import Role
from tests import htmx
from tests.conftest import BASE, MemberClient
from tests.payloads import ROOM_ID, at, listing, live, room

ADDRESS = "/w/nordhafen-events/rooms/"


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    """A signed-in viewer of the workspace."""
    return member_client(Role.VIEWER)


def only_row(browser: Client, upstream: responses.RequestsMock, **changes: Any) -> str:
    """The HTML of the row of one room."""
    upstream.get(f"{BASE}/rooms", json=listing(room(**changes)))
    response = browser.get(ADDRESS)
    assert response.status_code == 200
    (row,) = response.content.decode().split("<tbody")[1].split("<tr")[1:]
    return "<tr" + row


def test_a_row_tells_what_the_list_is_for(browser: Client, upstream: responses.RequestsMock) -> None:
    row = only_row(
        browser,
        upstream,
        display_name="Lobby",
        name="lobby",
        join_from=at(hours=-1),
        join_until=None,
        max_members=120,
        quality="1080p",
        layout="5x5",
        remove_at="2031-03-01T12:00:00Z",
        remove_after_seconds_elapsed=9000,
        record_on_start=True,
        updated_at=at(days=-12.1),
        active_session=live(),
    )
    text = htmx.words(row)
    for words in (
        "Lobby",
        "lobby",
        "Live 1 h 16",
        "Open, no end",
        "1080p · up to 120",
        "5 × 5",
        "Sat 1 Mar 2031 13:00",
        "or after 2 h 30 min",
        "Records on start",
        "12 d ago",
    ):
        assert words in text
    assert htmx.link(row, "Lobby")["href"] == f"{ADDRESS}{ROOM_ID}/"


def test_a_row_with_nothing_but_an_id_has_words_for_all_that_is_missing(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    row = only_row(browser, upstream, **{**dict.fromkeys(room()), "id": ROOM_ID, "active_session": None})
    text = htmx.words(row)
    for words in (
        "No display name",
        "Always open",
        "quality not set",
        "limit not set",
        "layout not set",
        "No limit",
    ):
        assert words in text
    assert "None" not in text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "No limit"),
        ({"remove_after_seconds_elapsed": 0}, "No limit"),
        ({"remove_after_seconds_elapsed": 45}, "Leave after 45 s"),
        ({"remove_at": "2031-03-01T12:00:00Z"}, "Sat 1 Mar 2031 13:00"),
    ],
)
def test_when_everyone_leaves(
    browser: Client, upstream: responses.RequestsMock, changes: dict[str, Any], words: str
) -> None:
    assert words in htmx.words(only_row(browser, upstream, **changes))


@pytest.mark.parametrize(
    ("value", "words"), [(True, "Records on start"), (False, "Records by hand"), (None, "recording not set")]
)
def test_recording_has_three_states(
    browser: Client, upstream: responses.RequestsMock, value: bool | None, words: str
) -> None:
    assert words in htmx.words(only_row(browser, upstream, record_on_start=value))


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '" onload="x', "会議室", "\u202eexe.gpj", "y" * 200]
)
def test_a_name_is_shown_as_text_in_a_box_of_its_own(
    browser: Client, upstream: responses.RequestsMock, name: str
) -> None:
    row = only_row(browser, upstream, display_name=name, name=name, layout=name, quality=name)
    assert name in htmx.words(row)
    assert "<script>" not in row
    assert not [tag for tag in htmx.tags(row, "a") if "onload" in tag]
    assert len(row.split("<bdi>")[1].split("</bdi>")[0]) >= len(name)


def test_the_list_of_rooms_offers_to_open_one_by_name(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    upstream.get(f"{BASE}/rooms", json=listing(room()))
    page = browser.get(ADDRESS).content.decode()
    assert htmx.link(page, "Open by name")["href"] == f"{ADDRESS}by-name/"
