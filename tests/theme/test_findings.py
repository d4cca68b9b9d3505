"""What is said of a theme beyond its single pairs: its ground, and colour-blind eyes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferences.signalwire.limits import DEFAULT_THEME, THEME_DEFAULTS
from conferences.theme.colour import channels, is_dark, to_hex
from conferences.theme.constants import NAMES
from conferences.theme.findings import Finding, findings
from conferences.theme.vision import DEFICIENCIES, MATRICES, look_alike, simulate


def found(theme: dict[str, str | None], mode: str, key: str) -> Finding:
    (finding,) = (one for one in findings(theme, mode) if one.key == key)
    return finding


def test_signalwire_s_dark_theme_is_said_not_to_be_dark() -> None:
    dark = found({**DEFAULT_THEME}, "dark", "ground")
    assert not dark.is_fine
    assert dark.sentence == "Your dark theme is not dark. Both modes have the same background."
    light = found({**DEFAULT_THEME}, "light", "ground")
    assert (light.is_fine, light.sentence) == (True, "The light background is light.")


@pytest.mark.parametrize(
    ("mode", "background", "sentence"),
    [
        ("dark", "#141A22", "The dark background is dark."),
        ("dark", "#EEEEEE", "Your dark theme is not dark."),
        ("light", "#222222", "Your light theme is not light."),
        ("light", "#FFF8E7", "The light background is light."),
    ],
)
def test_a_ground_is_judged_by_the_mode_it_is_for(mode: str, background: str, sentence: str) -> None:
    finding = found({f"{mode}_background": background}, mode, "ground")
    assert finding.sentence == sentence
    assert finding.samples == (background,)


@pytest.mark.parametrize(("level", "dark"), [(0x75, True), (0x76, False)])
def test_dark_is_where_white_stands_out_more_than_black(level: int, dark: bool) -> None:
    assert is_dark((level, level, level)) is dark


def test_success_and_negative_that_look_alike_are_shown_as_they_are_seen() -> None:
    finding = found({**DEFAULT_THEME}, "light", "colour-blind")
    assert finding.sentence == "Success and negative look alike for people who do not see green."
    assert not finding.is_fine
    success, negative = channels(THEME_DEFAULTS["success"]), channels(THEME_DEFAULTS["negative"])
    assert success is not None
    assert negative is not None
    assert finding.samples == tuple(to_hex(simulate(rgb, "deuteranopia")) for rgb in (success, negative))


def test_a_pair_made_for_all_eyes_can_be_told_apart() -> None:
    finding = found({"dark_success": "#009E73", "dark_negative": "#D55E00"}, "dark", "colour-blind")
    assert (finding.is_fine, finding.sentence) == (
        True,
        "Success and negative can be told apart by colour-blind eyes.",
    )


def test_nothing_is_said_of_colours_that_are_not_known() -> None:
    assert findings({}, "dark") == ()
    assert findings({**DEFAULT_THEME, "dark_background": "black", "dark_success": None}, "dark") == ()


@given(
    theme=st.dictionaries(st.sampled_from(NAMES), st.none() | st.text(max_size=9)), mode=st.text(max_size=5)
)
def test_no_texts_whatsoever_make_it_fail(theme: dict[str, str | None], mode: str) -> None:
    assert all(finding.sentence for finding in findings(theme, mode))


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_a_simulation_leaves_greys_as_they_are(deficiency: str) -> None:
    assert all(sum(row) == pytest.approx(1, abs=1e-5) for row in MATRICES[deficiency])
    for level in range(256):
        assert simulate((level, level, level), deficiency) == (level, level, level)


def test_each_kind_of_eye_confuses_its_own_colours() -> None:
    assert look_alike((0x17, 0xBB, 0x58), (0xF4, 0x2C, 0x50)) == ("deuteranopia",)
    assert look_alike((0, 128, 0), (255, 0, 0)) == ("protanopia",)
    assert look_alike((255, 255, 255), (255, 255, 240)) == DEFICIENCIES
    assert look_alike((0, 0, 0), (255, 255, 255)) == ()


def test_who_sees_all_colours_sees_them_unchanged() -> None:
    assert simulate((1, 2, 3), "none") == (1, 2, 3)
