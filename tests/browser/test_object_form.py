"""What a script adds to the forms of conferences and rooms, and how they stand in a browser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, overflow
from tests.browser.screens import PHONE
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

# axe measures with styles of its own, which the policy forbids: those are no fault of the page.
AXE_STYLES = "Applying inline style violates|CSP violation: style-src"
KINDS = pytest.mark.parametrize("noun", ["conference", "room"])


def open_new(page: Page, desk: Desk, noun: str = "conference") -> Page:
    page.goto(desk.address(f"{noun}-create"))
    expect(page.locator("html")).to_have_class(re.compile("has-script"))
    return page


def make(desk: Desk, **fields: object) -> str:
    """Give the newest conference other fields; its id."""
    identifier = desk.newest()[0]
    desk.sandbox.store.conferences.change(identifier, lambda row: {**row, **fields})
    return identifier


def choose_zone(page: Page, typed: str, zone: str) -> None:
    """Type a place into the zone field and take the first time zone found."""
    field = page.locator("#id_zone")
    field.fill(typed)
    expect(page.locator(f'[data-zones] [data-zone="{zone}"]')).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")


def open_edit(page: Page, desk: Desk, identifier: str) -> Page:
    page.goto(desk.address("conference-update", conference_id=identifier))
    expect(page.locator("html")).to_have_class(re.compile("has-script"))
    return page


def test_the_name_follows_the_display_name_until_someone_writes_one(page: Page, desk: Desk) -> None:
    open_new(page, desk)
    title, name = page.get_by_label("Display name"), page.get_by_label("Name", exact=False).nth(1)
    title.fill("Köln: Überblick (Q4)")
    expect(name).to_have_value("koln-uberblick-q4")
    name.fill("mine")
    title.fill("Something else")
    expect(name).to_have_value("mine")


def test_characters_are_counted_as_the_api_counts_them(page: Page, desk: Desk) -> None:
    open_new(page, desk)
    title = page.get_by_label("Display name")
    count = page.locator('[data-count-of="id_display_name"]')
    title.fill("🙂" * 200)
    expect(count).to_have_text("200 of 200")
    assert title.evaluate("field => field.checkValidity()")
    title.fill("🙂" * 201)
    expect(count).to_have_text("201 of 200")
    assert not title.evaluate("field => field.checkValidity()")
    expect(title).to_have_value("🙂" * 201)


def test_meta_is_counted_as_it_is_sent(page: Page, desk: Desk) -> None:
    open_new(page, desk, "room")
    count = page.locator('[data-count-of="id_meta"]')
    page.locator("#id_meta").fill('{ "a" :  1 }')
    expect(count).to_have_text("7 of 2000")
    page.locator("#id_meta").fill("{ a }")
    expect(count).to_have_text("not JSON yet")


def test_a_quick_choice_fills_the_field_at_once_and_tells_utc(page: Page, desk: Desk) -> None:
    open_new(page, desk)
    address = page.url
    opens, closes = page.locator("#id_join_from"), page.locator("#id_join_until")
    later = (datetime.now(UTC) + timedelta(days=40)).strftime("%Y-%m-%d")
    opens.fill(f"{later}T09:00")
    group = page.get_by_role("group", name="Closes, quick choices")
    group.get_by_role("button", name="+1 h").click()
    expect(closes).to_have_value(f"{later}T10:00")
    expect(page.locator('[data-utc-for="join_until"]')).to_contain_text("sent as")
    group.get_by_role("button", name="+1 h").click()
    expect(closes).to_have_value(f"{later}T11:00")
    opening = page.get_by_role("group", name="Opens, quick choices")
    for hour in ("10", "11"):
        opening.get_by_role("button", name="+1 h").click()
        expect(opens).to_have_value(f"{later}T{hour}:00")
    group.get_by_role("button", name="End of day").click()
    expect(closes).to_have_value(f"{later}T23:59")
    group.get_by_role("button", name="No limit").click()
    expect(closes).to_have_value("")
    assert page.url == address


def test_closing_before_opening_is_said_while_typing(page: Page, desk: Desk) -> None:
    open_new(page, desk)
    opens, closes = page.locator("#id_join_from"), page.locator("#id_join_until")
    said = page.locator("[data-window-order]")
    assert said.get_attribute("aria-live") == "polite"
    opens.fill("2027-03-10T09:00")
    closes.fill("2027-03-10T08:00")
    expect(said).to_have_text("This is before it opens. Choose a later time, or clear one end.")
    expect(closes).to_have_attribute("aria-invalid", "true")
    expect(closes).to_have_attribute("aria-describedby", re.compile(r"id_join_until_order"))
    opens.fill("2027-03-10T07:00")
    expect(said).to_be_empty()
    expect(closes).not_to_have_attribute("aria-invalid", "true")


def test_what_the_server_said_of_the_order_goes_once_it_is_right(
    page: Page, desk: Desk, watch: Watch
) -> None:
    watch.expect_status(422)
    open_new(page, desk)
    page.get_by_label("Display name").fill("Lab")
    page.locator("#id_join_from").fill("2027-03-10T09:00")
    page.locator("#id_join_until").fill("2027-03-10T08:00")
    page.keyboard.press("Control+s")
    errors = page.locator(".field-error", has_text="This is before it opens")
    expect(errors).to_be_visible()
    page.locator("#id_join_until").fill("2027-03-10T08:30")
    expect(errors.filter(visible=True)).to_have_count(1)
    page.locator("#id_join_until").fill("2027-03-10T10:00")
    expect(errors.filter(visible=True)).to_have_count(0)


def test_the_saved_row_is_scrolled_to_and_the_message_stays_in_view(page: Page, desk: Desk) -> None:
    for position, is_far in ((1, False), (40, True)):
        identifier = desk.newest()[position]
        back = urlencode({"next": desk.address("conference-list").removeprefix(desk.url)})
        page.goto(desk.address("conference-update", conference_id=identifier) + f"?{back}")
        page.get_by_label("Description").fill(f"New {position}")
        page.keyboard.press("Control+s")
        row = page.locator(".is-changed")
        expect(row).to_be_in_viewport()
        expect(page.get_by_text("Saved. Changed: Description.")).to_be_in_viewport()
        assert (page.evaluate("window.scrollY") > 0) is is_far
        assert page.evaluate("document.activeElement === document.body")


def test_another_zone_shows_a_stored_time_in_it_and_reads_a_typed_one_in_it(page: Page, desk: Desk) -> None:
    identifier = make(desk, join_from="2026-11-12T08:00:00Z", join_until="2026-11-12T10:00:00Z")
    open_edit(page, desk, identifier)
    page.locator("#id_join_until").fill("2026-11-12T12:00")
    choose_zone(page, "Tokyo", "Asia/Tokyo")
    expect(page.locator("#id_join_from")).to_have_value("2026-11-12T17:00")
    expect(page.locator('[data-utc-for="join_from"]')).to_contain_text("2026-11-12T08:00:00Z")
    expect(page.locator("#id_join_until")).to_have_value("2026-11-12T12:00")
    expect(page.locator('[data-utc-for="join_until"]')).to_contain_text("2026-11-12T03:00:00Z")
    page.locator("#id_join_until").fill("2026-11-12T20:00")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved. Changed: Closes.")).to_be_visible()
    row = desk.sandbox.store.conferences.get(identifier)
    assert (row["join_from"], row["join_until"]) == ("2026-11-12T08:00:00Z", "2026-11-12T11:00:00Z")


def test_a_time_that_only_the_server_can_show_in_the_zone_goes_there(page: Page, desk: Desk) -> None:
    identifier = make(desk, join_from="2026-10-25T00:30:00Z", join_until=None)
    open_edit(page, desk, identifier)
    choose_zone(page, "UTC", "UTC")
    expect(page.locator("#id_join_from")).to_have_value("2026-10-25T00:30")
    choose_zone(page, "Berlin", "Europe/Berlin")
    expect(page.locator("#id_join_from")).to_have_value("2026-10-25T02:30+02:00")


def test_a_colour_well_and_its_field_go_together(page: Page, desk: Desk) -> None:
    identifier = make(desk, light_primary="#0b7a75")
    open_edit(page, desk, identifier)
    field, well = page.locator("#id_light_primary"), page.get_by_label("Light primary, colour picker")
    expect(well).to_have_value("#0b7a75")
    well.fill("#aa0000")
    expect(field).to_have_value("#AA0000")
    expect(page.locator("[data-unsaved-summary]")).to_contain_text("Light primary")
    field.fill("#00ff00")
    expect(well).to_have_value("#00ff00")


def test_n_and_e_lead_to_the_forms_by_key(page: Page, desk: Desk) -> None:
    page.goto(desk.address("conference-list"))
    expect(page.locator("html")).to_have_class(re.compile("has-script"))
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("New conference")
    page.goto(desk.address("conference-detail", conference_id=desk.newest()[0]))
    expect(page.locator("html")).to_have_class(re.compile("has-script"))
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile(r"/edit/"))


def test_enter_in_a_field_saves_and_presses_no_other_button(page: Page, desk: Desk) -> None:
    identifier = make(desk, join_from=None, join_until=None)
    open_edit(page, desk, identifier)
    page.get_by_label("Display name").fill("By the enter key")
    page.get_by_label("Display name").press("Enter")
    expect(page.get_by_text("Saved. Changed: Display name.")).to_be_visible()
    row = desk.sandbox.store.conferences.get(identifier)
    assert row["join_from"] is None


@KINDS
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(
    open_page: OpenPage, desk: Desk, watch: Watch, noun: str, scheme: str
) -> None:
    watch.expect_status(422)
    watch.expect(AXE_STYLES)
    page = open_page(color_scheme=scheme, viewport=PHONE)
    open_new(page, desk, noun)
    assert overflow(page) == 0
    assert violations(page) == []
    page.locator("form.object-form").evaluate("form => form.noValidate = true")
    page.locator("#id_join_from").fill("2026-10-25T02:30")
    page.get_by_role("button", name="Create").last.click()
    expect(page.get_by_text("occurs twice")).to_be_visible()
    assert overflow(page) == 0
    assert violations(page) == []


def test_the_page_of_a_conflict_works_by_keyboard_and_axe_finds_nothing(
    page: Page, desk: Desk, watch: Watch
) -> None:
    watch.expect_status(409)
    watch.expect(AXE_STYLES)
    identifier = make(desk, description="Old")
    open_edit(page, desk, identifier)
    make(desk, description="Theirs")
    page.get_by_label("Description").fill("Mine")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Someone else changed")
    assert violations(page) == []
    page.get_by_role("radio", name="Yours").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved. Changed: Description.")).to_be_visible()
    row = desk.sandbox.store.conferences.get(identifier)
    assert row["description"] == "Mine"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_value_that_signalwire_does_not_take_back_is_chosen_about_by_keyboard_on_a_phone(
    open_page: OpenPage, desk: Desk, watch: Watch, scheme: str
) -> None:
    watch.expect_status(422)
    watch.expect(AXE_STYLES)
    store = desk.sandbox.store
    store.behaviour = replace(store.behaviour, put="replace", strict_stored=True)
    identifier = make(desk, quality="2160p", layout="spotlight-" + "carousel" * 9, description="Old")
    page = open_page(color_scheme=scheme, viewport=PHONE)
    open_edit(page, desk, identifier)
    page.get_by_label("Description").fill("Typed")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-held-back]")).to_contain_text("Nothing was saved.")
    page.wait_for_load_state()
    assert overflow(page) == 0
    assert violations(page) == []
    page.get_by_role("link", name="Layout", exact=True).press("Enter")
    expect(page.get_by_role("combobox", name="Layout")).to_be_focused()
    page.get_by_role("combobox", name="Layout").select_option("5x5")
    page.get_by_role("button", name="Save without these fields").press("Enter")
    expect(
        page.get_by_text(re.compile(r"Saved. Changed: (Layout, Description|Description, Layout)\."))
    ).to_be_visible()
    expect(page.get_by_text("Quality is now 720p")).to_be_visible()
    row = store.conferences.get(identifier)
    assert (row["layout"], row["quality"], row["description"]) == ("5x5", "720p", "Typed")


def violations(page: Page) -> list[str]:
    """What axe finds wrong: rule and elements."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations'], preload: false})")
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found["violations"]]
