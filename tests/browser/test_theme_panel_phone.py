"""The theme panel where the previews stand below the fields: what one changes is seen all the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, overflow
from tests.browser.screens import DESKTOP, PHONE

pytestmark = pytest.mark.browser

NARROW = (320, 700)
TABLET = (1000, 800)


def open_new(open_page: OpenPage, desk: Desk, viewport: tuple[int, int]) -> Page:
    page = open_page(viewport=viewport)
    page.goto(desk.address("theme-preset-create"))
    expect(page.get_by_label("Light primary, colour picker")).to_be_attached()
    return page


@pytest.mark.parametrize("viewport", [NARROW, PHONE, TABLET])
@pytest.mark.parametrize("name", ["light_foreground", "dark_negative"])
def test_a_strip_of_the_preview_stays_in_sight_while_a_colour_is_changed(
    open_page: OpenPage, desk: Desk, viewport: tuple[int, int], name: str
) -> None:
    page = open_new(open_page, desk, viewport)
    page.locator(f"#id_{name}").focus()
    page.locator(f"#id_{name}").fill("#00aa00")
    mode, role = name.split("_")
    strip = page.locator(f".strip-{mode}")
    expect(strip).to_be_in_viewport(ratio=1)
    part, what = {"foreground": (".strip-title", "color"), "negative": (".strip-leave", "background-color")}[
        role
    ]
    expect(strip.locator(part)).to_have_css(what, "rgb(0, 170, 0)")
    assert overflow(page) == 0


@pytest.mark.parametrize("name", ["light_background", "dark_negative"])
def test_the_strip_and_the_save_bar_cover_no_field_that_has_the_focus(
    open_page: OpenPage, desk: Desk, name: str
) -> None:
    page = open_new(open_page, desk, PHONE)
    page.locator("#theme_brand").evaluate("element => element.closest('details').open = true")
    page.locator("#theme_brand").focus()
    page.locator(f"#id_{name}").focus()
    is_on_top = page.locator(f"#id_{name}").evaluate(
        """element => {
          const { left, top, width, height } = element.getBoundingClientRect();
          return document.elementFromPoint(left + width / 2, top + height / 2) === element;
        }"""
    )
    assert is_on_top


def test_where_the_previews_stand_beside_the_fields_there_is_no_strip(
    open_page: OpenPage, desk: Desk
) -> None:
    page = open_new(open_page, desk, DESKTOP)
    expect(page.locator(".strip")).to_have_count(2)
    expect(page.locator(".strip:visible")).to_have_count(0)


def test_a_pair_that_passes_says_so_on_a_phone_too(open_page: OpenPage, desk: Desk) -> None:
    page = open_new(open_page, desk, PHONE)
    pair = page.locator('[data-mode="light"] [data-pair="text"]')
    expect(pair.get_by_text("Passes")).to_be_visible()
    expect(pair.locator("svg.icon:visible, .status-on svg:visible").first).to_be_visible()
