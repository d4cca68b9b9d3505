"""The nearest colour that can be read: it passes, keeps its hue, and no nearer one exists."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences.signalwire.limits import THEME_DEFAULTS
from conferences.theme.colour import Channels, channels, contrast, luminance, to_hex
from conferences.theme.constants import ROLES
from conferences.theme.oklch import apart, clipped, from_oklch, to_oklch
from conferences.theme.repair import Need, fix_all, nearest, repair
from conferences.theme.report import TEXT, report, worst

STEP = 1 / 4096
KEYS = ("white-on-negative", "error-text")

texts = st.none() | st.text(max_size=9) | st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
palettes = st.fixed_dictionaries(dict.fromkeys(ROLES, st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06X}")))


def failing(count: int) -> Iterator[tuple[Channels, Channels]]:
    """Pairs of colours, some nearly grey, that are too near to each other for text."""
    chance = random.Random(20260101)  # noqa: S311
    while count:
        middle, spread = chance.randrange(256), chance.choice([6, 40, 255])
        red, green, blue = (
            min(255, max(0, middle + chance.randint(-spread, spread)))
            if spread < 255
            else chance.randrange(256)
            for _ in range(3)
        )
        other = chance.choice([(255, 255, 255), (chance.randrange(256),) * 3])
        if contrast((red, green, blue), other) < TEXT:
            count -= 1
            yield (red, green, blue), other


def on_line(rgb: Channels, other: Channels) -> float:
    """The way in lightness to the nearest passing colour that the line of this hue and chroma rounds to."""
    origin = to_oklch(rgb)
    line = (from_oklch(origin._replace(lightness=step * STEP)) for step in range(4097))
    return min(
        abs(to_oklch(colour).lightness - origin.lightness)
        for colour in line
        if contrast(colour, other) >= TEXT
    )


def test_no_passing_colour_of_the_same_hue_and_chroma_is_nearer_in_lightness() -> None:
    for rgb, other in failing(40):
        found = nearest(rgb, (Need(luminance(other), TEXT),))
        assert found is not None
        assert contrast(found, other) >= TEXT
        way = abs(to_oklch(found).lightness - to_oklch(rgb).lightness)
        assert way <= on_line(rgb, other) + 1.5 * STEP, f"{to_hex(rgb)} on {to_hex(other)}: {to_hex(found)}"


@pytest.mark.parametrize("colour", ["#F42C50", "#02D21C", "#ADED29", "#56E7D8"])
def test_no_colour_of_nearly_the_same_hue_and_chroma_anywhere_near_is_nearer(colour: str) -> None:
    rgb = channels(colour)
    assert rgb is not None
    origin = to_oklch(rgb)
    found = nearest(rgb, (Need(1.0, TEXT),))
    assert found is not None
    way = abs(to_oklch(found).lightness - origin.lightness)
    reds, greens, blues = (range(max(0, channel - 20), min(255, channel + 20) + 1) for channel in found)
    for red in reds:
        for blue in blues:
            # Of one red and one blue only the lightest green that passes can be the nearest.
            passing = (
                green for green in reversed(greens) if contrast((red, green, blue), (255,) * 3) >= TEXT
            )
            green = next(passing, None)
            if green is None:
                continue
            seen = to_oklch((red, green, blue))
            if apart(seen.hue, origin.hue) <= 1.9 and (
                abs(seen.chroma - clipped(origin._replace(lightness=seen.lightness)).chroma) <= 0.004
            ):
                assert abs(seen.lightness - origin.lightness) >= way - 2 * STEP


def test_the_hue_stays_within_two_degrees_but_where_8_bits_are_too_coarse_for_it() -> None:
    kept = 0
    for rgb, other in failing(120):
        found = nearest(rgb, (Need(luminance(other), TEXT),))
        assert found is not None
        before, after = to_oklch(rgb), to_oklch(found)
        if min(before.chroma, after.chroma) >= 0.03 and after.lightness >= 0.2:
            kept += 1
            assert apart(before.hue, after.hue) <= 2, f"{to_hex(rgb)} became {to_hex(found)}"
    assert kept > 40


def test_a_grey_stays_grey() -> None:
    for level in range(256):
        found = nearest((level, level, level), (Need(luminance((110, 110, 110)), TEXT),))
        assert found is not None
        assert len(set(found)) == 1


def test_what_passes_or_is_not_known_has_no_repair() -> None:
    assert repair(THEME_DEFAULTS, "text") is None
    assert repair(THEME_DEFAULTS, "no-such-pair") is None
    assert repair({**THEME_DEFAULTS, "background": "red"}, "error-text") is None
    assert repair({}, "text") is None


def test_the_other_pair_of_negative_is_told_as_it_would_be() -> None:
    light = repair(THEME_DEFAULTS, "white-on-negative")
    assert light is not None
    assert light.sibling is not None
    assert (light.sibling.key, light.sibling.passes) == ("error-text", True)
    assert light.sibling.first == light.colour
    dark = repair({"background": "#141A22", "negative": "#F4516C"}, "white-on-negative")
    assert dark is not None
    assert dark.sibling is not None
    assert (dark.sibling.passes, dark.sibling.shown) == (False, "3.8")
    meter = repair(THEME_DEFAULTS, "meter")
    assert meter is not None
    assert meter.sibling is None


def test_fixing_all_makes_signalwire_s_defaults_readable_and_leaves_what_passes() -> None:
    fixed = fix_all(THEME_DEFAULTS)
    assert all(pair.passes for pair in report(fixed))
    assert {role for role in ROLES if fixed[role] != THEME_DEFAULTS[role]} == {"success", "negative"}


def test_a_negative_that_can_pass_both_its_pairs_does() -> None:
    fixed = fix_all({"background": "#050505", "negative": "#FF8899"})
    assert [pair.passes for pair in report(fixed)] == [True, True]


def test_where_nothing_passes_both_pairs_the_one_that_passes_is_kept() -> None:
    colours = {"background": "#141A22", "negative": "#F4516C"}
    assert [pair.passes for pair in report(colours)] == [False, True]
    white = repair(colours, "white-on-negative")
    assert white is not None
    # As many pass with either; the error text is 3.8 with the new one, white was 3.3 on the old one.
    assert fix_all(colours) == {"background": "#141A22", "negative": white.colour}


def test_where_neither_pair_passes_one_of_them_is_mended() -> None:
    colours = {"background": "#404040", "negative": "#888888"}
    fixed = fix_all(colours)
    assert sorted(pair.passes for pair in report(fixed)) == [False, True]
    assert fixed["negative"] in {fix.colour for key in KEYS if (fix := repair(colours, key)) is not None}


@settings(max_examples=25, deadline=None)
@given(colours=palettes)
def test_fixing_all_leaves_nothing_that_could_be_mended(colours: dict[str, str]) -> None:
    fixed = fix_all(colours)
    assert fixed["background"] == colours["background"]
    for pair in report(fixed):
        assert pair.passes or pair.role == "negative"


@settings(max_examples=40, deadline=None)
@given(colours=st.dictionaries(st.sampled_from(ROLES), texts))
def test_no_texts_whatsoever_make_a_repair_fail(colours: dict[str, str | None]) -> None:
    fixed = fix_all(colours)
    for role, text in fixed.items():
        assert text == colours[role] or channels(text) is not None
    pair = worst(report(colours))
    if pair is not None:
        fix = repair(colours, pair.key)
        assert fix is not None
        mended = next(one for one in report({**colours, pair.role: fix.colour}) if one.key == pair.key)
        assert mended.passes


@pytest.mark.parametrize("colour", ["#FF0000", "#00FF00", "#0000FF", "#FFFF00", "#000001", "#FEFFFF"])
def test_every_colour_of_the_cube_s_rim_comes_back_from_oklch(colour: str) -> None:
    rgb = channels(colour)
    assert rgb is not None
    assert from_oklch(to_oklch(rgb)) == rgb
