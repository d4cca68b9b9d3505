"""Workspace, membership, role and preference as the database keeps them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from conferences.models import Membership, Role, Workspace
from tests.conftest import API_TOKEN, MakeWorkspace


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Nordhafen Events", "nordhafen-events"),
        ("東京", "workspace"),
        ("!!!", "workspace"),
        ("Ünïcode", "unicode"),
    ],
)
def test_the_slug_is_made_from_the_name(make_workspace: MakeWorkspace, name: str, slug: str) -> None:
    assert make_workspace(name).slug == slug


def test_a_taken_slug_gets_a_number_and_a_longer_one_is_not_in_the_way(
    make_workspace: MakeWorkspace,
) -> None:
    make_workspace("Alpha Beta")
    assert [make_workspace("Alpha").slug for _ in range(3)] == ["alpha", "alpha-2", "alpha-3"]


def test_renaming_keeps_the_slug(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace("Alpha")
    workspace.name = "Beta"
    workspace.save()
    assert Workspace.objects.get().slug == "alpha"


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Nordhafen Events", "NE"),
        ("nordhafen", "N"),
        ("A B C", "AC"),
        ("— 東京 —", "東"),
        ("!!!", "?"),
        ("ß x", "SS"),
    ],
)
def test_initials_are_one_or_two_letters(name: str, initials: str) -> None:
    assert Workspace(name=name).initials == initials


def test_the_last_four_follow_the_token(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace()
    assert workspace.token_last_four == API_TOKEN[-4:]
    workspace.api_token = "another-token-0f0f"
    workspace.save(update_fields=["api_token"])
    assert Workspace.objects.get().token_last_four == "0f0f"


def test_of_a_short_token_nothing_is_shown(make_workspace: MakeWorkspace) -> None:
    assert make_workspace(token="short").token_last_four == ""


def test_neither_str_nor_repr_show_the_token(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace()
    assert API_TOKEN not in f"{workspace!s}{workspace!r}"


def test_the_token_stays_in_the_database_until_asked_for(
    workspace: Workspace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        fetched = Workspace.objects.get()
        along = Membership.objects.select_related("workspace").get().workspace
        assert "api_token" not in fetched.__dict__
        assert "api_token" not in along.__dict__
    with django_assert_num_queries(1):
        assert fetched.api_token == API_TOKEN


def test_saving_without_having_read_the_token_keeps_it(workspace: Workspace) -> None:
    fetched = Workspace.objects.get()
    fetched.name = "Renamed"
    fetched.save()
    assert Workspace.objects.get().api_token == API_TOKEN
    assert Workspace.objects.get().token_last_four == API_TOKEN[-4:]


def test_roles_are_in_order() -> None:
    allowed = {role: [needed for needed in Role if role.allows(needed)] for role in Role}
    assert allowed == {
        Role.VIEWER: [Role.VIEWER],
        Role.EDITOR: [Role.VIEWER, Role.EDITOR],
        Role.ADMIN: [Role.VIEWER, Role.EDITOR, Role.ADMIN],
    }


def test_a_person_is_a_member_only_once(workspace: Workspace, person: User) -> None:
    with pytest.raises(IntegrityError):
        Membership.objects.create(workspace=workspace, user=person, role=Role.ADMIN)
