"""The nearest colour that can be read, for a pair that cannot.

*Nearest* is nearest in OKLCH lightness, among all colours of sRGB in 8 bits a channel that have the hue and
the chroma of the one to be changed. Where sRGB has less chroma at that lightness, that is what is asked for.
Where 8 bits are too coarse for a hue (very dark, or nearly grey), what the line of that hue and chroma rounds
to counts too.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from conferences.theme.colour import LINEAR, Channels, channels, encoded, luminance, ratio, to_hex
from conferences.theme.constants import ROLES
from conferences.theme.oklch import Oklch, apart, clipped, from_oklch, light_of, to_oklab, to_oklch
from conferences.theme.report import WHITE, Pair, report

# How far 8 bits may lead away from hue (degrees) and chroma: less than anybody sees.
_HUE: Final = 1.95
_CHROMA: Final = 0.005
# Where the line of that hue and chroma becomes readable: how far around that point colours are tried, in
# steps of a channel, and how far along the line, in steps of lightness. Below that chroma the line is coarse.
_REACH: Final = 12
_NEAR: Final = 2
_HALVINGS: Final = 20
_STEP: Final = 1 / 4096
_STEPS: Final = 40
_STEPS_IN_THE_DARK: Final = 160
_DARK: Final = 0.25
_COARSE: Final = 0.06


class Need(NamedTuple):
    """Contrast of at least ``least`` against a colour of that luminance (0 to 1)."""

    luminance: float
    least: float


@dataclass(frozen=True)
class Fix:
    """A colour, ``#RRGGBB``, with which a failing pair passes.

    ``sibling`` is the other pair in which the same role stands, as it is with the new colour.
    """

    colour: str
    sibling: Pair | None


def repair(colours: Mapping[str, str | None], key: str) -> Fix | None:
    """The nearest colour with which the pair ``key`` of one mode passes.

    None if that pair passes already, or if one of its colours is not known.
    """
    pairs = {pair.key: pair for pair in report(colours)}
    pair = pairs.get(key)
    if pair is None or pair.passes:
        return None
    colour = _repaired(pair)
    if colour is None:
        return None
    after = report({**colours, pair.role: colour})
    sibling = next((other for other in after if other.role == pair.role and other.key != key), None)
    return Fix(colour, sibling)


def fix_all(colours: Mapping[str, str | None]) -> dict[str, str]:
    """The texts of one mode by role, with every colour that fails a pair replaced by the nearest that passes.

    Negative stands in two pairs, and on some backgrounds nothing passes both. Then it is, of itself and the
    nearest colour for either pair, the one with most pairs passing, and of equals the one whose worse pair is
    better. Texts that are no colours, and colours that pass, stay as they are.
    """
    fixed = {role: text for role in ROLES if (text := colours.get(role)) is not None}
    for role in ROLES:
        pairs = [pair for pair in report(fixed) if pair.role == role]
        if all(pair.passes for pair in pairs):
            continue
        rgb = channels(fixed[role])
        needs = tuple(_need(pair) for pair in pairs)
        both = nearest(rgb, needs) if rgb is not None else None
        if both is not None:
            fixed[role] = to_hex(both)
            continue
        choices = [fixed[role], *filter(None, (_repaired(pair) for pair in pairs if not pair.passes))]
        fixed[role] = max(choices, key=lambda choice: _merit({**fixed, role: choice}, role))
    return fixed


def _merit(colours: Mapping[str, str | None], role: str) -> tuple[int, float]:
    pairs = [pair for pair in report(colours) if pair.role == role]
    return sum(pair.passes for pair in pairs), min(pair.ratio / pair.needed for pair in pairs)


def _repaired(pair: Pair) -> str | None:
    rgb = channels(_own(pair))
    found = nearest(rgb, (_need(pair),)) if rgb is not None else None
    return None if found is None else to_hex(found)


def _own(pair: Pair) -> str:
    # White is drawn on the role's colour, every other role on the background.
    return pair.second if pair.key.startswith("white-on-") else pair.first


def _need(pair: Pair) -> Need:
    other = channels(pair.first if _own(pair) is pair.second else pair.second)
    return Need(luminance(other or WHITE), pair.needed)


@functools.lru_cache(maxsize=1024)
def nearest(rgb: Channels, needs: tuple[Need, ...]) -> Channels | None:
    """The colour of the same hue and chroma, nearest in lightness, that meets all ``needs``.

    The colour itself if it does; None if there is none.
    """
    if meets(rgb, needs):
        return rgb
    origin = to_oklch(rgb)
    found = (_settled(origin, needs, edge) for edge in _edges(needs))
    return min(filter(None, found), key=lambda colour: _away(colour, origin), default=None)


def meets(rgb: Channels, needs: tuple[Need, ...]) -> bool:
    """Whether a colour has all the contrast it needs, unrounded."""
    own = luminance(rgb)
    return all(ratio(own, need.luminance) >= need.least for need in needs)


def _edges(needs: tuple[Need, ...]) -> Iterator[float]:
    """The luminances, below and above its partner's, at which a colour begins to meet a need."""
    for need in needs:
        darker = (need.luminance + 0.05) / need.least - 0.05
        lighter = (need.luminance + 0.05) * need.least - 0.05
        yield from (edge for edge in (darker, lighter) if 0 <= edge <= 1)


