"""The nearest colour that can be read, wherever the widget draws it.

*Nearest* is nearest in OKLCH lightness, among all colours of sRGB in 8 bits a channel that have the hue and
the chroma of the one to be changed. Where sRGB has less chroma at that lightness, that is what is asked for.
Where 8 bits are too coarse for a hue (very dark, or nearly grey), what the line of that hue and chroma rounds
to counts too, and where nothing does, the most similar colour around it.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from conferences.theme.colour import LINEAR, Channels, channels, contrast, encoded, luminance, ratio, to_hex
from conferences.theme.constants import ROLES
from conferences.theme.elements import GRAPHIC, ROWS, Drawn, Row, colour_of, is_made_of
from conferences.theme.oklch import Oklch, apart, clipped, from_oklch, light_of, to_oklab, to_oklch
from conferences.theme.report import Pair, ground_of, report, worst

# How far 8 bits may lead away from hue (degrees) and chroma: less than anyone sees.
_HUE: Final = 1.95
_CHROMA: Final = 0.005
# Where the line of that hue and chroma becomes readable: how far around that point colours are tried, in
# steps of a channel, and how far along the line, in steps of lightness. Below that chroma the line is coarse.
_REACH: Final = 10
_NEAR: Final = 2
_HALVINGS: Final = 20
_STEP: Final = 1 / 4096
_STEPS: Final = 40
_STEPS_IN_THE_DARK: Final = 160
_DARK: Final = 0.25
_COARSE: Final = 0.06
# How much of its contrast a colour at an edge may lack: a few steps of a channel away one may have it all.
_NEARLY: Final = 0.98
_BISECTIONS: Final = 12
_SPREAD: Final = 0.01


class Need(NamedTuple):
    """Contrast of at least ``least`` against a colour of that luminance (0 to 1)."""

    luminance: float
    least: float


class MadeNeed(NamedTuple):
    """Contrast of at least ``least`` where the other colour changes with ``role`` too.

    ``ink`` and ``ground`` are names of ``elements``; ``background`` is the theme's, where they need one.
    """

    role: str
    ink: str
    ground: str
    background: Channels | None
    least: float


Needs = tuple[Need | MadeNeed, ...]


@dataclass(frozen=True)
class Fix:
    """A colour, ``#RRGGBB``, with which a failing pair passes.

    ``left`` is the faintest of the other pairs in which the same role stands that is too faint with it.
    """

    colour: str
    left: Pair | None


def repair(colours: Mapping[str, str | None], key: str) -> Fix | None:
    """The nearest colour with which the pair ``key`` of one mode passes, and all of its role if one does.

    None if that pair is not too faint, if one of its colours is not known, or if no colour passes.
    """
    pair = next((pair for pair in report(colours) if pair.key == key), None)
    if pair is None or not pair.is_faint:
        return None
    known = _known(colours)
    rgb = known[pair.role]
    row = next(row for row in ROWS if row.key == key)
    found = nearest(rgb, needs_of(known, pair.role)) or nearest(rgb, _needs(known, row))
    if found is None:
        return None
    after = report({**colours, pair.role: to_hex(found)})
    return Fix(to_hex(found), worst(other for other in after if other.role == pair.role and other.key != key))


def fix_all(colours: Mapping[str, str | None]) -> dict[str, str]:
    """The texts of one mode by role, with every colour that is too faint replaced by the nearest that is not.

    The background stays. On some backgrounds nothing passes everywhere; then the rows that stand first in
    the table come first, and the others get as much as is left, if that is better than before. Texts that are
    no colours, and colours that pass, stay as they are.
    """
    fixed = {role: text for role in ROLES if (text := colours.get(role)) is not None}
    for role in ROLES:
        if not any(pair.is_faint for pair in report(fixed) if pair.role == role):
            continue
        known = _known(fixed)
        rgb = known[role]
        found = nearest(rgb, needs_of(known, role)) or _compromise(rgb, needs_of(known, role))
        choice = {**fixed, role: to_hex(found)}
        if _merit(choice, role) > _merit(fixed, role):
            fixed = choice
    return fixed


def needs_of(known: Mapping[str, Channels], role: str) -> Needs:
    """What every row asks of a role beside the other colours of a theme, so far as a theme can give it."""
    return tuple(need for row in ROWS if row.role == role for need in _needs(known, row))


def _needs(known: Mapping[str, Channels], row: Row) -> Needs:
    held = row.limit.held if row.limit and row.limit.ground == ground_of(known) else math.inf
    return tuple(
        _need(known, row.role, one, min(one.needed, held))
        for one in row.drawn
        if all(is_made_of(name, row.role) or colour_of(name, known) for name in (one.ink, one.ground))
    )


def _need(known: Mapping[str, Channels], role: str, drawn: Drawn, least: float) -> Need | MadeNeed:
    for own, other in ((drawn.ink, drawn.ground), (drawn.ground, drawn.ink)):
        partner = None if is_made_of(other, role) else colour_of(other, known)
        if own == role and partner is not None:
            return Need(luminance(partner), least)
    return MadeNeed(role, drawn.ink, drawn.ground, known.get("background"), least)


def _known(colours: Mapping[str, str | None]) -> dict[str, Channels]:
    return {role: rgb for role in ROLES if (rgb := channels(colours.get(role))) is not None}


def _merit(colours: Mapping[str, str | None], role: str) -> tuple[int, float]:
    pairs = [pair for pair in report(colours) if pair.role == role]
    faint = [pair.ratio / pair.needed for pair in pairs if pair.is_faint]
    return len(pairs) - len(faint), min(faint, default=1.0)


def _compromise(rgb: Channels, needs: Needs) -> Channels:
    """The colour nearest to ``rgb`` that meets the needs in order, each in full, as a graphic, or not."""
    kept: Needs = ()
    best = rgb
    for need in needs:
        for least in sorted({need.least, min(need.least, GRAPHIC)}, reverse=True):
            found = nearest(rgb, (*kept, need._replace(least=least)))
            if found is not None:
                kept, best = (*kept, need._replace(least=least)), found
                break
    return best


@functools.lru_cache(maxsize=1024)
def nearest(rgb: Channels, needs: Needs) -> Channels | None:
    """The colour of the same hue and chroma, nearest in lightness, that meets all ``needs``.

    The colour itself if it does; None if there is none.
    """
    if meets(rgb, needs):
        return rgb
    origin = to_oklch(rgb)
    edges = [edge for edge in _edges(origin, needs) if meets(_on_line(origin, edge), needs, _NEARLY)]
    edges.sort(key=lambda edge: abs(edge - origin.lightness))
    best: Channels | None = None
    for edge in edges:
        # What is found lies at most a few steps of a channel away from its edge.
        if best is not None and abs(edge - origin.lightness) > _away(best, origin) + _SPREAD:
            break
        found = _settled(origin, needs, edge)
        if found is not None and (best is None or _away(found, origin) < _away(best, origin)):
            best = found
    if best is None:
        found_around = (_nearest_around(origin, needs, edge, is_strict=False) for edge in edges)
        best = next(filter(None, found_around), None)
    return best


def meets(rgb: Channels, needs: Needs, share: float = 1.0) -> bool:
    """Whether a colour has all the contrast it needs, unrounded, or that share of it."""
    return _meets_plain(rgb, needs, share) and _meets_made(rgb, needs, share)


def _meets_plain(rgb: Channels, needs: Needs, share: float) -> bool:
    own = luminance(rgb)
    return all(ratio(own, need.luminance) >= need.least * share for need in needs if isinstance(need, Need))


def _meets_made(rgb: Channels, needs: Needs, share: float) -> bool:
    """The same for what the widget makes of a colour, which takes longer to know than the colour itself."""
    for need in needs:
        if isinstance(need, Need):
            continue
        ground = {} if need.background is None else {"background": need.background}
        known = {**ground, need.role: rgb}
        first, second = colour_of(need.ink, known), colour_of(need.ground, known)
        if first is None or second is None or contrast(first, second) < need.least * share:
            return False
    return True


def _edges(origin: Oklch, needs: Needs) -> Iterator[float]:
    """The lightnesses at which the line of that hue and chroma begins or ceases to meet a need."""
    for need in needs:
        if isinstance(need, Need):
            darker = (need.luminance + 0.05) / need.least - 0.05
            lighter = (need.luminance + 0.05) * need.least - 0.05
            yield from (_lightness_at(origin, edge) for edge in (darker, lighter) if 0 <= edge <= 1)
            continue
        middle = 1.0 if need.background is None else _lightness_at(origin, luminance(need.background))
        for end in (0.0, 1.0):
            if end != middle and meets(_on_line(origin, end), (need,)):
                yield _edge_between(origin, need, end, middle)


def _edge_between(origin: Oklch, need: MadeNeed, end: float, middle: float) -> float:
    """The lightness between ``end`` and ``middle`` up to which the line meets a need, from ``end`` on."""
    for _ in range(_BISECTIONS):
        half = (end + middle) / 2
        if meets(_on_line(origin, half), (need,)):
            end = half
        else:
            middle = half
    return end


def _on_line(origin: Oklch, lightness: float) -> Channels:
    return from_oklch(origin._replace(lightness=lightness))


def _settled(origin: Oklch, needs: Needs, lightness: float) -> Channels | None:
    """The colour nearest to ``origin`` in lightness that meets the needs, near a lightness of its line."""
    same = _nearest_around(origin, needs, lightness, is_strict=True) if origin.chroma else None
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
        if _luminance_at(origin._replace(lightness=middle)) < edge:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _nearest_around(origin: Oklch, needs: Needs, lightness: float, *, is_strict: bool) -> Channels | None:
    """Of the colours in the cube around the point of the line, that have hue and chroma of the origin.

    For each red and blue the greens are tried from the one at the edge on, which is the least change of
    lightness too. Unless ``is_strict``, it is the most similar colour, whatever its hue and chroma.
    """
    point = origin._replace(lightness=lightness)
    red, _, blue = from_oklch(point)
    edge = _luminance_at(point)
    onward = -1 if lightness < origin.lightness else 1
    best, least = None, math.inf
    for r in range(max(red - _REACH, 0), min(red + _REACH, 255) + 1):
        for b in range(max(blue - _REACH, 0), min(blue + _REACH, 255) + 1):
            green = encoded((edge - 0.2126 * LINEAR[r] - 0.0722 * LINEAR[b]) / 0.7152)
            for step in range(_NEAR + 1):
                rgb = (r, green + step * onward, b)
                if not 0 <= rgb[1] <= 255 or not _meets_plain(rgb, needs, 1.0):
                    continue
                away = _away(rgb, origin) if is_strict else _difference(rgb, point)
                if away >= least:
                    break
                if _meets_made(rgb, needs, 1.0) and (not is_strict or _is_same(rgb, origin)):
                    best, least = rgb, away
                    break
    return best


def _difference(rgb: Channels, point: Oklch) -> float:
    return math.dist(to_oklab(rgb), to_oklab(from_oklch(point)))


def _luminance_at(point: Oklch) -> float:
    red, green, blue = light_of(clipped(point))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _nearest_on_line(origin: Oklch, needs: Needs, lightness: float) -> Channels | None:
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
