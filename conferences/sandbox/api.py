"""The addresses of the Video API and what each does: authentication, routing, status codes."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import unquote

from conferences.sandbox.answers import Answer, Problem, Refused, Row, json_answer
from conferences.sandbox.collection import Collection, Condition
from conferences.sandbox.fixtures.randomness import seconds_of
from conferences.sandbox.fixtures.sessions import LIST_ONLY, events, members
from conferences.sandbox.paging import answer_page, read_flag, read_page, read_session_filter, read_window
from conferences.sandbox.project import Project
from conferences.sandbox.requests import Request
from conferences.sandbox.room_tokens import room_token
from conferences.sandbox.streams import create_stream, find_stream, streams_of, update_stream
from conferences.sandbox.times import now, to_text

ROOT: Final = "/api/video"
_WINDOW: Final = ("starts_after", "ends_before", "include_active_session")
_SESSION_FILTERS: Final = ("room_id", "room_name", "room_name_matches", "status")


@dataclass(frozen=True, slots=True)
class _Context:
    """One authenticated request: whose project, the request, and the base of absolute links."""

    project: Project
    request: Request
    origin: str

    @property
    def address(self) -> str:
        return f"{self.origin}{self.request.path}"


Operation = Callable[[_Context, str], Answer]


class VideoApi:
    """Answers requests for the projects it holds.

    ``origin`` is put before the links of lists: ``http://127.0.0.1:8081`` for absolute, nothing for
    relative ones.
    """

    def __init__(self, projects: Iterable[Project], *, without_video: frozenset[str]) -> None:
        self._projects = {project.identifier: project for project in projects}
        self._without_video = without_video

    def answer(self, request: Request, *, origin: str) -> Answer:
        """The answer to ``request``, whatever it is; raises nothing for what a client may send."""
        try:
            project = self._authenticated(request.headers.get("authorization", ""))
            operation, argument = _route(request)
            return operation(_Context(project, request, origin), argument)
        except (Problem, Refused) as refusal:
            return refusal.answer()

    def _authenticated(self, header: str) -> Project:
        """The project of the Basic credentials; raises :class:`Problem` 401, as a missing scope does."""
        scheme, _, encoded = header.partition(" ")
        try:
            user, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            raise Problem(401) from None
        project = self._projects.get(user)
        if scheme.lower() != "basic" or project is None:
            raise Problem(401)
        good = [hmac.compare_digest(password.encode(), token.encode()) for token in project.tokens]
        if not any(good) or password in self._without_video:
            raise Problem(401)
        return project


def _route(request: Request) -> tuple[Operation, str]:
    allowed: set[str] = set()
    method = "GET" if request.method == "HEAD" else request.method
    for verb, pattern, operation in _ROUTES:
        found = pattern.fullmatch(request.path)
        if found is None:
            continue
        if verb == method:
            return operation, unquote(found[1]) if pattern.groups else ""
        allowed.add(verb)
    if allowed:
        raise Problem(405, headers=(("Allow", ", ".join(sorted(allowed))),))
    raise Problem(404)


def _with_session(context: _Context, row: Row) -> Row:
    if not read_flag(context.request.parameters, "include_active_session"):
        return row
    return {**row, "active_session": context.project.active_session(row)}


def _window_list(context: _Context, kind: Literal["conferences", "rooms"]) -> Answer:
    parameters = context.request.parameters
    page = read_page(parameters, _WINDOW)
    condition = read_window(parameters, unix=kind == "conferences")
    collection = context.project.conferences if kind == "conferences" else context.project.rooms
    envelope = answer_page(collection, page, address=context.address, condition=condition)
    envelope["data"] = [_with_session(context, row) for row in envelope["data"]]
    return json_answer(200, envelope)


def _plain_list(context: _Context, rows: Iterable[Row] | Collection) -> Answer:
    page = read_page(context.request.parameters)
    collection = rows if isinstance(rows, Collection) else Collection.of(rows)
    return json_answer(200, answer_page(collection, page, address=context.address))


def _list_conferences(context: _Context, _: str) -> Answer:
    return _window_list(context, "conferences")


def _create_conference(context: _Context, _: str) -> Answer:
    return json_answer(200, context.project.create_conference(context.request.json()))


def _get_conference(context: _Context, identifier: str) -> Answer:
    return json_answer(200, _with_session(context, context.project.conferences.get(identifier)))


def _update_conference(context: _Context, identifier: str) -> Answer:
    return json_answer(200, context.project.update_conference(identifier, context.request.json()))


def _delete_conference(context: _Context, identifier: str) -> Answer:
    context.project.conferences.remove(identifier)
    return Answer(204)


def _list_conference_tokens(context: _Context, identifier: str) -> Answer:
    return _plain_list(context, reversed(context.project.conference_tokens(identifier)))


def _get_conference_token(context: _Context, identifier: str) -> Answer:
    return json_answer(200, context.project.conference_token(identifier))


def _reset_conference_token(context: _Context, identifier: str) -> Answer:
    return json_answer(200, context.project.reset_token(identifier))


def _list_rooms(context: _Context, _: str) -> Answer:
    return _window_list(context, "rooms")


def _create_room(context: _Context, _: str) -> Answer:
    return json_answer(200, context.project.create_room(context.request.json()))


def _get_room(context: _Context, identifier: str) -> Answer:
    row = context.project.rooms.named(identifier) or context.project.rooms.get(identifier)
    return json_answer(200, _with_session(context, row))


def _update_room(context: _Context, identifier: str) -> Answer:
    return json_answer(200, context.project.update_room(identifier, context.request.json()))


def _delete_room(context: _Context, identifier: str) -> Answer:
    context.project.rooms.remove(identifier)
    return Answer(204)


def _create_room_token(context: _Context, _: str) -> Answer:
    return json_answer(200, {"token": room_token(context.request.json(), context.project.identifier)})


def _list_sessions(context: _Context, _: str) -> Answer:
    parameters = context.request.parameters
    page = read_page(parameters, _SESSION_FILTERS)
    condition: Condition = read_session_filter(parameters)
    sessions = context.project.sessions
    return json_answer(200, answer_page(sessions, page, address=context.address, condition=condition))


def _get_session(context: _Context, identifier: str) -> Answer:
    row = context.project.sessions.get(identifier)
    return json_answer(200, {key: value for key, value in row.items() if key not in LIST_ONLY})


def _list_members(context: _Context, identifier: str) -> Answer:
    row = context.project.sessions.get(identifier)
    present, gone = context.project.attendance.get(row["id"], (0, 0))
    moment = seconds_of(to_text(now()))
    return _plain_list(context, members(row, present, gone, seed=context.project.seed, now=moment))


def _list_session_recordings(context: _Context, identifier: str) -> Answer:
    session = context.project.sessions.get(identifier)["id"]
    kept = reversed(context.project.recordings.newest_first())
    return _plain_list(context, [row for row in kept if row["room_session_id"] == session])


def _list_session_events(context: _Context, identifier: str) -> Answer:
    row = context.project.sessions.get(identifier)
    project = context.project
    return _plain_list(context, events(row, seed=project.seed, project=project.identifier))


def _list_recordings(context: _Context, _: str) -> Answer:
    return _plain_list(context, context.project.recordings)


def _get_recording(context: _Context, identifier: str) -> Answer:
    return json_answer(200, context.project.recordings.get(identifier))


def _delete_recording(context: _Context, identifier: str) -> Answer:
    context.project.recordings.remove(identifier)
    return Answer(204)


def _list_recording_events(context: _Context, identifier: str) -> Answer:
    recording = context.project.recordings.get(identifier)
    return _list_session_events(context, recording["room_session_id"])


def _list_conference_streams(context: _Context, identifier: str) -> Answer:
    owner = context.project.conferences.get(identifier)
    return _plain_list(context, streams_of(context.project, owner["id"]))


def _create_conference_stream(context: _Context, identifier: str) -> Answer:
    owner = context.project.conferences.get(identifier)
    return json_answer(200, create_stream(context.project, owner["id"], context.request.json()))


def _list_room_streams(context: _Context, identifier: str) -> Answer:
    return _plain_list(context, streams_of(context.project, context.project.rooms.get(identifier)["id"]))


def _create_room_stream(context: _Context, identifier: str) -> Answer:
    owner = context.project.rooms.get(identifier)
    return json_answer(201, create_stream(context.project, owner["id"], context.request.json()))


def _get_stream(context: _Context, identifier: str) -> Answer:
    return json_answer(200, find_stream(context.project, identifier).get(identifier))


def _update_stream(context: _Context, identifier: str) -> Answer:
    return json_answer(200, update_stream(context.project, identifier, context.request.json()))


def _delete_stream(context: _Context, identifier: str) -> Answer:
    find_stream(context.project, identifier).remove(identifier)
    return Answer(204)


def _routes(*table: tuple[str, str, Operation]) -> list[tuple[str, re.Pattern[str], Operation]]:
    return [
        (verb, re.compile(ROOT + path.replace("*", "([^/]+)") + "/?"), operation)
        for verb, path, operation in table
    ]


_ROUTES: Final = _routes(
    ("GET", "/conferences", _list_conferences),
    ("POST", "/conferences", _create_conference),
    ("GET", "/conferences/*", _get_conference),
    ("PUT", "/conferences/*", _update_conference),
    ("DELETE", "/conferences/*", _delete_conference),
    ("GET", "/conferences/*/conference_tokens", _list_conference_tokens),
    ("GET", "/conference_tokens/*", _get_conference_token),
    ("POST", "/conference_tokens/*/reset", _reset_conference_token),
    ("GET", "/conferences/*/streams", _list_conference_streams),
    ("POST", "/conferences/*/streams", _create_conference_stream),
    ("GET", "/rooms", _list_rooms),
    ("POST", "/rooms", _create_room),
    ("GET", "/rooms/*", _get_room),
    ("PUT", "/rooms/*", _update_room),
    ("DELETE", "/rooms/*", _delete_room),
    ("GET", "/rooms/*/streams", _list_room_streams),
    ("POST", "/rooms/*/streams", _create_room_stream),
    ("GET", "/streams/*", _get_stream),
    ("PUT", "/streams/*", _update_stream),
    ("DELETE", "/streams/*", _delete_stream),
    ("POST", "/room_tokens", _create_room_token),
    ("GET", "/room_sessions", _list_sessions),
    ("GET", "/room_sessions/*", _get_session),
    ("GET", "/room_sessions/*/members", _list_members),
    ("GET", "/room_sessions/*/recordings", _list_session_recordings),
    ("GET", "/room_sessions/*/events", _list_session_events),
    ("GET", "/room_recordings", _list_recordings),
    ("GET", "/room_recordings/*", _get_recording),
    ("DELETE", "/room_recordings/*", _delete_recording),
    ("GET", "/room_recordings/*/events", _list_recording_events),
)
