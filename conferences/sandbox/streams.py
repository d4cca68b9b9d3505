"""RTMP streams of conferences and rooms: kept while the sandbox runs, never in the state file."""

from __future__ import annotations

import re
import uuid
from typing import Final

from conferences.sandbox.answers import Problem, Refused, Row, field_error
from conferences.sandbox.collection import Collection
from conferences.sandbox.project import Project
from conferences.sandbox.times import now, to_text
from conferences.sandbox.validation import missing

STREAMS_MAXIMUM: Final = 5
"""The cap of a room is not published; this one makes ``exceeds_platform_stream_limit`` reachable."""
_URL: Final = re.compile(r"rtmps?://[^\s/]+\S*")


def streams_of(project: Project, owner: str) -> Collection:
    """The streams of a conference or room."""
    return project.streams.setdefault(owner, Collection())


def find_stream(project: Project, identifier: str) -> Collection:
    """The collection that holds a stream; raises :class:`Problem` 404."""
    for collection in list(project.streams.values()):
        if identifier.lower() in collection:
            return collection
    raise Problem(404)


def create_stream(project: Project, owner: str, body: Row) -> Row:
    """Add a stream; raises :class:`Refused`."""
    url = _checked_url(body)
    streams = streams_of(project, owner)
    if len(streams) >= STREAMS_MAXIMUM:
        message = "Adding an additional stream would exceed the allowed number of streams per room."
        raise Refused([field_error(None, "exceeds_platform_stream_limit", message)])
    moment = to_text(now())
    size = {"width": 1280, "height": 720, "fps": 30}
    times = {"created_at": moment, "updated_at": moment}
    return streams.add({"id": str(uuid.uuid4()), "url": url, "stream_type": "rtmp", **size, **times})


def update_stream(project: Project, identifier: str, body: Row) -> Row:
    """Change a stream's address; raises :class:`Refused` or :class:`Problem` 404."""
    streams = find_stream(project, identifier)
    url = _checked_url(body)
    return streams.change(identifier, lambda row: {**row, "url": url, "updated_at": to_text(now())})


def _checked_url(body: Row) -> str:
    url = body.get("url")
    if url is None or url == "":
        raise Refused([missing("url")])
    if not isinstance(url, str) or not _URL.fullmatch(url):
        raise Refused([field_error("url", "invalid_parameter_value", "Url is invalid")])
    return url
