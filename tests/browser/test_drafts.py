"""A session that ends while someone types: signing in brings the form back as it was left."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from conferences.models import Change, Membership, Role
from tests.browser.desk import Desk
from tests.conftest import PASSWORD, MakePerson

pytestmark = pytest.mark.browser


@pytest.fixture
def typed(page: Page, desk: Desk) -> Page:
    """The edit form of a conference in which Mara has typed, and whose session has ended since."""
    page.goto(desk.address("conference-update", conference_id=desk.newest()[0]))
    expect(page.locator("html")).to_have_class(re.compile("has-script"))
    page.get_by_label("Display name").fill("Typed before the end")
    page.get_by_label("Description").fill("Line one\nline “two”")
    chat = page.get_by_label("Chat", exact=False).first
    chat.set_checked(not chat.is_checked())
    Session.objects.all().delete()
    return page


def sign_in(page: Page, username: str = "mara") -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_label("User name").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def stored(desk: Desk) -> dict[str, object]:
    return dict(desk.sandbox.store.conferences.newest_first()[0])


def test_the_form_is_as_it_was_left_and_can_be_saved(typed: Page, desk: Desk) -> None:
    page = typed
    had_chat = stored(desk)["enable_chat"]
    page.get_by_role("button", name=re.compile("^Save")).last.click()
    expect(page.get_by_text("Your input is kept but not saved yet")).to_be_visible()
    sign_in(page)
    expect(page).to_have_url(re.compile(r"/edit/\?.*draft="))
    expect(page.get_by_text("is not saved yet")).to_be_visible()
    expect(page.get_by_label("Display name")).to_have_value("Typed before the end")
    expect(page.get_by_label("Description")).to_have_value("Line one\nline “two”")
    assert stored(desk)["display_name"] != "Typed before the end"
    assert Change.objects.count() == 0
    page.reload()
    expect(page.get_by_label("Display name")).to_have_value("Typed before the end")
    page.get_by_role("button", name=re.compile("^Save")).last.click()
    expect(page).not_to_have_url(re.compile(r"/edit/"))
    assert stored(desk)["display_name"] == "Typed before the end"
    assert stored(desk)["enable_chat"] is not had_chat
    assert Change.objects.get().outcome == "done"


def test_someone_else_who_signs_in_does_not_see_it(typed: Page, desk: Desk, make_person: MakePerson) -> None:
    Membership.objects.create(workspace=desk.workspace, user=make_person("niko"), role=Role.EDITOR)
    page = typed
    page.get_by_role("button", name=re.compile("^Save")).last.click()
    sign_in(page, "niko")
    expect(page.get_by_text("no longer kept, or belongs to someone else")).to_be_visible()
    expect(page.get_by_label("Display name")).not_to_have_value("Typed before the end")
    assert "Typed before the end" not in page.content()
