"""A conference or room as one line of a list: everything the template prints, made once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urlencode

from django.template import loader
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from conferences.presentation import times
from conferences.presentation.names import NAME_MAXIMUM, WORD_MAXIMUM, truncate, visible_name
from conferences.presentation.themes import Palette, SwatchSheet, palettes, theme_warning
from conferences.presentation.window_actions import menu_actions, write_window
from conferences.presentation.windows import GaugeSheet, JoinWindow
from conferences.signalwire import Conference, Room, Session
from conferences.signalwire.limits import SIZES


@dataclass(frozen=True, kw_only=True)
class _Row:
    """What both kinds of rows share. ``item`` is the API's object, seen from ``now`` in ``zone``.

    ``path`` is the list's own address, below which each object has its page; ``is_saved`` marks the row
    from whose form the person just came back.
    """

    now: datetime
    zone: tzinfo
    path: str = ""
    is_saved: bool = False

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
    def window_actions(self) -> str:
        """What the row's menu offers to do to the window, as values of addresses separated by blanks."""
        return " ".join(button.action for button in menu_actions(self.window))

    @property
    def window_value(self) -> str:
        """The window as the menu posts it."""
        return write_window(self.window.opens, self.window.closes)

    @property
    def address(self) -> str:
        """The object's own page."""
        return f"{self.path}{self._item.id}/"

    @property
    def name(self) -> str:
        """The API's own name."""
        return truncate(self._item.name or "", NAME_MAXIMUM)

    @property
    def quality(self) -> str:
        """The quality as SignalWire names it; empty where it is not set."""
        return truncate(self._item.quality or "", WORD_MAXIMUM)

    @property
    def layout(self) -> str:
        """The layout as SignalWire names it; empty where it is not set."""
        return truncate(self._item.layout or "", WORD_MAXIMUM)

    @cached_property
    def updated(self) -> str:
        """How long ago it was last changed; empty where SignalWire does not say."""
        return times.age(self._item.updated_at, self.now) if self._item.updated_at else ""

    @cached_property
    def updated_exactly(self) -> str:
        """When it was last changed, for the tooltip."""
        return times.full(self._item.updated_at, self.zone) if self._item.updated_at else ""


@dataclass(frozen=True, kw_only=True)
class ConferenceRow(_Row):
    """One conference of the list."""

    item: Conference
    admits_unset = "size not set"

    @property
    def admits(self) -> str:
        """How many it admits: ``Medium, 50``; an unknown size is printed as it is."""
        size = self.item.size or ""
        return f"{size.capitalize()}, {SIZES[size]}" if size in SIZES else truncate(size, WORD_MAXIMUM)

    @cached_property
    def palettes(self) -> tuple[Palette, ...]:
        """The light and the dark palette."""
        return palettes(self.item)

    @property
    def theme_warning(self) -> str:
        """Why a theme cannot be used; empty where both can."""
        return theme_warning(self.palettes)


@dataclass(frozen=True, kw_only=True)
class RoomRow(_Row):
    """One room of the list."""

    item: Room
    admits_unset = "limit not set"

    @property
    def admits(self) -> str:
        """How many it admits: ``up to 20``; empty where no limit is set."""
        most = self.item.max_members
        return "" if most is None else f"up to {most}"

    @property
    def leaving(self) -> str:
        """When people have to leave: ``Today 18:00 or after 2 h``; empty where they may stay."""
        after = f"after {self.remove_after}" if self.remove_after else ""
        return " or ".join(filter(None, (self.remove_at, after)))

    @cached_property
    def remove_at(self) -> str:
        """When everyone is removed: ``Today 18:00``; empty where no such time is set."""
        if self.item.remove_at is None:
            return ""
        return times.moment_in_words(self.item.remove_at, self.now, self.zone)

    @cached_property
    def remove_after(self) -> str:
        """How long someone may stay: ``2 h 30 min``; empty where no limit is set."""
        seconds = self.item.remove_after_seconds_elapsed
        return times.exact_duration(seconds) if seconds else ""


def render_rows(rows: Iterable[Any], *, may_edit: bool, return_url: str) -> SafeString:
    """All rows of a page, of which some may be ``Unreadable``.

    ``return_url`` is this page of the list, to which editing a row leads back.
    """
    template = loader.get_template("list_rows.html", using="jinja2")
    context = {
        "rows": rows,
        "may_edit": may_edit,
        "back": urlencode({"next": return_url}),
        "swatch": SwatchSheet().draw,
        "gauge": GaugeSheet().draw,
    }
    return mark_safe(template.render(context))  # noqa: S308  escaped by the template
