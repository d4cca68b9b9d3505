"""Showing and copying a conference's links in a real browser, and moving its window from the list."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from conferences.models import Change
from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, overflow
from tests.browser.screens import PHONE
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


@pytest.fixture
def conference(desk: Desk) -> str:
    """The id of a conference that is open for another hour."""
    made = desk.sandbox.store.create_conference(
        {"name": "all-hands", "display_name": "All hands", "join_until": "2099-11-12T22:30:00Z"}
    )
    return str(made["id"])


def show_guest(page: Page, desk: Desk, conference: str) -> str:
    """Show the guest's link on the conference's page; gives its token."""
    page.goto(desk.address("conference-detail", conference_id=conference))
    page.get_by_role("button", name="Show Guest link").click()
    field = page.get_by_label("Token", exact=True)
    expect(field).to_have_value(re.compile("^vpt_"))
    return field.input_value()


def guest_token(desk: Desk, conference: str) -> str:
    rows = desk.sandbox.store.conference_tokens(conference)
    return str(next(row["token"] for row in rows if row["name"] == "Guest"))


def test_showing_fills_the_card_in_place_and_the_keyboard_goes_on_there(
    page: Page, desk: Desk, conference: str
) -> None:
    token = show_guest(page, desk, conference)
    assert token == guest_token(desk, conference)
    assert page.url.endswith(f"/conferences/{conference}/")
    expect(page.locator("#access")).to_be_focused()
    expect(page.get_by_role("button", name="Show Moderator link")).to_be_visible()
    assert token not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")


def test_copying_puts_the_link_on_the_clipboard(open_page: OpenPage, desk: Desk, conference: str) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    token = show_guest(page, desk, conference)
    page.get_by_role("button", name="Copy link, Guest").click()
    expect(page.locator("#announcer")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"http://{desk.sandbox.host}/prebuilt-room/{token}"


def test_without_the_permission_the_text_is_selected_instead(page: Page, desk: Desk, conference: str) -> None:
    page.add_init_script(
        "const writeText = () => Promise.reject(new Error());"
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText}});"
    )
    token = show_guest(page, desk, conference)
    page.get_by_role("button", name="Copy embed code, Guest").click()
    expect(page.locator("#announcer")).to_contain_text("selected")
    assert token in page.evaluate(
        "document.activeElement.value.slice(document.activeElement.selectionStart, "
        "document.activeElement.selectionEnd)"
    )


def test_going_back_does_not_show_it_again(page: Page, desk: Desk, conference: str) -> None:
    token = show_guest(page, desk, conference)
    page.get_by_role("link", name="Rooms", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rooms")
    page.go_back()
    expect(page.get_by_role("button", name="Show Guest link")).to_be_visible()
    assert token not in page.content()
    assert Change.objects.count() == 1


def test_without_script_it_is_shown_on_a_page_of_its_own(
    open_page: OpenPage, desk: Desk, conference: str
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(desk.address("conference-detail", conference_id=conference))
    page.get_by_role("button", name="Show Guest link").click()
    expect(page.get_by_label("Link", exact=True)).to_have_value(
        re.compile(re.escape(guest_token(desk, conference)))
    )
    expect(page.get_by_role("button", name="Copy link, Guest")).to_be_hidden()


def test_a_fault_is_told_in_the_card(page: Page, desk: Desk, conference: str, watch: Watch) -> None:
    watch.expect_status(502)
    page.goto(desk.address("conference-detail", conference_id=conference))
    desk.sandbox.faults.add("401")
    page.get_by_role("button", name="Show Guest link").click()
    expect(page.locator("#access").get_by_role("alert")).to_contain_text("did not accept")
    desk.sandbox.faults.clear()
    page.get_by_role("button", name="Show Guest link").click()
    expect(page.get_by_label("Token", exact=True)).to_be_visible()


def test_a_menu_closes_when_something_else_is_pressed(conference_list: Page) -> None:
    page = conference_list
    buttons, menu = page.locator("[data-row-menu]"), page.locator(".menu-list")
    buttons.nth(0).click()
    buttons.nth(9).click()
    expect(menu.locator("visible=true")).to_have_count(1)
    expect(page.locator("[data-row-menu][aria-expanded=true]")).to_have_count(1)
    page.get_by_role("heading", level=1).click()
    expect(menu).to_be_hidden()
    expect(page.locator("[data-row-menu][aria-expanded=true]")).to_have_count(0)


PAGES = ("join-window/?action=plus-30", "join-window/?action=close-now", "join-window/", "delete/", "access/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    open_page: OpenPage, desk: Desk, conference: str, scheme: str
) -> None:
    page = open_page(viewport=PHONE, color_scheme=scheme)
    found = {}
    address = desk.address("conference-detail", conference_id=conference)
    live = next(identifier for identifier in desk.newest() if identifier in desk.sandbox.store.live)
    for place in (*(address + end for end in PAGES), desk.address("conference-delete", conference_id=live)):
        page.goto(place)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        found[place] = violations(page)
        assert overflow(page) == 0, place
    page.goto(f"{address}access/")
    page.get_by_role("link", name="Reset the token Guest").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reset the Guest token")
    found["reset"] = violations(page)
    show_guest(page, desk, conference)
    found["shown"] = violations(page)
    assert overflow(page) == 0
    page.goto(desk.address("conference-list"))
    page.locator("[data-row-menu]").first.click()
    found["menu"] = violations(page)
    assert {place: faults for place, faults in found.items() if faults} == {}


def violations(page: Page) -> list[str]:
    """What axe finds wrong: rule and elements."""
    # Without preload: it would ask for the stylesheets' imports at addresses of its own making.
    results = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in results]
