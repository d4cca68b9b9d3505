"""The theme panel: ten colours, both modes drawn with them, and what can be said about them.

What is drawn is always a hex code: a field that holds none is drawn with the last colour that is known, which
is the stored one, or SignalWire's default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property

from conferences.signalwire.limits import DEFAULT_THEME
from conferences.theme.colour import channels, to_hex
from conferences.theme.constants import MODES, NAMES, ROLES, of_mode
from conferences.theme.drawing import drawn_theme
from conferences.theme.elements import COLOURS, GRAPHIC, palette
from conferences.theme.findings import Finding, findings
from conferences.theme.parsing import as_css, as_json, normalise
from conferences.theme.repair import Fix, fix_all, repair
from conferences.theme.report import Pair, report, words, worst
from conferences.theme.vision import DEFICIENCIES, MATRICES

VIEWS: Final = (("room", "Room"), ("people", "People"), ("joining", "Joining"), ("all", "All"))
"""What of the widget can be looked at: value, and its words."""

_SEEN_AS: Final = {
    "protanopia": "Without red (protanopia)",
    "deuteranopia": "Without green (deuteranopia)",
    "tritanopia": "Without blue (tritanopia)",
}


@dataclass(frozen=True)
class PanelPair:
    """A pair of the report with the colour that would repair it; ``fix`` is None where it passes."""

    pair: Pair
    fix: Fix | None

    @property
    def colour(self) -> str:
        """The colour that is offered; the one that stands there where none is."""
        return self.fix.colour if self.fix else self.pair.first

    @property
    def is_graphic(self) -> bool:
        """Whether it is drawn as dots, not as text."""
        return self.pair.needed == GRAPHIC

    @property
    def offer(self) -> str:
        """What the offered colour does: ``Nearest negative that passes.``, and what it leaves too faint."""
        if self.fix is None:
            return ""
        sentence = f"Nearest {self.pair.role} that passes."
        left = self.fix.left
        return f"{sentence} {left.name} would then be {left.shown} of {left.needed:g}." if left else sentence

    @property
    def reason(self) -> str:
        """Why nothing is offered for a pair that does not pass; empty where something is."""
        if self.pair.is_faint and self.fix is None:
            return f"No {self.pair.role} passes here on this background."
        return self.pair.limit


@dataclass(frozen=True)
class PanelMode:
    """One half of the panel: ``theme`` has all ten colours as they are drawn."""

    mode: str
    theme: Mapping[str, str]

    @property
    def title(self) -> str:
        """``Light`` or ``Dark``."""
        return self.mode.capitalize()

    @cached_property
    def colours(self) -> dict[str, str | None]:
        """Role → hex code."""
        return of_mode(self.theme, self.mode)

    @cached_property
    def pairs(self) -> list[PanelPair]:
        """The contrast report, with a repair for each pair that fails."""
        return [
            PanelPair(pair, repair(self.colours, pair.key) if pair.is_faint else None)
            for pair in report(self.colours)
        ]

    @property
    def is_readable(self) -> bool:
        """Whether no pair is fainter than it has to be."""
        return not any(row.pair.is_faint for row in self.pairs)

    @property
    def verdict(self) -> str:
        """The report in a few words: ``2 of 11 low contrast``."""
        return words([row.pair for row in self.pairs])

    @property
    def worst(self) -> str:
        """The faintest pair in words; empty where none is fainter than it has to be."""
        pair = worst([row.pair for row in self.pairs])
        return f"Lowest contrast: {pair.name}, {pair.shown} of {pair.needed:g}." if pair else ""

    @cached_property
    def repaired(self) -> dict[str, str]:
        """What *Fix all* would change: role → hex code; empty where no more pairs would pass."""
        fixed = fix_all(self.colours)
        if _faint({**self.colours, **fixed}) >= _faint(self.colours):
            return {}
        return {role: colour for role, colour in fixed.items() if colour != self.colours[role]}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What else stands out in this mode."""
        return findings(self.theme, self.mode)


def _faint(colours: Mapping[str, str | None]) -> int:
    return sum(pair.is_faint for pair in report(colours))


@dataclass(frozen=True)
class ColourField:
    """One of the ten fields. ``text`` is what stands in it, ``saved`` what is stored (None: nothing)."""

    name: str
    field: Any
    text: str
    saved: str | None
    drawn: str
    is_warned: bool

    @property
    def is_kept(self) -> bool:
        """Whether it shows a stored value that is no colour, which stays until someone changes it."""
        return bool(self.text) and self.text == self.saved and channels(self.text) is None

    @property
    def default(self) -> str:
        """SignalWire's colour for it."""
        return DEFAULT_THEME[self.name]


@dataclass(frozen=True)
class PanelPreset:
    """A theme to start from: ``key`` is what the form sends, ``colours`` its ten as texts."""

    key: str
    name: str
    colours: Mapping[str, str | None]

    @property
    def codes(self) -> str:
        """The hex codes among its colours as ``name:code``, for a script."""
        pairs = ((name, self.colours.get(name)) for name in NAMES)
        return " ".join(f"{name}:{colour}" for name, colour in pairs if channels(colour) is not None)


