"""Selecting rows across pages, and what is then done to all of them, as a browser shows it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from conferences.models import Actor, BulkRun, ItemState, Phase
from conferences.services import themes
from conferences.signalwire.kinds import CONFERENCE
from conferences.theme.constants import NAMES
from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, link, on_page, overflow
from tests.browser.screens import DESKTOP, PHONE

pytestmark = pytest.mark.browser


def box(page: Page, number: int) -> Locator:
    return page.locator("[data-selection-row]").nth(number)


def bar(page: Page) -> Locator:
    return page.locator("#bulk-form")


def test_the_selection_is_kept_from_page_to_page_and_posted_together(
    conference_list: Page, desk: Desk
) -> None:
    page = conference_list
    expect(bar(page)).to_be_hidden()
    box(page, 0).check()
    box(page, 3).check()
    expect(bar(page)).to_contain_text("2 selected on this page")
    link(page, "Next").click()
    on_page(page, 2)
    box(page, 5).check()
    expect(bar(page)).to_contain_text("3 selected, 2 on other pages")
    link(page, "Previous").click()
    on_page(page, 1)
    expect(box(page, 3)).to_be_checked()
    page.reload()
    expect(box(page, 0)).to_be_checked()
    expect(box(page, 1)).not_to_be_checked()

    bar(page).get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose an action")
    expect(page.get_by_role("radio", name="Delete")).to_be_checked()
    newest = desk.newest()
    chosen = {str(item.object_id) for item in BulkRun.objects.get().items.all()}
    assert chosen == {newest[0], newest[3], newest[55]}


def test_a_whole_page_a_range_and_escape(conference_list: Page) -> None:
    page = conference_list
    page.get_by_role("checkbox", name="Select all on this page").check()
    expect(bar(page)).to_contain_text("50 selected")
    box(page, 7).uncheck()
    expect(bar(page)).to_contain_text("49 selected")
    assert page.locator("[data-selection-page]").evaluate("box => box.indeterminate")
    page.keyboard.press("Escape")
    expect(bar(page)).to_be_hidden()
    expect(box(page, 2)).not_to_be_checked()
    box(page, 2).check()
    box(page, 6).click(modifiers=["Shift"])
    expect(bar(page)).to_contain_text("5 selected")
    bar(page).get_by_role("button", name="Clear").click()
    expect(bar(page)).to_be_hidden()


def test_conferences_and_rooms_are_selected_apart(conference_list: Page, desk: Desk) -> None:
    page = conference_list
    box(page, 1).check()
    page.goto(desk.address("room-list"))
    expect(bar(page)).to_be_hidden()
    box(page, 0).check()
    expect(bar(page)).to_contain_text("1 selected")


def test_from_the_boxes_to_the_results_by_keyboard(conference_list: Page, desk: Desk) -> None:
    page = conference_list
    box(page, 0).focus()
    page.keyboard.press("Space")
    bar(page).get_by_role("button", name="Change a setting").press("Enter")
    page.get_by_role("combobox", name="Setting").select_option("enable_chat")
    page.get_by_role("radio", name="On").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Dry run").press("Enter")
    start = page.get_by_role("button", name=re.compile("^Change 1$"))
    expect(start).to_be_visible()
    start.press("Enter")
    expect(page.get_by_text("1 changed.")).to_be_visible()
    row = desk.sandbox.store.conferences.newest_first()
    assert [
        one["enable_chat"] for one in row if one["id"] == str(BulkRun.objects.get().items.get().object_id)
    ] == [False]
    # What was selected has been worked on, so the list begins anew.
    assert "started" not in page.url
    link(page, "Back to conferences").click()
    expect(bar(page)).to_be_hidden()


def test_only_what_belongs_to_the_chosen_action_is_asked(conference_list: Page) -> None:
    page = conference_list
    box(page, 0).check()
    bar(page).get_by_role("button", name="Shift window").click()
    expect(page.get_by_role("spinbutton", name="Days")).to_be_visible()
    expect(page.get_by_role("combobox", name="Setting")).to_be_hidden()
    page.locator(".segment", has_text="Change a setting").click()
    expect(page.get_by_role("spinbutton", name="Days")).to_be_hidden()
    expect(page.get_by_role("combobox", name="Setting")).to_be_visible()


def working_run(desk: Desk, **fields: Any) -> BulkRun:
    run = BulkRun.objects.create(
        workspace=desk.workspace,
        person=desk.person,
        person_name="Mara",
        kind=CONFERENCE,
        selection="Ticked",
        total=2,
        action="flag",
        parameters={"field": "enable_chat", "value": False},
        phase=Phase.RUNNING,
        claim="another-server",
        heartbeat_at=timezone.now(),
        **fields,
    )
    for position, identifier in enumerate(desk.newest()[:2], start=1):
        run.items.create(
            position=position,
            object_id=identifier,
            state=ItemState.READY,
            title=f"Number {position}",
            before={"enable_chat": True},
            after={"enable_chat": False},
        )
    return run


def test_progress_follows_the_work_and_ends_with_the_results(page: Page, desk: Desk) -> None:
    run = working_run(desk)
    page.goto(desk.url + f"/w/{desk.workspace.slug}/bulk/{run.pk}/")
    expect(page.locator("#bulk-live")).to_contain_text("0 of 2")
    run.items.filter(position=1).update(state=ItemState.DONE)
    expect(page.locator("#bulk-live")).to_contain_text("1 of 2")
    run.items.update(state=ItemState.DONE)
    BulkRun.objects.update(phase=Phase.FINISHED, claim="")
    expect(page.get_by_text("All 2 changed.")).to_be_visible()


@pytest.mark.parametrize(("viewport", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_every_phase_is_accessible_and_fits(
    open_page: OpenPage, desk: Desk, viewport: tuple[int, int], scheme: str
) -> None:
    page = open_page(viewport=viewport, color_scheme=scheme)
    page.goto(desk.address("conference-list") + "?page_size=25")
    box(page, 1).check()
    _check(page)
    run = working_run(desk)
    address = desk.url + f"/w/{desk.workspace.slug}/bulk/{run.pk}/"
    stale = timezone.now() - timedelta(minutes=5)
    for fields in (
        {"phase": Phase.CHOOSING, "claim": ""},
        {"phase": Phase.CHECKED, "action": "delete"},
        {"phase": Phase.RUNNING, "claim": "another-server", "heartbeat_at": timezone.now()},
        {"phase": Phase.RUNNING, "heartbeat_at": stale},
        {"phase": Phase.FINISHED},
    ):
        page.goto("about:blank")  # the page that refreshes itself does not meet the next phase
        BulkRun.objects.update(**fields)
        if fields["phase"] == Phase.FINISHED:
            run.items.update(
                state=ItemState.FAILED, sentence="SignalWire has an internal error of its own. Try again."
            )
        page.goto(address)
        _check(page)
    page.goto(desk.url + f"/w/{desk.workspace.slug}/bulk/")
    _check(page)


BRAND = {name: f"#0A1B{number:02X}" for number, name in enumerate(NAMES)}


def preset(desk: Desk) -> None:
    actor = Actor(desk.workspace, desk.person, "request-of-a-test")
    themes.create_preset(actor, name="Brand", colours=BRAND, is_default=True)


def colours(desk: Desk, number: int) -> list[str]:
    row = desk.sandbox.store.conferences.newest_first()[number]
    return [row[name] for name in NAMES]


def test_a_theme_goes_to_the_ticked_and_comes_back_with_one_button(conference_list: Page, desk: Desk) -> None:
    page = conference_list
    preset(desk)
    before = [colours(desk, 0), colours(desk, 1)]
    box(page, 0).check()
    box(page, 1).check()
    bar(page).get_by_role("button", name="Apply a theme").click()
    expect(page.get_by_role("spinbutton", name="Days")).to_be_hidden()
    page.get_by_role("radio", name="Brand").check()
    page.get_by_role("button", name="Dry run").click()
    page.get_by_role("button", name="Change 2").click()
    expect(page.get_by_text("All 2 changed.")).to_be_visible()
    assert [colours(desk, 0), colours(desk, 1)] == [list(BRAND.values())] * 2
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("^Undo of bulk change .*: Theme “Brand”$")
    )
    expect(page.get_by_text("All 2 processed.")).to_be_visible()
    assert [colours(desk, 0), colours(desk, 1)] == before


@pytest.mark.parametrize(("viewport", "scheme"), [(DESKTOP, "dark"), (PHONE, "light")])
def test_a_theme_run_is_accessible_and_fits_before_and_after(
    open_page: OpenPage, desk: Desk, viewport: tuple[int, int], scheme: str
) -> None:
    preset(desk)
    hostile = {"light_primary": "red; background:url(//x)" * 9, "dark_primary": None}
    first = desk.newest()[0]
    desk.sandbox.store.conferences.change(first, lambda row: {**row, **hostile})
    page = open_page(viewport=viewport, color_scheme=scheme)
    page.goto(desk.address("conference-list") + "?page_size=25")
    for number in range(3):
        box(page, number).check()
    _check(page)
    if viewport == PHONE:
        bar(page).get_by_role("button", name="Actions").click()
        _check(page)
    bar(page).get_by_role("button", name="Apply a theme").click()
    page.get_by_role("radio", name="Brand").check()
    _check(page)
    page.get_by_role("button", name="Dry run").click()
    start = page.get_by_role("button", name=re.compile("^Change"))
    expect(start).to_be_visible()
    _check(page)
    start.click()
    expect(page.get_by_text("All 3 changed")).to_be_visible()
    desk.sandbox.store.conferences.change(desk.newest()[1], lambda row: {**row, "dark_primary": "#FFFFFF"})
    _check(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("3 processed")).to_be_visible()
    _check(page)
    page.goto(desk.url + f"/w/{desk.workspace.slug}/bulk/")
    expect(page.get_by_role("link", name=re.compile("Undone by bulk change"))).to_be_visible()
    _check(page)


def _check(page: Page) -> None:
    assert overflow(page) == 0
    # Without a preload: axe would look for imported style sheets beside the page.
    found = Axe().run(page, options={"preload": False})
    assert found.violations_count == 0, found.generate_report()


def test_without_script_the_boxes_of_a_page_work(open_page: OpenPage, desk: Desk) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(desk.address("conference-list"))
    expect(bar(page)).to_be_visible()
    expect(page.locator("[data-selection-page]")).to_be_hidden()
    box(page, 0).check()
    box(page, 2).check()
    bar(page).get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Dry run").click()
    page.get_by_label("Type 2 to delete conferences").fill("2")
    page.get_by_role("button", name="Delete 2").click()
    expect(page.get_by_text("All 2 deleted.")).to_be_visible()
    assert len(desk.newest()) == 398
