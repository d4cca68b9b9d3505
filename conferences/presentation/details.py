"""One conference or room as its own page shows it: everything the API tells, grouped for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from conferences.presentation import times
from conferences.presentation.icons import layout_glyph
from conferences.presentation.layouts import layout_words
from conferences.presentation.names import TEXT_MAXIMUM, WORD_MAXIMUM, truncate, visible_name
from conferences.presentation.rows import ConferenceRow, RoomRow
from conferences.presentation.timeline import timeline
from conferences.signalwire import Conference, Member, Room, Unreadable
from conferences.signalwire.kinds import CONFERENCE, Kind
from conferences.signalwire.limits import CONFERENCE_FIELDS, ROOM_FIELDS, SIZES

_WRITABLE: dict[type, set[str]] = {
    Conference: {field.name for field in CONFERENCE_FIELDS if field.on_update},
    Room: {field.name for field in ROOM_FIELDS if field.on_update},
}


@dataclass(frozen=True)
class Fact:
    """One line of a group. ``kind`` is how the value is printed; None prints as *not set*."""

    label: str
    field: str
    value: Any
    kind: str = "text"  # text, code, flag, json, layout
    note: str = ""
    is_fixed: bool = False
    drawing: SafeString | None = None

    def __post_init__(self) -> None:
        if isinstance(self.value, str):
            object.__setattr__(self, "value", truncate(self.value, TEXT_MAXIMUM))
        object.__setattr__(self, "note", truncate(self.note, WORD_MAXIMUM))


@dataclass(frozen=True)
class Participant:
    """A person, or a shared screen, in the session."""

    name: str
    joined: str
    stayed: str
    has_left: bool


@dataclass(frozen=True)
class Participants:
    """Who is and who was in the session.

    ``has_more`` says that SignalWire has more than are shown; ``unreadable`` is the number of records
    that came but could not be understood.
    """

    people: tuple[Participant, ...]
    has_more: bool = False
    unreadable: int = 0

    @property
    def inside(self) -> int:
        """How many are in the session now."""
        return sum(1 for person in self.people if not person.has_left)

    @property
    def left(self) -> int:
        """How many have left."""
        return len(self.people) - self.inside


class _Details:
    """What both kinds share; mixed into a row, which has the item and its window."""

    item: Any
    now: datetime
    zone: Any
    window: Any
    session: Any

    def _fact(self, label: str, field: str, kind: str = "text", **details: Any) -> Fact:
        value = details.pop("value", getattr(self.item, field))
        value = None if value == "" else value
        return Fact(label, field, value, kind, is_fixed=field not in _WRITABLE[type(self.item)], **details)

    @cached_property
    def timeline(self) -> SafeString | None:
        """The window drawn to scale, with the running session in it."""
        return timeline(self.window, self.session.start_time if self.session else None)

    @property
    def description(self) -> str:
        """What people wrote about it; empty where they wrote nothing."""
        return truncate(self.item.description or "", TEXT_MAXIMUM)

    def _quality_and_layout(self) -> list[Fact]:
        layout = truncate(self.item.layout or "", WORD_MAXIMUM) or None
        words = layout and layout_words(layout)
        return [
            self._fact("Quality", "quality"),
            self._fact(
                "Layout",
                "layout",
                "layout",
                value=words,
                note=layout if words != layout else "",
                drawing=layout_glyph(layout) if layout else None,
            ),
        ]

    @cached_property
    def identity_facts(self) -> list[Fact]:
        """Under which names SignalWire knows it, since when, and what is attached to it."""
        return [
            self._fact("Name", "name", "code"),
            self._fact("ID", "id", "code", value=str(self.item.id)),
            self._fact("Created", "created_at", value=self._moment(self.item.created_at)),
            self._fact("Updated", "updated_at", value=self._moment(self.item.updated_at)),
            self._fact("Meta", "meta", "json", value=meta_text(self.item.meta)),
        ]

    def _flags(self, flags: Iterable[tuple[str, str]]) -> list[Fact]:
        return [self._fact(label, field, "flag") for label, field in flags]

    @cached_property
    def session_facts(self) -> list[Fact]:
        """What the API tells of the running session itself; what it leaves out is left out here."""
        session = self.session
        if session is None:
            return []
        in_step = (
            session.sync_audio_video if session.sync_audio_video is not None else session.audio_video_sync
        )
        stay = session.remove_after_seconds_elapsed
        facts = [
            Fact("Started", "start_time", self._moment(session.start_time)),
            Fact("ID", "id", str(session.id) if session.id else None, "code"),
            Fact("Name", "name", session.name, "code"),
            Fact("Quality", "quality", session.quality),
            Fact("Layout at the start", "layout", session.layout and layout_words(session.layout)),
            Fact("Frame rate", "fps", session.fps and f"{session.fps} frames per second"),
            Fact("Participants", "max_members", session.max_members and f"Up to {session.max_members}"),
            Fact("Remove everyone at", "remove_at", self._moment(session.remove_at)),
            Fact(
                "Time limit per person", "remove_after_seconds_elapsed", stay and times.exact_duration(stay)
            ),
            Fact("Locked", "locked", session.locked, "flag"),
            Fact("Recorded automatically", "record_on_start", session.record_on_start, "flag"),
            Fact("Room previews", "enable_room_previews", session.enable_room_previews, "flag"),
            Fact("Sync audio and video", "sync_audio_video", in_step, "flag"),
            Fact("Preview", "preview_url", session.preview_url, "code"),
        ]
        return [fact for fact in facts if fact.value is not None and fact.value != ""]

    def _moment(self, moment: datetime | None) -> str | None:
        return None if moment is None else times.full(moment, self.zone)

    def participants(self, members: Iterable[Member | Unreadable], *, has_more: bool) -> Participants:
        """The members of the session, those inside first, in the order in which they came."""
        records = list(members)
        people = [record for record in records if isinstance(record, Member)]
        people.sort(key=lambda member: (member.leave_time is not None, member.join_time or self.now))
        return Participants(
            tuple(self._participant(member) for member in people),
            has_more=has_more,
            unreadable=len(records) - len(people),
        )

    def _participant(self, member: Member) -> Participant:
        end = member.leave_time or self.now
        seconds = (end - member.join_time).total_seconds() if member.join_time else member.duration
        return Participant(
            name=visible_name(member.name),
            joined=times.minute(member.join_time, self.zone) if member.join_time else "",
            stayed=times.duration(seconds) if seconds is not None else "",
            has_left=member.leave_time is not None,
        )


class ConferenceDetails(_Details, ConferenceRow):
    """A conference as its own page shows it."""

    @cached_property
    def room_facts(self) -> list[Fact]:
        """What the room is like."""
        size = self.item.size
        admits = f"{size.capitalize()}, up to {SIZES[size]} people" if size in SIZES else size
        return [*self._quality_and_layout(), self._fact("Size", "size", value=admits)]

    @cached_property
    def flag_facts(self) -> list[Fact]:
        """What happens when people come in."""
        return self._flags(
            (
                ("Record automatically", "record_on_start"),
                ("Chat", "enable_chat"),
                ("Entry and exit tones", "tone_on_entry_and_exit"),
                ("Cameras off for everyone on entry", "room_join_video_off"),
                ("Own camera off on entry", "user_join_video_off"),
                ("Room previews", "enable_room_previews"),
            )
        )


class RoomDetails(_Details, RoomRow):
    """A room as its own page shows it."""

    @cached_property
    def room_facts(self) -> list[Fact]:
        """What the room is like."""
        item = self.item
        rate = None if item.fps is None else f"{item.fps} frames per second"
        members = None if item.max_members is None else f"Up to {item.max_members}"
        return [
            *self._quality_and_layout(),
            self._fact("Frame rate", "fps", value=rate),
            self._fact("Participants", "max_members", value=members),
            self._fact("Remove everyone at", "remove_at", value=self._moment(item.remove_at)),
            self._fact(
                "Time limit per person", "remove_after_seconds_elapsed", value=self.remove_after or None
            ),
        ]

    @cached_property
    def flag_facts(self) -> list[Fact]:
        """What happens when people come in."""
        return self._flags(
            (
                ("Record automatically", "record_on_start"),
                ("Entry and exit tones", "tone_on_entry_and_exit"),
                ("Cameras off for everyone on entry", "room_join_video_off"),
                ("Own camera off on entry", "user_join_video_off"),
                ("Room previews", "enable_room_previews"),
                ("Sync audio and video", "sync_audio_video"),
                ("Prioritise raised hands", "prioritize_handraise"),
            )
        )


def meta_text(meta: Any) -> str | None:
    """``meta`` as indented JSON; None where it is null or empty."""
    if meta is None or meta == {}:
        return None
    try:
        return json.dumps(meta, ensure_ascii=False, indent=2, default=str)
    except RecursionError:
        return "Too deeply nested to be shown."


def details_for(kind: Kind) -> Callable[..., Any]:
    """What the pages of a conference or of a room show of it."""
    return ConferenceDetails if kind == CONFERENCE else RoomDetails
