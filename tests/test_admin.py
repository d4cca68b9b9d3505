"""Django's own admin: for superusers, usable under the strict policy, and without a token."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from conferences.models import Actor, Membership, Role, ThemePreset, Workspace
from conferences.services.themes import create_preset
from conferences.signalwire.limits import DEFAULT_THEME
from tests.conftest import API_TOKEN, HOST, PASSWORD, MakePerson


@pytest.fixture
def superuser(make_person: MakePerson) -> Client:
    """A signed-in superuser."""
    client = Client()
    client.force_login(make_person("root", is_superuser=True, is_staff=True))
    return client


def pages(workspace: Workspace) -> list[str]:
    return [
        reverse("admin:index"),
        reverse("admin:conferences_workspace_changelist"),
        reverse("admin:conferences_workspace_change", args=[workspace.pk]),
        reverse("admin:conferences_workspace_history", args=[workspace.pk]),
        reverse("admin:conferences_workspace_delete", args=[workspace.pk]),
        reverse("admin:conferences_themepreset_changelist"),
        reverse("admin:auth_user_changelist"),
        reverse("admin:auth_user_add"),
        reverse("admin:axes_accessattempt_changelist"),
    ]


def test_no_page_shows_the_token_and_every_page_works(superuser: Client, workspace: Workspace) -> None:
    for address in pages(workspace):
        response = superuser.get(address)
        page = response.content.decode()
        assert response.status_code == 200, address
        assert API_TOKEN not in page
        assert "Conference Desk" in page
        assert "<script>" not in page, f"{address} has a script that the policy forbids"


def test_a_change_keeps_the_connection_and_may_appoint_an_admin(
    superuser: Client, workspace: Workspace
) -> None:
    member = workspace.memberships.get()
    values = {
        "name": "Renamed",
        "label": "sandbox",
        "page_size": "25",
        "host": "evil.signalwire.com",
        "api_token": "stolen",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(member.pk),
        "memberships-0-workspace": str(workspace.pk),
        "memberships-0-user": str(member.user_id),
        "memberships-0-role": "admin",
    }
    response = superuser.post(reverse("admin:conferences_workspace_change", args=[workspace.pk]), values)
    assert response.status_code == 302
    kept = Workspace.objects.get()
    assert (kept.name, kept.host, kept.api_token) == ("Renamed", HOST, API_TOKEN)
    assert Membership.objects.get().role == Role.ADMIN


def test_workspaces_are_not_added_here(superuser: Client) -> None:
    assert superuser.get(reverse("admin:conferences_workspace_add")).status_code == 403


def test_an_account_is_made_here_and_can_sign_in(superuser: Client, client: Client) -> None:
    values = {"username": "niko", "usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert superuser.post(reverse("admin:auth_user_add"), values).status_code == 302
    assert User.objects.filter(username="niko", is_staff=False).exists()
    assert client.post("/login/", {"username": "niko", "password": PASSWORD}).status_code == 302


def test_ordinary_people_and_strangers_stay_outside(client: Client, person: User) -> None:
    assert "/login/" in client.get("/admin/").headers["Location"]
    client.force_login(person)
    assert "/admin/login/" in client.get("/admin/").headers["Location"]


def test_guessing_is_counted_here_as_well(client: Client, make_person: MakePerson) -> None:
    make_person("root", is_superuser=True, is_staff=True)
    for _ in range(5):
        client.post("/admin/login/", {"username": "root", "password": "wrong"})
    assert client.post("/admin/login/", {"username": "root", "password": PASSWORD}).status_code == 429


def test_presets_are_looked_at_and_deleted_here_but_not_changed(
    superuser: Client, workspace: Workspace, person: User
) -> None:
    preset = create_preset(Actor(workspace, person, ""), name="Summer <b>", colours=DEFAULT_THEME)
    page = superuser.get(reverse("admin:conferences_themepreset_changelist")).content.decode()
    assert "Summer &lt;b&gt;" in page
    assert superuser.get(reverse("admin:conferences_themepreset_add")).status_code == 403
    address = reverse("admin:conferences_themepreset_change", args=[preset.pk])
    assert superuser.get(address).status_code == 200
    assert superuser.post(address, {"name": "Else"}).status_code == 403
    removed = superuser.post(
        reverse("admin:conferences_themepreset_delete", args=[preset.pk]), {"post": "yes"}
    )
    assert removed.status_code == 302
    assert not ThemePreset.objects.exists()
