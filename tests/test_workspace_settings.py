"""A workspace's settings: read by its members, changed and tested by its admins."""

from __future__ import annotations

from typing import Any, cast

import pytest
import responses
from cryptography.fernet import Fernet
from django.test import Client
from pytest_django import Settings

from conferences.models import Membership, Role, Workspace
from conferences.services import reading
from conferences.services.connections import check_stored_connection
from conferences.services.workspaces import WorkspaceSettings, update_workspace
from conferences.signalwire.hosts import parse_space_host
from conferences.signalwire.kinds import CONFERENCE
from tests.conftest import API_TOKEN, BASE, HOST, MakeWorkspace, MemberClient

ADDRESS = "/w/nordhafen-events/settings/"
DELETE = "/w/nordhafen-events/delete/"
LIST = f"{BASE}/conferences"
OTHER = "https://other.signalwire.com/api/video/conferences"
NEW_TOKEN = "PTffffffffffffffffffffffffffffffffffffffffffff9876"
PART = {"HX-Request": "true", "HX-Target": "workspace-connection"}


@pytest.fixture
def admin(member_client: MemberClient) -> Client:
    """A signed-in admin of the workspace."""
    return member_client(Role.ADMIN)


def typed(workspace: Workspace, **changes: Any) -> dict[str, Any]:
    """The form as it stands, with the token left empty."""
    return {
        "name": workspace.name,
        "label": workspace.label,
        "host": workspace.host,
        "project_id": str(workspace.project_id),
        "api_token": "",
        "default_zone": workspace.default_zone,
        "page_size": str(workspace.page_size),
        **changes,
    }


def answer_well(upstream: responses.RequestsMock, address: str = LIST) -> None:
    upstream.get(address, json={"links": {}, "data": []})


def test_an_admin_sees_the_form_with_the_last_four_and_no_token(admin: Client) -> None:
    page = admin.get(ADDRESS).content.decode()
    assert f'value="{HOST}"' in page
    assert f"ends in {API_TOKEN[-4:]}" in page
    assert API_TOKEN not in page
    assert 'type="password"' in page
    assert 'autocomplete="new-password"' in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_other_members_see_the_settings_as_text_without_secrets(
    member_client: MemberClient, role: Role
) -> None:
    page = member_client(role).get(ADDRESS).content.decode()
    assert HOST in page
    assert "Europe/Berlin" in page
    assert API_TOKEN not in page
    assert API_TOKEN[-4:] not in page
    assert 'name="api_token"' not in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
@pytest.mark.parametrize("action", ["", "test"])
def test_other_members_can_neither_change_nor_test(
    member_client: MemberClient, workspace: Workspace, role: Role, action: str
) -> None:
    response = member_client(role).post(ADDRESS, typed(workspace, name="Mine", action=action))
    assert response.status_code == 403
    assert Workspace.objects.get().name == "Nordhafen Events"


@pytest.mark.parametrize("address", [ADDRESS, DELETE])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_told_that_there_is_nothing(
    member_client: MemberClient, address: str, method: str
) -> None:
    assert getattr(member_client(None), method)(address).status_code == 404


@pytest.mark.parametrize("address", [ADDRESS, DELETE])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(admin: Client, address: str, method: str) -> None:
    assert getattr(admin, method)(address).status_code == 405