def _settled(origin: Oklch, needs: tuple[Need, ...], edge: float) -> Channels | None:
    """The colour nearest to ``origin`` in lightness that meets the needs, near a luminance."""
    lightness = _lightness_at(origin, edge)
    same = _nearest_around(origin, needs, lightness, edge) if origin.chroma else None
    if same is not None and clipped(origin._replace(lightness=lightness)).chroma >= _COARSE:
        return same
    line = _nearest_on_line(origin, needs, lightness)
    if same is None or line is None:
        return same or line
    return line if _away(line, origin) < _away(same, origin) - _STEP else same


def _lightness_at(origin: Oklch, edge: float) -> float:
    """The lightness at which the line of that hue and chroma has a luminance."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        red, green, blue = light_of(clipped(origin._replace(lightness=middle)))
        if 0.2126 * red + 0.7152 * green + 0.0722 * blue < edge:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _nearest_around(origin: Oklch, needs: tuple[Need, ...], lightness: float, edge: float) -> Channels | None:
    """Of the colours in the cube around the point of the line, that have hue and chroma of the origin.

    For each red and blue the greens are tried from the one at the edge on, which is the least change of
    lightness too.
    """
    red, _, blue = from_oklch(origin._replace(lightness=lightness))
    onward = -1 if lightness < origin.lightness else 1
    best, least = None, math.inf
    for r in range(max(red - _REACH, 0), min(red + _REACH, 255) + 1):
        for b in range(max(blue - _REACH, 0), min(blue + _REACH, 255) + 1):
            green = encoded((edge - 0.2126 * LINEAR[r] - 0.0722 * LINEAR[b]) / 0.7152)
            for step in range(_NEAR + 1):
                rgb = (r, green + step * onward, b)
                if not 0 <= rgb[1] <= 255 or not meets(rgb, needs):
                    continue
                away = _away(rgb, origin)
                if away >= least:
                    break
                if _is_same(rgb, origin):
                    best, least = rgb, away
                    break
    return best


def _nearest_on_line(origin: Oklch, needs: tuple[Need, ...], lightness: float) -> Channels | None:
    steps = _STEPS_IN_THE_DARK if lightness < _DARK else _STEPS
    line = (
        from_oklch(origin._replace(lightness=lightness + step * _STEP)) for step in range(-steps, steps + 1)
    )
    return min((rgb for rgb in line if meets(rgb, needs)), key=lambda rgb: _away(rgb, origin), default=None)


def _away(rgb: Channels, origin: Oklch) -> float:
    return abs(to_oklab(rgb).lightness - origin.lightness)


def _is_same(rgb: Channels, origin: Oklch) -> bool:
    """Whether hue and chroma are those of ``origin``, so far as sRGB has them at that lightness."""
    colour = to_oklch(rgb)
    if apart(colour.hue, origin.hue) > _HUE:
        return False
    asked = clipped(origin._replace(lightness=colour.lightness)).chroma
    return abs(colour.chroma - asked) <= _CHROMA
