"""A conference or room as one line of a list: everything the template prints, made once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from conferences.presentation import times
from conferences.presentation.cells import (
    name_cell,
    room_cell,
    rules_cell,
    select_cell,
    session_cell,
    theme_cell,
    updated_cell,
    window_cell,
)
from conferences.presentation.names import NAME_MAXIMUM, truncate, visible_name
from conferences.presentation.themes import Palette, palettes
from conferences.presentation.window_actions import row_actions
from conferences.presentation.windows import JoinWindow
from conferences.signalwire import Conference, Room, Session
from conferences.signalwire.limits import SIZES


@dataclass(frozen=True, kw_only=True)
class _Row(ABC):
    """What both kinds of rows share. ``item`` is the API's object, seen from ``now`` in ``zone``.

    ``path`` is the list's own address, below which each object has its page; ``is_saved`` marks the row
    from whose form the person just came back. ``back`` is the query (``next=…``) that leads back to this
    page of the list, for somebody who may change things; None leaves out the box and the actions.
    """

    now: datetime
    zone: tzinfo
    path: str = ""
    is_saved: bool = False
    back: str | None = None

    @cached_property
    def title(self) -> str:
        """The display name; empty where there is none."""
        return visible_name(self._item.display_name)

    @property
    def _item(self) -> Conference | Room:
        return self.item  # type: ignore[attr-defined,no-any-return]

    @cached_property
    def label(self) -> str:
        """A name for the row that is never empty, for texts that are read out."""
        return self.title or visible_name(self._item.name) or str(self._item.id)

    @cached_property
    def session(self) -> Session | None:
        """The session in progress, or None."""
        session = self._item.active_session
        return session if session is not None and session.is_live else None

    @cached_property
    def live_for(self) -> str:
        """How long the session has been running; empty where its start is not known."""
        if self.session is None or self.session.start_time is None:
            return ""
        return times.duration((self.now - self.session.start_time).total_seconds())

    @cached_property
    def window(self) -> JoinWindow:
        """The join window and its state."""
        return JoinWindow(
            self._item.join_from,
            self._item.join_until,
            self.now,
            self.zone,
            is_live=self.session is not None,
        )

    @property
    def html(self) -> SafeString:
        """The whole row."""
        start = '<tr role="row">'
        if self.is_saved:
            start = f'<tr role="row" class="is-changed" id="row-{self._item.id}">'
        if self.back is None:
            return SafeString(f"{start}{self.cells}</tr>")
        actions = row_actions(
            self.window,
            address=escape(self._address),
            label=self.label,
            back=escape(self.back),
            has_guest_link=isinstance(self._item, Conference),
        )
        return SafeString(f"{start}{select_cell(self._item.id, self.label)}{self.cells}{actions}</tr>")

    @property
    @abstractmethod
    def cells(self) -> SafeString:
        """The cells that tell of the object; each kind has its own."""

    @property
    def _address(self) -> str:
        return f"{self.path}{self._item.id}/"

    @cached_property
    def updated(self) -> str:
        """How long ago it was last changed; empty where SignalWire does not say."""
        return times.age(self._item.updated_at, self.now) if self._item.updated_at else ""

    @cached_property
    def updated_exactly(self) -> str:
        """When it was last changed, for the tooltip."""
        return times.full(self._item.updated_at, self.zone) if self._item.updated_at else ""

    def _cells(self, *kind: SafeString) -> SafeString:
        """All cells of the row; ``kind`` are those after the window that only one kind has."""
        cells = (
            name_cell(
                address=self._address,
                label=self.label,
                title=self.title,
                name=truncate(self._item.name or "", NAME_MAXIMUM),
                is_saved=self.is_saved,
            ),
            session_cell(is_live=self.session is not None, live_for=self.live_for),
            window_cell(self.window),
            *kind,
            updated_cell(words=self.updated, exactly=self.updated_exactly),
        )
        return SafeString("".join(cells))  # of which each is safe


@dataclass(frozen=True, kw_only=True)
class ConferenceRow(_Row):
    """One conference of the list."""

    item: Conference

    @property
    def cells(self) -> SafeString:
        """The row's cells; an unknown size is printed as it is."""
        size = self.item.size or ""
        admits = f"{size.capitalize()}, {SIZES[size]}" if size in SIZES else size
        return self._cells(
            room_cell(self.item.quality, admits, "size not set", self.item.layout),
            theme_cell(self.palettes),
        )

    @cached_property
    def palettes(self) -> tuple[Palette, ...]:
        """The light and the dark palette."""
        return palettes(self.item)


@dataclass(frozen=True, kw_only=True)
class RoomRow(_Row):
    """One room of the list."""

    item: Room

    @property
    def cells(self) -> SafeString:
        """The row's cells."""
        most = self.item.max_members
        admits = "" if most is None else f"up to {most}"
        return self._cells(
            room_cell(self.item.quality, admits, "limit not set", self.item.layout),
            rules_cell(self.remove_at, self.remove_after, self.item.record_on_start),
        )

    @cached_property
    def remove_at(self) -> str:
        """When everybody is removed: ``Today 18:00``; empty where no such time is set."""
        if self.item.remove_at is None:
            return ""
        return times.moment_in_words(self.item.remove_at, self.now, self.zone)

    @cached_property
    def remove_after(self) -> str:
        """How long somebody may stay: ``2 h 30 min``; empty where no limit is set."""
        seconds = self.item.remove_after_seconds_elapsed
        return times.exact_duration(seconds) if seconds else ""
