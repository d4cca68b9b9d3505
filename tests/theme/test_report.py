"""Contrast as WCAG 2.2 defines it, and the pairs of a theme that meet on screen."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferences.signalwire.limits import COLOUR_PATTERN, THEME_DEFAULTS, THEME_MODES, THEME_ROLES
from conferences.theme import constants
from conferences.theme.colour import channels, contrast, is_dark, luminance
from conferences.theme.elements import COLOURS, FIXED, GRAPHIC, ROWS, TEXT, Limit, Row, Shade, palette
from conferences.theme.report import report, words, worst

WHITE = (255, 255, 255)
codes = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def ratio(first: str, second: str) -> float:
    one, other = channels(first), channels(second)
    assert one is not None
    assert other is not None
    return contrast(one, other)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#FFFFFF", "#FFFFFF", 1.0),
        ("#777777", "#FFFFFF", 4.48),  # the grey that just fails
        ("#767676", "#FFFFFF", 4.54),  # and the one that just passes
        ("#FF0000", "#FFFFFF", 4.00),
        ("#0000FF", "#FFFFFF", 8.59),
        ("#044EF4", "#FFFFFF", 6.20),
        ("#1D2127", "#FFFFFF", 16.16),
        ("#F42C50", "#FFFFFF", 3.95),
        ("#17BB58", "#FFFFFF", 2.55),
    ],
)
def test_the_ratio_is_the_one_that_others_compute(first: str, second: str, expected: float) -> None:
    assert ratio(first, second) == pytest.approx(expected, abs=0.05)
    assert ratio(second, first) == ratio(first, second)


@given(first=codes, second=codes)
def test_a_ratio_lies_between_1_and_21(first: str, second: str) -> None:
    assert 1 <= ratio(first, second) <= 21


def test_luminance_runs_from_black_to_white_and_weighs_green_most() -> None:
    assert luminance((0, 0, 0)) == 0
    assert luminance((255, 255, 255)) == pytest.approx(1)
    assert luminance((0, 255, 0)) > luminance((255, 0, 0)) > luminance((0, 0, 255))


@pytest.mark.parametrize(
    "colour",
    [
        None,
        "",
        "#fff",
        "#ffffffff",
        "ffffff",
        "#gggggg",
        "white",
        " #ffffff",
        "#ffffff ",
        "#ffffff\n",
        "#ffffff;",
        "#ＦＦＦＦＦＦ",
        "#٠٠٠٠٠٠",
        'red" onload="alert(1)',
        "url(https://evil.example)",
    ],
)
def test_nothing_but_a_hex_code_is_a_colour(colour: str | None) -> None:
    assert channels(colour) is None


@given(colour=st.text())
def test_no_text_makes_reading_a_colour_fail(colour: str) -> None:
    assert channels(colour) is None or len(colour) == 7


def test_the_words_of_this_package_are_those_of_the_api() -> None:
    assert constants.HEX == COLOUR_PATTERN
    assert constants.MODES == THEME_MODES
    assert set(constants.ROLES) == set(THEME_ROLES)


def test_signalwire_s_defaults_fail_where_its_widget_is_hard_to_read() -> None:
    assert [(pair.name, pair.shown, pair.needed, pair.passes) for pair in report(THEME_DEFAULTS)] == [
        ("Text and icons", "13.0", TEXT, True),
        ("Field borders", "3.2", GRAPHIC, True),
        ("Secondary text", "3.2", TEXT, False),
        ("White on primary", "6.2", TEXT, True),
        ("Outline button", "6.2", TEXT, True),
        ("Outline button, hovered", "5.5", TEXT, True),
        ("White on negative", "3.9", TEXT, False),
        ("Error text", "3.9", TEXT, False),
        ("Cancel, hovered", "4.6", TEXT, True),
        ("Recording dot", "3.2", GRAPHIC, True),
        ("Microphone meter", "2.5", GRAPHIC, False),
    ]
    assert [pair.key for pair in report(THEME_DEFAULTS) if pair.limit] == ["secondary"]


def test_a_ratio_that_falls_just_short_neither_passes_nor_is_shown_as_the_one_that_is_asked() -> None:
    short, enough = (
        next(pair for pair in report({"background": "#FFFFFF", "negative": code}) if pair.key == "error-text")
        for code in ("#777777", "#767676")
    )
    assert (round(short.ratio, 2), short.passes, short.shown) == (4.48, False, "4.4")
    assert (round(enough.ratio, 2), enough.passes, enough.shown) == (4.54, True, "4.5")


def test_a_row_shows_the_faintest_of_what_is_drawn_in_it() -> None:
    pair = report(THEME_DEFAULTS)[0]
    # Text on a bar, which is nine tenths of the background over black video.
    assert (pair.first, pair.second) == ("#1D2127", "#E6E6E6")
    dark = report({"background": "#141A22", "foreground": "#E8EDF2"})[0]
    assert (dark.first, dark.second) == ("#E8EDF2", "#292F37")


NEEDS_BACKGROUND = {row.name for row in ROWS if row.key not in {"white-on-primary", "white-on-negative"}}


@pytest.mark.parametrize(
    ("missing", "gone"),
    [
        ("background", NEEDS_BACKGROUND),
        *((role, {row.name for row in ROWS if row.role == role}) for role in constants.ROLES[1:]),
    ],
)
@pytest.mark.parametrize("value", [None, "", "teal", "<script>"])
def test_nothing_is_said_of_a_pair_with_a_colour_that_is_none(
    missing: str, gone: set[str], value: str | None
) -> None:
    names = {pair.name for pair in report({**THEME_DEFAULTS, missing: value})}
    assert names == {row.name for row in ROWS} - gone


def test_a_theme_without_colours_has_no_report() -> None:
    assert report({}) == ()
    assert report(dict.fromkeys(THEME_ROLES)) == ()


@given(colours=st.dictionaries(st.text(max_size=12), st.none() | st.text(max_size=10)))
def test_no_colours_whatsoever_make_the_report_fail(colours: dict[str, str | None]) -> None:
    assert all(1 <= pair.ratio <= 21 for pair in report(colours))


def test_1000_random_ratios_agree_with_the_formula_as_published() -> None:
    chance = random.Random(22)  # noqa: S311

    def published(rgb: tuple[int, int, int]) -> float:
        shares = [channel / 255 for channel in rgb]
        # WCAG prints 0.03928 where the standard of sRGB has 0.04045: no channel of 8 bits lies between.
        red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for _ in range(1_000):
        one, other = ((chance.randrange(256), chance.randrange(256), chance.randrange(256)) for _ in range(2))
        first, second = published(one), published(other)
        expected = (max(first, second) + 0.05) / (min(first, second) + 0.05)
        assert contrast(one, other) == pytest.approx(expected, abs=0.01)


def test_the_worst_pair_is_the_one_farthest_below_what_a_theme_can_reach() -> None:
    pairs = report(THEME_DEFAULTS)
    found = worst(pairs)
    assert found is not None
    assert found.key == "meter"
    assert worst(pairs[:6]) is None
    assert worst(()) is None


def test_the_verdict_counts_low_contrast_and_never_calls_all_readable_what_is_not() -> None:
    pairs = report(THEME_DEFAULTS)
    assert words(pairs) == "3 of 11 low contrast"
    assert words(pairs[6:]) == "3 of 5 low contrast"
    assert words(pairs[:6]) == "5 of 6 readable"
    assert words(pairs[:2]) == "All readable"
    assert words(()) == ""


def test_a_pair_tells_its_colours_as_they_are_drawn() -> None:
    drawn = {pair.key: (pair.role, pair.first, pair.second) for pair in report(THEME_DEFAULTS)}
    assert drawn["secondary"] == ("foreground", "#8E9093", "#FFFFFF")
    assert drawn["white-on-primary"] == ("primary", "#FFFFFF", "#044EF4")
    assert drawn["error-text"] == ("negative", "#F42C50", "#FFFFFF")
    assert drawn["primary-hover"] == ("primary", "#0342CF", "#CDD9F5")


def test_the_colours_that_the_widget_makes_are_those_of_its_own_arithmetic() -> None:
    roles = {role: channels(THEME_DEFAULTS[role]) or (0, 0, 0) for role in constants.ROLES}
    made = palette(roles)
    assert set(made) == {*FIXED, *constants.ROLES, *COLOURS}
    assert made["bar"] == (230, 230, 230)
    assert made["secondary"] == (142, 144, 147)
    assert made["negative-shade"] == (233, 12, 52)
    assert palette({"primary": (255, 255, 255)})["primary-shade"] == (217, 217, 217)
    assert palette({"primary": (0, 0, 0)})["primary-shade"] == (0, 0, 0)
    assert "primary-tint" not in palette({"primary": (0, 0, 0)})


def test_a_shade_is_never_lighter_than_its_colour() -> None:
    chance = random.Random(3)  # noqa: S311
    for _ in range(2_000):
        rgb = (chance.randrange(256), chance.randrange(256), chance.randrange(256))
        for name in (name for name, made in COLOURS.items() if isinstance(made, Shade)):
            shade = palette({name.removesuffix("-shade"): rgb})[name]
            assert luminance(shade) <= luminance(rgb)
            assert all(0 <= channel <= 255 for channel in shade)


GREYS = [(level, level, level) for level in range(256)]


@pytest.mark.parametrize("row", [row for row in ROWS if row.limit], ids=lambda row: row.key)
def test_what_is_said_to_be_out_of_reach_is_so_whatever_the_theme(row: Row) -> None:
    """No background of that side has any colour that passes, and white text where the role carries it."""
    assert isinstance(row.limit, Limit)
    drawn = next(one for one in row.drawn if one.needed == TEXT)
    carries_white = row.role != "foreground"
    chance = random.Random(5)  # noqa: S311
    some = [(chance.randrange(256), chance.randrange(256), chance.randrange(256)) for _ in range(600)]
    grounds = [ground for ground in GREYS if is_dark(ground) == (row.limit.ground == "dark")]
    for ground in grounds[:: 8 if row.limit.ground == "dark" else 16]:
        for rgb in (*GREYS, *some):
            known = palette({"background": ground, row.role: rgb})
            if contrast(known[drawn.ink], known[drawn.ground]) < drawn.needed:
                continue
            # A colour so dark that it passes on a dark ground from below does not exist.
            assert carries_white
            assert contrast(WHITE, rgb) < TEXT or ground not in grounds
