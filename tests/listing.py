"""The two lists as their shared tests see them: where each is, what it asked for, where its links lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import responses

from tests import htmx
from tests.conftest import BASE
from tests.payloads import conference, listing, room

VARY = {"HX-Request", "HX-Target", "HX-History-Restore-Request"}
NEXT = {"page_number": "1", "page_size": "50", "page_token": "PA222813ff-94f7-449a-8459-a2649d2095b4"}


@dataclass(frozen=True)
class Kind:
    """One of the two lists: its address here and upstream, its DOM id, and how a record is made."""

    address: str
    upstream: str
    id: str
    plural: str
    record: Any


CONFERENCES = Kind(
    "/w/nordhafen-events/conferences/", f"{BASE}/conferences", "conference-list", "conferences", conference
)
ROOMS = Kind("/w/nordhafen-events/rooms/", f"{BASE}/rooms", "room-list", "rooms", room)


def give(upstream: responses.RequestsMock, kind: Kind, *records: dict[str, Any], **links: str) -> None:
    """Let the API answer with a page of these records, or of one if none is given."""
    upstream.get(kind.upstream, json=listing(*(records or (kind.record(),)), **links))


def address(upstream: responses.RequestsMock, number: int = -1) -> str:
    """The address of an upstream request."""
    return str(upstream.calls[number].request.url)


def sent(upstream: responses.RequestsMock, number: int = -1) -> dict[str, str]:
    """The query of an upstream request; fails where a name stands twice in it."""
    pairs = parse_qsl(urlsplit(address(upstream, number)).query, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def following(page: str) -> str:
    """Where the link to the next page leads."""
    (link,) = (tag for tag in htmx.tags(page, "a") if tag.get("rel") == "next")
    assert link["href"] == link["hx-get"]
    return link["href"]


def query(address: str) -> dict[str, str]:
    """The query of an address of ours."""
    return dict(parse_qsl(urlsplit(address).query))
