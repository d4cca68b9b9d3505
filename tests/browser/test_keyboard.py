"""The lists without a mouse: skip link, order, shortcuts, focus after a swap, and what is read out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, link, on_page, shown_ids

pytestmark = pytest.mark.browser

_HAS_RING = """element => {
  const style = getComputedStyle(element);
  return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
}"""


def _focused(page: Page) -> str:
    """The focused element in words: its name, or its tag."""
    words: str = page.evaluate(
        """() => {
          const element = document.activeElement;
          const name = element.getAttribute("aria-label") || element.innerText || element.name || "";
          return name.trim().replace(/\\s+/g, " ") || element.tagName;
        }"""
    )
    return words


def test_the_first_tab_reaches_a_visible_link_that_skips_the_navigation(conference_list: Page) -> None:
    page = conference_list
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_tab_walks_the_screen_in_reading_order_and_every_stop_shows_where_it_is(
    conference_list: Page,
) -> None:
    page = conference_list
    stops = []
    for _ in range(26):
        page.keyboard.press("Tab")
        focused = page.evaluate_handle("document.activeElement").as_element()
        assert focused is not None
        assert focused.evaluate(_HAS_RING), f"{_focused(page)!r} does not show that it is focused"
        assert focused.is_visible(), f"{_focused(page)!r} is focused and cannot be seen"
        stops.append(_focused(page))
    order = [
        "Skip to content",
        "Conferences",
        "Rooms",
        "Settings",
        "People",
        "Sign out",
        "Any time",
        "Today",
        "Already closed",
        "Refresh",
    ]
    places = [stops.index(name) for name in order]
    assert places == sorted(places), stops
    first_row = page.locator(".name-title").first.inner_text()
    assert first_row in stops[places[-1] :], stops


def test_enter_on_next_turns_the_page_and_the_keyboard_goes_on_in_the_list(
    conference_list: Page, desk: Desk
) -> None:
    page = conference_list
    link(page, "Next").focus()
    page.keyboard.press("Enter")
    on_page(page, 2)
    # The pressed link is gone with its page: focus is in the new list, not at the top of the document.
    assert page.evaluate("document.activeElement.closest('[data-list]') !== null")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-list]') !== null")
    assert shown_ids(page) == desk.newest()[50:100]


def test_what_came_is_read_out_after_each_swap(conference_list: Page) -> None:
    page = conference_list
    announcer = page.locator("#announcer")
    expect(announcer).to_have_text("")
    handle = announcer.element_handle()
    link(page, "Next").click()
    expect(announcer).to_have_text("Page 2, 50 conferences.")
    link(page, "Previous").click()
    expect(announcer).to_have_text("Page 1, 50 conferences.")
    # A region that is replaced is not read: it has to be the one that was there from the start.
    assert handle.evaluate("element => element.isConnected")


def test_brackets_turn_pages(conference_list: Page, desk: Desk) -> None:
    page = conference_list
    page.keyboard.press("]")
    on_page(page, 2)
    page.keyboard.press("]")
    on_page(page, 3)
    page.keyboard.press("[")
    on_page(page, 2)
    assert shown_ids(page) == desk.newest()[50:100]


def test_f_opens_the_dates_with_the_cursor_in_the_first_and_enter_filters(
    conference_list: Page, desk: Desk
) -> None:
    page = conference_list
    page.keyboard.press("f")
    expect(page.get_by_label("Opens on or after")).to_be_focused()
    page.get_by_label("Opens on or after").fill("2026-01-15T09:00")
    page.keyboard.press("Enter")
    expect(page.locator(".chip")).to_have_count(1)
    assert desk.sandbox.requests[-1].parameters["starts_after"] == "2026-01-15T08:00:00Z"


def test_r_reads_the_list_again_and_adds_nothing_to_the_history(conference_list: Page, desk: Desk) -> None:
    page = conference_list
    link(page, "Next").click()
    on_page(page, 2)
    address, gone = page.url, shown_ids(page)[3]
    desk.sandbox.store.conferences.remove(gone)
    page.keyboard.press("r")
    expect(page.locator(f'a[href*="{gone}"]')).to_have_count(0)
    assert page.url == address
    page.go_back()
    on_page(page, 1)


def test_shortcuts_are_letters_while_someone_types(conference_list: Page, desk: Desk) -> None:
    page = conference_list
    page.goto(desk.address("conference-list") + "?starts_after=x")
    field = page.get_by_label("Opens on or after")
    asked = len(desk.sandbox.requests)
    field.press("End")
    field.press_sequentially("f]r[")
    expect(field).to_have_value("xf]r[")
    assert len(desk.sandbox.requests) == asked
    expect(page.locator(".pager")).to_contain_text(re.compile("Page 1,"))


def test_choosing_a_preset_by_keyboard_keeps_the_place_for_the_next_tab(conference_list: Page) -> None:
    page = conference_list
    link(page, "Already closed").focus()
    page.keyboard.press("Enter")
    expect(link(page, "Already closed")).to_have_attribute("aria-current", "true")
    assert page.evaluate("document.activeElement.closest('[data-list]') !== null")


def test_the_page_size_keeps_the_keyboard_when_it_changes(conference_list: Page) -> None:
    page = conference_list
    size = page.get_by_label("Rows per page")
    size.focus()
    size.select_option("25")
    expect(page.locator(".name-title")).to_have_count(25)
    expect(page.get_by_label("Rows per page")).to_be_focused()


_COVERED = """element => {
  const box = element.getBoundingClientRect();
  const points = [[box.left + 2, box.top + 2], [box.right - 2, box.bottom - 2],
    [(box.left + box.right) / 2, (box.top + box.bottom) / 2]];
  const related = (top) => top && (element.contains(top) || top.contains(element));
  return box.width > 4 && !points.some(([x, y]) => related(document.elementFromPoint(x, y)));
}"""


@pytest.mark.parametrize(
    ("name", "width", "height"),
    [("conference-list", 1440, 700), ("conference-list", 390, 600), ("workspace-create", 390, 600)],
)
def test_what_sticks_to_an_edge_never_covers_the_focus(
    page: Page, desk: Desk, name: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(desk.address(name))
    page.locator("main a, main input").first.focus()
    covered = []
    for key in ["Tab"] * 30 + ["Shift+Tab"] * 30:
        page.keyboard.press(key)
        focused = page.locator(":focus")
        if focused.count() and focused.evaluate(_COVERED):
            covered.append(f"{key}: {_focused(page)}")
    assert covered == []
