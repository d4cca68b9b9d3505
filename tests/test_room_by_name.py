"""Opening a room under the name SignalWire knows it by."""

from __future__ import annotations

import pytest
import responses
from django.test import Client

from conferences.models import Role
from tests import htmx
from tests.conftest import BASE, MemberClient
from tests.payloads import CONFERENCE_ID, ROOM_ID, room

ADDRESS = "/w/nordhafen-events/rooms/by-name/"


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    """A signed-in viewer of the workspace."""
    return member_client(Role.VIEWER)


def field(page: str) -> dict[str, str]:
    (found,) = (tag for tag in htmx.tags(page, "input") if tag.get("name") == "name")
    return found


def test_the_empty_form_asks_nothing(browser: Client, upstream: responses.RequestsMock) -> None:
    response = browser.get(ADDRESS)
    page = response.content.decode()
    assert response.status_code == 200
    assert "aria-invalid" not in field(page)
    assert field(page)["maxlength"] == "100"
    assert len(upstream.calls) == 0


@pytest.mark.parametrize("typed", ["my_room", "  my_room \n", "My-Room_9", "x" * 100])
def test_a_name_that_exists_leads_to_the_room(
    browser: Client, upstream: responses.RequestsMock, typed: str
) -> None:
    upstream.get(f"{BASE}/rooms/{typed.strip()}", json=room(name=typed.strip()))
    response = browser.get(ADDRESS, {"name": typed})
    assert response.status_code == 302
    assert response.headers["Location"] == f"/w/nordhafen-events/rooms/{ROOM_ID}/"
    assert len(upstream.calls) == 1


def test_a_name_that_does_not_exist_is_said_at_the_field_and_stays(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    upstream.get(f"{BASE}/rooms/lobby", status=404, json={"error": "Not Found"})
    response = browser.get(ADDRESS, {"name": "lobby"})
    page = response.content.decode()
    assert response.status_code == 404
    assert "SignalWire has no room with this name" in page
    assert field(page)["value"] == "lobby"
    assert field(page)["aria-invalid"] == "true"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "two words",
        "a/b",
        "..",
        "../conferences",
        "ä",
        "x" * 101,
        "<script>",
        "a\0",
        "a\nb",
        "a?b",
        "%2e",
        "a\u202e",
    ],
)
def test_a_name_that_no_room_can_have_is_refused_without_a_request(
    browser: Client, upstream: responses.RequestsMock, typed: str
) -> None:
    response = browser.get(ADDRESS, {"name": typed})
    page = response.content.decode()
    assert response.status_code == 422
    assert field(page)["aria-invalid"] == "true"
    assert "<script>" not in page.split("<main")[1]
    assert len(upstream.calls) == 0


def test_an_id_is_no_name(browser: Client, upstream: responses.RequestsMock) -> None:
    upstream.get(f"{BASE}/rooms/{CONFERENCE_ID}", json=room())
    response = browser.get(ADDRESS, {"name": CONFERENCE_ID})
    assert response.status_code == 404
    assert "SignalWire has no room with this name" in response.content.decode()


def test_a_stranger_gets_the_answer_of_a_workspace_that_does_not_exist(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    assert member_client(None).get(ADDRESS, {"name": "my_room"}).status_code == 404
    assert len(upstream.calls) == 0


def test_only_reading_is_allowed(browser: Client) -> None:
    assert browser.post(ADDRESS, {"name": "my_room"}).status_code == 405
