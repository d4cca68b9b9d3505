"""What a theme's colours make of everything that the widget draws, and whether it can be read.

A row of ``ROWS`` is one pair here: the two of its colours that fall farthest short of what they need.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conferences.theme.colour import Channels, channels, contrast, is_dark, to_hex
from conferences.theme.constants import ROLES
from conferences.theme.elements import ROWS, Row, palette


@dataclass(frozen=True)
class Pair:
    """Two colours that meet, their contrast ratio, and the least that WCAG asks there.

    ``role`` is the one that is changed where they are too close; ``first`` is drawn on ``second``, both
    ``#RRGGBB``. ``limit`` says why no theme passes here, where that is so; else it is empty.
    """

    key: str
    name: str
    role: str
    first: str
    second: str
    ratio: float
    needed: float
    limit: str

    @property
    def passes(self) -> bool:
        """Whether the pair reaches what is asked of it, unrounded."""
        return self.ratio >= self.needed

    @property
    def is_faint(self) -> bool:
        """Whether it falls short of what a theme can reach."""
        return not self.passes and not self.limit

    @property
    def shown(self) -> str:
        """The ratio with one decimal."""
        return shown(self.ratio, self.needed)


def shown(ratio: float, needed: float) -> str:
    """A ratio with one decimal. One that falls short is cut, so that 4.48 is not said to be 4.5."""
    return f"{math.floor(ratio * 10 + (0.5 if ratio >= needed else 0)) / 10:.1f}"


def report(colours: Mapping[str, str | None]) -> tuple[Pair, ...]:
    """The pairs of one mode: ``colours`` maps a role to ``#rrggbb``.

    A pair with a colour that is missing or no hex code is left out: nothing can be said about it.
    """
    return _report(tuple(channels(colours.get(role)) for role in ROLES))


@functools.lru_cache(maxsize=1024)
def _report(colours: tuple[Channels | None, ...]) -> tuple[Pair, ...]:
    roles = {role: rgb for role, rgb in zip(ROLES, colours, strict=True) if rgb is not None}
    known = palette(roles)
    rows = (row for row in ROWS if all(one.ink in known and one.ground in known for one in row.drawn))
    return tuple(_pair(row, known) for row in rows)


def _pair(row: Row, known: Mapping[str, Channels]) -> Pair:
    ratios = [(contrast(known[one.ink], known[one.ground]), one) for one in row.drawn]
    least, drawn = min(ratios, key=lambda found: found[0] / found[1].needed)
    reason = ""
    if row.limit and row.limit.held <= least < drawn.needed and ground_of(known) == row.limit.ground:
        reason = row.limit.reason
    first, second = to_hex(known[drawn.ink]), to_hex(known[drawn.ground])
    return Pair(row.key, row.name, row.role, first, second, least, drawn.needed, reason)


def ground_of(known: Mapping[str, Channels]) -> str:
    """``light`` or ``dark``, as the background is; empty where it is not known."""
    background = known.get("background")
    return "" if background is None else "dark" if is_dark(background) else "light"


def worst(pairs: Iterable[Pair]) -> Pair | None:
    """The pair that falls farthest short of what a theme can reach; None if none does."""
    failing = [pair for pair in pairs if pair.is_faint]
    return min(failing, key=lambda pair: pair.ratio / pair.needed, default=None)


def words(pairs: Iterable[Pair]) -> str:
    """The verdict on one mode: ``2 of 11 low contrast``, ``10 of 11 readable`` where no theme does better,
    ``All readable``; empty if nothing can be said.
    """
    judged = list(pairs)
    faint = sum(pair.is_faint for pair in judged)
    if faint:
        return f"{faint} of {len(judged)} low contrast"
    passing = sum(pair.passes for pair in judged)
    if passing < len(judged):
        return f"{passing} of {len(judged)} readable"
    return "All readable" if judged else ""
