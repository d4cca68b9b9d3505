"""The colours of a conference somewhere, for the theme panel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client

from conferences.models import Membership, Role, Workspace
from conferences.sandbox import Sandbox
from conferences.services.themes import NAMES
from tests.conftest import BASE, MakeWorkspace, MemberClient
from tests.payloads import CONFERENCE_ID, conference, listing, numbered

ADDRESS = "/w/nordhafen-events/themes/colours/"


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


@pytest.mark.parametrize("slug", ["no-such", "x" * 5000, "../nordhafen-events", "\0"])
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
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("conferences.signalwire.transport._BACKOFF", 0.001)
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
