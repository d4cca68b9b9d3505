"""The core of the dashboard with JavaScript switched off."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenContext
from tests.browser.desk import Desk, link, on_page, shown_ids
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser


def test_sign_in_page_filter_and_sign_out_work_without_javascript(
    open_context: OpenContext, desk: Desk
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    page.goto(desk.url)
    page.get_by_label("User name").fill("mara")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    on_page(page, 1)

    link(page, "Next").click()
    on_page(page, 2)
    assert shown_ids(page) == desk.newest()[50:100]
    link(page, "Previous").click()
    on_page(page, 1)
    assert shown_ids(page) == desk.newest()[:50]

    link(page, "Already closed").click()
    expect(link(page, "Already closed")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name=re.compile("^Remove: ")).click()
    expect(page.locator(".chip")).to_have_count(0)

    page.locator("summary", has_text="Dates").click()
    page.get_by_label("Opens on or after").fill("2026-01-15T09:00")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator(".chip")).to_have_count(1)
    assert desk.sandbox.requests[-1].parameters["starts_after"] == "2026-01-15T08:00:00Z"

    page.get_by_label("Rows per page").select_option("25")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".name-title")).to_have_count(25)
    expect(page.locator(".chip")).to_have_count(1)

    title = page.locator(".name-title").first.inner_text()
    page.locator(".name-title").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.go_back()
    expect(page.locator(".chip")).to_have_count(1)

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_room_is_opened_by_its_name_without_javascript(open_context: OpenContext, desk: Desk) -> None:
    context = open_context(java_script_enabled=False)
    desk.sign_in(context)
    page = context.new_page()
    room = desk.sandbox.store.rooms.newest_first()[5]
    page.goto(desk.address("room-list"))
    page.get_by_role("link", name="Open by name").click()
    page.get_by_label(re.compile("name", re.I)).fill(room["name"])
    page.get_by_role("button", name="Open").click()
    expect(page).to_have_url(desk.address("room-detail", room_id=room["id"]))


def test_the_connection_is_tested_and_settings_are_kept_without_javascript(
    open_context: OpenContext, desk: Desk
) -> None:
    context = open_context(java_script_enabled=False)
    desk.sign_in(context)
    page = context.new_page()
    page.goto(desk.address("workspace-settings"))
    page.get_by_role("button", name="Test connection").click()
    expect(page.locator("#workspace-connection")).to_contain_text("The connection works")
    page.get_by_label("Name", exact=True).fill("Nordhafen Live")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("nav.sidebar")).to_contain_text("Nordhafen Live")
