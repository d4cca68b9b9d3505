"""The join window of a conference or room: its state now, in words and as a drawing."""

from __future__ import annotations

import enum
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Final

from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from conferences.presentation import times

CLOSING_SOON = timedelta(minutes=15)
OPENING_SOON = timedelta(hours=1)
_WIDTH = 48  # of the gauge, in pixels


class JoinState(enum.StrEnum):
    """Whether people can enter now. The values are the words of the product."""

    ALWAYS_OPEN = "always open"
    OPENS = "opens at"
    OPEN_UNTIL = "open until"
    OPEN = "open"
    CLOSED = "closed"


STATE_WORDS: Final[Mapping[JoinState, str]] = {
    JoinState.ALWAYS_OPEN: "Always open",
    JoinState.OPENS: "Scheduled",
    JoinState.OPEN_UNTIL: "Open",
    JoinState.OPEN: "Open",
    JoinState.CLOSED: "Closed",
}
"""The state in one word, without its times."""


@dataclass(frozen=True)
class JoinWindow:
    """A window as the API gives it, looked at from ``now`` in ``zone``.

    ``opens`` and ``closes`` are aware datetimes, or None for an open end. ``is_live`` says whether a
    session is in progress, whatever the window says.
    """

    opens: datetime | None
    closes: datetime | None
    now: datetime
    zone: tzinfo
    is_live: bool = False

    @cached_property
    def state(self) -> JoinState:
        """The state now. The closing moment itself counts as closed, the opening one as open."""
        if self.closes is not None and self.closes <= self.now:
            return JoinState.CLOSED
        if self.opens is not None and self.opens > self.now:
            return JoinState.OPENS
        if self.closes is not None:
            return JoinState.OPEN_UNTIL
        return JoinState.ALWAYS_OPEN if self.opens is None else JoinState.OPEN

    @property
    def is_impossible(self) -> bool:
        """Whether the window closes before it opens, so that no one ever gets in."""
        return self.opens is not None and self.closes is not None and self.closes < self.opens

    @property
    def _until_opening(self) -> str:
        return times.until(self.opens, self.now, self.zone) if self.opens else ""

    @property
    def _until_closing(self) -> str:
        return times.until(self.closes, self.now, self.zone) if self.closes else ""

    @property
    def _since_closing(self) -> str:
        return times.since(self.closes, self.now, self.zone) if self.closes else ""

    @cached_property
    def tone(self) -> str:
        """The status class: ``open``, ``warning``, ``soon``, ``later`` or ``closed``."""
        if self.is_impossible:
            return "warning"
        if self.state is JoinState.CLOSED:
            return "warning" if self.is_live else "closed"
        if self.state is JoinState.OPENS and self.opens is not None:
            return "soon" if self.opens - self.now <= OPENING_SOON else "later"
        closes_soon = self.closes is not None and self.closes - self.now <= CLOSING_SOON
        return "warning" if closes_soon else "open"

    @cached_property
    def icon(self) -> str:
        """The name of the icon that stands for the state."""
        if self.is_impossible or (self.state is JoinState.CLOSED and self.is_live):
            return "exclamation-triangle"
        return {"open": "lock-open", "warning": "clock", "soon": "clock", "later": "calendar"}.get(
            self.tone, "lock-closed"
        )

    @property
    def badge(self) -> str:
        """The state in one word, or why the window never opens."""
        return self.headline[0] if self.is_impossible else STATE_WORDS[self.state]

    @cached_property
    def headline(self) -> tuple[str, str]:
        """The state in words: what is read first, and the rest: ``("Open", ", closes in 42 min")``."""
        if self.is_impossible:
            return "Closes before it opens", ""
        match self.state:
            case JoinState.CLOSED if self.is_live:
                return "Closed", ", people still inside"
            case JoinState.CLOSED:
                return "Closed", f" {self._since_closing}"
            case JoinState.OPENS if self.tone == "soon":
                return f"Opens {self._until_opening}", ""
            case JoinState.OPENS:
                return "Opens", f" {self._until_opening}"
            case JoinState.OPEN_UNTIL:
                return "Open", f", closes {self._until_closing}"
            case JoinState.OPEN:
                return "Open", ", no end"
            case JoinState.ALWAYS_OPEN:
                return "Always open", ""

    @cached_property
    def figure(self) -> str:
        """The one answer in large type on the detail page: ``Closes in 42 min``."""
        if self.is_impossible:
            return "Never opens"
        if self.state is JoinState.OPEN_UNTIL:
            return f"Closes {self._until_closing}"
        if self.state is JoinState.OPEN:
            return "No closing time"
        first, rest = self.headline
        return first + rest

    @cached_property
    def dates(self) -> str:
        """Both ends, no date said twice: ``Today 09:00 – 11:00``, ``Until Fri 13 Nov 18:00``."""
        opens, closes = self.opens, self.closes
        if opens and closes:
            return times.span(opens, closes, self.now, self.zone)
        if opens:
            word = "Since" if opens <= self.now else "From"
            return f"{word} {times.moment_in_words(opens, self.now, self.zone)}"
        if closes:
            return f"Until {times.moment_in_words(closes, self.now, self.zone)}"
        return "No start, no end"

    @cached_property
    def elapsed(self) -> float | None:
        """How much of a window with two ends has passed, 0 to 1; None where an end is open."""
        if self.opens is None or self.closes is None or self.closes <= self.opens:
            return None
        return min(1.0, max(0.0, (self.now - self.opens) / (self.closes - self.opens)))

    @cached_property
    def gauge(self) -> SafeString:
        """The 48 px drawing: filled = elapsed, tick = now, hollow = to come, dots = open end."""
        return _gauge_svg(self.gauge_shapes)

    @property
    def gauge_shapes(self) -> SafeString:
        """What is in that drawing."""
        return _gauge(self.state, self.tone, None if self.elapsed is None else round(self.elapsed * _WIDTH))


