"""The objects of the Video API, typed, and tolerant of what the API may send tomorrow.

Unknown keys are ignored, unknown values of enumerations stay the text they are, and every key but
``id`` may be missing or null. Times are aware ``datetime`` objects in UTC. Source:
``specs/signalwire-rest/video-api`` (``conferences/models/core.tsp``, ``rooms/models/responses.tsp``,
``room-sessions``, ``conference-tokens``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from . import limits

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time with its zone; ``decoding`` brings every one of them to UTC."""

ConferenceRole = Literal["moderator", "guest", "unknown"]


class _Object(msgspec.Struct, frozen=True, kw_only=True):
    """Common to all: immutable, built by keyword."""


def _writable_fields(record: _Object, fields: Iterable[limits.Field]) -> dict[str, object]:
    present = {field.name: getattr(record, field.name) for field in fields if field.on_update}
    return {name: value for name, value in present.items() if value is not None}


class Session(_Object, frozen=True, kw_only=True):
    """A running or past meeting: ``active_session`` of an object, or an entry of ``/room_sessions``.

    ``duration`` and ``remove_after_seconds_elapsed`` are seconds.
    """

    id: UUID | None = None
    room_id: UUID | None = None
    name: str | None = None
    display_name: str | None = None
    join_from: Moment | None = None
    join_until: Moment | None = None
    remove_at: Moment | None = None
    remove_after_seconds_elapsed: int | None = None
    layout: str | None = None
    max_members: int | None = None
    fps: int | str | None = None
    quality: str | None = None
    start_time: Moment | None = None
    end_time: Moment | None = None
    duration: float | None = None
    status: str | None = None
    record_on_start: bool | None = None
    tone_on_entry_and_exit: bool | None = None
    room_join_video_off: bool | None = None
    user_join_video_off: bool | None = None
    locked: bool | None = None
    locked_cover: Any = None  # only in lists; the specification gives no type
    enable_room_previews: bool | None = None
    preview_url: str | None = None
    prioritize_handraise: bool | None = None
    sync_audio_video: bool | None = None
    audio_video_sync: bool | None = None  # the name it still has inside active_session
    cost_in_dollars: float | str | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None

    @property
    def is_live(self) -> bool:
        """Whether the meeting runs now: in progress and not ended."""
        return self.status == "in-progress" and self.end_time is None


class Conference(_Object, frozen=True, kw_only=True):
    """A Programmable Video Conference: a room with SignalWire's own interface, tokens and theme."""

    id: UUID
    name: str | None = None
    display_name: str | None = None
    description: str | None = None
    join_from: Moment | None = None
    join_until: Moment | None = None
    quality: str | None = None
    layout: str | None = None
    size: str | None = None
    record_on_start: bool | None = None
    tone_on_entry_and_exit: bool | None = None
    user_join_video_off: bool | None = None
    room_join_video_off: bool | None = None
    enable_chat: bool | None = None
    enable_room_previews: bool | None = None
    dark_primary: str | None = None
    dark_background: str | None = None
    dark_foreground: str | None = None
    dark_success: str | None = None
    dark_negative: str | None = None
    light_primary: str | None = None
    light_background: str | None = None
    light_foreground: str | None = None
    light_success: str | None = None
    light_negative: str | None = None
    meta: Any = None
    created_at: Moment | None = None
    updated_at: Moment | None = None
    active_session: Session | None = None

    def writable_fields(self) -> dict[str, object]:
        """What a PUT of this conference as it is sends: every field an update accepts and that has a value.

        Fields without a value are left out: whether the API takes null in a request is not documented,
        and leaving one out keeps it empty both where a PUT merges and where it replaces. To clear a
        field, put None there explicitly.
        """
        return _writable_fields(self, limits.CONFERENCE_FIELDS)


class Room(_Object, frozen=True, kw_only=True):
    """A bare video room, built into someone's own application."""

    id: UUID
    name: str | None = None
    display_name: str | None = None
    description: str | None = None
    max_members: int | None = None
    quality: str | None = None
    fps: int | str | None = None
    join_from: Moment | None = None
    join_until: Moment | None = None
    remove_at: Moment | None = None
    remove_after_seconds_elapsed: int | None = None
    layout: str | None = None
    record_on_start: bool | None = None
    tone_on_entry_and_exit: bool | None = None
    room_join_video_off: bool | None = None
    user_join_video_off: bool | None = None
    enable_room_previews: bool | None = None
    sync_audio_video: bool | None = None
    meta: Any = None
    prioritize_handraise: bool | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None
    active_session: Session | None = None

    def writable_fields(self) -> dict[str, object]:
        """What a PUT of this room as it is sends: every field an update accepts and that has a value.

        Fields without a value are left out: whether the API takes null in a request is not documented,
        and leaving one out keeps it empty both where a PUT merges and where it replaces. To clear a
        field, put None there explicitly.
        """
        return _writable_fields(self, limits.ROOM_FIELDS)


class Member(_Object, frozen=True, kw_only=True):
    """A participant of a session; a shared screen counts as one. ``duration`` is seconds."""

    id: UUID | None = None
    room_session_id: UUID | None = None
    name: str | None = None
    join_time: Moment | None = None
    leave_time: Moment | None = None
    duration: float | None = None
    cost_in_dollars: float | str | None = None


class ConferenceToken(_Object, frozen=True, kw_only=True):
    """A link's secret. ``token`` is ``vpt_`` and 32 hex digits and never shows in a ``repr``."""

    id: UUID
    name: str | None = None
    token: str | None = None
    scopes: tuple[str, ...] | None = None

    @property
    def role(self) -> ConferenceRole:
        """Whom the token lets in: by its name, failing that by its scopes.

        SignalWire names its two tokens "Moderator" and "Guest"; a guest's scopes are all
        ``room.self.…``, a moderator has ``room.recording`` or ``room.member.…`` besides.
        """
        name = (self.name or "").strip().casefold()
        if name == "moderator":
            return "moderator"
        if name == "guest":
            return "guest"
        scopes = self.scopes or ()
        if any(scope.startswith(("room.recording", "room.member.")) for scope in scopes):
            return "moderator"
        if scopes and all(scope.startswith("room.self.") for scope in scopes):
            return "guest"
        return "unknown"

    def __repr__(self) -> str:
        return f"ConferenceToken(id={self.id!r}, name={self.name!r})"


class Unreadable(_Object, frozen=True, kw_only=True):
    """A record of a list that could not be understood: it is shown as such, not hidden.

    ``id`` and ``name`` where they could still be read; ``reason`` is a sentence naming the field.
    """

    id: UUID | None = None
    name: str | None = None
    reason: str
