"""Themes in a gallery: both palettes drawn, what can be read, and whose theme it is."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from conferences.presentation.themes import Palette, palettes_of
from conferences.theme.colour import channels
from conferences.theme.constants import NAMES, Theme


@dataclass(frozen=True)
class GalleryMode:
    """One mode of a theme in the gallery."""

    palette: Palette

    @property
    def is_fine(self) -> bool:
        """Whether everything in it can be read."""
        return self.palette.is_drawable and not self.palette.failing

    @property
    def odd(self) -> list[str]:
        """What stands there and is no colour, as text."""
        if self.palette.is_drawable:
            return []
        return [colour for _, colour, is_colour in self.palette.entries if colour and not is_colour]

    @property
    def miniature(self) -> SafeString:
        """SignalWire's room in these colours, 160 by 100 units; only for a palette that can be drawn."""
        return _miniature(self.palette)


def modes_of(theme: Theme) -> list[GalleryMode]:
    """Light and dark, for a card."""
    return [GalleryMode(palette) for palette in palettes_of(theme)]


@dataclass(frozen=True)
class Difference:
    """One colour that two themes have otherwise: the texts of both, drawn only where they are colours."""

    label: str
    first: str
    second: str

    @property
    def swatches(self) -> list[tuple[str, bool]]:
        """Both texts, and whether each is a colour."""
        return [(text, channels(text) is not None) for text in (self.first, self.second)]


def differences(first: Theme, second: Theme) -> list[Difference]:
    """Where two themes differ: ``#abcdef`` and ``#ABCDEF`` are the same."""
    texts = {name: (first.get(name) or "", second.get(name) or "") for name in NAMES}
    return [
        Difference(name.replace("_", " ").capitalize(), one, other)
        for name, (one, other) in texts.items()
        if one.upper() != other.upper()
    ]


@dataclass(frozen=True, kw_only=True)
class ThemeCard:
    """One distinct theme in use. ``presets`` are the names of those that are equal to it.

    ``number`` is how many conferences have it, ``share`` that number set against the most used one, 0 to 1.
    """

    pk: int
    theme: Theme
    number: int
    share: float
    presets: Sequence[str]
    is_signalwire: bool

    @property
    def modes(self) -> list[GalleryMode]:
        """Light and dark."""
        return modes_of(self.theme)

    @property
    def is_empty(self) -> bool:
        """Whether it has no colour at all."""
        return not any(self.theme.get(name) for name in NAMES)

    @property
    def is_off_brand(self) -> bool:
        """Whether no preset is equal to it."""
        return not self.presets

    @property
    def can_be_kept(self) -> bool:
        """Whether it has ten colours, so that a preset can be made of it."""
        return all(mode.palette.is_drawable for mode in self.modes)

    @property
    def name(self) -> str:
        """The presets' names, or SignalWire's, or words for a theme without colours; empty for any other."""
        if self.presets:
            return ", ".join(self.presets)
        if self.is_signalwire:
            return "SignalWire’s defaults"
        return "No colours set" if self.is_empty else ""

    @property
    def width(self) -> float:
        """``share`` as the width of a bar of 100 units, never too thin to be seen."""
        return max(1.5, round(100 * self.share, 1))


@functools.lru_cache(maxsize=512)
def _miniature(palette: Palette) -> SafeString:
    """Top bar, people on black, member list, bottom bar with Leave and Continue: as in the widget."""
    background, foreground, primary, success, negative = palette.colours
    rows = "".join(
        f'<circle cx="122" cy="{y}" r="3.5" fill="{negative}"/>'
        f'<rect x="129" y="{y - 1.5}" width="{width}" height="3" rx="1.5" fill="{foreground}"/>'
        for y, width in ((26, 22), (38, 16), (50, 24), (62, 14))
    )
    dots = "".join(
        f'<circle cx="{x}" cy="91.5" r="2" fill="{success}" fill-opacity="{opacity}"/>'
        for x, opacity in ((58, 1), (65, 1), (72, 1), (79, 1), (86, 0.3), (93, 0.3))
    )
    tiles = "".join(
        f'<rect x="{x}" y="{y}" width="52" height="29" rx="2" fill="#1B1F26"/>'
        f'<circle cx="{x + 26}" cy="{y + 11}" r="4" fill="#4A5362"/>'
        f'<path d="M{x + 18} {y + 24}a8 7 0 0 1 16 0z" fill="#4A5362"/>'
        for x in (3, 58)
        for y in (19, 51)
    )
    return format_html(
        '<svg class="miniature" viewBox="0 0 160 100" role="img" aria-label="{label}">'
        '<rect width="160" height="100" fill="#000000"/>{tiles}'
        '<rect width="160" height="16" fill="{background}"/><circle cx="9" cy="8" r="3" fill="{negative}"/>'
        '<rect x="17" y="6" width="48" height="4" rx="2" fill="{foreground}"/>'
        '<rect x="96" y="6" width="12" height="4" rx="2" fill="{foreground}"/>'
        '<rect x="113" width="47" height="84" fill="{background}"/>'
        '<rect x="118" y="6" width="26" height="4" rx="2" fill="{foreground}"/>{rows}'
        '<rect y="83" width="160" height="17" fill="{background}"/>'
        '<rect x="6" y="87" width="27" height="9" rx="2" fill="{negative}"/>'
        '<rect x="12" y="90" width="15" height="3" rx="1.5" fill="#FFFFFF"/>{dots}'
        '<rect x="118" y="87" width="36" height="9" rx="2" fill="{primary}"/>'
        '<rect x="125" y="90" width="22" height="3" rx="1.5" fill="#FFFFFF"/></svg>',
        label=f"A room in the {palette.mode} theme",
        background=background,
        foreground=foreground,
        primary=primary,
        negative=negative,
        tiles=SafeString(tiles),
        rows=SafeString(rows),
        dots=SafeString(dots),
    )
