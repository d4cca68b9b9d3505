"""The objects of the Video API, typed, and tolerant of what the API may send tomorrow.

Unknown keys are ignored, unknown values of enumerations stay the text they are, and every key but
``id`` may be missing or null. Times are aware ``datetime`` objects in UTC. Source:
``specs/signalwire-rest/video-api`` (``conferences/models/core.tsp``, ``rooms/models/responses.tsp``,
``room-sessions``, ``conference-tokens``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class _Object(msgspec.Struct, frozen=True, kw_only=True):
    """Common to all: immutable, built by keyword."""


class Session(_Object):
    """A running or past meeting: ``active_session`` of an object, or an entry of ``/room_sessions``.

    ``duration`` and ``remove_after_seconds_elapsed`` are seconds.
    """

    id: UUID | None = None
    room_id: UUID | None = None
    name: str | None = None
    display_name: str | None = None
    join_from: datetime | None = None
    join_until: datetime | None = None
    remove_at: datetime | None = None
    remove_after_seconds_elapsed: int | None = None
    layout: str | None = None
    max_members: int | None = None
    fps: int | str | None = None
    quality: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    duration: float | None = None
    status: str | None = None
    record_on_start: bool | None = None
    tone_on_entry_and_exit: bool | None = None
    room_join_video_off: bool | None = None
    user_join_video_off: bool | None = None
    locked: bool | None = None
    enable_room_previews: bool | None = None
    preview_url: str | None = None
    prioritize_handraise: bool | None = None
    sync_audio_video: bool | None = None
    audio_video_sync: bool | None = None  # the name it still has inside active_session
    cost_in_dollars: float | str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        """Whether the meeting runs now: in progress and not ended."""
        return self.status == "in-progress" and self.end_time is None


class Conference(_Object):
    """A Programmable Video Conference: a room with SignalWire's own interface, tokens and theme."""

    id: UUID
    name: str | None = None
    display_name: str | None = None
    description: str | None = None
    join_from: datetime | None = None
    join_until: datetime | None = None
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
    created_at: datetime | None = None
    updated_at: datetime | None = None
    active_session: Session | None = None


class Room(_Object):
    """A bare video room, built into somebody's own application."""

    id: UUID
    name: str | None = None
    display_name: str | None = None
    description: str | None = None
    max_members: int | None = None
    quality: str | None = None
    fps: int | str | None = None
    join_from: datetime | None = None
    join_until: datetime | None = None
    remove_at: datetime | None = None
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
    created_at: datetime | None = None
    updated_at: datetime | None = None
    active_session: Session | None = None


class Member(_Object):
    """A participant of a session; a shared screen counts as one. ``duration`` is seconds."""

    id: UUID | None = None
    room_session_id: UUID | None = None
    name: str | None = None
    join_time: datetime | None = None
    leave_time: datetime | None = None
    duration: float | None = None
    cost_in_dollars: float | str | None = None


class ConferenceToken(_Object):
    """A link's secret. ``token`` is ``vpt_`` and 32 hex digits and never shows in a ``repr``."""

    id: UUID
    name: str | None = None
    token: str | None = None
    scopes: tuple[str, ...] | None = None

    def __repr__(self) -> str:
        return f"ConferenceToken(id={self.id!r}, name={self.name!r})"


class Unreadable(_Object):
    """A record of a list that could not be understood: it is shown as such, not hidden.

    ``id`` and ``name`` where they could still be read; ``reason`` is a sentence naming the field.
    """

    id: UUID | None = None
    name: str | None = None
    reason: str
