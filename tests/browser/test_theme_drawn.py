"""The preview draws what the table of elements knows, and the contrast report leaves none of it out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from conferences.theme.colour import channels, to_hex
from conferences.theme.constants import MODES, NAMES, of_mode
from conferences.theme.elements import COLOURS, FIXED, ROWS, palette
from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

# Ten colours of which no two, nor what is made of them, are alike.
THEME = {
    "light_background": "#F4EFD9",
    "light_foreground": "#2B1D3A",
    "light_primary": "#0A58CA",
    "light_success": "#19875C",
    "light_negative": "#B4232F",
    "dark_background": "#101C2C",
    "dark_foreground": "#E9F2D7",
    "dark_primary": "#7A4DD8",
    "dark_success": "#52CF8B",
    "dark_negative": "#D8456B",
}
DECORATION = {"line"}

# Every text, icon and mark of a preview with the colour it is drawn in and the nearest opaque one behind it.
# People's videos are pictures, in no colour of the theme.
DRAWN = """place => {
  const hex = (text) => {
    const [red, green, blue, alpha = 1] = text.match(/[\\d.]+/g).map(Number);
    if (!text.startsWith("rgb") || (alpha !== 1 && alpha !== 0)) return `other:${text}`;
    const digits = [red, green, blue].map((one) => one.toString(16).padStart(2, "0")).join("");
    return alpha ? `#${digits}`.toUpperCase() : null;
  };
  const behind = (element) => {
    for (let at = element; at && at !== place.parentElement; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.opacity !== "1") return `opacity:${style.opacity}`;
      const colour = hex(style.backgroundColor);
      if (colour) return colour;
    }
    return null;
  };
  const found = [];
  for (const element of place.querySelectorAll("*")) {
    if (element.closest(".sw-tile") || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (says) found.push([hex(style.color), behind(element), element.className]);
    if (element.matches("svg.icon")) found.push([hex(style.color), behind(element), "icon"]);
    if (element.matches("circle")) {
      const colour = style.fill === "none" ? style.stroke : style.fill;
      found.push([hex(colour), behind(element.closest("svg")), "circle"]);
    }
    for (const side of ["top", "left"]) {
      const wide = style.getPropertyValue(`border-${side}-width`) !== "0px" && !element.closest("svg");
      const outside = hex(style.backgroundColor) ? element.parentElement : element;
      if (wide) found.push([hex(style.getPropertyValue(`border-${side}-color`)), behind(outside), "border"]);
    }
    const dot = element.matches(".sw-dot");
    if (dot) found.push([hex(style.backgroundColor), behind(element.parentElement), "dot"]);
  }
  return found;
}"""


@pytest.mark.parametrize("viewport", [(1440, 1000), (390, 800)])
def test_every_pair_that_the_preview_draws_is_one_that_the_report_checks(
    open_page: OpenPage, desk: Desk, viewport: tuple[int, int]
) -> None:
    page = open_page(viewport=viewport)
    page.goto(desk.address("theme-preset-create"))
    for name in NAMES:
        page.locator(f"#id_{name}").fill(THEME[name])
    expect(page.locator("[data-mode=light] [data-pair=text]")).to_be_visible()
    for mode in MODES:
        roles = {role: rgb for role, text in of_mode(THEME, mode).items() if (rgb := channels(text))}
        known = {name: to_hex(rgb) for name, rgb in palette(roles).items()}
        checked = {(known[one.ink], known[one.ground]) for row in ROWS for one in row.drawn}
        decoration = {known[name] for name in DECORATION}
        places = page.locator(f".widget-{mode}, .strip-{mode}").all()
        drawn = [tuple(one) for place in places for one in place.evaluate(DRAWN)]
        assert len(drawn) > 40
        # A line on the black room, or around it, is decoration too.
        lines = {one for one in drawn if one[2] == "border" and (one[0] in decoration or one[1] == "#000000")}
        assert {one for one in drawn if one[:2] not in checked} <= lines
        if viewport[0] > 1000:
            seen = {one[:2] for one in drawn}
            pairs = {(known[one.ink], known[one.ground]): row.key for row in ROWS for one in row.drawn}
            assert {key for pair, key in pairs.items() if pair not in seen} == set()


def test_the_style_of_the_preview_knows_the_colours_of_the_table_only() -> None:
    folder = Path(settings.BASE_DIR) / "static/css/components"
    for name in ("widget.css", "theme-editor.css"):
        css = (folder / name).read_text()
        used = set(re.findall(r"var\(--sw-([a-z-]+)\)", css))
        assert used <= {*COLOURS, "background", "foreground", "primary", "success", "negative"}
        assert not re.search(r"color-mix\([^;]*--sw", css)
        assert not re.search(r"\.sw-[^{]*\{[^}]*[^-]opacity:", css)
    assert "white" in FIXED


def test_the_tables_of_both_languages_are_equal(page: Page, desk: Desk) -> None:
    page.goto(desk.address("theme-list"))
    fixed, colours, rows = page.evaluate(
        """async () => {
          const { FIXED, COLOURS, ROWS } = await import("/static/js/theme/elements.js");
          return [FIXED, COLOURS, ROWS];
        }"""
    )
    assert fixed == {name: list(rgb) for name, rgb in FIXED.items()}
    assert colours == {name: list(made) for name, made in COLOURS.items()}
    assert [*colours] == [*COLOURS]
    assert rows == [
        {
            **row._asdict(),
            "drawn": [list(one) for one in row.drawn],
            "limit": list(row.limit) if row.limit else None,
        }
        for row in ROWS
    ]


def test_forced_colours_leave_the_colours_of_a_theme_as_they_are(open_page: OpenPage, desk: Desk) -> None:
    page = open_page(forced_colors="active")
    page.goto(desk.address("theme-preset-create"))
    page.locator("#id_light_primary").fill("#0A58CA")
    for selector, what, colour in (
        (".widget-light .sw-continue", "background-color", "rgb(10, 88, 202)"),
        (".widget-light .sw-continue", "color", "rgb(255, 255, 255)"),
        (".widget-light .sw-title >> nth=0", "color", "rgb(29, 33, 39)"),
        (".widget-light .sw-card", "background-color", "rgb(255, 255, 255)"),
        ("[data-pair=white-on-primary] [data-first] >> nth=0", "fill", "rgb(255, 255, 255)"),
    ):
        expect(page.locator(selector)).to_have_css(what, colour)
    expect(page.locator(".colour-well >> nth=0")).to_have_css("forced-color-adjust", "none")
    for name in ("conference-list", "theme-list"):
        page.goto(desk.address(name))
        for picture in page.locator(".swatch, .miniature").all()[:4]:
            expect(picture).to_have_css("forced-color-adjust", "none")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(desk.address("theme-preset-create"))
    expect(page.locator(".strip-light .strip-continue")).to_have_css("background-color", "rgb(4, 78, 244)")
