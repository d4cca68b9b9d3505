"""One's own account: preferences and password."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from conferences.models import Preference
from tests.conftest import PASSWORD

NEW_PASSWORD = "another fine password 77"


@pytest.fixture
def browser(person: User) -> Client:
    """``person``, signed in."""
    client = Client()
    client.force_login(person)
    return client


def passwords(**changes: str) -> dict[str, str]:
    return {
        "old_password": PASSWORD,
        "new_password1": NEW_PASSWORD,
        "new_password2": NEW_PASSWORD,
        **changes,
    }


def test_the_page_names_the_person(browser: Client, person: User) -> None:
    person.first_name, person.last_name = "Mara", "Köhler"
    person.save()
    page = browser.get("/account/").content.decode()
    assert "Mara Köhler" in page
    assert "mara" in page


def test_preferences_are_kept_and_used(browser: Client) -> None:
    response = browser.post("/account/", {"zone": "Asia/Tokyo", "colour_scheme": "dark"})
    assert response.headers["Location"] == "/account/"
    page = browser.get("/account/").content.decode()
    assert 'name="zone" value="Asia/Tokyo"' in page
    assert 'data-theme="dark"' in page
    assert Preference.objects.count() == 1
    browser.post("/account/", {"zone": "", "colour_scheme": "system"})
    assert Preference.objects.get().zone == ""
    assert "data-theme" not in browser.get("/account/").content.decode()


@pytest.mark.parametrize(
    ("zone", "scheme"), [("Mars/Olympus", "dark"), ("../etc/passwd", "dark"), ("UTC", "purple"), ("UTC", "")]
)
def test_what_does_not_exist_is_refused(browser: Client, zone: str, scheme: str) -> None:
    assert browser.post("/account/", {"zone": zone, "colour_scheme": scheme}).status_code == 422
    assert not Preference.objects.exists()


@pytest.mark.parametrize(
    ("typed", "zone"), [("New York", "America/New_York"), ("Asia/Calcutta", "Asia/Kolkata"), ("utc", "UTC")]
)
def test_a_city_or_an_old_name_is_understood_as_its_zone(browser: Client, typed: str, zone: str) -> None:
    assert browser.post("/account/", {"zone": typed, "colour_scheme": "system"}).status_code == 302
    preference = Preference.objects.get()
    assert (preference.zone, preference.recent_zones) == (zone, [zone])


def test_letters_that_several_zones_use_are_answered_with_their_names(browser: Client) -> None:
    page = browser.post("/account/", {"zone": "EST", "colour_scheme": "system"}).content.decode()
    assert "“EST” can mean America/New_York, America/Toronto, " in page
    assert 'value="EST"' in page


def test_a_new_password_keeps_this_session_and_ends_the_others(browser: Client, person: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(person)
    response = browser.post("/account/password/", passwords())
    assert response.headers["Location"] == "/account/"
    assert browser.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"old_password": "wrong"}, "old_password"),
        ({"new_password2": "different"}, "new_password2"),
        ({"new_password1": "12345", "new_password2": "12345"}, "new_password2"),
        ({"new_password1": "", "new_password2": ""}, "new_password1"),
    ],
)
def test_a_refused_password_changes_nothing_and_is_not_shown(
    browser: Client, person: User, changes: dict[str, str], field: str
) -> None:
    response = browser.post("/account/password/", passwords(**changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert NEW_PASSWORD not in page
    assert PASSWORD not in page
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_the_password_page_serves_password_managers_and_is_not_stored(browser: Client) -> None:
    response = browser.get("/account/password/")
    page = response.content.decode()
    assert page.count('autocomplete="new-password"') == 2
    assert 'autocomplete="current-password"' in page
    assert "no-store" in response.headers["Cache-Control"]
    assert "at least 10 characters" in page
    assert "<ul><li>" not in page


@pytest.mark.parametrize("address", ["/account/", "/account/password/"])
def test_other_methods_are_refused_and_the_page_varies(browser: Client, address: str) -> None:
    assert browser.put(address).status_code == 405
    assert "HX-Target" in browser.get(address).headers["Vary"]


def test_only_superusers_are_shown_the_way_to_the_accounts(browser: Client, person: User) -> None:
    assert 'href="/admin/"' not in browser.get("/account/").content.decode()
    User.objects.update(is_superuser=True, is_staff=True)
    assert 'href="/admin/"' in browser.get("/account/").content.decode()
