"""Cells of a list, drawn in one go.

A page shows up to 250 rows, and a template spends some 8 µs on each value it prints: cells with many
parts are put together here, and what repeats from row to row is kept.
"""

from __future__ import annotations

import functools
from uuid import UUID

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from conferences.presentation.icons import icon
from conferences.presentation.layouts import layout_glyph, layout_words
from conferences.presentation.themes import Palette
from conferences.presentation.windows import JoinWindow


def select_cell(identifier: UUID, label: str) -> SafeString:
    """The box that selects a row; it belongs to the form ``bulk-form``, which stands below the table."""
    return format_html(
        '<td role="cell" class="cell-check"><input class="check" type="checkbox" form="bulk-form" name="id" '
        'value="{}" aria-label="Select {}" data-selection-row></td>',
        identifier,
        label,
    )


def session_cell(*, is_live: bool, live_for: str) -> SafeString:
    """The live badge, or an empty cell."""
    if not is_live:
        return _NOT_LIVE
    time = format_html(" <span>{}</span>", live_for) if live_for else ""
    return format_html('<td role="cell" class="cell-live"><span class="live">Live{}</span></td>', time)


_NOT_LIVE = format_html('<td role="cell" class="cell-live cell-empty">{}</td>', "")


def window_cell(window: JoinWindow) -> SafeString:
    """Gauge, state in words, and dates of a join window."""
    first, rest = window.headline
    return format_html(
        '<td role="cell" class="cell-window"><div class="window">{gauge}<div class="window-words">'
        '<span class="status status-{tone}">{icon}<span><strong>{first}</strong>{rest}</span></span>'
        '<span class="window-dates" title="{dates}">{dates}</span></div></div></td>',
        gauge=window.gauge,
        tone=window.tone,
        icon=icon(window.icon),
        first=first,
        rest=rest,
        dates=window.dates,
    )


@functools.lru_cache(maxsize=256)
def room_cell(quality: str | None, room: str, unset: str, layout: str | None) -> SafeString:
    """Quality, how many it admits (``unset`` says that this is not set), and layout."""
    return format_html(
        '<td role="cell" class="cell-room"><div class="room"><span>{} · {}</span>'
        '<span class="room-layout">{}</span></div></td>',
        quality or _null("quality not set"),
        room or _null(unset),
        _layout(layout),
    )


def _layout(layout: str | None) -> SafeString:
    if not layout:
        return _null("layout not set")
    glyph = layout_glyph(layout)
    if glyph is None:
        return format_html('{}<code title="{}">{}</code>', icon("question-mark-circle"), layout, layout)
    return format_html("{}<span>{}</span>", glyph, layout_words(layout))


def _null(words: str) -> SafeString:
    return format_html('<span class="null">{}</span>', words)


@functools.lru_cache(maxsize=512)
def theme_cell(palettes: tuple[Palette, ...]) -> SafeString:
    """The swatches of both modes, and a mark where a theme needs a look."""
    warning = ". ".join(palette.warning for palette in palettes if palette.warning)
    mark = (
        format_html(
            '<span class="swatch-warning" title="{}">{}<span class="hidden">{}</span></span>',
            warning,
            icon("exclamation-triangle"),
            warning,
        )
        if warning
        else ""
    )
    swatches = format_html_join("", "{}", ((palette.swatch,) for palette in palettes))
    return format_html(
        '<td role="cell" class="cell-theme"><div class="swatches">{}{}</div></td>', swatches, mark
    )
