"""The join-window filter: presets, typed dates, chips, and what cannot be read."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk, link, on_page, shown_ids

pytestmark = pytest.mark.browser


def _type_dates(page: Page, opens: str = "", closes: str = "") -> None:
    page.locator("summary", has_text="Dates").click()
    page.get_by_label("Opens on or after").fill(opens)
    page.get_by_label("Closes on or before").fill(closes)
    page.get_by_role("button", name="Filter", exact=True).click()


def _matching(desk: Desk, opens: str = "", closes: str = "~") -> list[str]:
    """The ids of the conferences whose whole window lies between two moments in UTC."""
    return [
        row["id"]
        for row in desk.sandbox.store.conferences.newest_first()
        if (not opens or (row["join_from"] or "") >= opens)
        and (closes == "~" or "0" < (row["join_until"] or "~") <= closes)
    ]


def test_a_preset_filters_and_is_marked_and_kept_while_paging(conference_list: Page) -> None:
    page = conference_list
    link(page, "Already closed").click()
    expect(link(page, "Already closed")).to_have_attribute("aria-current", "true")
    expect(link(page, "Any time")).not_to_have_attribute("aria-current", "true")
    expect(page.locator(".chip")).to_have_count(1)
    first = shown_ids(page)
    expect(page.locator("tbody .status").first).to_contain_text("Closed")
    link(page, "Next").click()
    on_page(page, 2)
    expect(link(page, "Already closed")).to_have_attribute("aria-current", "true")
    assert not set(first) & set(shown_ids(page))
    page.go_back()
    on_page(page, 1)
    assert shown_ids(page) == first


def test_typed_dates_are_sent_in_utc_and_show_exactly_the_windows_between_them(
    conference_list: Page, desk: Desk
) -> None:
    page = conference_list
    desk.sandbox.requests.clear()
    _type_dates(page, opens="2026-01-15T09:00", closes="2099-07-01T18:30")
    expect(page.locator(".chip")).to_have_count(2)
    sent = desk.sandbox.requests[-1].parameters
    # Berlin is an hour ahead of UTC in January and two hours in July.
    assert (sent["starts_after"], sent["ends_before"]) == ("2026-01-15T08:00:00Z", "2099-07-01T16:30:00Z")
    expected = _matching(desk, sent["starts_after"], sent["ends_before"])
    assert shown_ids(page) == expected[:50]
    assert 0 < len(expected) < 400
    assert "starts_after=2026-01-15T09%3A00" in page.url


def test_the_utc_that_will_be_sent_stands_beside_a_date_while_it_is_typed(conference_list: Page) -> None:
    page = conference_list
    page.locator("summary", has_text="Dates").click()
    page.get_by_label("Opens on or after").fill("2026-07-01T12:00")
    expect(page.locator('[data-utc-for="starts_after"]')).to_contain_text("2026-07-01T10:00:00Z")
    page.get_by_label("Opens on or after").fill("")
    expect(page.locator('[data-utc-for="starts_after"]')).to_have_text("")


def test_chips_are_taken_off_one_by_one(conference_list: Page, desk: Desk) -> None:
    page = conference_list
    _type_dates(page, opens="2026-01-15T09:00", closes="2099-07-01T18:30")
    expect(page.locator(".chip")).to_have_count(2)
    page.get_by_role("link", name=re.compile("^Remove: Opens on or after")).click()
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator(".chip")).to_contain_text("Closes on or before")
    assert "starts_after" not in page.url
    assert shown_ids(page) == _matching(desk, closes="2099-07-01T16:30:00Z")[:50]
    page.get_by_role("link", name=re.compile("^Remove: Closes on or before")).click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(link(page, "Any time")).to_have_attribute("aria-current", "true")
    assert shown_ids(page) == desk.newest()[:50]
    assert page.url == desk.address("conference-list")


def test_one_end_of_a_preset_can_be_taken_off(conference_list: Page) -> None:
    page = conference_list
    link(page, "This month").click()
    expect(page.locator(".chip")).to_have_count(2)
    page.get_by_role("link", name=re.compile("^Remove: Closes on or before")).click()
    expect(page.locator(".chip")).to_have_count(1)
    assert "window=" not in page.url
    assert "starts_after=" in page.url


def test_a_date_that_cannot_be_read_has_a_message_at_its_field_and_the_list_stays(
    conference_list: Page, desk: Desk
) -> None:
    page = conference_list
    page.goto(desk.address("conference-list") + "?starts_after=next+tuesday&ends_before=2099-01-01")
    field = page.get_by_label("Opens on or after")
    expect(field).to_be_visible()
    expect(field).to_have_value("next tuesday")
    expect(field).to_have_attribute("aria-invalid", "true")
    message = page.locator("#starts_after-error")
    expect(message).to_be_visible()
    assert "starts_after-error" in (field.get_attribute("aria-describedby") or "").split()
    expect(page.locator(".chip")).to_have_count(1)
    assert len(shown_ids(page)) == 50


def test_an_end_before_the_beginning_has_a_message_at_its_field(conference_list: Page) -> None:
    page = conference_list
    _type_dates(page, opens="2026-06-02T10:00", closes="2026-06-01T10:00")
    expect(page.locator("#ends_before-error")).to_contain_text("before the opening date")
    expect(page.get_by_label("Closes on or before")).to_have_value("2026-06-01T10:00")
    assert len(shown_ids(page)) > 0


def test_an_hour_that_exists_twice_is_asked_about_and_either_answer_works(
    conference_list: Page, desk: Desk
) -> None:
    page = conference_list
    _type_dates(page, opens="2026-10-25T02:30")
    expect(page.locator("#starts_after-error")).to_be_visible()
    choices = page.locator(".field", has_text="Opens on or after").get_by_role("link")
    expect(choices).to_have_text([re.compile(r"\+0?2"), re.compile(r"\+0?1")])
    choices.nth(1).click()
    expect(page.locator(".chip")).to_have_count(1)
    assert desk.sandbox.requests[-1].parameters["starts_after"] == "2026-10-25T01:30:00Z"


def test_a_filter_that_nothing_matches_explains_itself_and_offers_a_way_out(
    conference_list: Page, desk: Desk
) -> None:
    page = conference_list
    _type_dates(page, opens="2026-01-15T09:00", closes="2026-01-15T09:01")
    expect(page.get_by_role("heading", name=re.compile("^No conference opens and closes"))).to_be_visible()
    page.locator(".state").get_by_role("link", name="Clear the filter").click()
    on_page(page, 1)
    assert shown_ids(page) == desk.newest()[:50]
