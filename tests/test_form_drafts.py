"""Forms about workspaces, people and one's account outlive the session, without the secrets in them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from conferences.models import Membership, Role, Workspace
from tests import htmx
from tests.conftest import PASSWORD, MakePerson

SETTINGS = "/w/nordhafen-events/settings/"
PEOPLE = "/w/nordhafen-events/people/"
TOKEN = "PTffffffffffffffffffffffffffffffffffffffffffff9876"
TYPED = {
    "name": "Typed <name>",
    "label": "staging",
    "host": "typed.signalwire.com",
    "project_id": "11111111-1111-4111-8111-111111111111",
    "default_zone": "Asia/Tokyo",
    "page_size": "25",
}


@pytest.fixture
def admin(make_person: MakePerson, workspace: Workspace) -> User:
    user = make_person("ada")
    Membership.objects.create(workspace=workspace, user=user, role=Role.ADMIN)
    return user


def after_the_session(user: User, address: str, values: dict[str, str]) -> tuple[Client, str]:
    """What the page shows when its form was sent too late, after signing in again."""
    client = Client()
    client.force_login(user)
    stamp = htmx.hidden(client.get(address).content.decode())["draft_stamp"]
    client.logout()
    sign_in: Any = client.post(address, {**values, "draft_stamp": stamp}, follow=True)
    hidden = htmx.hidden(sign_in.content.decode())
    back = client.post("/login/", {**hidden, "username": user.username, "password": PASSWORD})
    assert back.status_code == 302
    page = client.get(back.headers["Location"])
    assert page.status_code == 200
    assert htmx.hidden(page.content.decode())["draft_stamp"]
    return client, page.content.decode()


def kept(client: Client) -> str:
    """Everything that the session has."""
    store = import_module(settings.SESSION_ENGINE).SessionStore(client.cookies["sessionid"].value)
    return str(store.load())


@pytest.mark.parametrize("address", [SETTINGS, "/workspaces/new/"])
def test_a_workspace_is_as_it_was_typed_but_for_its_token(admin: User, address: str) -> None:
    client, page = after_the_session(admin, address, {**TYPED, "api_token": TOKEN})
    inputs = {tag.get("name"): tag.get("value", "") for tag in htmx.tags(page, "input")}
    assert {name: inputs[name] for name in ("name", "host", "project_id")} == {
        name: TYPED[name] for name in ("name", "host", "project_id")
    }
    for tag in htmx.tags(page, "input"):
        if tag.get("name") in ("label", "page_size"):
            assert ("checked" in tag) is (tag["value"] == TYPED[tag["name"]])
    assert inputs["default_zone"] == "Asia/Tokyo"
    assert 'data-unsaved="true"' in page
    assert "is not saved yet" in page
    assert "paste the token again" in page
    assert TOKEN not in page
    assert TOKEN not in kept(client)
    assert Workspace.objects.get().name == "Nordhafen Events"


def test_someone_who_may_only_look_gets_no_form_back(person: User, workspace: Workspace) -> None:
    client = Client()
    client.force_login(person)
    page = client.get(f"{SETTINGS}?draft=x").content.decode()
    assert "data-unsaved" not in page
    assert "paste the token again" not in page


def test_who_is_to_be_added_is_still_typed(admin: User) -> None:
    _, page = after_the_session(admin, PEOPLE, {"who": "niko@example.com", "role": "editor"})
    assert 'value="niko@example.com"' in page
    roles = [tag for tag in htmx.tags(page, "input") if tag.get("name") == "role"]
    assert [tag["value"] for tag in roles if "checked" in tag] == ["editor"]
    assert page.count('data-unsaved="true"') == 1


def test_a_role_that_was_chosen_is_still_chosen_in_its_row_and_only_there(admin: User, person: User) -> None:
    member = Membership.objects.get(user=person)
    client = Client()
    client.force_login(admin)
    stamp = htmx.hidden(client.get(PEOPLE).content.decode())["draft_stamp"]
    client.logout()
    values = {"member": str(member.pk), "role": "viewer", "draft_stamp": stamp}
    sign_in: Any = client.post(f"{PEOPLE}{member.pk}/", values, follow=True)
    hidden = htmx.hidden(sign_in.content.decode())
    back = client.post("/login/", {**hidden, "username": "ada", "password": PASSWORD})
    page = client.get(back.headers["Location"]).content.decode()
    selected = [tag["value"] for tag in htmx.tags(page, "option") if "selected" in tag]
    assert sorted(selected) == ["admin", "viewer"]
    assert page.count('data-unsaved="true"') == 1
    member.refresh_from_db()
    assert member.role == Role.EDITOR


def test_preferences_are_still_chosen(person: User) -> None:
    _, page = after_the_session(person, "/account/", {"zone": "Asia/Tokyo", "colour_scheme": "dark"})
    assert [tag["value"] for tag in htmx.tags(page, "input") if tag.get("name") == "zone"] == ["Asia/Tokyo"]
    assert [tag["value"] for tag in htmx.tags(page, "input") if "checked" in tag] == ["dark"]
    assert 'data-unsaved="true"' in page


def test_a_password_has_no_draft(person: User) -> None:
    client = Client()
    client.force_login(person)
    page = client.get("/account/password/").content.decode()
    assert "data-unsaved" in page
    assert "draft_stamp" not in page
