"""Presets and themes in use, as only a browser shows them."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Dialog, Page, expect

from conferences.models import ThemePreset, ThemeSurvey
from tests.browser.conftest import OpenContext
from tests.browser.desk import Desk, overflow
from tests.browser.screens import PHONE
from tests.browser.watch import Watch
from tests.payloads import conference, numbered

pytestmark = pytest.mark.browser


def fill(desk: Desk, number: int) -> None:
    """Add conferences with a theme of their own to the sandbox's 400."""
    for key in range(1, number + 1):
        desk.sandbox.store.conferences.add(
            conference(id=numbered(key), name=f"c-{key}", light_primary="#123456")
        )


def open_themes(page: Page, desk: Desk) -> None:
    page.goto(desk.address("theme-list"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Themes")


def test_the_walk_goes_to_the_end_by_itself(page: Page, desk: Desk) -> None:
    fill(desk, 2_200)
    open_themes(page, desk)
    page.get_by_role("button", name="Scan all conferences").click()
    expect(page.get_by_text("2600 conferences scanned")).to_be_visible(timeout=15_000)
    expect(page.locator(".theme-use h3").first).to_have_text("2200 conferences")
    lists = [request for request in desk.sandbox.requests if "/conferences?" in request.target]
    assert len(lists) == 3


def test_a_walk_is_stopped_with_the_keyboard_and_shows_what_it_counted(page: Page, desk: Desk) -> None:
    fill(desk, 2_200)
    desk.sandbox.faults.add("slow", milliseconds=700)
    open_themes(page, desk)
    page.get_by_role("button", name="Scan all conferences").press("Enter")
    stop = page.get_by_role("button", name="Stop")
    stop.focus()
    # The next step swaps the part in which the button stands; the focus stays on it.
    expect(page.locator(".survey-words")).to_contain_text("2000")
    expect(stop).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Stopped early: someone stopped it")).to_be_visible()
    assert ThemeSurvey.objects.get().conferences.count() >= 2_000


def test_a_fault_midway_is_told_and_continue_ends_the_walk(page: Page, desk: Desk, watch: Watch) -> None:
    fill(desk, 1_200)
    desk.sandbox.faults.add("html_502", after=1)
    open_themes(page, desk)
    page.get_by_role("button", name="Scan all conferences").click()
    expect(page.get_by_role("alert")).to_contain_text("Stopped after 1000 conferences.", timeout=15_000)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert overflow(page) == 0
    watch.expect("Applying inline style violates|CSP violation: style-src")
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("() => axe.run({resultTypes: ['violations'], preload: false})")
    assert [one["id"] for one in found["violations"]] == []
    desk.sandbox.faults.clear()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("1600 conferences scanned")).to_be_visible(timeout=15_000)


def test_everything_works_without_javascript(open_context: OpenContext, desk: Desk) -> None:
    fill(desk, 1_200)
    context = open_context(java_script_enabled=False)
    desk.sign_in(context)
    page = context.new_page()
    open_themes(page, desk)
    page.get_by_role("link", name="New preset").click()
    page.get_by_label("Name", exact=True).fill("Harbour")
    page.locator("[name=light_primary]").fill("#123456")
    page.get_by_label("Default for new conferences").check()
    page.get_by_role("button", name="Create").last.click()
    expect(page.get_by_text("Created Harbour.")).to_be_visible()
    page.get_by_role("button", name="Scan all conferences").click()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("1600 conferences scanned")).to_be_visible()
    expect(page.locator(".theme-use .theme-card").first).to_contain_text("Harbour")
    page.get_by_role("link", name=re.compile("^Same as a preset")).click()
    expect(page.locator(".theme-use .theme-card")).to_have_count(1)
    page.get_by_role("button", name="Apply a preset to these 1200").click()
    expect(page.get_by_role("radio", name="Apply a theme")).to_be_checked()


def test_colours_of_a_conference_become_a_preset_in_a_tab_of_its_own(page: Page, desk: Desk) -> None:
    fill(desk, 1)
    page.goto(desk.address("conference-create"))
    page.get_by_label("Display name").fill("Being typed")
    page.locator("summary", has_text="From another conference").click()
    page.get_by_label("Conference", exact=True).fill("c-1")
    page.keyboard.press("Enter")
    expect(page.locator("[name=light_primary]")).to_have_value("#123456")
    expect(page.locator("#announcer")).to_contain_text("Light primary")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Save as preset").click()
    preset = opened.value
    preset.get_by_label("Name", exact=True).fill("From c-1")
    preset.get_by_role("button", name="Create").last.click()
    expect(preset.get_by_text("Created From c-1.")).to_be_visible()
    assert ThemePreset.objects.get().colours["light_primary"] == "#123456"
    # The form it came from is as it was, and leaving it still asks.
    expect(page.get_by_label("Display name")).to_have_value("Being typed")
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.close(run_before_unload=True)
    preset.wait_for_timeout(300)
    assert asked == ["beforeunload"]


def test_what_a_conference_has_no_colour_for_is_said_and_stays(page: Page, desk: Desk) -> None:
    fill(desk, 1)
    newest = desk.newest()[0]
    desk.sandbox.store.conferences.change(newest, lambda row: {**row, "dark_success": None})
    page.goto(desk.address("theme-preset-create"))
    stays = page.locator("[name=dark_success]").input_value()
    page.locator("summary", has_text="From another conference").click()
    page.get_by_label("Conference", exact=True).fill(newest)
    page.get_by_role("button", name="Use its colours").click()
    expect(page.locator("[name=light_primary]")).to_have_value("#123456")
    expect(page.locator("#theme_source_problems")).to_have_text(
        "It has no colour for: Dark success. Those stay unchanged."
    )
    expect(page.locator("[name=dark_success]")).to_have_value(stays)


def test_a_conference_that_is_not_there_is_said_beside_the_field(
    page: Page, desk: Desk, watch: Watch
) -> None:
    watch.expect_status(404)
    page.goto(desk.address("theme-preset-create"))
    page.locator("summary", has_text="From another conference").click()
    page.get_by_label("Conference", exact=True).fill("no-such")
    page.get_by_role("button", name="Use its colours").click()
    expect(page.locator("#theme_source_problems")).to_contain_text("has no conference “no-such”")
    expect(page).to_have_url(desk.address("theme-preset-create"))


def test_another_conference_is_suggested_while_its_name_is_typed(page: Page, desk: Desk) -> None:
    desk.sandbox.store.conferences.add(
        conference(id=numbered(1), name="lab-tour", display_name="<b>Lab</b> tour", light_primary="#123456")
    )
    page.goto(desk.address("theme-preset-create"))
    page.locator("summary", has_text="From another conference").click()
    wanted = page.get_by_label("Conference", exact=True)
    before = len(desk.sandbox.requests)
    wanted.press_sequentially("lab-to", delay=20)
    option = page.locator("#theme-source-options option")
    expect(option).to_have_count(1)
    expect(option).to_have_attribute("value", "lab-tour")
    expect(option).to_have_text("<b>Lab</b> tour")
    assert len(desk.sandbox.requests) == before + 1
    wanted.fill("lab-tour")
    page.get_by_role("button", name="Use its colours").click()
    expect(page.locator("#id_light_primary")).to_have_value("#123456")
    assert page.url.endswith("/themes/new/")
