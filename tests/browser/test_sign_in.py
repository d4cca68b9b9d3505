"""Coming in, going out, and a session that ends in between."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenContext
from tests.browser.desk import Desk, link, on_page, shown_ids
from tests.browser.watch import Watch
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser


def _sign_in(page: Page) -> None:
    page.get_by_label("User name").fill("mara")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_signing_in_leads_to_the_only_workspace_and_signing_out_closes_it(
    open_context: OpenContext, desk: Desk
) -> None:
    page = open_context().new_page()
    page.goto(desk.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    _sign_in(page)
    expect(page).to_have_url(desk.address("conference-list"))
    on_page(page, 1)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.goto(desk.address("conference-list"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_wrong_password_keeps_the_name_and_says_so(
    open_context: OpenContext, desk: Desk, watch: Watch
) -> None:
    watch.expect_status(422)
    page = open_context().new_page()
    page.goto(desk.address("login"))
    page.get_by_label("User name").fill("mara")
    page.get_by_label("Password", exact=True).fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("User name")).to_have_value("mara")
    expect(page.get_by_label("Password", exact=True)).to_have_value("")


def test_a_session_that_ended_while_paging_asks_to_sign_in_as_a_whole_page_and_comes_back(
    conference_list: Page,
) -> None:
    page = conference_list
    link(page, "Already closed").click()
    expect(link(page, "Already closed")).to_have_attribute("aria-current", "true")
    link(page, "Next").click()
    on_page(page, 2)
    address, rows = page.url, shown_ids(page)
    Session.objects.all().delete()

    link(page, "Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.locator("nav.sidebar")).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="your session has expired")).to_be_visible()
    _sign_in(page)
    on_page(page, 2)
    assert (page.url, shown_ids(page)) == (address, rows)
    expect(link(page, "Already closed")).to_have_attribute("aria-current", "true")


def test_a_link_opened_without_a_session_leads_there_after_signing_in(
    open_context: OpenContext, desk: Desk
) -> None:
    page = open_context().new_page()
    page.goto(desk.address("conference-detail", conference_id=desk.newest()[0]))
    _sign_in(page)
    expect(page).to_have_url(re.compile(desk.newest()[0]))
    expect(page.get_by_role("navigation", name="Breadcrumb")).to_be_visible()


def test_after_signing_out_back_shows_nothing_of_the_workspace(conference_list: Page) -> None:
    page = conference_list
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert shown_ids(page) == []
