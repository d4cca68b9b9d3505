"""The first page: one's workspaces."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from conferences.models import Label, Role
from tests.conftest import MakePerson, MakeWorkspace


@pytest.fixture
def browser(person: User) -> Client:
    """``person``, signed in."""
    client = Client()
    client.force_login(person)
    return client


def test_without_a_workspace_the_first_steps_are_shown(
    browser: Client, make_workspace: MakeWorkspace
) -> None:
    make_workspace("Someone else’s")
    page = browser.get("/").content.decode()
    assert "Get started" in page
    assert "Video scope" in page
    assert "mara" in page
    assert 'href="/workspaces/new/"' in page
    assert "Someone else" not in page


def test_the_only_workspace_is_gone_to_at_once(
    browser: Client, person: User, make_workspace: MakeWorkspace
) -> None:
    make_workspace("Someone else’s")
    workspace = make_workspace(members={person: Role.VIEWER})
    assert browser.get("/").headers["Location"] == workspace.get_absolute_url()


def test_several_are_listed_by_name_with_label_and_role_and_no_others(
    browser: Client, person: User, make_workspace: MakeWorkspace, make_person: MakePerson
) -> None:
    make_workspace("Beta", members={person: Role.ADMIN}, label=Label.SANDBOX)
    make_workspace("Alpha", members={person: Role.VIEWER})
    make_workspace("Gamma", members={make_person("niko"): Role.VIEWER})
    page = browser.get("/").content.decode()
    assert 0 < page.index(">Alpha<") < page.index(">Beta<")
    assert "label-sandbox" in page
    assert "label-production" in page
    assert "Admin" in page
    assert "Viewer" in page
    assert "Gamma" not in page


def test_the_page_varies_and_takes_no_post(browser: Client) -> None:
    assert "HX-Target" in browser.get("/").headers["Vary"]
    assert browser.post("/").status_code == 405


def test_many_workspaces_cost_no_more_queries(
    browser: Client, person: User, make_workspace: MakeWorkspace, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        make_workspace(f"Number {number}", members={person: Role.VIEWER})
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert browser.get("/").status_code == 200
