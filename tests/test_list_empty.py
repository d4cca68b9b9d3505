"""Why a list of conferences or of rooms is empty, and the way on."""

from __future__ import annotations

import pytest
import responses
from django.test import Client

from conferences.models import Role
from tests import htmx
from tests.conftest import MemberClient
from tests.listing import CONFERENCES, NEXT, ROOMS, Kind, query
from tests.payloads import listing


@pytest.fixture(params=[CONFERENCES, ROOMS], ids=["conferences", "rooms"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each list in turn."""
    assert isinstance(request.param, Kind)
    return request.param


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    """A signed-in viewer of the workspace."""
    return member_client(Role.VIEWER)


def states(page: str) -> str:
    return htmx.words(page.split('<div class="state">')[1].split('<nav class="pager"')[0])


def test_each_reason_for_an_empty_page_has_its_own_words(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    noun = kind.plural.removesuffix("s")
    upstream.get(kind.upstream, json=listing())
    nothing = browser.get(kind.address).content.decode()
    assert f"No {kind.plural} in this workspace" in states(nothing)
    no_match = browser.get(kind.address, {"ends_before": "2026-01-01"}).content.decode()
    assert f"No {noun} opens and closes within these dates" in states(no_match)
    past = browser.get(kind.address, NEXT).content.decode()
    assert "This page is now empty" in states(past)
    upstream.reset()
    upstream.get(kind.upstream, json=listing(next="/x?page_token=PA9&page_number=2"))
    gap = browser.get(kind.address, NEXT).content.decode()
    assert "there is more" in states(gap)
    assert query(htmx.link(gap, "Next page")["href"])["page_token"] == "PA9"
    assert htmx.link(gap, "First page")["href"] == kind.address


def test_nothing_matching_offers_to_take_off_either_end_or_both(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    upstream.get(kind.upstream, json=listing())
    address = {"starts_after": "2026-01-01T00:00", "ends_before": "2026-01-02T00:00", "zone": "UTC"}
    page = browser.get(kind.address, address).content.decode().split('<div class="state">')[1]
    without = query(htmx.link(page, "Without “opens on or after”")["href"])
    assert without == {"ends_before": "2026-01-02T00:00", "zone": "UTC"}
    assert htmx.link(page, "Clear the filter")["href"] == kind.address


def test_a_filter_that_could_not_be_used_is_no_reason_for_an_empty_list(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    upstream.get(kind.upstream, json=listing())
    page = browser.get(kind.address, {"ends_before": "tomorrow-ish"}).content.decode()
    assert f"No {kind.plural} in this workspace" in states(page)


def test_an_empty_workspace_offers_to_create_to_those_who_may(
    browser: Client, member_client: MemberClient, upstream: responses.RequestsMock, kind: Kind
) -> None:
    upstream.get(kind.upstream, json=listing())
    noun = kind.plural.removesuffix("s")
    page = member_client(Role.EDITOR).get(kind.address).content.decode().split('<div class="state">')[1]
    create = htmx.link(page, f"New {noun}")
    assert "button-primary" in create["class"]
    assert create["href"].startswith(f"{kind.address}new/")
    assert f"New {noun}" not in states(browser.get(kind.address).content.decode())
