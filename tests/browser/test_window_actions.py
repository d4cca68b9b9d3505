"""Extending, opening and closing from the list and the detail page in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk
from tests.browser.screens import DESKTOP, PHONE
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


@pytest.fixture
def conference(desk: Desk) -> str:
    """The id of a conference that is open until 2099."""
    made = desk.sandbox.store.create_conference(
        {"name": "all-hands", "display_name": "All hands", "join_until": "2099-11-12T22:30:00Z"}
    )
    return str(made["id"])


def closes(desk: Desk, conference: str) -> str:
    return str(desk.sandbox.store.conferences.get(conference)["join_until"])


def test_a_window_is_extended_from_the_list_by_keyboard_and_undone(
    conference_list: Page, desk: Desk, conference: str
) -> None:
    page = conference_list
    page.reload()
    menu = page.get_by_role("button", name="More for All hands")
    menu.press("Enter")
    button = page.get_by_role("button", name="Extend by 30 min")
    expect(button).to_be_visible()
    page.keyboard.press("Escape")
    expect(button).to_be_hidden()
    expect(menu).to_be_focused()
    menu.press("Enter")
    button.press("Enter")
    expect(page.get_by_role("status").filter(has_text="All hands: Extended by 30 min.")).to_be_visible()
    expect(page.locator("tr.is-changed")).to_contain_text("All hands")
    assert closes(desk, conference) == "2099-11-12T23:00:00Z"
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("status").filter(has_text="All hands: Undone.")).to_be_visible()
    assert closes(desk, conference) == "2099-11-12T22:30:00Z"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_a_row_far_down_is_in_view_again_with_undo_beside_it(
    open_page: OpenPage, desk: Desk, conference: str, viewport: tuple[int, int]
) -> None:
    for number in range(30):
        desk.sandbox.store.create_conference({"display_name": f"Later {number}"})
    page = open_page(viewport=viewport)
    page.goto(desk.address("conference-list") + "?page_size=100")
    page.get_by_role("button", name="More for All hands").click()
    page.get_by_role("button", name="Extend by 15 min").click()
    row = page.locator("tr.is-changed")
    expect(row).to_contain_text("All hands")
    expect(row).to_be_in_viewport(ratio=1)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_in_viewport(ratio=1)
    assert "page_size=100" in page.url
    undo.click()
    expect(page.get_by_role("status").filter(has_text="Undone.")).to_be_in_viewport(ratio=1)
    assert closes(desk, conference) == "2099-11-12T22:30:00Z"


@pytest.mark.parametrize("is_scripted", [True, False])
def test_the_detail_page_extends_with_one_click_with_or_without_script(
    open_page: OpenPage, desk: Desk, conference: str, is_scripted: bool
) -> None:
    page = open_page(java_script_enabled=is_scripted, viewport=PHONE)
    page.goto(desk.address("conference-detail", conference_id=conference))
    page.get_by_role("button", name="Extend by 1 h").click()
    expect(page.get_by_role("status").filter(has_text="Extended by 1 h. Now closes")).to_be_visible()
    assert page.url == desk.address("conference-detail", conference_id=conference)
    assert closes(desk, conference) == "2099-11-12T23:30:00Z"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status").filter(has_text="Undone. Closes")).to_be_visible()
    assert closes(desk, conference) == "2099-11-12T22:30:00Z"
    page.get_by_role("link", name="Close now").click()
    expect(page.get_by_text("People inside stay. No one else can join after this.")).to_be_visible()
    assert closes(desk, conference) == "2099-11-12T22:30:00Z"


def test_a_tab_that_shows_an_old_window_does_not_extend_the_new_one(
    page: Page, desk: Desk, conference: str, watch: Watch
) -> None:
    watch.expect_status(409)
    page.goto(desk.address("conference-detail", conference_id=conference))
    store = desk.sandbox.store.conferences
    store.change(conference, lambda row: {**row, "join_until": "2099-11-12T23:30:00Z"})
    page.get_by_role("button", name="Extend by 15 min").click()
    expect(page.get_by_role("alert")).to_contain_text("Someone else changed this join window")
    assert closes(desk, conference) == "2099-11-12T23:30:00Z"
    page.get_by_role("button", name="Extend by 15 min").click()
    expect(page.get_by_role("status").filter(has_text="Extended by 15 min.")).to_be_visible()
    assert closes(desk, conference) == "2099-11-12T23:45:00Z"
