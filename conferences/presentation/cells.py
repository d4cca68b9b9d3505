"""Cells of a list, drawn in one go.

A page shows up to 250 rows, and a template spends some 8 µs on each value it prints, ``format_html`` some
3 µs. So cells are put together here: what differs from row to row with the standard library's ``escape``
around every text, what repeats with ``format_html``, once.
"""

from __future__ import annotations

import functools
from html import escape
from uuid import UUID

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from conferences.presentation.icons import icon, layout_glyph
from conferences.presentation.layouts import layout_words
from conferences.presentation.names import WORD_MAXIMUM, truncate
from conferences.presentation.themes import Palette
from conferences.presentation.windows import JoinWindow


def _null(words: str) -> SafeString:
    return format_html('<span class="null">{}</span>', words)


def name_cell(*, address: str, label: str, title: str, name: str, is_saved: bool) -> SafeString:
    """Display name, linked to the object's own page, over its name. ``label`` is never empty."""
    tag = f'<span class="tag tag-saved">{icon("check")}Saved</span>' if is_saved else ""
    shown = f"<bdi>{escape(title)}</bdi>" if title else _NO_TITLE
    return SafeString(
        '<th role="rowheader" scope="row" class="cell-name"><div class="name"><span class="name-line">'
        f'<a class="name-title" href="{escape(address)}" title="{escape(label)}">{shown}</a>{tag}</span>'
        f'<span class="name-code">{escape(name)}</span></div></th>'
    )


_NO_TITLE = _null("No display name")


def updated_cell(*, words: str, exactly: str) -> SafeString:
    """How long ago something was changed, and in the tooltip when."""
    return SafeString(f'<td role="cell" class="cell-updated" title="{escape(exactly)}">{escape(words)}</td>')


@functools.lru_cache(maxsize=256)
def rules_cell(remove_at: str, remove_after: str, record_on_start: bool | None) -> SafeString:
    """When everybody is removed from a room or how long somebody may stay, over whether it records."""
    after = f"after {remove_after}" if remove_after else ""
    leaving = " or ".join(filter(None, (remove_at, after)))
    return format_html(
        '<td role="cell" class="cell-rules"><div class="room">{}{}</div></td>',
        format_html("<span>Leave {}</span>", leaving)
        if leaving
        else format_html('<span class="quiet">{}</span>', "No limit"),
        _recording(record_on_start),
    )


def _recording(on_start: bool | None) -> SafeString:
    if on_start is None:
        return _null("recording not set")
    tone, drawing, words = (
        ("on", "check", "Records on start") if on_start else ("off", "minus", "Records by hand")
    )
    return format_html('<span class="status status-{}">{}{}</span>', tone, icon(drawing), words)


def select_cell(identifier: UUID, label: str) -> SafeString:
    """The box that selects a row; it belongs to the form ``bulk-form``, which stands below the table."""
    return SafeString(
        '<td role="cell" class="cell-check"><input class="check" type="checkbox" form="bulk-form" name="id" '
        f'value="{identifier}" aria-label="Select {escape(label)}" data-selection-row></td>'
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
    dates = escape(window.dates)
    return SafeString(
        f'<td role="cell" class="cell-window"><div class="window">{window.gauge}<div class="window-words">'
        f'<span class="status status-{escape(window.tone)}">{icon(window.icon)}'
        f"<span><strong>{escape(first)}</strong>{escape(rest)}</span></span>"
        f'<span class="window-dates" title="{dates}">{dates}</span></div></div></td>'
    )


def room_cell(quality: str | None, room: str, unset: str, layout: str | None) -> SafeString:
    """Quality, how many it admits (``unset`` says that this is not set), and layout."""
    quality, room, layout = (truncate(text or "", WORD_MAXIMUM) for text in (quality, room, layout))
    return _room_cell(quality, room, unset, layout)


@functools.lru_cache(maxsize=256)
def _room_cell(quality: str, room: str, unset: str, layout: str) -> SafeString:
    return format_html(
        '<td role="cell" class="cell-room"><div class="room"><span>{} · {}</span>'
        '<span class="room-layout">{}</span></div></td>',
        quality or _null("quality not set"),
        room or _null(unset),
        _layout(layout),
    )


def _layout(layout: str) -> SafeString:
    if not layout:
        return _null("layout not set")
    glyph = layout_glyph(layout)
    if glyph is None:
        return format_html('{}<code title="{}">{}</code>', icon("question-mark-circle"), layout, layout)
    return format_html("{}<span>{}</span>", glyph, layout_words(layout))


@functools.lru_cache(maxsize=512)
def theme_cell(palettes: tuple[Palette, ...]) -> SafeString:
    """The swatches of both modes, and a mark where a theme cannot be used."""
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
