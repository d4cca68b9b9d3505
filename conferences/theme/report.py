"""Which pairs of a theme's colours meet on screen, and whether they can be read.

The pairs are those that SignalWire's own widget draws: bars and panels in foreground on background,
white text on the buttons in primary and negative, error text in negative on background, and the
microphone meter in success on background.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from conferences.theme.colour import Channels, channels, contrast, to_hex
from conferences.theme.constants import ROLES

TEXT: Final = 4.5
GRAPHIC: Final = 3.0
"""WCAG 2.2 AA: success criteria 1.4.3 (text) and 1.4.11 (parts of graphics)."""

WHITE: Final[Channels] = (255, 255, 255)
"""The text on the widget's buttons, whatever the theme."""

_WHITE: Final = "white"
_PAIRS: Final = (
    ("text", "Text and icons", "foreground", "foreground", "background", TEXT),
    ("white-on-primary", "White on primary", "primary", _WHITE, "primary", TEXT),
    ("white-on-negative", "White on negative", "negative", _WHITE, "negative", TEXT),
    ("error-text", "Error text", "negative", "negative", "background", TEXT),
    ("meter", "Microphone meter", "success", "success", "background", GRAPHIC),
)


@dataclass(frozen=True)
class Pair:
    """Two colours that meet, their contrast ratio, and the least that WCAG asks there.

    ``role`` is the one of the two that is changed where they are too close; ``first`` is drawn on ``second``,
    both ``#RRGGBB``.
    """

    key: str
    name: str
    role: str
    first: str
    second: str
    ratio: float
    needed: float

    @property
    def passes(self) -> bool:
        """Whether the pair reaches what is asked of it, unrounded."""
        return self.ratio >= self.needed

    @property
    def shown(self) -> str:
        """The ratio with one decimal. One that falls short is cut, so that 4.48 is not said to be 4.5."""
        tenths = self.ratio * 10
        return f"{(math.floor(tenths + 0.5) if self.passes else math.floor(tenths)) / 10:.1f}"


def report(colours: Mapping[str, str | None]) -> tuple[Pair, ...]:
    """The pairs of one mode: ``colours`` maps a role to ``#rrggbb``.

    A pair with a colour that is missing or no hex code is left out: nothing can be said about it.
    """
    return _report(tuple(channels(colours.get(role)) for role in ROLES))


@functools.lru_cache(maxsize=1024)
def _report(colours: tuple[Channels | None, ...]) -> tuple[Pair, ...]:
    known = {role: rgb for role, rgb in zip(ROLES, colours, strict=True) if rgb is not None}
    known[_WHITE] = WHITE
    return tuple(
        Pair(
            key,
            name,
            role,
            to_hex(known[first]),
            to_hex(known[second]),
            contrast(known[first], known[second]),
            needed,
        )
        for key, name, role, first, second, needed in _PAIRS
        if first in known and second in known
    )


def worst(pairs: Iterable[Pair]) -> Pair | None:
    """The pair that falls farthest short of what it needs; None if all pass."""
    failing = [pair for pair in pairs if not pair.passes]
    return min(failing, key=lambda pair: pair.ratio / pair.needed, default=None)


def words(pairs: Iterable[Pair]) -> str:
    """The verdict on one mode: ``2 of 5 too faint``, ``All readable``; empty if nothing can be said."""
    verdicts = [pair.passes for pair in pairs]
    if not verdicts:
        return ""
    faint = verdicts.count(False)
    return f"{faint} of {len(verdicts)} too faint" if faint else "All readable"
