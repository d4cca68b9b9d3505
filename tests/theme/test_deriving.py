"""Themes made from other themes and from one colour can be read by everyone."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences.signalwire.limits import DEFAULT_THEME
from conferences.theme.colour import channels, contrast, luminance
from conferences.theme.constants import MODES, NAMES, of_mode
from conferences.theme.deriving import copied, derive_dark, from_brand, swapped
from conferences.theme.elements import ROWS
from conferences.theme.findings import findings
from conferences.theme.oklch import apart, to_oklab, to_oklch
from conferences.theme.report import report

codes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06X}")
corners = st.sampled_from(["#000000", "#FFFFFF", "#0000FF", "#FFFF00", "#00FF00", "#FF0000", "#808080"])
themes = st.fixed_dictionaries(dict.fromkeys(NAMES, codes | corners))
# What no theme with such a background passes.
LIMITED = {"light": {"secondary"}, "dark": {"primary-hover", "error-hover"}}
anything = st.dictionaries(st.sampled_from(NAMES), st.none() | st.text(max_size=9) | codes)


def faults(theme: dict[str, str | None], mode: str) -> list[str]:
    pairs = report(of_mode(theme, mode))
    return [
        *(f"{pair.name} {pair.shown}" for pair in pairs if not pair.passes and pair.key not in LIMITED[mode]),
        *(finding.sentence for finding in findings(theme, mode) if not finding.is_fine),
        *(["a colour is missing"] if len(pairs) < len(ROWS) else []),
    ]


@given(brand=codes | corners)
@settings(max_examples=60, deadline=None)
def test_a_theme_of_one_brand_colour_has_no_fault_in_either_mode(brand: str) -> None:
    theme = from_brand(brand)
    assert list(theme) == list(NAMES)
    assert {mode: faults(theme, mode) for mode in MODES} == {"light": [], "dark": []}


@pytest.mark.parametrize(
    "brand", ["#FFE600", "#FFFFFF", "#000000", "#808080", "#777777", "#FEFEFE", "#010101"]
)
def test_the_hardest_brand_colours_pass_everywhere_they_can(brand: str) -> None:
    theme = from_brand(brand)
    for mode in MODES:
        assert faults(theme, mode) == []
        primary, background = channels(theme[f"{mode}_primary"]), channels(theme[f"{mode}_background"])
        assert primary is not None
        assert background is not None
        assert contrast(primary, background) >= 4.5
        assert contrast(primary, (255, 255, 255)) >= 4.5


@given(theme=themes)
@settings(max_examples=60, deadline=None)
def test_a_derived_dark_mode_has_no_fault_and_the_light_one_stays(theme: dict[str, str]) -> None:
    derived = derive_dark(theme)
    assert of_mode(derived, "light") == of_mode(theme, "light")
    assert faults(derived, "dark") == []


def test_a_derived_dark_mode_keeps_the_hues() -> None:
    derived = derive_dark(DEFAULT_THEME)
    for role in ("primary", "success", "negative"):
        before, after = channels(DEFAULT_THEME[f"light_{role}"]), channels(derived[f"dark_{role}"])
        assert before is not None
        assert after is not None
        assert apart(to_oklch(before).hue, to_oklch(after).hue) < 2


def test_a_brand_colour_that_white_can_stand_on_is_kept_to_the_digit() -> None:
    assert from_brand("#044ef4")["light_primary"] == "#044EF4"
    assert from_brand("#FFCC00")["light_primary"] != "#FFCC00"


def test_the_dark_ground_is_nearer_to_midnight_than_to_black_and_serves_both_pairs_of_a_colour() -> None:
    for brand in ("#FFCC00", "#E4002B", "#808080"):
        for theme in (from_brand(brand), derive_dark({**DEFAULT_THEME, "light_background": brand})):
            ground = channels(theme["dark_background"])
            assert ground is not None
            assert luminance(ground) <= 0.00185
            for space in (to_oklab, lambda rgb: rgb):
                there = math.dist(space(ground), space((20, 26, 34)))
                assert there < math.dist(space(ground), space((0, 0, 0)))


def test_copying_and_swapping_move_whole_modes() -> None:
    theme = derive_dark(DEFAULT_THEME)
    there = copied(theme, "light", "dark")
    assert of_mode(there, "dark") == of_mode(there, "light") == of_mode(theme, "light")
    back = copied(theme, "dark", "light")
    assert of_mode(back, "light") == of_mode(theme, "dark")
    turned = swapped(theme)
    assert of_mode(turned, "light") == of_mode(theme, "dark")
    assert swapped(turned) == theme


def test_what_has_no_light_colour_keeps_its_dark_one() -> None:
    derived = derive_dark({"light_primary": "teal", "dark_primary": "#123456", "dark_negative": "<b>"})
    assert derived["dark_primary"] == "#123456"
    assert derived["dark_negative"] == "<b>"
    assert channels(derived["dark_background"]) is not None


@given(theme=anything, brand=st.none() | st.text(max_size=9))
@settings(max_examples=50, deadline=None)
def test_no_texts_whatsoever_make_it_fail(theme: dict[str, str | None], brand: str | None) -> None:
    before = dict(theme)
    derive_dark(theme)
    swapped(theme)
    copied(theme, "light", "dark")
    assert theme == before
    assert from_brand(brand) == {} or channels(brand) is not None
