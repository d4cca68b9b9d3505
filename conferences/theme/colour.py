"""Colours as the Video API stores them, and the contrast between two of them."""

from __future__ import annotations

import math
import re
from typing import Final

from conferences.theme.constants import HEX

Channels = tuple[int, int, int]

_HEX = re.compile(HEX)


def channels(colour: str | None) -> Channels | None:
    """Red, green and blue, 0 to 255, of ``#rrggbb``; None for anything that is not such a code.

    Only what this accepts may ever be written into a drawing or a style.
    """
    if colour is None or _HEX.fullmatch(colour) is None:
        return None
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def to_hex(rgb: Channels) -> str:
    """``#RRGGBB``, upper case, of red, green and blue from 0 to 255."""
    return "#{:02X}{:02X}{:02X}".format(*rgb)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


LINEAR: Final = tuple(_linear(channel / 255) for channel in range(256))
"""The share of light, 0 to 1, of each of the 256 values of a channel (sRGB, IEC 61966-2-1)."""


def encoded(light: float) -> int:
    """The channel, 0 to 255, nearest to a share of light; below 0 and above 1 are clipped.

    Halves are rounded up, as the browser's ``Math.round`` does.
    """
    light = min(max(light, 0.0), 1.0)
    value = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return math.floor(value * 255 + 0.5)


def luminance(rgb: Channels) -> float:
    """Relative luminance, 0 to 1, as WCAG 2.2 defines it for sRGB."""
    return 0.2126 * LINEAR[rgb[0]] + 0.7152 * LINEAR[rgb[1]] + 0.0722 * LINEAR[rgb[2]]


def ratio(first: float, second: float) -> float:
    """The contrast ratio, 1 to 21, of two luminances, as WCAG 2.2 defines it."""
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def contrast(first: Channels, second: Channels) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    return ratio(luminance(first), luminance(second))


def is_dark(rgb: Channels) -> bool:
    """Whether white stands out from a colour more than black does."""
    own = luminance(rgb)
    return ratio(1.0, own) > ratio(own, 0.0)
