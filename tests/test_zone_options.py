"""The list below a field for a time zone, and the zones that forms remember."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from conferences.models import Preference, WindowZone, Workspace
from conferences.services.zones import remember_zone
from tests import htmx
from tests.object_forms.conftest import MakeDesk, make_desk

__all__ = ["make_desk"]


@pytest.fixture
def browser(person: User) -> Client:
    """A signed-in person's browser."""
    client = Client()
    client.force_login(person)
    return client


def offered(client: Client, text: str = "") -> list[str]:
    """The zones on the list, in order."""
    return re.findall(r'data-zone="([^"]+)"', client.get("/zones/", {"q": text}).content.decode())


def test_recent_zones_come_first_then_those_of_the_workspaces(
    browser: Client, person: User, workspace: Workspace
) -> None:
    for zone in ("Asia/Tokyo", "Asia/Kathmandu", "Asia/Tokyo"):
        remember_zone(person, zone)
    zones = offered(browser)
    assert zones[:3] == ["Asia/Tokyo", "Asia/Kathmandu", workspace.default_zone]
    assert len(zones) == len(set(zones))
    # What stands in the field is at the top of the list.
    assert offered(browser, "UTC")[:4] == ["UTC", *zones[:3]]


def test_the_list_shows_offset_and_the_name_that_was_found(browser: Client) -> None:
    words = htmx.words(browser.get("/zones/", {"q": "calcutta"}).content.decode())
    assert "Kolkata UTC+5:30 Asia/Kolkata, Asia/Calcutta, IST" in words
    assert "data-exact" in browser.get("/zones/", {"q": "new york"}).content.decode()
    assert "No time zone matches" in htmx.words(browser.get("/zones/", {"q": "<b>"}).content.decode())


def test_the_list_is_for_people_who_are_signed_in() -> None:
    assert Client().get("/zones/").status_code == 302


def test_no_more_than_five_recent_zones_are_kept(person: User) -> None:
    zones = ["Asia/Tokyo", "Europe/Oslo", "UTC", "Asia/Dubai", "Asia/Seoul", "Africa/Cairo"]
    for zone in zones:
        remember_zone(person, zone)
    assert Preference.objects.get().recent_zones == zones[:0:-1]


def test_a_new_workspace_begins_with_the_zone_of_the_person(browser: Client, person: User) -> None:
    Preference.objects.create(user=person, zone="Asia/Tokyo")
    assert 'name="default_zone" value="Asia/Tokyo"' in browser.get("/workspaces/new/").content.decode()


def test_the_zone_in_which_a_window_was_typed_is_kept(make_desk: MakeDesk) -> None:
    desk = make_desk("conferences")
    desk.new().press(display_name="Lab", join_from="2026-11-23T09:00", zone="New York")
    (row,) = desk.rows()
    assert row["join_from"] == "2026-11-23T14:00:00Z"
    kept = WindowZone.objects.get()
    assert (str(kept.object_id), kept.zone) == (row["id"], "America/New_York")
    desk.edit(row["id"]).press(description="No new window", zone="Asia/Tokyo")
    assert WindowZone.objects.get().zone == "America/New_York"
    desk.edit(row["id"]).press(join_from="2026-11-24T09:00", zone="Asia/Tokyo")
    assert WindowZone.objects.get().zone == "Asia/Tokyo"


def test_a_zone_that_is_not_understood_changes_no_time(make_desk: MakeDesk) -> None:
    desk = make_desk("conferences")
    for button in (("quick", "zone:"), ()):
        form = desk.new().press(*button, display_name="Lab", join_from="2026-11-23T09:00", zone="EST")
        assert "“EST” can mean America/New_York" in htmx.words(form.page)
        assert (form.values["zone"], form.values["join_from"]) == ("EST", "2026-11-23T09:00")
        assert "sent as 2026-11-23T08:00:00Z" in form.page
    assert desk.rows() == []
