"""The two palettes of a conference, as a swatch in a row and as a picture on the detail page.

A colour is drawn only if it is ``#rrggbb``; whatever else is stored is shown as text.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from conferences.presentation.names import WORD_MAXIMUM, truncate
from conferences.signalwire import Conference
from conferences.theme.colour import channels, contrast
from conferences.theme.constants import MODES, NAMES, ROLES
from conferences.theme.elements import TEXT
from conferences.theme.report import Pair, report, shown, words

Colours = tuple[str | None, ...]


@dataclass(frozen=True)
class Palette:
    """One mode of a theme. ``colours`` are in the order of ``ROLES``, as SignalWire gave them."""

    mode: str
    colours: Colours

    @property
    def title(self) -> str:
        """``Light`` or ``Dark``."""
        return self.mode.capitalize()

    @property
    def is_empty(self) -> bool:
        """Whether SignalWire has no colour at all for this mode."""
        return not any(self.colours)

    @property
    def is_drawable(self) -> bool:
        """Whether all five are hex codes, so that the palette can be drawn as it will look."""
        return all(channels(colour) is not None for colour in self.colours)

    @property
    def entries(self) -> list[tuple[str, str | None, bool]]:
        """Role, colour as stored, and whether it is a colour, for each of the five."""
        return [
            (role.capitalize(), colour, channels(colour) is not None)
            for role, colour in zip(ROLES, self.colours, strict=True)
        ]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The contrast report of this mode."""
        return report(dict(zip(ROLES, self.colours, strict=True)))

    @property
    def failing(self) -> list[Pair]:
        """The pairs that are fainter than they have to be."""
        return [pair for pair in self.pairs if pair.is_faint]

    @property
    def verdict(self) -> str:
        """What the contrast report comes to, as everywhere: ``2 of 11 low contrast``."""
        if self.is_empty:
            return "Not set"
        return words(self.pairs) if self.is_drawable else "Some are not colours"

    @property
    def is_fine(self) -> bool:
        """Whether nothing in it is fainter than it has to be."""
        return self.is_drawable and not self.failing

    @property
    def tone(self) -> str:
        """``on``, ``warning`` or ``off``: how the verdict is drawn."""
        if self.is_empty:
            return "off"
        return "on" if self.is_fine else "warning"

    @property
    def odd(self) -> list[str]:
        """What stands there and is no colour, as text."""
        return [colour for _, colour, is_colour in self.entries if colour and not is_colour]

    @property
    def warning(self) -> str:
        """Why this mode cannot be used: a value is no colour, or its text is hard to read; else empty.

        Low contrast of anything lesser is told where themes are looked at, not in a list.
        """
        if self.is_empty:
            return ""
        if not self.is_drawable:
            return f"{self.title} theme has a value that is not a colour"
        if self.text_contrast < TEXT:
            return f"Text is hard to read in {self.mode} mode, {shown(self.text_contrast, TEXT)} to 1"
        return ""

    @property
    def text_contrast(self) -> float:
        """The contrast of text on background, of a palette that can be drawn."""
        background, foreground = (channels(colour) for colour in self.colours[:2])
        return contrast(foreground, background) if foreground and background else 0.0

    @property
    def swatch(self) -> SafeString:
        """The palette in 42 by 24 px, on its own background."""
        return _swatch(self)

    @property
    def miniature(self) -> SafeString:
        """SignalWire's room in these colours, 160 by 100 units; only for a palette that can be drawn."""
        return _miniature(self)

    @property
    def picture(self) -> SafeString:
        """The palette in 300 by 96 units: title, text, buttons, recording dot and meter."""
        return _picture(self)


def palettes(conference: Conference) -> tuple[Palette, ...]:
    """The light and the dark palette of a conference."""
    return palettes_of({name: getattr(conference, name) for name in NAMES})


def palettes_of(values: Mapping[str, Any]) -> tuple[Palette, ...]:
    """The light and the dark palette of ten fields, whatever stands in them."""
    return tuple(
        Palette(mode, tuple(_text(values.get(f"{mode}_{role}")) for role in ROLES)) for mode in MODES
    )


def _text(value: Any) -> str | None:
    return None if value is None else truncate(str(value), WORD_MAXIMUM)


@dataclass(frozen=True)
class ThemeLine:
    """The ten colours of a theme in one line: in a row of a run, a choice of a form, or the history."""

    values: Mapping[str, Any]
    name: str = ""
    is_default: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def palettes(self) -> tuple[Palette, ...]:
        """Light and dark."""
        return palettes_of(self.values)

    @property
    def verdict(self) -> str:
        """``3 of 22 low contrast``, over both modes; empty where nothing can be said."""
        return words([pair for palette in self.palettes for pair in palette.pairs])

    @property
    def is_readable(self) -> bool:
        """Whether both modes are known and nothing in them is fainter than it has to be."""
        return all(palette.is_fine for palette in self.palettes)

    @property
    def tone(self) -> str:
        """``on`` or ``warning``: how the verdict is drawn."""
        return "on" if self.is_readable else "warning"

    @property
    def odd(self) -> list[tuple[str, str]]:
        """Field and text of what is no colour, the text cut short: ``("light primary", "not set")``."""
        texts = {name: _text(self.values.get(name)) for name in NAMES}
        return [
            (name.replace("_", " "), _short(text) if text else "not set")
            for name, text in texts.items()
            if channels(text) is None
        ]


