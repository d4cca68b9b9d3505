"""One class a resource: path, verb and model of every call. Names of operations are SignalWire's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from urllib.parse import quote
from uuid import UUID

import msgspec

from .decoding import decode_object, raw_members
from .errors import NotFound
from .limits import PAGE_SIZE_MAXIMUM, PAGING_PARAMETERS
from .models import Conference, ConferenceToken, Member, Room, Session
from .pagination import Cursor, Page, read_page
from .transport import Method, Transport, to_rfc3339

T = TypeVar("T", bound=msgspec.Struct)

Identifier = UUID | str


def _id(value: Identifier) -> str:
    """The canonical text of an id; raises ``ValueError`` for what is no UUID, so no path can be forged."""
    return str(value if isinstance(value, UUID) else UUID(value))


def _looks_like_id(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Stored(Generic[T]):
    """An object as SignalWire has it.

    ``raw`` is the JSON of each of its members, byte for byte, to be sent back where nothing changes: the
    typed values do not tell ``10:00:00.000Z`` from ``10:00:00+00:00``. It is empty where the answer had to be
    repaired before it could be read.
    """

    item: T
    raw: Mapping[str, msgspec.Raw]


class _Resource:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _one(
        self,
        method: Method,
        path: str,
        model: type[T],
        *,
        fields: Mapping[str, object] | None = None,
        include_active_session: bool = False,
        is_retried: bool = True,
    ) -> T:
        parameters = {"include_active_session": "true"} if include_active_session else None
        return self._transport.request(
            method,
            path,
            decode=lambda body: decode_object(body, model),
            parameters=parameters,
            fields=fields,
            is_retried=is_retried,
        )

    def _stored(self, path: str, model: type[T]) -> Stored[T]:
        return self._transport.request(
            "GET", path, decode=lambda body: Stored(decode_object(body, model), raw_members(body))
        )

    def _page(
        self,
        path: str,
        model: type[T],
        *,
        page_size: int | None,
        cursor: Cursor | None,
        **filters: str | datetime | bool | None,
    ) -> Page[T]:
        parameters: dict[str, str] = {}
        for name, value in filters.items():
            if isinstance(value, datetime):
                parameters[name] = to_rfc3339(value)
            elif isinstance(value, str):
                parameters[name] = value
            elif value:
                parameters[name] = "true"
        if page_size is not None:
            parameters["page_size"] = str(page_size)
        parameters |= {name: cursor[name] for name in PAGING_PARAMETERS if name in cursor} if cursor else {}
        most = page_size or PAGE_SIZE_MAXIMUM
        return self._transport.request(
            "GET", path, decode=lambda body: read_page(body, model, most), parameters=parameters
        )

    def _delete(self, path: str) -> None:
        self._transport.request("DELETE", path, decode=lambda _: None)


class Conferences(_Resource):
    """Programmable Video Conferences, ``/conferences``."""

    def list(
        self,
        *,
        starts_after: datetime | None = None,
        ends_before: datetime | None = None,
        include_active_session: bool = False,
        page_size: int | None = None,
        cursor: Cursor | None = None,
    ) -> Page[Conference]:
        """One page (``list_video_conferences``).

        ``starts_after``: only those whose ``join_from`` is that time or later; ``ends_before``: only
        those whose ``join_until`` is that time or earlier; both aware. The same filters go with every
        ``cursor``: it only says where a page starts.
        """
        return self._page(
            "/conferences",
            Conference,
            page_size=page_size,
            cursor=cursor,
            starts_after=starts_after,
            ends_before=ends_before,
            include_active_session=include_active_session,
        )

    def get(self, id: Identifier, *, include_active_session: bool = False) -> Conference:
        """One conference (``get_video_conference``)."""
        return self._one(
            "GET", f"/conferences/{_id(id)}", Conference, include_active_session=include_active_session
        )

    def get_stored(self, id: Identifier) -> Stored[Conference]:
        """The same with the JSON that came, for sending it back."""
        return self._stored(f"/conferences/{_id(id)}", Conference)

    def create(self, fields: Mapping[str, object]) -> Conference:
        """Create a conference (``create_video_conference``); the answer is the whole object."""
        return self._one("POST", "/conferences", Conference, fields=fields)

    def update(self, id: Identifier, fields: Mapping[str, object]) -> Conference:
        """PUT a conference (``update_video_conference``), once.

        Whether it merges or replaces is not documented beyond doubt, so ``fields`` should be the whole
        writable object. As that would undo what was changed since it was read, another attempt is for
        the caller to make, who reads again first.
        """
        return self._one("PUT", f"/conferences/{_id(id)}", Conference, fields=fields, is_retried=False)

    def delete(self, id: Identifier) -> None:
        """Delete a conference (``delete_video_conference``)."""
        self._delete(f"/conferences/{_id(id)}")

    def list_tokens(
        self, id: Identifier, *, page_size: int | None = None, cursor: Cursor | None = None
    ) -> Page[ConferenceToken]:
        """The conference's tokens (``list_conference_tokens``)."""
        path = f"/conferences/{_id(id)}/conference_tokens"
        return self._page(path, ConferenceToken, page_size=page_size, cursor=cursor)


