"""Themes in a gallery: whose theme it is, how many have it, and where two of them differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conferences.presentation.themes import Palette, palettes_of
from conferences.theme.constants import NAMES, Theme


@dataclass(frozen=True)
class Difference:
    """One colour that two themes have otherwise: the texts of both, colours or not."""

    label: str
    first: str
    second: str

    @property
    def texts(self) -> tuple[str, str]:
        """Both texts."""
        return self.first, self.second


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
    def palettes(self) -> tuple[Palette, ...]:
        """Light and dark."""
        return palettes_of(self.theme)

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
        return all(palette.is_drawable for palette in self.palettes)

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
