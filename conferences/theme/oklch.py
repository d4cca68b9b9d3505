"""OKLCH, the space in which a colour is changed without changing its hue.

The matrices are those that Björn Ottosson published with OKLab (2020), in the version of 2021.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from conferences.theme.colour import LINEAR, Channels, encoded

# What a channel may stray from 0 to 1 and still count as inside: far less than half a step of 255.
_SLACK: Final = 1e-5
_HALVINGS: Final = 18


class Oklab(NamedTuple):
    """A colour where distance is difference seen: lightness 0 to 1, green to red, blue to yellow."""

    lightness: float
    a: float
    b: float


class Oklch(NamedTuple):
    """Lightness from 0 to 1, chroma (0 is grey, sRGB ends at about 0.32), hue from 0 to 360 degrees."""

    lightness: float
    chroma: float
    hue: float


def to_oklab(rgb: Channels) -> Oklab:
    """The colour of red, green and blue from 0 to 255."""
    red, green, blue = LINEAR[rgb[0]], LINEAR[rgb[1]], LINEAR[rgb[2]]
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return Oklab(
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def to_oklch(rgb: Channels) -> Oklch:
    """The colour of red, green and blue from 0 to 255. A grey has chroma 0 and hue 0, exactly."""
    lightness, a, b = to_oklab(rgb)
    if rgb[0] == rgb[1] == rgb[2]:
        return Oklch(lightness, 0.0, 0.0)
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def light_of(colour: Oklch) -> tuple[float, float, float]:
    """The shares of light of red, green and blue; outside of 0 to 1 where sRGB has no such colour."""
    angle = math.radians(colour.hue)
    a, b = colour.chroma * math.cos(angle), colour.chroma * math.sin(angle)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _is_srgb(colour: Oklch) -> bool:
    return all(-_SLACK <= light <= 1 + _SLACK for light in light_of(colour))


def clipped(colour: Oklch) -> Oklch:
    """The colour itself if sRGB has it, else the one of the same lightness and hue with the most chroma."""
    if colour.lightness <= 0 or colour.lightness >= 1:
        return Oklch(min(max(colour.lightness, 0.0), 1.0), 0.0, colour.hue)
    if _is_srgb(colour):
        return colour
    inside, outside = 0.0, colour.chroma
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if _is_srgb(colour._replace(chroma=middle)):
            inside = middle
        else:
            outside = middle
    return colour._replace(chroma=inside)


def from_oklch(colour: Oklch) -> Channels:
    """The nearest red, green and blue, 0 to 255. Chroma that sRGB does not have is taken away."""
    red, green, blue = light_of(clipped(colour))
    return encoded(red), encoded(green), encoded(blue)


def apart(first: float, second: float) -> float:
    """The angle between two hues, 0 to 180 degrees."""
    difference = abs(first - second) % 360
    return min(difference, 360 - difference)
