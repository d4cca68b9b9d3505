"""The row's menu: what each row tells it, and the page that stands in for it without JavaScript."""

from __future__ import annotations

import pytest
import responses
from django.test import Client

from conferences.models import Role
from tests import htmx
from tests.conftest import MemberClient
from tests.listing import CONFERENCES, ROOMS, Kind, give
from tests.payloads import at, numbered
from tests.window_actions import Door

KINDS = pytest.mark.parametrize("kind", [CONFERENCES, ROOMS], ids=["conferences", "rooms"])


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    return member_client(Role.EDITOR)


@KINDS
def test_a_row_names_its_actions_its_window_and_its_page(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    record = kind.record(join_from=at(hours=-1), join_until=at(hours=1), display_name="R&D <draft>")
    give(upstream, kind, record)
    page = browser.get(f"{kind.address}?page_size=25").content.decode()
    (button,) = (tag for tag in htmx.tags(page, "button") if "data-row-menu" in tag)
    assert button["formaction"] == f"{kind.address}{record['id']}/actions/"
    assert button["form"] == "row-more"
    assert button["data-row-menu"] == "plus-15 plus-30 plus-60 close-now"
    assert button["value"].count("/") == 1
    assert "More for R&amp;D &lt;draft&gt;" in page
    assert htmx.hidden(htmx.element(page, "row-more"))["next"] == f"{kind.address}?page_size=25"
    assert htmx.hidden(htmx.element(page, "row-form"))["next"] == f"{kind.address}?page_size=25"


@KINDS
def test_the_menu_is_in_the_page_once(browser: Client, upstream: responses.RequestsMock, kind: Kind) -> None:
    give(upstream, kind, *(kind.record(id=numbered(number)) for number in range(9)))
    page = browser.get(kind.address).content.decode()
    assert page.count("data-row-menu=") == 9
    assert page.count('class="menu-list"') == 1
    assert page.count("Duplicate") == 1
    assert ("Copy guest link" in page) == (kind is CONFERENCES)


@KINDS
def test_someone_who_may_only_look_gets_no_menu(
    member_client: MemberClient, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind)
    page = member_client(Role.VIEWER).get(kind.address).content.decode()
    assert "row-menu" not in page
    assert "row-more" not in page


def test_the_page_offers_what_the_menu_offers_and_leads_back_to_the_list(door: Door) -> None:
    back = f"/w/nordhafen-events/{door.kind}/?page_size=25"
    door.make(join_from=at(hours=-1), join_until=at(hours=1))
    address = f"/w/nordhafen-events/{door.kind}/{door.id}/"
    page = door.browser.get(f"{address}actions/", {"next": back}).content.decode()
    pressed = [tag for tag in htmx.tags(page, "button") if tag.get("name") == "window"]
    assert [tag["formaction"] for tag in pressed] == [
        f"{address}join-window/?action=plus-{minutes}" for minutes in (15, 30, 60)
    ]
    links = [tag["href"] for tag in htmx.tags(page, "a")]
    assert back in links
    for path in ("join-window/?action=close-now&", "duplicate/?", "delete/?"):
        assert any(link.startswith(f"{address}{path}next=%2Fw%2F") for link in links), path
    before = door.row["join_until"]
    data = {"next": back, "window": pressed[0]["value"]}
    response = door.browser.post(pressed[0]["formaction"], data)
    assert response.headers["Location"].startswith(back)
    assert door.row["join_until"] != before


def test_a_row_of_a_theme_that_was_drawn_refers_to_the_first(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    records = [CONFERENCES.record(id=numbered(number)) for number in range(5)]
    give(upstream, CONFERENCES, *records)
    page = browser.get(CONFERENCES.address).content.decode()
    assert page.count('class="swatch"') == 10
    # Light and dark are the same here.
    assert page.count("<circle") == 2
    assert page.count('href="#swatch-0"') == 9
