"""Who belongs to a workspace."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from conferences.models import Membership, Role, Workspace
from conferences.services.workspaces import LastAdmin, change_role, remove_member
from tests import htmx
from tests.conftest import MakePerson, MakeWorkspace, MemberClient

ADDRESS = "/w/nordhafen-events/people/"


@pytest.fixture
def admin(member_client: MemberClient) -> Client:
    """The signed-in, only admin of the workspace; ``person`` is its editor."""
    return member_client(Role.ADMIN, "ada")


def of(username: str) -> Membership:
    return Membership.objects.get(user__username=username)


def change(username: str) -> str:
    return f"{ADDRESS}{of(username).pk}/"


def remove(username: str) -> str:
    return f"{ADDRESS}{of(username).pk}/delete/"


@pytest.mark.parametrize("role", list(Role))
def test_every_member_sees_everyone_and_only_admins_see_forms(
    member_client: MemberClient, role: Role
) -> None:
    page = member_client(role, "ada").get(ADDRESS).content.decode()
    assert "mara" in page
    assert "ada" in page
    assert ('name="who"' in page) is (role is Role.ADMIN)
    assert ('aria-label="Role of mara"' in page) is (role is Role.ADMIN)


def test_each_choice_of_a_role_has_one_label_and_is_named_once(admin: Client) -> None:
    page = admin.get(ADDRESS).content.decode()
    segments = page[page.index('class="segments"') :].split("</fieldset>")[0]
    assert segments.count("<label") == segments.count('type="radio"') == 3
    assert segments.count("Viewer") == segments.count("Admin") == 1


def test_members_stand_in_the_order_of_their_names(admin: Client, person: User) -> None:
    person.first_name = "Zora"
    person.save()
    page = admin.get(ADDRESS).content.decode()
    assert page.index("<bdi>ada</bdi>") < page.index("<bdi>Zora</bdi>")


@pytest.mark.parametrize("typed", ["niko", " niko ", "niko@example.com", "NIKO@Example.com"])
def test_an_account_is_added_by_name_or_address(admin: Client, make_person: MakePerson, typed: str) -> None:
    make_person("niko")
    assert admin.post(ADDRESS, {"who": typed, "role": "editor"}).status_code == 302
    assert of("niko").role == Role.EDITOR


def test_unknown_inactive_and_ambiguous_accounts_look_alike(admin: Client, make_person: MakePerson) -> None:
    make_person("gone", is_active=False)
    for name in ("one", "two"):
        User.objects.create_user(name, "shared@example.com", "x")
    errors = {
        admin.post(ADDRESS, {"who": typed, "role": "viewer"}).context["form"].errors["who"][0]
        for typed in ("nobody", "gone", "gone@example.com", "shared@example.com")
    }
    assert len(errors) == 1
    assert Membership.objects.count() == 2


def test_what_was_typed_stays(admin: Client) -> None:
    response = admin.post(ADDRESS, {"who": "<nobody>", "role": "editor"})
    assert response.status_code == 422
    assert 'value="&lt;nobody&gt;"' in response.content.decode()


def test_adding_a_member_again_leaves_the_role_alone(admin: Client) -> None:
    response = admin.post(ADDRESS, {"who": "mara", "role": "viewer"})
    assert response.status_code == 422
    assert "already a member" in response.content.decode()
    assert of("mara").role == Role.EDITOR


@pytest.mark.parametrize("role", ["owner", ""])
def test_a_role_that_does_not_exist_is_refused(admin: Client, make_person: MakePerson, role: str) -> None:
    make_person("niko")
    assert admin.post(ADDRESS, {"who": "niko", "role": role}).status_code == 422
    admin.post(change("mara"), {"role": role})
    assert of("mara").role == Role.EDITOR
    assert not Membership.objects.filter(user__username="niko").exists()


def test_an_admin_changes_a_role_and_removes_a_member(admin: Client) -> None:
    assert admin.post(change("mara"), {"role": "viewer"}).headers["Location"] == ADDRESS
    assert of("mara").role == Role.VIEWER
    assert "mara" in admin.get(remove("mara")).content.decode()
    assert of("mara")
    assert admin.post(remove("mara")).headers["Location"] == ADDRESS
    assert not Membership.objects.filter(user__username="mara").exists()
    assert User.objects.filter(username="mara").exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_others_change_nobody(member_client: MemberClient, make_person: MakePerson, role: Role) -> None:
    client = member_client(role, "olga")
    make_person("niko")
    assert client.post(ADDRESS, {"who": "niko", "role": "viewer"}).status_code == 403
    assert client.post(change("mara"), {"role": "admin"}).status_code == 403
    assert client.post(change("olga"), {"role": "admin"}).status_code == 403
    assert client.get(remove("mara")).status_code == 403
    assert client.post(remove("mara")).status_code == 403
    assert of("mara").role == Role.EDITOR
    assert of("olga").role == role
    assert Membership.objects.count() == 2


def test_anybody_may_leave(member_client: MemberClient) -> None:
    client = member_client(Role.VIEWER, "olga")
    assert "Leave" in client.get(remove("olga")).content.decode()
    assert client.post(remove("olga")).headers["Location"] == "/"
    assert client.get(ADDRESS).status_code == 404


def test_the_last_admin_is_neither_demoted_nor_removed(admin: Client) -> None:
    admin.post(change("ada"), {"role": "viewer"})
    assert of("ada").role == Role.ADMIN
    response = admin.post(remove("ada"), follow=True)
    assert of("ada").role == Role.ADMIN
    assert "last admin" in response.content.decode()


def test_an_admin_whose_account_is_off_does_not_count(admin: Client, make_person: MakePerson) -> None:
    off = make_person("off", is_active=False)
    Membership.objects.create(workspace=Workspace.objects.get(), user=off, role=Role.ADMIN)
    admin.post(remove("ada"))
    assert of("ada")


def test_the_last_admin_is_judged_by_the_database_and_not_by_what_was_read_before(
    make_workspace: MakeWorkspace, make_person: MakePerson
) -> None:
    ada, bea = make_person("ada"), make_person("bea")
    make_workspace(members={ada: Role.ADMIN, bea: Role.ADMIN})
    seen_by_ada, seen_by_bea = of("bea"), of("ada")
    change_role(seen_by_ada, Role.VIEWER)
    with pytest.raises(LastAdmin):
        change_role(seen_by_bea, Role.VIEWER)
    with pytest.raises(LastAdmin):
        remove_member(seen_by_bea)
    remove_member(seen_by_ada)
    remove_member(seen_by_ada)
    assert [member.user for member in Membership.objects.all()] == [ada]


def test_a_member_of_another_workspace_is_not_found_here(
    admin: Client, make_workspace: MakeWorkspace, make_person: MakePerson
) -> None:
    other = make_workspace("Other", members={make_person("olga"): Role.VIEWER})
    assert admin.post(change("olga"), {"role": "admin"}).status_code == 404
    assert admin.post(remove("olga")).status_code == 404
    assert other.memberships.get().role == Role.VIEWER


def test_a_stranger_is_told_that_there_is_nothing(member_client: MemberClient, person: User) -> None:
    stranger = member_client(None)
    assert stranger.get(ADDRESS).status_code == 404
    assert stranger.post(ADDRESS, {"who": "mara", "role": "admin"}).status_code == 404
    assert stranger.post(change("mara"), {"role": "admin"}).status_code == 404
    assert stranger.post(remove("mara")).status_code == 404


def test_wrong_methods_are_refused(admin: Client) -> None:
    assert admin.put(ADDRESS).status_code == 405
    assert admin.get(change("mara")).status_code == 405
    assert admin.delete(remove("mara")).status_code == 405


def test_a_malformed_member_is_not_found(admin: Client) -> None:
    assert admin.post(f"{ADDRESS}x/").status_code == 404
    assert admin.post(f"{ADDRESS}99999999999999999999999/", {"role": "viewer"}).status_code == 404


def test_the_page_varies(admin: Client) -> None:
    assert "HX-Target" in admin.get(ADDRESS).headers["Vary"]


def test_a_hostile_name_is_only_text(admin: Client, make_person: MakePerson) -> None:
    niko = make_person("niko", first_name="<b>N", last_name='"><script>')
    admin.post(ADDRESS, {"who": "niko", "role": "viewer"})
    page = admin.get(ADDRESS).content.decode()
    assert "<b>N" not in page
    assert "><script>" not in page
    assert niko.first_name not in admin.get(remove("niko")).content.decode()


def test_the_only_member_is_led_to_the_form_for_colleagues(
    make_workspace: MakeWorkspace, person: User
) -> None:
    make_workspace("Alone", members={person: Role.ADMIN})
    client = Client()
    client.force_login(person)
    page = client.get("/w/alone/people/").content.decode()
    assert htmx.link(page, "Add a colleague")["href"] == "#id_who"
    assert 'id="id_who"' in page
