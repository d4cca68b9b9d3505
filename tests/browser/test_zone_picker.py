"""The list that completes a time zone while one types."""

from __future__ import annotations

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from conferences.services.zones import remember_zone
from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


def options(page: Page, label: str = "Time zone") -> list[str]:
    """The zones on the open list."""
    shown = page.locator('[role="option"]:visible')
    expect(shown.first).to_be_visible()
    return [option.get_attribute("data-zone") or "" for option in shown.all()]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("New York", "America/New_York"),
        ("EST", "America/New_York"),
        ("UTC-5", "America/New_York"),
        ("Calcutta", "Asia/Kolkata"),
    ],
)
def test_a_zone_is_found_by_city_letters_offset_and_old_name(
    page: Page, desk: Desk, typed: str, zone: str
) -> None:
    page.goto(desk.address("account"))
    field = page.get_by_label("Time zone", exact=False).first
    field.click()
    field.fill(typed)
    expect(page.locator('[role="option"]').first).to_have_attribute("data-zone", zone)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value(zone)
    expect(page.locator("[data-zones]")).to_be_hidden()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Preferences saved.")).to_be_visible()
    expect(field).to_have_value(zone)


def test_the_list_opens_with_the_recent_zones_and_closes_with_escape(page: Page, desk: Desk) -> None:
    remember_zone(desk.person, "Asia/Kathmandu")
    remember_zone(desk.person, "Asia/Tokyo")
    page.goto(desk.address("conference-create"))
    field = page.get_by_label("Times in")
    field.click()
    assert options(page)[:3] == ["Europe/Berlin", "Asia/Tokyo", "Asia/Kathmandu"]
    assert field.get_attribute("aria-expanded") == "true"
    field.press("Escape")
    expect(page.locator("[data-zones]")).to_be_hidden()
    expect(field).to_have_value("Europe/Berlin")
    field.click()
    page.locator('[role="option"]', has_text="Kathmandu").click()
    expect(field).to_have_value("Asia/Kathmandu")
    expect(field).to_be_focused()


def test_a_city_typed_in_full_is_taken_when_the_field_is_left(page: Page, desk: Desk) -> None:
    page.goto(desk.address("conference-create"))
    page.locator("#id_join_from").fill("2027-01-10T09:00")
    field = page.get_by_label("Times in")
    field.fill("new york")
    expect(page.locator("[data-exact]")).to_be_visible()
    field.press("Tab")
    expect(field).to_have_value("America/New_York")
    expect(page.locator('[data-utc-for="join_from"]')).to_contain_text("2027-01-10T14:00:00Z")


def test_without_javascript_a_typed_city_is_understood(open_page: OpenPage, desk: Desk) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(desk.address("account"))
    page.get_by_label("Time zone", exact=False).first.fill("Kathmandu")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Time zone", exact=False).first).to_have_value("Asia/Kathmandu")


def test_axe_finds_nothing_in_the_open_list(open_page: OpenPage, desk: Desk, watch: Watch) -> None:
    watch.expect("Applying inline style violates|CSP violation: style-src")
    page = open_page(color_scheme="dark")
    page.goto(desk.address("account"))
    page.get_by_label("Time zone", exact=False).first.click()
    options(page)
    page.get_by_label("Time zone", exact=False).first.press("ArrowDown")
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run('.zone-picker', {preload: false}).then(r => r.violations.map(v => v.id))")
    assert found == []
