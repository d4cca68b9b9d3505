"""Themes made from other themes, or from one colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from conferences.theme.colour import Channels, channels, to_hex
from conferences.theme.constants import MODES, ROLES, Theme, of_mode
from conferences.theme.oklch import Oklch, from_oklch, to_oklch
from conferences.theme.repair import meets, nearest, needs_of
from conferences.theme.vision import look_alike

# White on negative asks for a luminance of at most 0.1833, negative on background for more than 4.5 times the
# background: both pass on a background of at most 0.00185 only. Of those this midnight blue is nearer to
# #141A22 than to black, and leaves several colours of each hue.
_DARK_GROUND: Final[Channels] = (1, 1, 32)
_DARK_TEXT: Final = Oklch(0.94, 0.02, 0.0)
_LIGHT_GROUND: Final = Oklch(0.99, 0.004, 0.0)
_LIGHT_TEXT: Final = Oklch(0.24, 0.03, 0.0)
_TINTED: Final = 0.005
"""Below this chroma a colour is taken for grey: its hue is what rounding made of it."""

# A green towards teal and a red a step darker: the usual green and red look alike without green cones.
_SUCCESS: Final = Oklch(0.66, 0.14, 165.0)
_SUCCESS_ON_DARK: Final = Oklch(0.8, 0.16, 162.0)
_NEGATIVE: Final = Oklch(0.53, 0.2, 22.0)
_STEP: Final = 0.01


def copied(theme: Theme, source: str, target: str) -> dict[str, str | None]:
    """The theme with the colours of mode ``source`` in mode ``target`` as well."""
    return {**theme, **_named(target, of_mode(theme, source))}


def swapped(theme: Theme) -> dict[str, str | None]:
    """The theme with its two modes exchanged."""
    light, dark = (of_mode(theme, mode) for mode in MODES)
    return {**theme, **_named("light", dark), **_named("dark", light)}


def derive_dark(theme: Theme) -> dict[str, str | None]:
    """The theme with a dark mode made of its light one: same hues, on midnight blue, as readable as can be.

    Where the light mode has no colour for a role, that of the dark mode stays as it is; text is made neutral
    if neither text nor background is known.
    """
    texts = of_mode(theme, "light").items()
    light = {role: rgb for role, text in texts if (rgb := channels(text)) is not None}
    return {**theme, **_named("dark", _dark(light))}


def from_brand(colour: str | None) -> dict[str, str | None]:
    """Both modes from one brand colour, as readable as can be; nothing if it is no colour."""
    brand = channels(colour)
    if brand is None:
        return {}
    origin = to_oklch(brand)
    ground = {"background": _tinted(_LIGHT_GROUND, origin), "foreground": _tinted(_LIGHT_TEXT, origin)}
    wanted = {"primary": brand, "negative": from_oklch(_NEGATIVE), "success": from_oklch(_SUCCESS)}
    light = _coloured(ground, wanted)
    return {
        **_named("light", _hexes(light)),
        **_named("dark", _dark({**light, "success": from_oklch(_SUCCESS_ON_DARK)})),
    }


def _named(mode: str, colours: Mapping[str, str | None]) -> dict[str, str | None]:
    return {f"{mode}_{role}": colours[role] for role in ROLES if role in colours}


def _hexes(colours: Mapping[str, Channels]) -> dict[str, str | None]:
    return {role: to_hex(rgb) for role, rgb in colours.items()}


def _dark(light: Mapping[str, Channels]) -> dict[str, str | None]:
    """The dark colours by role, for the roles that can be made."""
    known = [to_oklch(light[role]) for role in ("foreground", "background") if role in light]
    origin = next((colour for colour in known if colour.chroma >= _TINTED), Oklch(0.0, 0.0, 0.0))
    return _hexes(_coloured({"background": _DARK_GROUND, "foreground": _tinted(_DARK_TEXT, origin)}, light))


def _coloured(ground: Mapping[str, Channels], wanted: Mapping[str, Channels]) -> dict[str, Channels]:
    """Background and text with the other roles that are ``wanted``, as near to that as can be read there."""
    made = dict(ground)
    for role in ("primary", "negative", "success"):
        if role not in wanted:
            continue
        found = (
            _apart(wanted[role], made) if role == "success" else nearest(wanted[role], needs_of(made, role))
        )
        made[role] = found or wanted[role]
    return made


def _tinted(like: Oklch, origin: Oklch) -> Channels:
    """A colour as light as ``like``, in the hue of ``origin`` and at most as much of it."""
    return from_oklch(like._replace(chroma=min(like.chroma, origin.chroma), hue=origin.hue))


def _apart(success: Channels, others: Mapping[str, Channels]) -> Channels | None:
    """Success that is seen on its ground, and that colour-blind eyes tell from negative where that can be."""
    needs = needs_of(others, "success")
    first, negative = nearest(success, needs), others.get("negative")
    if first is None or negative is None or not look_alike(first, negative):
        return first
    origin = to_oklch(success)
    for lightness in sorted(
        (step * _STEP for step in range(101)), key=lambda step: abs(step - origin.lightness)
    ):
        choice = from_oklch(origin._replace(lightness=lightness))
        if meets(choice, needs) and not look_alike(choice, negative):
            return choice
    return first
