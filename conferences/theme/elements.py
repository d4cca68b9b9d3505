"""What SignalWire's widget draws in a theme's colours: one table for the preview, the report and the repair.

``COLOURS`` are the colours that the widget makes of the five roles, ``ROWS`` what it draws in which of them
on which. The preview draws nothing else: its style sheet knows the colours of this table only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from conferences.theme.colour import Channels

TEXT: Final = 4.5
GRAPHIC: Final = 3.0
"""WCAG 2.2 AA: success criteria 1.4.3 (text) and 1.4.11 (parts of graphics)."""

FIXED: Final[dict[str, Channels]] = {"white": (255, 255, 255), "black": (0, 0, 0)}
"""White is the text on the widget's buttons, black its video, whatever the theme."""


class Mix(NamedTuple):
    """``percent`` of one colour over another, as the widget's half-transparent colours come out."""

    over: str
    percent: int
    under: str


class Shade(NamedTuple):
    """A colour with 15 % less HSL lightness, as the widget draws buttons under the pointer."""

    of: str


COLOURS: Final[dict[str, Mix | Shade]] = {
    "bar": Mix("background", 90, "black"),
    "hover": Mix("foreground", 5, "background"),
    "heading": Mix("foreground", 10, "background"),
    "line": Mix("foreground", 25, "background"),
    "secondary": Mix("foreground", 50, "background"),
    "primary-shade": Shade("primary"),
    "primary-tint": Mix("primary-shade", 20, "background"),
    "negative-shade": Shade("negative"),
}
"""Colours made of the roles, each of those before it. ``line`` is decoration and has no contrast to keep."""


class Drawn(NamedTuple):
    """One colour drawn on another, and the contrast it needs there: ``TEXT`` or ``GRAPHIC``."""

    ink: str
    ground: str
    needed: float


class Limit(NamedTuple):
    """Why no theme reaches what a row needs on a ``light`` or ``dark`` background, and what it can reach."""

    ground: str
    held: float
    reason: str


class Row(NamedTuple):
    """A line of the report: what is drawn, and the role that is changed where it is too faint."""

    key: str
    name: str
    role: str
    drawn: tuple[Drawn, ...]
    limit: Limit | None = None


ROWS: Final = (
    Row(
        "text",
        "Text and icons",
        "foreground",
        (
            Drawn("foreground", "background", TEXT),
            Drawn("foreground", "bar", TEXT),
            Drawn("foreground", "hover", TEXT),
            Drawn("foreground", "heading", TEXT),
            Drawn("background", "foreground", TEXT),
        ),
    ),
    Row("borders", "Field borders", "foreground", (Drawn("secondary", "background", GRAPHIC),)),
    Row(
        "secondary",
        "Secondary text",
        "foreground",
        (Drawn("secondary", "background", TEXT),),
        Limit(
            "light", GRAPHIC, "No foreground reaches 4.5 on a light background: it is drawn at half strength."
        ),
    ),
    Row(
        "white-on-primary",
        "White on primary",
        "primary",
        (Drawn("white", "primary", TEXT), Drawn("white", "primary-shade", TEXT)),
    ),
    Row("primary-text", "Outline button", "primary", (Drawn("primary", "background", TEXT),)),
    Row(
        "primary-hover",
        "Outline button, hovered",
        "primary",
        (Drawn("primary-shade", "primary-tint", TEXT), Drawn("primary-shade", "background", GRAPHIC)),
        Limit("dark", 2.25, "On a dark background no primary reaches 4.5 here and under white text as well."),
    ),
    Row(
        "white-on-negative",
        "White on negative",
        "negative",
        (Drawn("white", "negative", TEXT), Drawn("white", "negative-shade", TEXT)),
    ),
    Row("error-text", "Error text", "negative", (Drawn("negative", "background", TEXT),)),
    Row(
        "error-hover",
        "Cancel, hovered",
        "negative",
        (Drawn("negative-shade", "background", TEXT),),
        Limit("dark", 2.5, "On a dark background no negative reaches 4.5 here and under white text as well."),
    ),
    Row("recording", "Recording dot", "negative", (Drawn("negative", "bar", GRAPHIC),)),
    Row("meter", "Microphone meter", "success", (Drawn("success", "background", GRAPHIC),)),
)


def palette(roles: Mapping[str, Channels]) -> dict[str, Channels]:
    """Every colour the widget draws: the roles, white and black, and those that can be made of them."""
    names = (*FIXED, *roles, *COLOURS)
    return {name: rgb for name in names if (rgb := colour_of(name, roles)) is not None}


def colour_of(name: str, roles: Mapping[str, Channels]) -> Channels | None:
    """A role, white, black or a colour of ``COLOURS``; None where a role that it is made of is not known."""
    made = COLOURS.get(name)
    if made is None:
        return FIXED.get(name) or roles.get(name)
    if isinstance(made, Shade):
        rgb = colour_of(made.of, roles)
        return None if rgb is None else _shade(rgb)
    over, under = colour_of(made.over, roles), colour_of(made.under, roles)
    return None if over is None or under is None else _mix(over, under, made.percent)


def is_made_of(name: str, role: str) -> bool:
    """Whether a colour changes with a role."""
    made = COLOURS.get(name)
    if made is None:
        return name == role
    parts = (made.of,) if isinstance(made, Shade) else (made.over, made.under)
    return any(is_made_of(part, role) for part in parts)


def _mix(over: Channels, under: Channels, percent: int) -> Channels:
    rest = 100 - percent
    red, green, blue = (
        (one * percent + other * rest + 50) // 100 for one, other in zip(over, under, strict=True)
    )
    return red, green, blue


def _shade(rgb: Channels) -> Channels:
    least, most = min(rgb), max(rgb)
    middle = (least + most) / 510
    spread = (most - least) / 255
    darker = middle * 0.85
    # HSL keeps the saturation, so the spread of the channels shrinks or grows with the room there is for it.
    wide = spread * (1 - abs(2 * darker - 1)) / (1 - abs(2 * middle - 1)) if spread else 0.0
    start = darker - wide / 2
    red, green, blue = (
        int((start + ((channel - least) / (most - least) if spread else 0.0) * wide) * 255 + 0.5)
        for channel in rgb
    )
    return red, green, blue
