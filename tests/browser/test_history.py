"""The history in a browser: filtered in place, paged by key, restored, and readable for everyone."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from conferences.models import Action, Change, Outcome
from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, link, overflow
from tests.browser.screens import DESKTOP, PHONE
from tests.history import make_change

pytestmark = pytest.mark.browser


def history(desk: Desk, number: int = 60) -> list[Change]:
    """So many changes of the newest conference, one of them unknown and one a deletion."""
    identifier = uuid.UUID(desk.newest()[0])
    now = timezone.now()
    changes = [
        make_change(
            desk.workspace, object_id=identifier, opened_at=now - timedelta(minutes=n), why=f"No. {n}"
        )
        for n in range(number)
    ]
    Change.objects.filter(pk=changes[1].pk).update(outcome=Outcome.UNKNOWN, sentence="The connection broke.")
    Change.objects.filter(pk=changes[2].pk).update(action=Action.DELETE, after=None, fields=[])
    return changes


def open_history(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/w/{desk.workspace.slug}/history/")
    expect(page.locator("html")).to_have_class(re.compile("has-script"))


def violations(page: Page) -> list[str]:
    """What axe finds wrong."""
    # Without a preload: axe would look for imported style sheets beside the page.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found]


def test_the_filter_and_the_keys_work_in_place_and_back_returns(page: Page, desk: Desk) -> None:
    history(desk)
    open_history(page, desk)
    expect(page.locator(".history > li")).to_have_count(50)
    page.keyboard.press("]")
    expect(page.locator(".history > li")).to_have_count(10)
    page.keyboard.press("[")
    expect(page.locator(".history > li")).to_have_count(50)
    page.keyboard.press("f")
    page.get_by_label("Outcome").select_option("Unknown, check")
    page.get_by_role("button", name="Filter", exact=True).click()
    expect(page.locator(".history > li")).to_have_count(1)
    expect(page).to_have_url(re.compile("outcome=unknown"))
    expect(page.locator("#announcer")).to_have_text("1 change.")
    page.go_back()
    expect(page.locator(".history > li")).to_have_count(50)
    expect(page.locator("#sidebar")).to_have_count(1)


def test_old_values_are_restored_from_the_list_on(page: Page, desk: Desk) -> None:
    identifier = desk.newest()[0]
    change = make_change(
        desk.workspace,
        object_id=uuid.UUID(identifier),
        before={"display_name": "As it was"},
        after={"display_name": "As it is"},
        fields=["display_name"],
    )
    open_history(page, desk)
    page.locator(".history-time").first.click()
    link(page, "Restore these values …").click()
    page.get_by_label("Reason").fill("It was better")
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Restored: Display name.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("As it was")
    restored = Change.objects.exclude(pk=change.pk).get()
    assert (restored.action, restored.why) == (Action.RESTORE, "It was better")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    open_page: OpenPage, desk: Desk, viewport: tuple[int, int], scheme: str
) -> None:
    changes = history(desk, 4)
    page = open_page(viewport=viewport, color_scheme=scheme, bypass_csp=True)
    base = f"{desk.url}/w/{desk.workspace.slug}/history/"
    for address in ("", "?since=nonsense&action=update", "?action=reveal"):
        page.goto(base + address)
        assert violations(page) == [], address
        assert overflow(page) == 0
    for change in changes[:3]:
        page.goto(f"{base}{change.pk}/")
        assert violations(page) == [], change
        assert overflow(page) == 0
    page.goto(f"{base}{changes[0].pk}/restore/")
    assert violations(page) == []
    assert overflow(page) == 0
