"""Answers of the Video API for the tests of pages: the specification's objects, bent by each test.

The objects themselves are those of the client's own tests; a change to ``...`` takes a conference's key
away. Times that a page sets against the present are made with ``at``.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.signalwire.payloads import CONFERENCE_ID, ROOM_ID, SESSION_ID, conference, listing, room, session

__all__ = [
    "CONFERENCE_ID",
    "ROOM_ID",
    "SESSION_ID",
    "at",
    "conference",
    "listing",
    "live",
    "member",
    "numbered",
    "room",
    "session",
]


def at(**distance: float) -> str:
    """A time so far from now, as the API writes it: ``at(hours=-1)``."""
    return (datetime.now(UTC) + timedelta(**distance)).strftime("%Y-%m-%dT%H:%M:%SZ")


def numbered(number: int) -> str:
    """An id that is always the same for ``number``."""
    return str(uuid.UUID(int=number))


def live(**changes: Any) -> dict[str, Any]:
    """A session that began 76 minutes and a half ago and still runs."""
    return session(**{"start_time": at(minutes=-76.5), **changes})


def member(**changes: Any) -> dict[str, Any]:
    """Someone who came half an hour ago and is still inside."""
    return {
        "id": numbered(900),
        "room_session_id": SESSION_ID,
        "name": "Ada Lovelace",
        "join_time": at(minutes=-30.5),
        "leave_time": None,
        "duration": None,
        "cost_in_dollars": 0.01,
    } | changes
