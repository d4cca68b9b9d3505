"""Colours as the Video API stores them, and the contrast between two of them."""

from __future__ import annotations

import re

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


def luminance(rgb: Channels) -> float:
    """Relative luminance, 0 to 1, as WCAG 2.2 defines it for sRGB."""
    red, green, blue = (_linear(channel / 255) for channel in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def contrast(first: Channels, second: Channels) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
