"""The exact request of every operation: method, path, query and body."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
import responses

from conferences.signalwire import (
    Conference,
    ConferenceToken,
    Member,
    NotFound,
    Page,
    Room,
    Session,
    SignalWireClient,
)

from .conftest import BASE, NOON
from .payloads import (
    CONFERENCE_ID,
    ROOM_ID,
    SESSION_ID,
    TOKEN_ID,
    conference,
    listing,
    room,
    session,
    token,
)

Call = Callable[[SignalWireClient], Any]
CURSOR = {"page_number": "1", "page_token": "PA+1"}
WINDOW = "starts_after=2026-03-01T12%3A00%3A00Z&ends_before=2026-03-01T10%3A00%3A00Z"
EASTERN = datetime(2026, 3, 1, 5, tzinfo=timezone(timedelta(hours=-5)))
MEMBER = {"id": TOKEN_ID, "name": "Mara", "join_time": "2026-03-01T12:00:00Z"}


@pytest.mark.parametrize(
    ("call", "address", "record", "model"),
    [
        (lambda c: c.conferences.list(), "/conferences", conference(), Conference),
        (
            lambda c: c.conferences.list(
                starts_after=NOON,
                ends_before=EASTERN,
                include_active_session=True,
                page_size=25,
                cursor=CURSOR,
            ),
            f"/conferences?{WINDOW}&include_active_session=true&page_size=25&page_number=1&page_token=PA%2B1",
            conference(),
            Conference,
        ),
        (
            lambda c: c.conferences.list(cursor={"page": "2", "x": "y"}),
            "/conferences?page=2",
            conference(),
            Conference,
        ),
        (
            lambda c: c.conferences.list_tokens(CONFERENCE_ID, page_size=10, cursor=CURSOR),
            f"/conferences/{CONFERENCE_ID}/conference_tokens?page_size=10&page_number=1&page_token=PA%2B1",
            token(),
            ConferenceToken,
        ),
        (
            lambda c: c.rooms.list(starts_after=NOON, ends_before=EASTERN, page_size=250),
            f"/rooms?{WINDOW}&page_size=250",
            room(),
            Room,
        ),
        (lambda c: c.room_sessions.list(), "/room_sessions", session(), Session),
        (
            lambda c: c.room_sessions.list(
                room_id=UUID(ROOM_ID),
                room_name="a b",
                room_name_matches="ü&",
                status="in-progress",
                page_size=1,
            ),
            f"/room_sessions?room_id={ROOM_ID}&room_name=a+b&room_name_matches=%C3%BC%26"
            "&status=in-progress&page_size=1",
            session(),
            Session,
        ),
        (
            lambda c: c.room_sessions.list_members(SESSION_ID, cursor=CURSOR),
            f"/room_sessions/{SESSION_ID}/members?page_number=1&page_token=PA%2B1",
            MEMBER,
            Member,
        ),
    ],
)
def test_each_list_asks_for_exactly_this(
    client: SignalWireClient,
    upstream: responses.RequestsMock,
    call: Call,
    address: str,
    record: dict[str, Any],
    model: type[Any],
) -> None:
    upstream.get(BASE + address.partition("?")[0], json=listing(record, next="/x?page_token=PA2"))
    page = call(client)
    assert isinstance(page, Page)
    assert type(page.items[0]) is model
    assert page.next == {"page_token": "PA2"}
    assert [sent.request.url for sent in upstream.calls] == [BASE + address]


@pytest.mark.parametrize(
    ("call", "method", "address", "record", "model"),
    [
        (
            lambda c: c.conferences.get(CONFERENCE_ID),
            "GET",
            f"/conferences/{CONFERENCE_ID}",
            conference(),
            Conference,
        ),
        (
            lambda c: c.conferences.get(UUID(CONFERENCE_ID), include_active_session=True),
            "GET",
            f"/conferences/{CONFERENCE_ID}?include_active_session=true",
            conference(active_session=session()),
            Conference,
        ),
        (
            lambda c: c.conference_tokens.get(TOKEN_ID),
            "GET",
            f"/conference_tokens/{TOKEN_ID}",
            token(),
            ConferenceToken,
        ),
        (
            lambda c: c.conference_tokens.reset(TOKEN_ID.upper()),
            "POST",
            f"/conference_tokens/{TOKEN_ID}/reset",
            token(),
            ConferenceToken,
        ),
        (
            lambda c: c.rooms.get(ROOM_ID, include_active_session=True),
            "GET",
            f"/rooms/{ROOM_ID}?include_active_session=true",
            room(),
            Room,
        ),
        (lambda c: c.rooms.get_by_name("my_room"), "GET", "/rooms/my_room", room(), Room),
        (
            lambda c: c.room_sessions.get(SESSION_ID),
            "GET",
            f"/room_sessions/{SESSION_ID}",
            session(),
            Session,
        ),
    ],
)
def test_each_single_object_is_asked_for_at_exactly_this_address(
    client: SignalWireClient,
    upstream: responses.RequestsMock,
    call: Call,
    method: str,
    address: str,
    record: dict[str, Any],
    model: type[Any],
) -> None:
    upstream.add(method, BASE + address.partition("?")[0], json=record)
    assert type(call(client)) is model
    (sent,) = upstream.calls
    assert sent.request.url == BASE + address
    assert sent.request.body is None
    assert sent.request.headers.get("Content-Length") == ("0" if method == "POST" else None)


FIELDS: dict[str, object] = {
    "display_name": "Ü",
    "join_from": NOON,
    "join_until": None,
    "record_on_start": False,
}
SENT = {
    "display_name": "Ü",
    "join_from": "2026-03-01T12:00:00Z",
    "join_until": None,
    "record_on_start": False,
}


@pytest.mark.parametrize(
    ("call", "method", "address", "record"),
    [
        (lambda c: c.conferences.create(FIELDS), "POST", "/conferences", conference()),
        (
            lambda c: c.conferences.update(CONFERENCE_ID, FIELDS),
            "PUT",
            f"/conferences/{CONFERENCE_ID}",
            conference(),
        ),
        (lambda c: c.rooms.create(FIELDS), "POST", "/rooms", room()),
        (lambda c: c.rooms.update(UUID(ROOM_ID), FIELDS), "PUT", f"/rooms/{ROOM_ID}", room()),
    ],
)
def test_each_write_sends_exactly_this(
    client: SignalWireClient,
    upstream: responses.RequestsMock,
    call: Call,
    method: str,
    address: str,
    record: dict[str, Any],
) -> None:
    upstream.add(method, BASE + address, json=record)
    assert call(client).id == UUID(record["id"])
    (sent,) = upstream.calls
    assert json.loads(sent.request.body or b"") == SENT
    assert sent.request.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("call", "address"),
    [
        (lambda c: c.conferences.delete(CONFERENCE_ID), f"/conferences/{CONFERENCE_ID}"),
        (lambda c: c.rooms.delete(ROOM_ID), f"/rooms/{ROOM_ID}"),
    ],
)
def test_each_delete_goes_to_exactly_this_address(
    client: SignalWireClient, upstream: responses.RequestsMock, call: Call, address: str
) -> None:
    upstream.delete(BASE + address, status=204)
    assert call(client) is None
    assert [sent.request.url for sent in upstream.calls] == [BASE + address]


@pytest.mark.parametrize(
    "id", ["", "..", "../rooms", "x", f"{CONFERENCE_ID}/..", f"{CONFERENCE_ID}?a=b", "1" * 33]
)
@pytest.mark.parametrize(
    "call",
    [
        lambda c, id: c.conferences.get(id),
        lambda c, id: c.conferences.update(id, {}),
        lambda c, id: c.conferences.delete(id),
        lambda c, id: c.conferences.list_tokens(id),
        lambda c, id: c.conference_tokens.get(id),
        lambda c, id: c.conference_tokens.reset(id),
        lambda c, id: c.rooms.get(id),
        lambda c, id: c.rooms.update(id, {}),
        lambda c, id: c.rooms.delete(id),
        lambda c, id: c.room_sessions.list(room_id=id),
        lambda c, id: c.room_sessions.get(id),
        lambda c, id: c.room_sessions.list_members(id),
    ],
)
def test_an_id_that_is_none_never_reaches_an_address(
    client: SignalWireClient, upstream: responses.RequestsMock, call: Callable[[Any, str], object], id: str
) -> None:
    with pytest.raises(ValueError, match="UUID"):
        call(client, id)
    assert len(upstream.calls) == 0


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("a b", "a%20b"),
        ("a/b", "a%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("50%", "50%25"),
        ("%2e%2e", "%252e%252e"),
        ("../x", "..%2Fx"),
        ("...", "..."),
        ("Zürich", "Z%C3%BCrich"),
        ("a\nb", "a%0Ab"),
    ],
)
def test_a_name_in_an_address_is_encoded(
    client: SignalWireClient, upstream: responses.RequestsMock, name: str, path: str
) -> None:
    upstream.get(f"{BASE}/rooms/{path}", json=room(name=name))
    assert client.rooms.get_by_name(name).name == name
    assert [sent.request.url for sent in upstream.calls] == [f"{BASE}/rooms/{path}"]


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_name_that_no_address_can_hold_is_not_found_without_a_call(
    client: SignalWireClient, upstream: responses.RequestsMock, name: str
) -> None:
    with pytest.raises(NotFound):
        client.rooms.get_by_name(name)
    assert len(upstream.calls) == 0


def test_a_name_that_looks_like_an_id_does_not_find_the_room_of_that_id(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    upstream.get(f"{BASE}/rooms/{ROOM_ID}", json=room(name="another"))
    with pytest.raises(NotFound):
        client.rooms.get_by_name(ROOM_ID)


def test_a_room_really_named_like_an_id_is_found(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    upstream.get(f"{BASE}/rooms/{CONFERENCE_ID}", json=room(name=CONFERENCE_ID))
    assert client.rooms.get_by_name(CONFERENCE_ID).id == UUID(ROOM_ID)


@pytest.mark.parametrize("keyword", ["starts_after", "ends_before"])
def test_a_filter_without_a_zone_is_refused_before_sending(
    client: SignalWireClient, upstream: responses.RequestsMock, keyword: str
) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        client.conferences.list(**{keyword: naive})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="zone"):
        client.rooms.update(ROOM_ID, {"remove_at": naive})
    assert len(upstream.calls) == 0
