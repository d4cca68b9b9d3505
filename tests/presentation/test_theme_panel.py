"""What the theme panel shows of ten fields, whatever stands in them."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.http import urlencode

from conferences.presentation.theme_panel import ColourField, PanelMode, PanelPreset, ThemePanel
from conferences.signalwire.limits import DEFAULT_THEME
from conferences.theme.constants import MODES, NAMES, ROLES

HOSTILE = "red; background:url(//x)"


def panel(texts: dict[str, str] | None = None, **options: Any) -> ThemePanel:
    rows = [
        {"title": role, "words": "", "fields": [SimpleNamespace(name=f"{mode}_{role}") for mode in MODES]}
        for role in ROLES
    ]
    shown = DEFAULT_THEME if texts is None else {**DEFAULT_THEME, **texts}
    given = {"saved": DEFAULT_THEME, "title": "All hands", **options}
    return ThemePanel(rows=rows, texts=shown, **given)


def colour(of: ThemePanel, name: str) -> ColourField:
    found: ColourField = next(one for row in of.colour_rows for one in row["colours"] if one.name == name)
    return found


def test_the_stylesheet_is_asked_for_with_the_ten_colours_as_they_are_drawn() -> None:
    of = panel({"light_primary": HOSTILE, "dark_primary": "", "dark_negative": "#ABCDEF"})
    drawn = {**DEFAULT_THEME, "dark_negative": "#ABCDEF"}
    assert of.stylesheet == f"/theme-stylesheet/?{urlencode([(name, drawn[name]) for name in NAMES])}"


def test_a_stored_text_that_is_no_colour_is_kept_and_drawn_in_signalwires() -> None:
    kept = colour(panel({"light_primary": HOSTILE}, saved={"light_primary": HOSTILE}), "light_primary")
    assert (kept.text, kept.is_kept, kept.drawn) == (HOSTILE, True, "#044EF4")
    typed = colour(panel({"light_primary": HOSTILE}), "light_primary")
    assert typed.is_kept is False


def test_the_fields_of_a_pair_too_faint_to_read_are_marked() -> None:
    of = panel()
    marked = {one.name for row in of.colour_rows for one in row["colours"] if one.is_warned}
    assert marked == {f"{mode}_{role}" for mode in MODES for role in ("negative", "success")}


DARK = {**DEFAULT_THEME, "dark_background": "#141A22", "dark_foreground": "#DCE4EE"}


def test_a_pair_of_low_contrast_offers_the_nearest_colour_and_tells_what_it_leaves() -> None:
    light = panel().modes[0]
    offers = {row.pair.key: row.offer for row in light.pairs if row.fix}
    assert offers == {
        "white-on-negative": "Nearest negative that passes.",
        "error-text": "Nearest negative that passes.",
        "meter": "Nearest success that passes.",
    }
    dark = PanelMode("dark", DARK)
    sentence = next(row.offer for row in dark.pairs if row.pair.key == "white-on-negative")
    assert re.fullmatch(r"Nearest negative that passes\. Error text would then be 3\.\d of 4\.5\.", sentence)


def test_a_pair_that_no_theme_passes_tells_why_and_offers_nothing() -> None:
    told = {row.pair.key: row.reason for row in panel().modes[0].pairs if row.reason}
    assert told == {
        "secondary": "No foreground reaches 4.5 on a light background: it is drawn at half strength."
    }
    grey = PanelMode("light", {**DEFAULT_THEME, "light_background": "#777777"})
    (text, *_) = grey.pairs
    assert (text.fix, text.reason) == (None, "No foreground passes here on this background.")


def test_all_is_offered_to_be_repaired_only_where_more_would_pass() -> None:
    assert set(panel().modes[0].repaired) == {"success", "negative"}
    mode = PanelMode("dark", DARK)
    fixed = {f"dark_{role}": code for role, code in mode.repaired.items()}
    again = PanelMode("dark", {**mode.theme, **fixed})
    assert [row.pair.key for row in again.pairs if row.pair.is_faint] == ["primary-text", "error-text"]
    assert again.repaired == {}


def test_the_verdict_and_the_faintest_pair_are_words() -> None:
    light = panel().modes[0]
    assert (light.verdict, light.is_readable) == ("3 of 11 low contrast", False)
    assert light.worst == "Lowest contrast: Microphone meter, 2.5 of 3."
    fine = PanelMode("light", {**DEFAULT_THEME, "light_negative": "#C62828", "light_success": "#2E7D32"})
    assert (fine.verdict, fine.is_readable, fine.worst) == ("10 of 11 readable", True, "")


def test_a_filter_has_twenty_numbers_and_leaves_grey_grey() -> None:
    filters = panel().filters
    assert [name for name, _, _ in filters] == ["protanopia", "deuteranopia", "tritanopia"]
    for _, words, matrix in filters:
        numbers = [float(number) for number in matrix.split()]
        assert len(numbers) == 20
        assert words.startswith("Without ")
        assert numbers[15:] == [0, 0, 0, 1, 0]
        for line in (numbers[0:5], numbers[5:10], numbers[10:15]):
            assert sum(line[:3]) == pytest.approx(1, abs=1e-5)
            assert line[3:] == [0, 0]


@pytest.mark.parametrize(
    ("typed", "view", "see"),
    [
        ({}, "all", ""),
        ({"theme_view": "room", "theme_see": "tritanopia"}, "room", "tritanopia"),
        ({"theme_view": "<b>", "theme_see": "x"}, "all", ""),
    ],
)
def test_what_was_looked_at_is_looked_at_again(typed: dict[str, str], view: str, see: str) -> None:
    of = panel(typed=typed)
    assert (of.view, of.see) == (view, see)


def test_the_brand_colour_begins_with_the_primary_one_and_is_drawn_only_as_a_code() -> None:
    assert (panel().brand, panel().brand_drawn) == ("#044EF4", "#044EF4")
    typed = panel(typed={"theme_brand": "abc"})
    assert (typed.brand, typed.brand_drawn) == ("abc", "#AABBCC")
    hostile = panel(typed={"theme_brand": HOSTILE})
    assert (hostile.brand, hostile.brand_drawn) == (HOSTILE, "#044EF4")


def test_a_source_hands_a_script_nothing_but_codes() -> None:
    source = PanelPreset(
        "1", "Nordhafen", {"light_primary": "#0B7A75", "dark_primary": HOSTILE, "light_success": None}
    )
    assert source.codes == "light_primary:#0B7A75"
