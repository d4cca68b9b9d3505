"""The list from its first conference to its last and back, with Back, Forward and reload."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, link, on_page, shown_ids
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

# What htmx writes about a request that a newer one replaces.
SUPERSEDED = "htmx:sendAbort|htmx:afterRequest"


def test_next_and_previous_visit_every_conference_exactly_once(conference_list: Page, desk: Desk) -> None:
    page = conference_list
    forward: list[list[str]] = [shown_ids(page)]
    for number in range(2, 9):
        link(page, "Next").click()
        on_page(page, number)
        forward.append(shown_ids(page))
    assert [one for rows in forward for one in rows] == desk.newest()
    assert len(desk.newest()) == 400
    expect(page.locator(".pager")).to_contain_text("This is the end of the list.")
    expect(link(page, "Next")).to_have_attribute("aria-disabled", "true")

    back = [shown_ids(page)]
    for number in range(7, 0, -1):
        link(page, "Previous").click()
        on_page(page, number)
        back.append(shown_ids(page))
    assert back == forward[::-1]
    expect(link(page, "Previous")).to_have_attribute("aria-disabled", "true")


def test_back_forward_and_reload_show_the_same_screen_under_the_same_address(
    conference_list: Page, desk: Desk
) -> None:
    page = conference_list
    screens = {1: (page.url, shown_ids(page))}
    for number in (2, 3):
        link(page, "Next").click()
        on_page(page, number)
        screens[number] = (page.url, shown_ids(page))
    assert len({address for address, _ in screens.values()}) == 3

    page.go_back()
    on_page(page, 2)
    assert (page.url, shown_ids(page)) == screens[2]
    page.go_back()
    on_page(page, 1)
    assert (page.url, shown_ids(page)) == screens[1]
    page.go_forward()
    on_page(page, 2)
    page.reload()
    on_page(page, 2)
    assert (page.url, shown_ids(page)) == screens[2]
    expect(page.locator("nav.sidebar")).to_have_count(1)
    expect(page.locator("h1")).to_have_count(1)


def test_back_from_a_conference_shows_the_whole_list_again_where_it_was(conference_list: Page) -> None:
    page = conference_list
    link(page, "Next").click()
    on_page(page, 2)
    address, rows = page.url, shown_ids(page)
    page.locator(".name-title").first.click()
    expect(page.get_by_role("navigation", name="Breadcrumb")).to_be_visible()
    page.go_back()
    on_page(page, 2)
    assert (page.url, shown_ids(page)) == (address, rows)
    expect(page.locator("nav.sidebar")).to_have_count(1)


def test_the_breadcrumb_of_a_conference_leads_to_the_list(conference_list: Page, desk: Desk) -> None:
    page = conference_list
    title = page.locator(".name-title").first.inner_text()
    page.locator(".name-title").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Conferences").click()
    expect(page).to_have_url(desk.address("conference-list"))
    on_page(page, 1)


@pytest.mark.parametrize("size", [25, 100, 250])
def test_another_page_size_starts_at_the_first_page_and_is_kept_while_paging(
    conference_list: Page, desk: Desk, size: int
) -> None:
    page = conference_list
    link(page, "Next").click()
    on_page(page, 2)
    page.get_by_label("Rows per page").select_option(str(size))
    on_page(page, 1)
    assert shown_ids(page) == desk.newest()[:size]
    assert f"page_size={size}" in page.url
    link(page, "Next").click()
    on_page(page, 2)
    assert shown_ids(page) == desk.newest()[size : 2 * size]
    expect(page.get_by_label("Rows per page")).to_have_value(str(size))


def test_a_double_click_on_next_moves_on_by_one_page(conference_list: Page, desk: Desk, watch: Watch) -> None:
    watch.expect(SUPERSEDED)
    desk.sandbox.faults.add("slow", milliseconds=300)
    page = conference_list
    link(page, "Next").dblclick()
    on_page(page, 2)
    page.wait_for_load_state("networkidle")
    on_page(page, 2)
    assert shown_ids(page) == desk.newest()[50:100]
    page.go_back()
    on_page(page, 1)


def test_of_two_answers_the_one_asked_for_last_stays(conference_list: Page, desk: Desk, watch: Watch) -> None:
    watch.expect(SUPERSEDED)
    page = conference_list
    desk.sandbox.faults.add("slow", path="page_token", milliseconds=1500)
    link(page, "Next").click(no_wait_after=True)
    link(page, "Already closed").click()
    expect(link(page, "Already closed")).to_have_attribute("aria-current", "true")
    rows = shown_ids(page)
    # Long enough for the slow answer to arrive, were anyone still waiting for it.
    page.wait_for_timeout(1700)
    expect(link(page, "Already closed")).to_have_attribute("aria-current", "true")
    assert "window=closed" in page.url
    assert shown_ids(page) == rows


def test_a_slow_answer_shows_a_line_that_runs_and_marks_the_list_as_busy(
    conference_list: Page, desk: Desk
) -> None:
    page = conference_list
    progress = page.locator("#progress")
    expect(progress).to_be_hidden()
    desk.sandbox.faults.add("slow", milliseconds=1200)
    link(page, "Next").click(no_wait_after=True)
    expect(progress).to_be_visible()
    expect(page.locator("[data-list]")).to_have_attribute("aria-busy", "true")
    on_page(page, 2)
    expect(progress).to_be_hidden()
    assert page.locator("[data-list]").get_attribute("aria-busy") is None


def test_an_expired_place_leads_to_the_first_page_with_a_word(conference_list: Page, desk: Desk) -> None:
    page = conference_list
    desk.sandbox.store.conferences.remove(shown_ids(page)[-1])
    link(page, "Next").click()
    expect(page.get_by_role("status").filter(has_text="no longer exists")).to_be_visible()
    on_page(page, 1)
    assert shown_ids(page) == desk.newest()[:50]
    assert "page_token" not in page.url
    page.reload()
    on_page(page, 1)
    expect(page.get_by_text("no longer exists")).to_have_count(0)


def test_a_bookmark_of_an_expired_place_opens_the_first_page_with_a_word(
    conference_list: Page, desk: Desk
) -> None:
    page = conference_list
    link(page, "Next").click()
    on_page(page, 2)
    bookmark = page.url
    desk.sandbox.store.conferences.remove(desk.newest()[49])
    page.goto(bookmark)
    on_page(page, 1)
    expect(page.get_by_role("status").filter(has_text="no longer exists")).to_be_visible()


def test_two_tabs_page_and_filter_without_each_other(conference_list: Page, desk: Desk) -> None:
    first = conference_list
    second = first.context.new_page()
    second.goto(desk.address("conference-list"))
    link(first, "Next").click()
    on_page(first, 2)
    link(second, "Already closed").click()
    expect(link(second, "Already closed")).to_have_attribute("aria-current", "true")
    link(first, "Next").click()
    on_page(first, 3)
    assert shown_ids(first) == desk.newest()[100:150]
    second.reload()
    expect(link(second, "Already closed")).to_have_attribute("aria-current", "true")
    assert shown_ids(second) != shown_ids(first)


def test_a_list_page_costs_one_request_to_the_api(conference_list: Page, desk: Desk) -> None:
    page = conference_list
    desk.sandbox.requests.clear()
    link(page, "Next").click()
    on_page(page, 2)
    assert [(one.method, one.path) for one in desk.sandbox.requests] == [("GET", "/api/video/conferences")]


def test_rooms_are_paged_in_the_same_manner(open_page: OpenPage, desk: Desk) -> None:
    page = open_page()
    page.goto(desk.address("room-list"))
    on_page(page, 1)
    seen = shown_ids(page)
    link(page, "Next").click()
    on_page(page, 2)
    seen += shown_ids(page)
    assert seen == [row["id"] for row in desk.sandbox.store.rooms.newest_first()]
    expect(page).to_have_url(re.compile("page_token="))
