"""Which pairs of a theme's colours meet on screen, and whether they can be read.

The pairs are those that SignalWire's own widget draws: bars and panels in foreground on background,
white text on the buttons in primary and negative, error text in negative on background, and the
microphone meter in success on background.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from conferences.theme.colour import channels, contrast

TEXT: Final = 4.5
GRAPHIC: Final = 3.0
"""WCAG 2.2 AA: success criteria 1.4.3 (text) and 1.4.11 (parts of graphics)."""

_WHITE: Final = "#FFFFFF"
_PAIRS: Final = (
    ("Text and icons", "foreground", "background", TEXT),
    ("White on primary", _WHITE, "primary", TEXT),
    ("White on negative", _WHITE, "negative", TEXT),
    ("Error text", "negative", "background", TEXT),
    ("Microphone meter", "success", "background", GRAPHIC),
)


@dataclass(frozen=True)
class Pair:
    """Two colours that meet, their contrast ratio, and the least that WCAG asks there."""

    name: str
    ratio: float
    needed: float

    @property
    def passes(self) -> bool:
        """Whether the pair reaches what is asked of it, unrounded."""
        return self.ratio >= self.needed

    @property
    def shown(self) -> str:
        """The ratio with one decimal. One that falls short is cut, so that 4.48 is not said to be 4.5."""
        return f"{self.ratio if self.passes else math.floor(self.ratio * 10) / 10:.1f}"


def report(colours: Mapping[str, str | None]) -> tuple[Pair, ...]:
    """The pairs of one mode: ``colours`` maps a role to ``#rrggbb``.

    A pair with a colour that is missing or no hex code is left out: nothing can be said about it.
    """
    return _report(tuple(sorted((role, colour or "") for role, colour in colours.items())))


@functools.lru_cache(maxsize=1024)
def _report(colours: tuple[tuple[str, str], ...]) -> tuple[Pair, ...]:
    known = {role: rgb for role, colour in colours if (rgb := channels(colour)) is not None}
    known[_WHITE] = (255, 255, 255)
    return tuple(
        Pair(name, contrast(known[first], known[second]), needed)
        for name, first, second, needed in _PAIRS
        if first in known and second in known
    )
