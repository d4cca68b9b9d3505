"""Which colour a field is drawn in."""

from __future__ import annotations

import pytest

from conferences.theme.constants import NAMES
from conferences.theme.drawing import drawn_theme

DEFAULTS = {**dict.fromkeys(NAMES, "#FFFFFF"), "light_primary": "#044EF4"}


@pytest.mark.parametrize(
    ("text", "saved", "drawn"),
    [
        ("#AABBCC", "#000000", "#AABBCC"),
        ("", "#000000", "#044EF4"),
        (None, None, "#044EF4"),
        ("red", "#000000", "#000000"),
        ("red; x", "red; x", "#044EF4"),
        ("red", None, "#044EF4"),
        ("#AABBCC\n", "url(x)", "#044EF4"),
    ],
)
def test_a_field_is_drawn_in_its_colour_else_the_stored_one_else_signalwires(
    text: str | None, saved: str | None, drawn: str
) -> None:
    theme = drawn_theme({"light_primary": text}, {"light_primary": saved}, DEFAULTS)
    assert theme["light_primary"] == drawn
    assert tuple(theme) == NAMES
    assert theme["dark_background"] == "#FFFFFF"
