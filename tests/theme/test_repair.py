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
from conferences.theme.elements import ROWS, TEXT
from conferences.theme.oklch import apart, clipped, from_oklch, to_oklch
from conferences.theme.repair import Need, fix_all, meets, nearest, needs_of, repair
from conferences.theme.report import report, worst

STEP = 1 / 4096

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


def test_a_repair_passes_everywhere_in_its_role_or_tells_what_it_leaves() -> None:
    light = repair(THEME_DEFAULTS, "white-on-negative")
    assert light is not None
    assert light.left is None
    assert {pair.key for pair in report({**THEME_DEFAULTS, "negative": light.colour}) if pair.is_faint} == {
        "meter"
    }
    dark = repair({"background": "#141A22", "negative": "#F4516C"}, "white-on-negative")
    assert dark is not None
    assert dark.left is not None
    assert (dark.left.key, dark.left.shown) == ("error-text", "3.8")
    meter = repair(THEME_DEFAULTS, "meter")
    assert meter is not None
    assert meter.left is None


def test_fixing_all_makes_signalwire_s_defaults_readable_and_leaves_what_passes() -> None:
    fixed = fix_all(THEME_DEFAULTS)
    assert [pair.key for pair in report(fixed) if not pair.passes] == ["secondary"]
    assert not any(pair.is_faint for pair in report(fixed))
    assert {role for role in ROLES if fixed[role] != THEME_DEFAULTS[role]} == {"success", "negative"}


def test_where_not_all_can_pass_what_stands_first_does_and_the_rest_as_a_graphic() -> None:
    fixed = fix_all({"background": "#141A22", "negative": "#F4516C", "primary": "#B5C7FF"})
    shown = {pair.key: (pair.passes, pair.ratio > 3) for pair in report(fixed)}
    for role, text in (("negative", "error-text"), ("primary", "primary-text")):
        assert shown[f"white-on-{role}"] == (True, True)
        assert shown[text] == (False, True)
    assert fixed["background"] == "#141A22"


def test_no_colour_at_all_passes_where_fixing_all_leaves_a_row_too_faint() -> None:
    """Against every grey and the corners of the cube: contrast hangs on lightness far more than on hue."""
    chance = random.Random(8)  # noqa: S311
    many = [(level, level, level) for level in range(256)]
    many += [(r, g, b) for r in range(0, 256, 51) for g in range(0, 256, 51) for b in range(0, 256, 51)]
    left = 0
    for _ in range(40):
        colours = {role: f"#{chance.randrange(1 << 24):06X}" for role in ROLES}
        fixed = fix_all(colours)
        assert fixed["background"] == colours["background"]
        known = {role: rgb for role in ROLES if (rgb := channels(fixed[role])) is not None}
        for role in {pair.role for pair in report(fixed) if pair.is_faint}:
            left += 1
            assert not [rgb for rgb in many if meets(rgb, needs_of(known, role))], (fixed, role)
    assert left > 10


@settings(max_examples=40, deadline=None)
@given(
    colours=palettes,
    ground=st.sampled_from(["#FFFFFF", "#FAFAFA", "#F1F5F9", "#000000", "#010120", "#020210"]),
)
def test_on_every_usual_ground_fixing_all_leaves_nothing_too_faint(
    colours: dict[str, str], ground: str
) -> None:
    fixed = fix_all({**colours, "background": ground})
    assert [pair for pair in report(fixed) if pair.is_faint] == []
    assert len(report(fixed)) == len(ROWS)
    for pair in report(fixed):
        assert pair.passes or pair.limit


@settings(max_examples=40, deadline=None)
@given(colours=st.dictionaries(st.sampled_from(ROLES), texts))
def test_no_texts_whatsoever_make_a_repair_fail(colours: dict[str, str | None]) -> None:
    fixed = fix_all(colours)
    for role, text in fixed.items():
        assert text == colours[role] or channels(text) is not None
    pair = worst(report(colours))
    fix = repair(colours, pair.key) if pair is not None else None
    if pair is not None and fix is not None:
        fixed_pair = next(one for one in report({**colours, pair.role: fix.colour}) if one.key == pair.key)
        assert not fixed_pair.is_faint


@pytest.mark.parametrize("colour", ["#FF0000", "#00FF00", "#0000FF", "#FFFF00", "#000001", "#FEFFFF"])
def test_every_colour_of_the_cube_s_rim_comes_back_from_oklch(colour: str) -> None:
    rgb = channels(colour)
    assert rgb is not None
    assert from_oklch(to_oklch(rgb)) == rgb
