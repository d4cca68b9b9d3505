"""SignalWire gone, refusing, or talking nonsense while a person works."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from conferences.sandbox import Sandbox
from tests.browser.desk import Desk, link, on_page, shown_ids
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


def test_after_signalwire_went_away_the_list_says_so_and_try_again_brings_it_back(
    conference_list: Page, desk: Desk, watch: Watch
) -> None:
    watch.expect_status(502)
    page = conference_list
    link(page, "Already closed").click()
    expect(link(page, "Already closed")).to_have_attribute("aria-current", "true")
    link(page, "Next").click()
    on_page(page, 2)
    address, rows = page.url, shown_ids(page)
    port = int(desk.sandbox.host.rpartition(":")[2])
    desk.sandbox.stop()

    page.get_by_role("link", name="Refresh").click()
    failure = page.get_by_role("alert")
    expect(failure.get_by_role("heading")).to_have_text("SignalWire cannot be reached")
    expect(page.get_by_role("heading", level=1)).to_have_text("Conferences")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(link(page, "Already closed")).to_have_attribute("aria-current", "true")
    expect(page.locator("#announcer")).to_have_text("SignalWire cannot be reached")
    assert page.url == address

    link(page, "Try again").click()
    expect(page.locator("[aria-busy]")).to_have_count(0)
    expect(failure).to_be_visible()
    with Sandbox(port=port):
        link(page, "Try again").click()
        on_page(page, 2)
        expect(failure).to_have_count(0)
        assert (page.url, shown_ids(page)) == (address, rows)


def test_after_a_failed_page_a_reload_and_try_again_ask_for_that_page(
    conference_list: Page, desk: Desk, watch: Watch
) -> None:
    watch.expect_status(502)
    page = conference_list
    desk.sandbox.faults.add("500", path="page_token")
    link(page, "Next").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^SignalWire has an internal error · Conferences"))
    assert "page_token" in page.url
    page.reload()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page).to_have_title(re.compile(r"^SignalWire has an internal error · Conferences"))
    desk.sandbox.faults.clear()
    link(page, "Try again").click()
    on_page(page, 2)
    expect(page).to_have_title(re.compile(r"^Conferences, page 2 · "))
    assert shown_ids(page) == desk.newest()[50:100]
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conferences")


def test_after_a_failed_filter_a_reload_asks_for_the_same_filter(
    conference_list: Page, desk: Desk, watch: Watch
) -> None:
    watch.expect_status(502)
    page = conference_list
    desk.sandbox.faults.add("500")
    link(page, "Already closed").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert "window=closed" in page.url
    desk.sandbox.faults.clear()
    page.reload()
    expect(link(page, "Already closed")).to_have_attribute("aria-current", "true")
    on_page(page, 1)
    expect(page).to_have_title(re.compile(r"^Conferences · "))


FAILURES = {
    "401": (502, "SignalWire did not accept this workspace’s credentials"),
    "403": (502, "This workspace’s API token lacks a permission"),
    "404": (502, "This Space cannot be found"),
    "429": (503, "SignalWire’s rate limit was reached"),
    "500": (502, "SignalWire has an internal error"),
    "html_502": (502, "SignalWire has an internal error"),
    "garbage": (502, "The answer cannot be read"),
    "truncated": (502, "The answer cannot be read"),
    "dropped_before": (502, "SignalWire cannot be reached"),
}


def test_each_failure_has_its_own_words_and_keeps_the_furniture(page: Page, desk: Desk, watch: Watch) -> None:
    for fault, (status, title) in FAILURES.items():
        watch.expect_status(status)
        desk.sandbox.faults.add(fault, **({"retry_after": 60} if fault == "429" else {}))
        page.goto(desk.address("conference-list") + "?window=closed")
        expect(page.get_by_role("alert").get_by_role("heading")).to_have_text(title)
        expect(page.get_by_role("heading", level=1)).to_have_text("Conferences")
        expect(page.get_by_role("navigation", name="Main")).to_be_visible()
        expect(link(page, "Already closed")).to_have_attribute("aria-current", "true")
        desk.sandbox.faults.clear()
        link(page, "Try again").click()
        on_page(page, 1)
        expect(page.get_by_role("alert")).to_have_count(0)


def test_a_detail_page_that_fails_keeps_the_navigation_and_try_again_opens_it(
    page: Page, desk: Desk, watch: Watch
) -> None:
    watch.expect_status(502)
    desk.sandbox.faults.add("500")
    page.goto(desk.address("conference-detail", conference_id=desk.newest()[0]))
    expect(page.get_by_role("alert").get_by_role("heading")).to_have_text("SignalWire has an internal error")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    desk.sandbox.faults.clear()
    link(page, "Try again").click()
    expect(page.get_by_role("navigation", name="Breadcrumb")).to_be_visible()


def test_the_credentials_never_leave_for_the_host_that_a_hostile_link_names(page: Page, desk: Desk) -> None:
    desk.sandbox.faults.add("hostile_next")
    page.goto(desk.address("conference-list"))
    on_page(page, 1)
    assert "attacker" not in page.content()
    link(page, "Next").click()
    on_page(page, 2)
    assert shown_ids(page) == desk.newest()[50:100]


def test_an_empty_page_with_more_behind_it_is_not_the_end(page: Page, desk: Desk) -> None:
    desk.sandbox.faults.add("empty_page_with_next", times=1)
    page.goto(desk.address("conference-list"))
    expect(page.get_by_role("heading", name=re.compile("there is more"))).to_be_visible()
    page.get_by_role("link", name="Next page").click()
    on_page(page, 2)
    assert shown_ids(page) == desk.newest()[:50]


def test_when_the_dashboard_itself_does_not_answer_the_list_stays_and_says_so(
    conference_list: Page, watch: Watch
) -> None:
    watch.expect("ERR_INTERNET_DISCONNECTED|htmx:sendError|htmx:afterRequest")
    page = conference_list
    rows, address = shown_ids(page), page.url
    page.context.set_offline(True)
    link(page, "Next").click()
    expect(page.get_by_role("alert")).to_contain_text("The dashboard does not answer")
    assert (shown_ids(page), page.url) == (rows, address)
    page.context.set_offline(False)
    link(page, "Next").click()
    on_page(page, 2)
    expect(page.get_by_role("alert")).to_have_count(0)
