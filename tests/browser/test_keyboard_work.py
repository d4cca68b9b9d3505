"""The daily work with Tab, Enter, Space and the arrows alone, with a ring at every stop."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from conferences.models import BulkRun, Change, ItemState
from tests.browser.desk import Desk
from tests.browser.watch import Watch
from tests.history import make_change

pytestmark = pytest.mark.browser

_FOCUSED = """() => {
  const element = document.activeElement;
  const caption = element.labels?.[0]?.innerText ?? "";
  const words = element.getAttribute("aria-label") || caption || element.innerText || element.value || "";
  const ring = (one) => {
    const style = getComputedStyle(one);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)
      || style.boxShadow !== "none";
  };
  // Some draw it around the whole control, and a field of a date hands it on to its own parts.
  const around = element.closest(".segment, .switch, .colour, .conflict-option") ?? element;
  return {
    words: words.trim().replace(/\\s+/g, " "),
    hasRing: element === document.body || element.type === "datetime-local" || ring(element) || ring(around),
  };
}"""


def tab_to(page: Page, words: str, *, most: int = 120) -> None:
    """Press Tab until what is focused begins with ``words``."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        assert focused["hasRing"], f"{focused['words']!r} does not show that it is focused"
        stops.append(focused["words"])
        if re.match(words, focused["words"]):
            return
    raise AssertionError(f"Tab does not reach {words!r}: {stops}")


def enter(page: Page, words: str) -> None:
    """Tab to a button or link, press Enter, and wait for the page that comes."""
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_class(re.compile("has-script"))


def open_page_of(page: Page, desk: Desk, name: str, identifier: str) -> None:
    page.goto(desk.address(name, conference_id=identifier))
    expect(page.locator("html")).to_have_class(re.compile("has-script"))


def make(desk: Desk, **fields: object) -> str:
    """A conference that is open until the end of the century, the newest of all."""
    whole = {"name": "all-hands", "display_name": "All hands", "join_until": "2099-11-12T22:30:00Z", **fields}
    return str(desk.sandbox.store.create_conference(whole)["id"])


def test_a_token_is_shown_and_reset(page: Page, desk: Desk, watch: Watch) -> None:
    watch.expect_status(422)
    identifier = make(desk)
    old = {row["token"] for row in desk.sandbox.store.conference_tokens(identifier)}
    open_page_of(page, desk, "conference-detail", identifier)
    tab_to(page, "Show Guest")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Token", exact=True)).to_be_visible()
    enter(page, "Reset the token Guest")  # the focus went to the card that came
    tab_to(page, "Token name")
    page.keyboard.type("Moderator")
    page.keyboard.press("Enter")
    expect(page.get_by_text("This is not the name.")).to_be_visible()
    tab_to(page, "Token name")  # the link of the summary
    tab_to(page, "Token name")
    page.keyboard.press("Control+a")
    page.keyboard.type("Guest")
    enter(page, "Reset token")
    expect(page.get_by_role("status").filter(has_text="has a new value")).to_be_visible()
    assert len({row["token"] for row in desk.sandbox.store.conference_tokens(identifier)} - old) == 1


def test_what_was_deleted_is_created_again(page: Page, desk: Desk) -> None:
    identifier = make(desk, description="Kept")
    open_page_of(page, desk, "conference-detail", identifier)
    enter(page, "Delete")
    enter(page, "Delete conference")
    expect(page.get_by_role("status").filter(has_text="Deleted All hands")).to_be_visible()
    enter(page, "Recreate")
    enter(page, "Open the prefilled form")
    enter(page, "Create")
    expect(page.get_by_role("status").filter(has_text="Created All hands")).to_be_visible()
    row = desk.sandbox.store.conferences.newest_first()[0]
    assert (row["name"], row["description"]) == ("all-hands", "Kept")
    assert row["id"] != identifier


def test_a_duplicate_is_made_with_its_window_moved(page: Page, desk: Desk) -> None:
    open_page_of(page, desk, "conference-detail", make(desk))
    enter(page, "Duplicate")
    tab_to(page, "Later or earlier")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    tab_to(page, "Days")
    page.keyboard.press("Control+a")
    page.keyboard.type("7")
    enter(page, "Continue")
    enter(page, "Create")
    expect(page.get_by_role("status").filter(has_text="Created ")).to_be_visible()
    row = desk.sandbox.store.conferences.newest_first()[0]
    assert (row["name"], row["join_until"]) == ("all-hands-2", "2099-11-19T22:30:00Z")


def test_a_quick_choice_fills_the_field_and_the_next_tab_goes_on_from_there(page: Page, desk: Desk) -> None:
    identifier = make(desk)
    open_page_of(page, desk, "conference-update", identifier)
    tab_to(page, "Closes")
    tab_to(page, "No limit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Closes")).to_have_value("")
    assert page.evaluate(_FOCUSED)["words"] == "No limit"
    expect(page.locator("[data-unsaved-summary]")).to_contain_text("Closes")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.get_by_role("status").filter(has_text="Saved. Changed: Closes.")).to_be_visible()
    assert desk.sandbox.store.conferences.get(identifier)["join_until"] is None


def test_the_history_is_filtered_and_a_value_put_back(page: Page, desk: Desk) -> None:
    identifier = desk.newest()[0]
    for title, outcome in (("Other", "failed"), ("As it was", "done")):
        make_change(
            desk.workspace,
            object_id=uuid.UUID(identifier),
            before={"display_name": title},
            after={"display_name": "As it is"},
            fields=["display_name"],
            outcome=outcome,
        )
    page.goto(f"{desk.url}/w/{desk.workspace.slug}/history/")
    expect(page.locator(".history > li")).to_have_count(2)
    page.keyboard.press("f")
    tab_to(page, "Outcome")
    page.keyboard.type("Done")
    tab_to(page, "Filter")
    page.keyboard.press("Enter")
    expect(page.locator(".history > li")).to_have_count(1)
    expect(page.locator("#announcer")).to_have_text("1 change.")
    assert page.evaluate("document.activeElement.closest('[data-list]') !== null")
    enter(page, r"\d\d:\d\d")
    enter(page, "Restore these values")
    tab_to(page, "Restore Display name")
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    enter(page, "Restore$")
    expect(page.get_by_role("heading", level=1)).to_have_text("As it was")
    assert Change.objects.filter(action="restore", outcome="done").count() == 1


def test_a_bulk_change_outlives_a_pause_that_signalwire_asks_for(page: Page, desk: Desk) -> None:
    page.goto(desk.address("conference-list"))
    expect(page.locator("html")).to_have_class(re.compile("has-script"))
    for _ in range(3):
        tab_to(page, "Select (?!all|every|the)")
        page.keyboard.press("Space")
    page.keyboard.press("b")  # past all the rows to what can be done with the ticked
    enter(page, "Delete")
    enter(page, "Dry run")
    start = page.get_by_role("button", name=re.compile("^Delete 3$"))
    expect(start).to_be_visible()
    desk.sandbox.faults.add("429", method="DELETE", times=4, retry_after=1)
    tab_to(page, "To confirm|Type|Number|How many")
    page.keyboard.type("3")
    tab_to(page, "Delete 3")
    page.keyboard.press("Enter")
    expect(page.get_by_text("All 3 deleted.")).to_be_visible(timeout=20_000)
    run = BulkRun.objects.get()
    assert {item.state for item in run.items.all()} == {ItemState.DONE}
    assert len(desk.newest()) == 397
