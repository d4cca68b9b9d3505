"""Copying a guest link from the list's menu, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from conferences.models import Change
from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk
from tests.browser.screens import PHONE
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


@pytest.fixture
def link(desk: Desk) -> str:
    """The guest link of a new conference, the first in the list."""
    store = desk.sandbox.store
    made = store.create_conference({"name": "all-hands", "display_name": "All hands"})
    guest = next(row for row in store.conference_tokens(made["id"]) if row["name"] == "Guest")
    return f"http://{desk.sandbox.host}/prebuilt-room/{guest['token']}"


def press_copy(page: Page, desk: Desk) -> None:
    page.goto(desk.address("conference-list"))
    page.get_by_role("button", name="More for All hands").click()
    page.get_by_role("button", name="Copy guest link").click()


def test_the_link_goes_to_the_clipboard_and_into_no_page(open_page: OpenPage, desk: Desk, link: str) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"], viewport=PHONE)
    press_copy(page, desk)
    expect(page.get_by_role("button", name="Guest link copied")).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("Guest link copied")
    assert page.evaluate("navigator.clipboard.readText()") == link
    assert "vpt_" not in page.content()
    assert page.url == desk.address("conference-list")
    expect(page.get_by_role("button", name="Copy guest link")).to_be_visible()
    assert [change.fields for change in Change.objects.all()] == [["Guest"]]


@pytest.mark.parametrize("clipboard", ["undefined", "{write: () => Promise.reject(new Error())}"])
def test_where_the_clipboard_is_refused_the_access_page_shows_the_link(
    page: Page, desk: Desk, link: str, clipboard: str
) -> None:
    page.add_init_script(f"Object.defineProperty(navigator, 'clipboard', {{value: {clipboard}}});")
    press_copy(page, desk)
    expect(page.get_by_label("Link", exact=True)).to_have_value(link)


def test_where_signalwire_refuses_the_access_page_says_why(
    page: Page, desk: Desk, link: str, watch: Watch
) -> None:
    watch.expect_status(502)
    desk.sandbox.faults.add("401", path="conference_tokens")
    press_copy(page, desk)
    expect(page.get_by_role("alert").first).to_contain_text("did not accept")


def test_without_script_the_access_page_shows_the_link(open_page: OpenPage, desk: Desk, link: str) -> None:
    page = open_page(java_script_enabled=False)
    press_copy(page, desk)
    expect(page.get_by_label("Link", exact=True)).to_have_value(link)
