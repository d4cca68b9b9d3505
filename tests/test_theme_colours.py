"""The colours of a conference somewhere, for the theme panel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client

from conferences.models import Membership, Role, ThemePreset, Workspace
from conferences.sandbox import Sandbox
from conferences.theme.constants import NAMES
from tests import htmx
from tests.conftest import BASE, MakeWorkspace, MemberClient
from tests.payloads import CONFERENCE_ID, conference, listing, numbered

ADDRESS = "/w/nordhafen-events/themes/colours/"
NEW = "/w/nordhafen-events/themes/new/"


def ask(client: Client, **query: str) -> Any:
    return client.get(ADDRESS, query)


def test_a_viewer_gets_the_ten_colours_and_its_name(
    upstream: responses.RequestsMock, member_client: MemberClient
) -> None:
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}", json=conference(dark_primary=None))
    response = ask(member_client(Role.VIEWER), conference=CONFERENCE_ID)
    assert response.headers["Cache-Control"] == "no-store"
    body = response.json()
    assert body["title"] == "All hands"
    assert set(body["colours"]) == set(NAMES)
    assert (body["colours"]["dark_primary"], body["colours"]["light_primary"]) == (None, "#044EF4")


def test_colours_come_from_any_workspace_of_the_person(
    space: Sandbox, workspace: Workspace, make_workspace: MakeWorkspace, client: Client, person: User
) -> None:
    other = make_workspace(
        "Other",
        members={person: Role.VIEWER},
        host=space.host,
        token=space.token,
        project_id=UUID(space.project_id),
    )
    space.store.conferences.add(conference(id=numbered(1), name="lab", light_primary="#123456"))
    client.force_login(person)
    body = ask(client, workspace=other.slug, conference="lab").json()
    assert body["colours"]["light_primary"] == "#123456"
    Membership.objects.filter(workspace=other).delete()
    assert ask(client, workspace=other.slug, conference="lab").status_code == 404


@pytest.mark.parametrize("slug", ["no-such", "x" * 3000, "../nordhafen-events", "\0"])
def test_a_workspace_that_is_not_ones_own_is_not_there(member_client: MemberClient, slug: str) -> None:
    response = ask(member_client(), workspace=slug, conference="lab")
    assert response.status_code == 404
    assert "application/json" not in response.headers["Content-Type"]


def test_what_names_no_conference_is_said_in_a_sentence(
    upstream: responses.RequestsMock, member_client: MemberClient
) -> None:
    upstream.get(f"{BASE}/conferences", json=listing(conference()))
    response = ask(member_client(), conference="<script>")
    assert response.status_code == 404
    assert response.json() == {"error": "Nordhafen Events has no conference “<script>”."}


@pytest.mark.parametrize(("status", "ours"), [(500, 502), (401, 502), (429, 503)])
def test_a_fault_of_signalwires_is_said_in_a_sentence(
    upstream: responses.RequestsMock,
    member_client: MemberClient,
    status: int,
    ours: int,
) -> None:
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}", status=status, headers={"Retry-After": "0"})
    response = ask(member_client(), conference=CONFERENCE_ID)
    assert response.status_code == ours
    assert response.json()["error"].endswith(".")


def test_hostile_values_come_as_the_text_they_are(
    upstream: responses.RequestsMock, member_client: MemberClient
) -> None:
    odd = "red; background:url(//x)"
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}", json=conference(light_primary=odd))
    response = ask(member_client(), conference=CONFERENCE_ID)
    assert response.headers["Content-Type"] == "application/json"
    assert response.json()["colours"]["light_primary"] == odd


def press(client: Client, address: str, **data: str) -> str:
    """The page after the panel's button was pressed without a script."""
    response = client.post(address, {**data, "theme_action": "from-conference"})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("place", ["themes/new/", "conferences/new/"])
def test_without_a_script_the_button_fills_the_form_and_saves_nothing(
    space: Sandbox, member_client: MemberClient, place: str
) -> None:
    space.store.conferences.add(conference(id=numbered(1), name="lab", light_primary="#123456"))
    page = press(
        member_client(),
        f"/w/nordhafen-events/{place}",
        theme_source="lab",
        name="typed",
        light_success="#abcdef",
    )
    values = {box.get("name"): box.get("value") for box in htmx.tags(page, "input")}
    assert (values["light_primary"], values["name"]) == ("#123456", "typed")
    assert not ThemePreset.objects.exists()
    assert {request.method for request in space.requests} == {"GET"}


def test_without_a_script_a_problem_is_said_and_what_was_typed_stays(
    upstream: responses.RequestsMock, member_client: MemberClient
) -> None:
    upstream.get(f"{BASE}/conferences", json=listing())
    client = member_client()
    typed = {"theme_source": "lab", "light_primary": "#123456"}
    page = press(client, NEW, **typed)
    assert "Nordhafen Events has no conference “lab”." in htmx.words(page)
    assert 'value="#123456"' in page
    assert 'value="lab"' in page
    assert "no longer a member" in htmx.words(press(client, NEW, **typed, theme_source_workspace="foreign"))


def test_the_form_of_a_conference_offers_to_keep_its_colours_in_a_tab_of_its_own(
    member_client: MemberClient,
) -> None:
    client = member_client()
    page = client.get("/w/nordhafen-events/conferences/new/").content.decode()
    button = next(button for button in htmx.tags(page, "button") if button.get("name") == "fill")
    assert (button["formaction"], button["formtarget"]) == (NEW, "_blank")
    assert "formnovalidate" in button
    assert 'name="fill"' not in client.get(NEW).content.decode()