def test_a_new_name_is_kept_without_a_request_and_without_touching_the_token(
    admin: Client, workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    changes = {"name": "Südhafen", "label": "sandbox", "page_size": "250", "default_zone": "Asia/Tokyo"}
    response = admin.post(ADDRESS, typed(workspace, **changes))
    kept = Workspace.objects.get()
    assert response.headers["Location"] == ADDRESS
    assert (kept.name, kept.label, kept.page_size) == ("Südhafen", "sandbox", 250)
    assert (kept.slug, kept.default_zone) == ("nordhafen-events", "Asia/Tokyo")
    assert kept.api_token == API_TOKEN
    assert len(upstream.calls) == 0


def test_a_new_token_is_tested_and_kept(
    admin: Client, workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    answer_well(upstream)
    assert admin.post(ADDRESS, typed(workspace, api_token=NEW_TOKEN)).status_code == 302
    kept = Workspace.objects.get()
    assert (kept.api_token, kept.token_last_four) == (NEW_TOKEN, "9876")
    assert len(upstream.calls) == 1


def test_a_refused_token_is_not_kept_nor_shown(
    admin: Client, workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    upstream.get(LIST, status=401, json={})
    response = admin.post(ADDRESS, typed(workspace, api_token=NEW_TOKEN))
    assert response.status_code == 422
    assert NEW_TOKEN not in response.content.decode()
    assert Workspace.objects.get().api_token == API_TOKEN


@pytest.mark.parametrize(
    "changes",
    [{"host": "other"}, {"project_id": "00000000-0000-4000-8000-000000000000"}],
    ids=["host", "project"],
)
@pytest.mark.parametrize("action", ["", "test"])
def test_the_stored_token_never_goes_to_another_space_or_project(
    admin: Client,
    workspace: Workspace,
    upstream: responses.RequestsMock,
    changes: dict[str, str],
    action: str,
) -> None:
    answer_well(upstream)
    answer_well(upstream, OTHER)
    response = admin.post(ADDRESS, typed(workspace, action=action, **changes))
    assert response.status_code == 422
    assert "never sent to another Space" in response.context["form"].errors["api_token"][0]
    assert len(upstream.calls) == 0
    assert Workspace.objects.get().host == HOST


def test_another_space_with_its_own_token_is_tested_there_and_kept(
    admin: Client, workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    answer_well(upstream, OTHER)
    admin.post(ADDRESS, typed(workspace, host="other", api_token=NEW_TOKEN))
    assert Workspace.objects.get().host == "other.signalwire.com"
    assert [call.request.url for call in upstream.calls] == [f"{OTHER}?page_size=1"]


def test_the_stored_connection_is_tested_at_any_time_and_nothing_is_saved(
    admin: Client, workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    answer_well(upstream)
    response = admin.post(ADDRESS, typed(workspace, name="Not yet", action="test"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "The connection works" in page
    assert 'value="Not yet"' in page
    assert Workspace.objects.get().name == "Nordhafen Events"
    assert len(upstream.calls) == 1


def test_the_part_for_htmx_is_a_slice_of_the_page(
    admin: Client, workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    upstream.get(LIST, status=401, json={})
    values = typed(workspace, action="test")
    part = admin.post(ADDRESS, values, headers=PART)
    page = admin.post(ADDRESS, values)
    assert part.status_code == page.status_code == 422
    message = part.content.decode().partition("<div id=")[0].strip()
    assert message in page.content.decode()
    assert "project ID or the token" in part.content.decode()


def test_the_part_stands_in_a_live_region(admin: Client) -> None:
    assert '<div id="workspace-connection" role="status">' in admin.get(ADDRESS).content.decode()


def test_a_fault_at_signalwire_can_be_overruled_and_a_wrong_token_cannot(
    admin: Client, workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    upstream.get(LIST, status=503, json={})
    values = typed(workspace, api_token=NEW_TOKEN)
    assert admin.post(ADDRESS, values).status_code == 422
    assert admin.post(ADDRESS, {**values, "keep_anyway": "on"}).status_code == 302
    assert Workspace.objects.get().api_token == NEW_TOKEN


def test_a_lost_key_is_a_page_for_people_and_a_new_token_mends_it(
    admin: Client, workspace: Workspace, upstream: responses.RequestsMock, settings: Settings
) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    answer_well(upstream)
    assert admin.get(ADDRESS).status_code == 200
    failed = admin.post(ADDRESS, typed(workspace, action="test"))
    assert failed.status_code == 502
    assert "FIELD_ENCRYPTION_KEYS" in failed.content.decode()
    assert "No answer from" not in failed.content.decode()
    assert admin.post(ADDRESS, typed(workspace, api_token=NEW_TOKEN)).status_code == 302
    assert Workspace.objects.get().api_token == NEW_TOKEN


def test_every_member_still_gets_their_other_pages_when_a_key_is_lost(
    admin: Client, make_workspace: MakeWorkspace, settings: Settings
) -> None:
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    for address in ("/account/", "/w/nordhafen-events/people/"):
        assert admin.get(address).status_code == 200


def test_a_host_that_settings_no_longer_name_is_said_so(
    admin: Client, workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    Workspace.objects.update(host="127.0.0.1:8081")
    page = admin.get("/w/nordhafen-events/conferences/")
    assert page.status_code == 502
    assert "SIGNALWIRE_EXTRA_HOSTS" in page.content.decode()
    assert len(upstream.calls) == 0


def test_the_page_varies_and_is_not_stored(admin: Client) -> None:
    response = admin.get(ADDRESS)
    assert "HX-Target" in response.headers["Vary"]
    assert response.headers["Cache-Control"] == "no-store"


def test_deleting_asks_for_the_name_and_then_forgets_everything(admin: Client, workspace: Workspace) -> None:
    assert "Nordhafen Events" in admin.get(DELETE).content.decode()
    refused = admin.post(DELETE, {"name": "nordhafen"})
    assert refused.status_code == 422
    assert 'value="nordhafen"' in refused.content.decode()
    assert Workspace.objects.exists()
    assert admin.post(DELETE, {"name": "Nordhafen Events"}).headers["Location"] == "/"
    assert not Workspace.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_only_admins_delete(member_client: MemberClient, role: Role) -> None:
    assert member_client(role).post(DELETE, {"name": "Nordhafen Events"}).status_code == 403
    assert Workspace.objects.exists()


def test_a_new_name_does_not_put_an_old_space_back_beside_a_new_token(
    workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    read_before = Workspace.objects.get()
    Workspace.objects.filter(pk=workspace.pk).update(
        host="other.signalwire.com", api_token=NEW_TOKEN, token_last_four="9876"
    )
    values = {
        "name": "Renamed",
        "label": "staging",
        "host": parse_space_host(read_before.host),
        "project_id": read_before.project_id,
        "api_token": "",
        "default_zone": "UTC",
        "page_size": 25,
    }
    update_workspace(read_before, cast(WorkspaceSettings, values))
    kept = Workspace.objects.get()
    assert (kept.name, kept.label, kept.page_size) == ("Renamed", "staging", 25)
    assert (kept.host, kept.api_token, kept.token_last_four) == ("other.signalwire.com", NEW_TOKEN, "9876")


def test_a_token_goes_to_no_other_space_than_the_one_it_was_stored_with(
    workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    answer_well(upstream, OTHER)
    for ask in (
        lambda stale: reading.list_page(stale, CONFERENCE, page_size=1, cursor=None, request_id=""),
        check_stored_connection,
    ):
        Workspace.objects.filter(pk=workspace.pk).update(host=HOST, api_token=API_TOKEN)
        stale = Membership.objects.select_related("workspace").get().workspace
        Workspace.objects.filter(pk=workspace.pk).update(host="other.signalwire.com", api_token=NEW_TOKEN)
        ask(stale)
    assert {str(call.request.url).partition("?")[0] for call in upstream.calls} == {OTHER}
    assert len(upstream.calls) == 2


def test_a_test_under_htmx_replaces_what_stands_at_each_field_of_the_connection(
    admin: Client, workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    upstream.get(LIST, status=401)
    answer_well(upstream)
    data = typed(workspace, api_token=NEW_TOKEN, action="test")
    refused = admin.post(ADDRESS, data, headers=PART).content.decode()
    passed = admin.post(ADDRESS, data, headers=PART).content.decode()
    for page in (refused, passed):
        for name in ("host", "project_id", "api_token"):
            assert f'<div id="id_{name}_errors" hx-swap-oob="innerHTML">' in page
    assert 'id="id_api_token_error"' in refused
    assert "field-error" not in passed
    assert 'id="id_api_token_errors"' in admin.get(ADDRESS).content.decode()