class ConferenceTokens(_Resource):
    """Tokens of conferences, ``/conference_tokens``."""

    def get(self, id: Identifier) -> ConferenceToken:
        """One token (``get_conference_token``)."""
        return self._one("GET", f"/conference_tokens/{_id(id)}", ConferenceToken)

    def reset(self, id: Identifier) -> ConferenceToken:
        """Give the token a new value (``reset_conference_token``): every link with the old one dies."""
        return self._one("POST", f"/conference_tokens/{_id(id)}/reset", ConferenceToken)


class Rooms(_Resource):
    """Bare video rooms, ``/rooms``."""

    def list(
        self,
        *,
        starts_after: datetime | None = None,
        ends_before: datetime | None = None,
        include_active_session: bool = False,
        page_size: int | None = None,
        cursor: Cursor | None = None,
    ) -> Page[Room]:
        """One page (``list_rooms``); the filters are those of ``Conferences.list``."""
        return self._page(
            "/rooms",
            Room,
            page_size=page_size,
            cursor=cursor,
            starts_after=starts_after,
            ends_before=ends_before,
            include_active_session=include_active_session,
        )

    def get(self, id: Identifier, *, include_active_session: bool = False) -> Room:
        """One room (``get_room``)."""
        return self._one("GET", f"/rooms/{_id(id)}", Room, include_active_session=include_active_session)

    def get_stored(self, id: Identifier) -> Stored[Room]:
        """The same with the JSON that came, for sending it back."""
        return self._stored(f"/rooms/{_id(id)}", Room)

    def get_by_name(self, name: str, *, include_active_session: bool = False) -> Room:
        """The room of that exact name (``get_room_by_name``).

        Raises ``NotFound`` without a request for a name that no address can hold ("", ".", "..").
        """
        if name in ("", ".", ".."):
            raise NotFound("This cannot be a room name.", host=str(self._transport.host))
        room = self._one(
            "GET", f"/rooms/{quote(name, safe='')}", Room, include_active_session=include_active_session
        )
        # The path is the same for ids and names, and the server decides which of them it was given.
        if _looks_like_id(name) and room.name != name:
            raise NotFound("There is no room with this name.", status=404, host=str(self._transport.host))
        return room

    def create(self, fields: Mapping[str, object]) -> Room:
        """Create a room (``create_room``); the answer is the whole object."""
        return self._one("POST", "/rooms", Room, fields=fields)

    def update(self, id: Identifier, fields: Mapping[str, object]) -> Room:
        """PUT a room (``update_room``); see ``Conferences.update``."""
        return self._one("PUT", f"/rooms/{_id(id)}", Room, fields=fields, is_retried=False)

    def delete(self, id: Identifier) -> None:
        """Delete a room (``delete_room``)."""
        self._delete(f"/rooms/{_id(id)}")


class RoomSessions(_Resource):
    """Running and past meetings of rooms and conferences, ``/room_sessions``."""

    def list(
        self,
        *,
        room_id: Identifier | None = None,
        room_name: str | None = None,
        room_name_matches: str | None = None,
        status: str | None = None,
        page_size: int | None = None,
        cursor: Cursor | None = None,
    ) -> Page[Session]:
        """One page (``list_room_sessions``). ``room_name`` is exact, ``room_name_matches`` a part of it,
        ``status`` one of ``limits.SESSION_STATUSES``."""
        return self._page(
            "/room_sessions",
            Session,
            page_size=page_size,
            cursor=cursor,
            room_id=None if room_id is None else _id(room_id),
            room_name=room_name,
            room_name_matches=room_name_matches,
            status=status,
        )

    def get(self, id: Identifier) -> Session:
        """One session (``get_room_session``)."""
        return self._one("GET", f"/room_sessions/{_id(id)}", Session)

    def list_members(
        self, id: Identifier, *, page_size: int | None = None, cursor: Cursor | None = None
    ) -> Page[Member]:
        """Who is or was in a session (``list_room_session_members``)."""
        return self._page(f"/room_sessions/{_id(id)}/members", Member, page_size=page_size, cursor=cursor)