def _gauge(state: JoinState, tone: str, filled: int | None) -> SafeString:
    """Rectangles of the class, x, y, width and height, drawn for a state; cached, as few differ."""
    return _draw(tuple(_shapes(state, tone, filled)))


_Shape = tuple[str, float, float, float, float]


def _shapes(state: JoinState, tone: str, filled: int | None) -> list[_Shape]:
    match state:
        case JoinState.CLOSED:
            return [("closed", 0, 3, 48, 2)]
        case JoinState.OPENS:
            return [("soon" if tone == "soon" else "later", 0.5, 2.5, 47, 3)]
        case JoinState.OPEN_UNTIL if filled is not None:
            width = max(3, filled)
            bar = "warning" if tone == "warning" else "open"
            return [("track", 0, 2, 48, 4), (bar, 0, 2, width, 4), ("now", width - 1, 0, 2, 8)]
        case JoinState.OPEN_UNTIL:
            return [*_dots(0, 7, 14), ("open", 21, 2, 9, 4), ("track", 31, 2, 17, 4), ("now", 29, 0, 2, 8)]
        case JoinState.OPEN:
            return [("open", 0, 2, 25, 4), ("now", 24, 0, 2, 8), *_dots(30, 37, 44)]
        case JoinState.ALWAYS_OPEN:
            return _dots(0, 9, 18, 26, 35, 44)


def _dots(*starts: int) -> list[_Shape]:
    return [("open", x, 2, 4, 4) for x in starts]


class GaugeSheet:
    """Gauges of one page, on which each drawing is made once: the others refer to the first."""

    def __init__(self) -> None:
        self._ids: dict[SafeString, str] = {}

    def draw(self, window: JoinWindow) -> SafeString:
        """The gauge of a window."""
        shapes = window.gauge_shapes
        known = self._ids.get(shapes)
        if known is not None:
            return _gauge_svg(format_html('<use href="#{}"/>', known))
        self._ids[shapes] = identifier = f"gauge-{len(self._ids)}"
        return _gauge_svg(format_html('<g id="{}">{}</g>', identifier, shapes))


def _gauge_svg(shapes: SafeString) -> SafeString:
    return format_html(
        '<svg class="gauge" width="48" height="8" viewBox="0 0 48 8" aria-hidden="true">{}</svg>', shapes
    )


@functools.lru_cache(maxsize=256)
def _draw(shapes: tuple[_Shape, ...]) -> SafeString:
    return format_html_join(
        "",
        '<rect class="gauge-{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>',
        ((name, x, y, width, height, f"{min(width, height) / 2:g}") for name, x, y, width, height in shapes),
    )
