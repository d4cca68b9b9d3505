"""The bar under a list with selected rows: small on a phone, visible in forced colours."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from conferences.models import BulkRun
from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk
from tests.browser.screens import DESKTOP, PHONE

pytestmark = pytest.mark.browser

# The system's own pair for what is chosen, as Chromium plays it.
PAIR = "el => [getComputedStyle(el).backgroundColor, getComputedStyle(el).color]"
SYSTEM = """() => {
  const probe = document.createElement("i");
  probe.style.forcedColorAdjust = "none";
  probe.style.backgroundColor = "Highlight";
  probe.style.color = "HighlightText";
  document.body.append(probe);
  const found = [getComputedStyle(probe).backgroundColor, getComputedStyle(probe).color];
  probe.remove();
  return found;
}"""


def bar(page: Page) -> Locator:
    return page.locator("#bulk-form")


def selected(open_page: OpenPage, desk: Desk, **options: Any) -> Page:
    """The list with two selected rows."""
    page = open_page(**options)
    page.goto(desk.address("conference-list") + "?window=this-month&zone=UTC")
    for number in (0, 1):
        page.locator("[data-selection-row]").nth(number).check()
    expect(bar(page)).to_contain_text("2 selected")
    return page


def test_on_a_phone_the_bar_is_one_row_that_covers_nothing_for_good(open_page: OpenPage, desk: Desk) -> None:
    page = selected(open_page, desk, viewport=PHONE, has_touch=True)
    height = bar(page).evaluate("bar => bar.getBoundingClientRect().height")
    assert 44 <= height <= 64
    covered = page.evaluate(
        """() => {
          const bar = document.querySelector("#bulk-form");
          const covered = [];
          const all = document.querySelectorAll("main :is(a[href], button, input, summary)");
          for (const one of all) {
            if (bar.contains(one) || one.disabled || !one.checkVisibility()) continue;
            one.focus();
            if (document.activeElement !== one) continue;
            const box = one.getBoundingClientRect();
            if (box.height && box.bottom > bar.getBoundingClientRect().top + 1) covered.push(one.outerHTML);
          }
          return covered;
        }"""
    )
    assert covered == []
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    pager = page.locator(".pager").bounding_box()
    place = bar(page).bounding_box()
    assert pager is not None
    assert place is not None
    assert pager["y"] + pager["height"] <= place["y"]


def test_on_a_phone_the_actions_open_over_the_bar(open_page: OpenPage, desk: Desk) -> None:
    page = selected(open_page, desk, viewport=PHONE, has_touch=True)
    delete = bar(page).get_by_role("button", name="Delete")
    expect(delete).to_be_hidden()
    bar(page).get_by_role("button", name="Actions").click()
    box = delete.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    page.keyboard.press("Escape")
    expect(delete).to_be_hidden()
    expect(bar(page)).to_contain_text("2 selected")
    bar(page).get_by_role("button", name="Actions").click()
    bar(page).get_by_role("button", name="Shift window").click()
    expect(page.get_by_role("radio", name="Shift the join window")).to_be_checked()
    assert BulkRun.objects.get().items.exclude(title="").count() == 2


def test_without_javascript_the_bar_on_a_phone_works_too(open_page: OpenPage, desk: Desk) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto(desk.address("conference-list"))
    page.locator("[data-selection-row]").first.check()
    bar(page).get_by_role("button", name="Actions").click()
    bar(page).get_by_role("button", name="Delete").click()
    expect(page.get_by_role("radio", name="Delete")).to_be_checked()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_keep_selected_rows_filters_and_the_current_page(
    open_page: OpenPage, desk: Desk, scheme: str
) -> None:
    page = selected(open_page, desk, viewport=DESKTOP, forced_colors="active", color_scheme=scheme)
    system = page.evaluate(SYSTEM)
    assert len(set(system)) == 2
    current = page.locator(".segment[aria-current]")
    assert current.count() == 1
    assert current.evaluate(PAIR) == system
    other = page.locator(".segment:not([aria-current])").first
    assert other.evaluate(PAIR)[0] != system[0]
    assert page.locator(".nav-link[aria-current]").first.evaluate(PAIR) == system
    rows = page.locator("tbody tr")
    outline = "row => getComputedStyle(row).outlineStyle + ' ' + getComputedStyle(row).outlineColor"
    assert rows.nth(0).evaluate(outline) == f"solid {system[0]}"
    assert "none" in rows.nth(2).evaluate(outline)


def test_forced_colours_keep_the_chosen_action(open_page: OpenPage, desk: Desk) -> None:
    page = selected(open_page, desk, viewport=DESKTOP, forced_colors="active")
    bar(page).get_by_role("button", name="Delete").click()
    chosen = page.locator(".segment", has=page.get_by_role("radio", name="Delete"))
    assert chosen.evaluate(PAIR) == page.evaluate(SYSTEM)
