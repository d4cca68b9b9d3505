"""Themes in a gallery."""

from __future__ import annotations

import re
from typing import Any

import pytest

from conferences.presentation.theme_gallery import ThemeCard, differences
from conferences.presentation.themes import palettes_of
from conferences.signalwire.limits import DEFAULT_THEME
from conferences.theme.constants import NAMES

HOSTILE = "red; background:url(//x)"


def card(**changes: Any) -> ThemeCard:
    values = {
        "pk": 1,
        "theme": DEFAULT_THEME,
        "number": 3,
        "share": 0.5,
        "presets": (),
        "is_signalwire": False,
    }
    return ThemeCard(**{**values, **changes})


def test_a_miniature_is_drawn_in_the_five_colours_of_its_mode() -> None:
    theme = {name: f"#{number:06X}" for number, name in enumerate(NAMES, start=0xA0)}
    for palette in palettes_of(theme):
        drawn = set(re.findall(r'fill="(#[0-9A-F]{6})"', palette.miniature))
        own = {theme[name] for name in NAMES if name.startswith(palette.mode)}
        others = set(theme.values()) - own
        assert own <= drawn
        assert not others & drawn


@pytest.mark.parametrize("text", [HOSTILE, "#FFF", "", None, '"><script>', "#12345\n"])
def test_a_mode_with_a_text_that_is_no_colour_is_said_and_not_drawn(text: str | None) -> None:
    light, dark = palettes_of({**DEFAULT_THEME, "light_negative": text})
    assert not light.is_drawable
    assert light.verdict == "Some are not colours"
    assert light.odd == ([text] if text else [])
    assert not light.is_fine
    assert dark.verdict == "3 of 11 low contrast"


def test_a_theme_is_called_by_its_presets_or_by_what_is_known_of_it() -> None:
    assert card(presets=("Summer", "Sun"), is_signalwire=True).name == "Summer, Sun"
    assert card(is_signalwire=True).name == "SignalWire’s defaults"
    assert card(theme=dict.fromkeys(NAMES)).name == "No colours set"
    assert card().name == ""


def test_only_a_theme_of_ten_colours_can_be_kept() -> None:
    assert card().can_be_kept
    for text in (None, "", HOSTILE):
        assert not card(theme={**DEFAULT_THEME, "dark_success": text}).can_be_kept


@pytest.mark.parametrize(("share", "width"), [(0, 1.5), (0.0001, 1.5), (0.5, 50), (1, 100)])
def test_a_bar_is_never_too_thin_to_be_seen(share: float, width: float) -> None:
    assert card(share=share).width == width


def test_differences_leave_out_the_same_colour_in_other_letters() -> None:
    other = {**DEFAULT_THEME, "light_primary": "#044ef4", "dark_primary": HOSTILE}
    (found,) = differences(DEFAULT_THEME, other)
    assert found.label == "Dark primary"
    assert found.texts == ("#044EF4", HOSTILE)
