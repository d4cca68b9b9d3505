"""The join window as a line: the window, the session that runs in it, and where now is."""

from __future__ import annotations

from datetime import datetime, tzinfo

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from conferences.presentation import times
from conferences.presentation.windows import JoinWindow

_MARGIN = 0.15  # of the window's length, on each side
_NEAR = 9.0  # per cent: labels closer than this would run into each other


def timeline(window: JoinWindow, session_start: datetime | None = None) -> SafeString | None:
    """The drawing, or None where the window has an open end or cannot be drawn to scale."""
    opens, closes = window.opens, window.closes
    if opens is None or closes is None or closes <= opens:
        return None
    length = closes - opens

    def place(moment: datetime) -> float:
        return 100 * ((moment - opens) / length + _MARGIN) / (1 + 2 * _MARGIN)

    now = place(window.now)
    shows_now = 0 <= now <= 100
    left, right = place(opens), place(closes)
    shapes = [
        _bar("track", 0, 100, rounded=True),
        _bar("window", left, right - left, rounded=True),
    ]
    if session_start is not None and session_start < window.now:
        begin, finish = max(0.0, place(session_start)), min(100.0, now)
        if finish > begin:
            shapes.append(_bar("done", begin, finish - begin))
    same_day = times.in_zone(opens, window.zone).date() == times.in_zone(closes, window.zone).date()
    shapes.append(
        format_html_join(
            "",
            '<rect class="timeline-tick" x="{}%" y="19" width="1" height="4"/>'
            '<text x="{}%" y="36" text-anchor="middle">{}</text>',
            (
                (f"{x:.2f}", f"{x:.2f}", _tick(moment, window.zone, same_day=same_day))
                for x, moment in ((left, opens), (right, closes))
            ),
        )
    )
    if shows_now:
        anchor = "start" if now < _NEAR else "end" if now > 100 - _NEAR else "middle"
        shapes.append(
            format_html(
                '<rect class="timeline-now" x="{x}%" y="2" width="2" height="20" rx="1"/>'
                '<text class="timeline-now-text" x="{x}%" y="-4" text-anchor="{anchor}">Now {clock}</text>',
                x=f"{now:.2f}",
                anchor=anchor,
                clock=times.in_zone(window.now, window.zone).strftime("%H:%M"),
            )
        )
    return format_html(
        '<svg class="timeline" role="img" aria-label="{}">{}</svg>',
        _words(opens, closes, window, session_start),
        format_html_join("", "{}", ((shape,) for shape in shapes)),
    )


def _bar(name: str, x: float, width: float, *, rounded: bool = False) -> SafeString:
    return format_html(
        '<rect class="timeline-{}" x="{}%" y="7" width="{}%" height="10" rx="{}"/>',
        name,
        f"{x:.2f}",
        f"{width:.2f}",
        2 if rounded else 0,
    )


def _tick(moment: datetime, zone: tzinfo, *, same_day: bool) -> str:
    local = times.in_zone(moment, zone)
    clock = times.clock(moment, zone)
    return clock if same_day else f"{local.day} {local:%b} {clock}"


def _words(opens: datetime, closes: datetime, window: JoinWindow, session_start: datetime | None) -> str:
    now = window.now.replace(microsecond=0, second=0)
    words = (
        f"The window runs from {times.full(opens, window.zone)} to {times.full(closes, window.zone)}. "
        f"It is {times.full(now, window.zone)} now."
    )
    if session_start is not None:
        words += f" A session has been running since {times.clock(session_start, window.zone)}."
    return words