def _short(text: str) -> str:
    return truncate(text, WORD_MAXIMUM)


def colour_square(text: str) -> SafeString:
    """A square of 14 by 14 in that colour; nothing where ``text`` is none."""
    if channels(text) is None:
        return SafeString()
    return format_html(
        '<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">'
        '<rect width="14" height="14" fill="{}"/></svg>',
        text,
    )


class SwatchSheet:
    """Swatches of one page, on which each palette is drawn once: the others refer to the first."""

    def __init__(self) -> None:
        self._ids: dict[Colours, str] = {}

    def draw(self, palette: Palette) -> SafeString:
        """The palette in 42 by 24 px, on its own background."""
        known = self._ids.get(palette.colours)
        if known is not None:
            return _referring_swatch(palette, known)
        if not palette.is_drawable:
            return _swatch(palette)
        identifier = self._ids[palette.colours] = f"swatch-{len(self._ids)}"
        return _swatch(palette, identifier)


@functools.lru_cache(maxsize=512)
def theme_warning(both: tuple[Palette, ...]) -> str:
    """Why a theme cannot be used; empty where both modes can."""
    return ". ".join(palette.warning for palette in both if palette.warning)


@functools.lru_cache(maxsize=512)
def _swatch(palette: Palette, identifier: str = "") -> SafeString:
    if not palette.is_drawable:
        words = "no colours set" if palette.is_empty else "not a set of colours"
        return format_html(
            '<span class="swatch-none" title="{title}: {words}"><span aria-hidden="true">{sign}</span>'
            '<span class="hidden">{title}: {words}</span></span>',
            title=palette.title,
            words=words,
            sign="–" if palette.is_empty else "?",
        )
    background, foreground, primary, success, negative = palette.colours
    drawing = format_html(
        '<rect width="42" height="24" fill="{background}"/>'
        '<rect x="5" y="6" width="15" height="2.5" rx="1.25" fill="{foreground}"/>'
        '<rect x="5" y="10.75" width="10" height="2.5" rx="1.25" fill="{foreground}" fill-opacity="0.55"/>'
        '<rect x="5" y="16" width="13" height="4" rx="2" fill="{primary}"/>'
        '<circle cx="27" cy="12" r="3.5" fill="{success}"/>'
        '<circle cx="35.5" cy="12" r="3.5" fill="{negative}"/>',
        background=background,
        foreground=foreground,
        primary=primary,
        success=success,
        negative=negative,
    )
    if identifier:
        drawing = format_html('<g id="{}">{}</g>', identifier, drawing)
    return _swatch_svg(palette, drawing)


@functools.lru_cache(maxsize=512)
def _referring_swatch(palette: Palette, identifier: str) -> SafeString:
    return _swatch_svg(palette, format_html('<use href="#{}"/>', identifier))


def _swatch_svg(palette: Palette, drawing: SafeString) -> SafeString:
    return format_html(
        '<svg class="swatch" viewBox="0 0 42 24" role="img"><title>{}</title>{}</svg>',
        f"{palette.title} theme: text {shown(palette.text_contrast, TEXT)} to 1",
        drawing,
    )


@functools.lru_cache(maxsize=128)
def _picture(palette: Palette) -> SafeString:
    background, foreground, primary, success, negative = palette.colours
    dots = "".join(
        f'<circle cx="{x}" cy="74" r="4" fill="{success}" fill-opacity="{opacity}"/>'
        for x, opacity in ((204, 1), (218, 1), (232, 1), (246, 1), (260, 0.25), (274, 0.25))
    )
    return format_html(
        '<svg class="palette-picture" viewBox="0 0 300 96" role="img" aria-label="{label}">'
        '<rect width="300" height="96" fill="{background}"/>'
        '<rect x="20" y="20" width="96" height="8" rx="4" fill="{foreground}"/>'
        '<rect x="20" y="36" width="132" height="6" rx="3" fill="{foreground}" fill-opacity="0.6"/>'
        '<rect x="20" y="48" width="108" height="6" rx="3" fill="{foreground}" fill-opacity="0.6"/>'
        '<rect x="20" y="66" width="58" height="16" rx="4" fill="{primary}"/>'
        '<rect x="30" y="72" width="38" height="4" rx="2" fill="#FFFFFF"/>'
        '<rect x="86" y="66" width="50" height="16" rx="4" fill="{negative}"/>'
        '<rect x="96" y="72" width="30" height="4" rx="2" fill="#FFFFFF"/>'
        '<circle cx="272" cy="26" r="8" fill="{negative}"/>{dots}</svg>',
        label=f"{palette.title} theme drawn on its own background",
        background=background,
        foreground=foreground,
        primary=primary,
        negative=negative,
        dots=SafeString(dots),
    )


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
