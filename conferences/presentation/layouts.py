"""The initial layouts of a room: a word and a small drawing for each that is known."""

from __future__ import annotations

import re
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_WORDS = {
    "grid-responsive": "Responsive grid",
    "grid-responsive-mobile": "Grid, mobile",
    "highlight-1-responsive": "One highlighted",
    "5up": "5 up",
}
_GRID = re.compile(r"(\d{1,2})x(\d{1,2})")
_WIDTH, _HEIGHT = 20.0, 14.0

LAYOUTS: Final = (*_WORDS, *(f"{columns}x{rows}" for columns in range(1, 6) for rows in range(1, 5)))
"""Every layout that is drawn."""

Tile = tuple[float, float, float, float]


def layout_words(layout: str) -> str:
    """The layout as people say it; one that is not known stays as SignalWire names it."""
    if layout in _WORDS:
        return _WORDS[layout]
    grid = _GRID.fullmatch(layout)
    return f"{grid[1]} × {grid[2]}" if grid else layout


def layout_symbol(layout: str) -> str:
    """The id of the layout's drawing in the sprite; empty for one that is not known."""
    grid = _GRID.fullmatch(layout)
    if grid and 0 < int(grid[1]) <= 20 and 0 < int(grid[2]) <= 20:
        # More cells than this are only noise at the size they are drawn.
        layout = f"{min(int(grid[1]), 5)}x{min(int(grid[2]), 4)}"
    return f"layout-{layout}" if layout in LAYOUTS else ""


def layout_drawing(layout: str) -> SafeString:
    """The content of an SVG of 20 by 14 units; ``layout`` is one of ``LAYOUTS``."""
    return format_html(
        '<g fill="currentColor" fill-opacity="0.55">{}</g>',
        format_html_join(
            "",
            '<rect x="{}" y="{}" width="{}" height="{}" rx="0.75"/>',
            ((f"{x:g}", f"{y:g}", f"{width:.3g}", f"{height:.3g}") for x, y, width, height in _tiles(layout)),
        ),
    )


def _tiles(layout: str) -> list[Tile]:
    match layout:
        case "grid-responsive":
            return _grid(3, 2)
        case "grid-responsive-mobile":
            return [(x + 5, y, width, height) for x, y, width, height in _grid(2, 3, total=10)]
        case "highlight-1-responsive":
            return [(0, 0, 14, _HEIGHT), *((15, y, 5, 4) for y in (0.0, 5.0, 10.0))]
        case "5up":
            return [(0, 0, 13, _HEIGHT), *((14, y, 6, 2.75) for y in (0.0, 3.75, 7.5, 11.25))]
    columns, rows = layout.split("x")
    return _grid(int(columns), int(rows))


def _grid(columns: int, rows: int, *, total: float = _WIDTH) -> list[Tile]:
    gap = 1.0 if columns <= 4 else 0.8
    width = (total - gap * (columns - 1)) / columns
    height = (_HEIGHT - gap * (rows - 1)) / rows
    return [
        (round(column * (width + gap), 2), round(row * (height + gap), 2), width, height)
        for column in range(columns)
        for row in range(rows)
    ]
