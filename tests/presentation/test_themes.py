"""Palettes drawn: what a hostile or missing colour becomes, and when a theme needs a look."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences.presentation.themes import Palette, ThemeLine, colour_square, palettes
from conferences.signalwire import Conference
from conferences.signalwire.limits import DEFAULT_THEME
from conferences.theme.elements import ROWS
from tests import htmx

DEFAULT = ("#FFFFFF", "#1D2127", "#044EF4", "#17BB58", "#F42C50")
HOSTILE = '#000000" onload="alert(1)'
colours = st.none() | st.text(max_size=12) | st.sampled_from([*DEFAULT, HOSTILE, "#fff", ""])


def conference(**changes: Any) -> Conference:
    whole = {
        f"{mode}_{role}": colour
        for mode in ("light", "dark")
        for role, colour in zip(
            ("background", "foreground", "primary", "success", "negative"), DEFAULT, strict=True
        )
    }
    return Conference(id=UUID(int=1), **(whole | changes))


def test_both_modes_come_in_the_order_light_dark_with_their_own_colours() -> None:
    light, dark = palettes(conference(dark_background="#000000"))
    assert (light.title, light.colours) == ("Light", DEFAULT)
    assert (dark.title, dark.colours) == ("Dark", ("#000000", *DEFAULT[1:]))


def test_a_swatch_is_drawn_on_its_own_background() -> None:
    swatch = Palette("light", DEFAULT).swatch
    assert [tag["fill"] for tag in htmx.tags(swatch, "rect")] == ["#FFFFFF", "#1D2127", "#1D2127", "#044EF4"]
    assert [tag["fill"] for tag in htmx.tags(swatch, "circle")] == ["#17BB58", "#F42C50"]
    assert "Light theme: text 16.2 to 1" in swatch


@pytest.mark.parametrize("position", range(5))
@pytest.mark.parametrize("colour", [HOSTILE, "red", "#fff", "url(x)", "#FFFFFF\n"])
def test_a_value_that_is_no_colour_is_never_drawn(position: int, colour: str) -> None:
    palette = Palette("light", (*DEFAULT[:position], colour, *DEFAULT[position + 1 :]))
    assert not palette.is_drawable
    assert colour not in palette.swatch
    assert "not a set of colours" in palette.swatch
    assert palette.warning == "Light theme has a value that is not a colour"
    assert palette.entries[position][1:] == (colour, False)


def test_no_colours_at_all_is_not_a_fault() -> None:
    palette = Palette("dark", (None,) * 5)
    assert palette.is_empty
    assert palette.warning == ""
    assert "no colours set" in palette.swatch


@pytest.mark.parametrize(
    ("foreground", "warning"),
    [
        ("#1D2127", ""),
        ("#767676", ""),
        ("#777777", "Text is hard to read in light mode, 4.4 to 1"),
        ("#FFFFFF", "Text is hard to read in light mode, 1.0 to 1"),
    ],
)
def test_a_list_warns_first_of_text_that_cannot_be_read_and_never_says_the_ratio_it_should_have(
    foreground: str, warning: str
) -> None:
    assert Palette("light", ("#FFFFFF", foreground, *DEFAULT[2:])).warning == warning


def test_a_theme_that_can_be_read_is_not_warned_of_and_its_verdict_says_so() -> None:
    palette = Palette("light", ("#FFFFFF", "#12312D", "#00695C", "#2E7D32", "#C62828"))
    assert (palette.warning, palette.verdict) == ("", "10 of 11 readable")


def test_the_verdict_counts_what_is_too_faint_or_says_why_there_is_none() -> None:
    assert Palette("light", DEFAULT).verdict == "3 of 11 low contrast"
    assert Palette("light", (None,) * 5).verdict == "Not set"
    assert Palette("light", ("red", *DEFAULT[1:])).verdict == "Some are not colours"


@given(values=st.tuples(colours, colours, colours, colours, colours), mode=st.sampled_from(["light", "dark"]))
@settings(max_examples=300, deadline=None)
def test_whatever_is_stored_only_hex_codes_reach_an_attribute(
    values: tuple[str | None, ...], mode: str
) -> None:
    palette = Palette(mode, values)
    drawn = palette.swatch + (palette.picture if palette.is_drawable else "")
    for name in ("rect", "circle"):
        for tag in htmx.tags(drawn, name):
            assert tag.get("fill", "#FFFFFF") in {*values, "#FFFFFF"}
            assert set(tag) <= {"fill", "fill-opacity", "x", "y", "cx", "cy", "r", "rx", "width", "height"}
    assert len(palette.entries) == 5
    assert len(palette.failing) <= len(palette.pairs) <= len(ROWS)
    assert isinstance(palette.warning, str)


def test_a_theme_has_one_verdict_over_both_modes() -> None:
    assert ThemeLine(DEFAULT_THEME).verdict == "6 of 22 low contrast"
    # Of the dark mode nothing is known but white on its two buttons.
    half = ThemeLine({**DEFAULT_THEME, "dark_background": "none", "dark_success": None})
    assert half.verdict == "4 of 13 low contrast"
    assert ThemeLine({}).verdict == ""
    assert not ThemeLine({}).is_readable


def test_a_theme_is_readable_only_where_all_ten_are_known_and_every_pair_passes() -> None:
    light = {"light_background": "#FFFFFF", "light_foreground": "#000000", "light_primary": "#1D5FD1"}
    light |= {"light_success": "#0E8A4A", "light_negative": "#B00020"}
    both = light | {name.replace("light", "dark"): colour for name, colour in light.items()}
    assert (ThemeLine(both).verdict, ThemeLine(both).is_readable) == ("20 of 22 readable", True)
    assert (ThemeLine(light).verdict, ThemeLine(light).is_readable) == ("10 of 11 readable", False)


def test_what_is_no_colour_is_told_as_text_cut_short() -> None:
    values = {**DEFAULT_THEME, "light_primary": "x" * 500, "dark_success": None, "dark_negative": 5}
    theme = ThemeLine(values)
    assert theme.odd == [
        ("light primary", "x" * 59 + "…"),
        ("dark success", "not set"),
        ("dark negative", "5"),
    ]
    assert "x" * 60 not in theme.palettes[0].swatch


def test_a_square_is_drawn_in_a_colour_and_in_nothing_else() -> None:
    assert [tag["fill"] for tag in htmx.tags(colour_square("#17bb58"), "rect")] == ["#17bb58"]
    for text in (HOSTILE, "red", "#fff", "#FFFFFF\n", ""):
        assert colour_square(text) == ""
