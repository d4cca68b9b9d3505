"""At a zoom of 400 %, or on a phone that lies on its side, nothing that sticks covers much of the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser

MOST = 0.2
# The share of rows of pixels on which something lies that does not scroll with the page.
_COVERED = """() => {
  const isStuck = (element) =>
    element &&
    (["sticky", "fixed"].includes(getComputedStyle(element).position) || isStuck(element.parentElement));
  let rows = 0;
  for (let y = 0; y < innerHeight; y += 1) {
    const places = [0.1, 0.3, 0.5, 0.7, 0.9].map((part) => document.elementFromPoint(part * innerWidth, y));
    if (places.some(isStuck)) rows += 1;
  }
  return rows / innerHeight;
}"""


def _select(page: Page, desk: Desk) -> None:
    page.goto(desk.address("conference-list"))
    page.locator("[data-selection-row]").nth(1).check()
    expect(page.locator("#bulk-form")).to_have_class("bulk has-selection")


def _extend(page: Page, desk: Desk) -> None:
    desk.sandbox.store.create_conference({"display_name": "All hands", "join_until": "2099-11-12T22:30:00Z"})
    page.goto(desk.address("conference-list"))
    page.get_by_role("button", name="More for All hands").click()
    page.get_by_role("button", name="Extend by 15 min").click()
    expect(page.get_by_role("button", name="Undo")).to_be_attached()


def _edit(page: Page, desk: Desk) -> None:
    page.goto(desk.address("conference-update", conference_id=desk.newest()[0]))
    page.get_by_label("Display name").fill("Another name")


def _edit_theme(page: Page, desk: Desk) -> None:
    page.goto(desk.address("theme-preset-create"))


def _see_history(page: Page, desk: Desk) -> None:
    _extend(page, desk)
    page.goto(desk.address("history-list", slug=desk.workspace.slug))


@pytest.mark.parametrize("viewport", [(320, 256), (844, 390), (1440, 400)])
@pytest.mark.parametrize("show", [_select, _extend, _edit, _edit_theme, _see_history])
def test_in_a_low_window_nothing_covers_more_than_a_fifth(
    open_page: OpenPage, desk: Desk, show: Callable[[Page, Desk], None], viewport: tuple[int, int]
) -> None:
    page = open_page()
    show(page, desk)
    page.set_viewport_size({"width": viewport[0], "height": viewport[1]})
    # The sidebar of a wide window stands beside the page and scrolls by itself.
    page.locator(".sidebar").evaluate("sidebar => sidebar.remove()")
    whole = page.evaluate("document.documentElement.scrollHeight")
    for part in (0.2, 0.5, 0.8):
        page.evaluate("y => scrollTo(0, y)", part * whole)
        assert page.evaluate(_COVERED) <= MOST, part