@dataclass(frozen=True, kw_only=True)
class ThemePanel:
    """Everything that ``conferences/_theme_panel.html`` shows.

    ``rows`` are those of the form (role's title and words, and a bound field a mode), ``texts`` what stands
    in the fields, ``saved`` what is stored. ``is_stored`` says whether there is something to go back to.
    ``title`` is the name that the widget shows and ``title_field`` the id of the field it comes from.
    ``needs_all`` says that no field may stay empty.
    ``typed`` has what was typed into the panel's own fields, ``notes`` what its last tool has to say.
    """

    rows: Sequence[Mapping[str, Any]]
    texts: Mapping[str, str]
    saved: Mapping[str, str | None]
    title: str
    title_field: str = "id_display_name"
    is_stored: bool = True
    presets: Sequence[PanelPreset] = ()
    typed: Mapping[str, str] | None = None
    notes: Sequence[str] = ()
    sources: Mapping[str, Any] | None = None
    needs_all: bool = False

    @cached_property
    def theme(self) -> dict[str, str]:
        """The ten colours as they are drawn."""
        return drawn_theme(self.texts, self.saved, DEFAULT_THEME)

    @cached_property
    def modes(self) -> list[PanelMode]:
        """Light and dark."""
        return [PanelMode(mode, self.theme) for mode in MODES]

    @cached_property
    def colour_rows(self) -> list[dict[str, Any]]:
        """A row a role: its words, and its field in each mode."""
        faint = {
            f"{mode.mode}_{row.pair.role}" for mode in self.modes for row in mode.pairs if row.pair.is_faint
        }
        return [
            {
                **row,
                "colours": [
                    ColourField(
                        name=field.name,
                        field=field,
                        text=self.texts.get(field.name, ""),
                        saved=self.saved.get(field.name),
                        drawn=self.theme[field.name],
                        is_warned=field.name in faint,
                    )
                    for field in row["fields"]
                ],
            }
            for row in self.rows
        ]

    @property
    def stylesheet(self) -> str:
        """The address of the stylesheet that paints both modes."""
        return f"{reverse('theme-stylesheet')}?{urlencode(self.theme)}"

    @property
    def filters(self) -> list[tuple[str, str, str]]:
        """Each deficiency: its name, its words, and the values of its ``feColorMatrix``."""
        return [(name, _SEEN_AS[name], _matrix(MATRICES[name])) for name in DEFICIENCIES]

    @property
    def view(self) -> str:
        """Which part of the widget is looked at."""
        chosen = (self.typed or {}).get("theme_view", "")
        return chosen if chosen in dict(VIEWS) else "all"

    @property
    def views(self) -> Iterable[tuple[str, str]]:
        """The parts to choose from."""
        return VIEWS

    @property
    def see(self) -> str:
        """The deficiency with whose eyes the preview is seen; empty for none."""
        chosen = (self.typed or {}).get("theme_see", "")
        return chosen if chosen in DEFICIENCIES else ""

    @property
    def action(self) -> str:
        """The tool that was used last, without what it was used on."""
        return (self.typed or {}).get("theme_action", "").partition(":")[0]

    @property
    def preset(self) -> str:
        """The key of the preset that was chosen."""
        return (self.typed or {}).get("theme_preset", "")

    @property
    def brand(self) -> str:
        """The brand colour that was typed, else the primary one."""
        return (self.typed or {}).get("theme_brand", "") or self.theme["light_primary"]

    @property
    def brand_drawn(self) -> str:
        """The same as a hex code, or the primary colour."""
        return normalise(self.brand) or self.theme["light_primary"]

    @property
    def pasted(self) -> str:
        """What was typed to be read."""
        return (self.typed or {}).get("theme_paste", "")

    @property
    def json(self) -> str:
        """The drawn theme as JSON."""
        return as_json(self.theme)

    @property
    def css(self) -> str:
        """The drawn theme as CSS custom properties."""
        return as_css(self.theme)


def theme_stylesheet(theme: Mapping[str, str]) -> str:
    """Everything the widget draws in, as ``--sw-*`` properties of both modes; no hex code, no property."""
    rules = []
    for mode in MODES:
        colours = of_mode(theme, mode)
        known = palette({role: rgb for role in ROLES if (rgb := channels(colours[role])) is not None})
        lines = [f"--sw-{name}:{to_hex(known[name])}" for name in (*ROLES, *COLOURS) if name in known]
        rules.append(f".widget-{mode},.strip-{mode}{{{';'.join(lines)}}}")
    return "\n".join(rules) + "\n"


def _matrix(rows: Sequence[Sequence[float]]) -> str:
    """A matrix of linear red, green and blue as the twenty numbers of an ``feColorMatrix``."""
    lines = [" ".join(f"{number:g}" for number in (*row, 0, 0)) for row in rows]
    return " ".join([*lines, "0 0 0 1 0"])
