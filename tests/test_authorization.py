"""Who may ask for what: every address of a workspace, for every role, in both directions.

The table is held against the addresses themselves, so that a new one cannot be forgotten.
"""

from __future__ import annotations

import uuid
from typing import Final

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from conferences.models import (
    Action,
    BulkItem,
    BulkRun,
    Change,
    Membership,
    Outcome,
    Role,
    SurveyedConference,
    ThemeInUse,
    ThemePreset,
    ThemeSurvey,
    Workspace,
)
from conferences.signalwire.kinds import CONFERENCE
from conferences.signalwire.limits import DEFAULT_THEME
from conferences.urls import workspace_urls
from tests.conftest import MakePerson, MakeWorkspace, MemberClient

READ: Final = {
    # Name → the smallest role that may look at it; None where there is nothing to look at.
    "conference-list": Role.VIEWER,
    "conference-create": Role.EDITOR,
    "conference-detail": Role.VIEWER,
    "conference-update": Role.EDITOR,
    "conference-duplicate": Role.EDITOR,
    "conference-delete": Role.EDITOR,
    "conference-actions": Role.EDITOR,
    "conference-join-window": Role.EDITOR,
    "conference-join-window-undo": None,
    "conference-access": Role.EDITOR,
    "conference-guest-link": None,
    "conference-token-reset": Role.EDITOR,
    "conference-bulk-create": None,
    "room-list": Role.VIEWER,
    "room-create": Role.EDITOR,
    "room-by-name": Role.VIEWER,
    "room-detail": Role.VIEWER,
    "room-update": Role.EDITOR,
    "room-duplicate": Role.EDITOR,
    "room-delete": Role.EDITOR,
    "room-actions": Role.EDITOR,
    "room-join-window": Role.EDITOR,
    "room-join-window-undo": None,
    "room-bulk-create": None,
    "bulk-list": Role.EDITOR,
    "bulk-detail": Role.EDITOR,
    "bulk-choose": None,
    "bulk-start": None,
    "bulk-stop": None,
    "bulk-resume": None,
    "bulk-retry": None,
    "bulk-undo": None,
    "history-list": Role.VIEWER,
    "history-export": Role.EDITOR,
    "history-detail": Role.VIEWER,
    "history-restore": Role.EDITOR,
    "object-recreate": Role.EDITOR,
    "theme-list": Role.VIEWER,
    "theme-preset-create": Role.EDITOR,
    "theme-preset-update": Role.EDITOR,
    "theme-preset-delete": Role.EDITOR,
    "theme-preset-default": None,
    "theme-survey-create": None,
    "theme-survey-step": None,
    "theme-survey-stop": None,
    "theme-use-detail": Role.VIEWER,
    "theme-use-apply": None,
    "theme-colours": Role.VIEWER,
    "theme-source-list": Role.VIEWER,
    "workspace-settings": Role.VIEWER,
    "workspace-delete": Role.ADMIN,
    "workspace-people": Role.VIEWER,
    "workspace-person-update": None,
    "workspace-person-delete": Role.ADMIN,  # someone else; anyone may leave
}
WRITE: Final = {
    # Name → the smallest role that may post to it; an address that is not here takes no POST.
    "conference-create": Role.EDITOR,
    "conference-update": Role.EDITOR,
    "conference-delete": Role.EDITOR,
    "conference-join-window": Role.EDITOR,
    "conference-join-window-undo": Role.EDITOR,
    "conference-access": Role.EDITOR,
    "conference-guest-link": Role.EDITOR,
    "conference-token-reset": Role.EDITOR,
    "conference-bulk-create": Role.EDITOR,
    "room-create": Role.EDITOR,
    "room-update": Role.EDITOR,
    "room-delete": Role.EDITOR,
    "room-join-window": Role.EDITOR,
    "room-join-window-undo": Role.EDITOR,
    "room-bulk-create": Role.EDITOR,
    "bulk-choose": Role.EDITOR,
    "bulk-start": Role.EDITOR,
    "bulk-stop": Role.EDITOR,
    "bulk-resume": Role.EDITOR,
    "bulk-retry": Role.EDITOR,
    "bulk-undo": Role.EDITOR,
    "history-restore": Role.EDITOR,
    "theme-preset-create": Role.EDITOR,
    "theme-preset-update": Role.EDITOR,
    "theme-preset-delete": Role.EDITOR,
    "theme-preset-default": Role.EDITOR,
    "theme-survey-create": Role.VIEWER,  # it only reads
    "theme-survey-step": Role.VIEWER,
    "theme-survey-stop": Role.VIEWER,
    "theme-use-apply": Role.EDITOR,
    "workspace-settings": Role.ADMIN,
    "workspace-delete": Role.ADMIN,
    "workspace-people": Role.ADMIN,
    "workspace-person-update": Role.ADMIN,
    "workspace-person-delete": Role.ADMIN,
}
ROLES: Final = (Role.VIEWER, Role.EDITOR, Role.ADMIN)
OURS: Final = ("change_id", "pk")
"""What in an address names a row of our own, rather than an object at SignalWire."""


def addresses(workspace: Workspace, rows: dict[str, int]) -> dict[str, str]:
    """Each address of ``workspace``, with the ids of these rows in it."""
    found = {}
    for pattern in workspace_urls:
        assert pattern.name is not None
        values: dict[str, object] = {"slug": workspace.slug}
        for name in pattern.pattern.converters:
            if name == "change_id":
                values[name] = rows["history"]
            elif name == "pk":
                values[name] = next(pk for start, pk in rows.items() if pattern.name.startswith(start))
            else:
                values[name] = uuid.UUID(int=5)
        found[pattern.name] = reverse(pattern.name, kwargs=values)
    return found


def rows(workspace: Workspace, person: User) -> dict[str, int]:
    """A row of each kind in ``workspace``, by how the names of its addresses begin."""
    change = Change.objects.create(
        workspace=workspace,
        person=person,
        person_name="Ada",
        kind=CONFERENCE,
        action=Action.DELETE,
        before={"name": "lab"},
        object_id=uuid.UUID(int=5),
        outcome=Outcome.DONE,
    )
    run = BulkRun.objects.create(workspace=workspace, person=person, kind=CONFERENCE, total=1)
    BulkItem.objects.create(run=run, position=1, object_id=uuid.UUID(int=5))
    preset = ThemePreset.objects.create(
        workspace=workspace, name="Summer", name_key="summer", colours=dict(DEFAULT_THEME)
    )
    survey = ThemeSurvey.objects.create(workspace=workspace)
    theme = ThemeInUse.objects.create(survey=survey, fingerprint="0" * 64, colours=dict(DEFAULT_THEME))
    SurveyedConference.objects.create(survey=survey, theme=theme, object_id=uuid.UUID(int=5))
    return {
        "history": change.pk,
        "bulk": run.pk,
        "workspace-person": Membership.objects.get(workspace=workspace, user=person).pk,
        "theme-preset": preset.pk,
        "theme-survey": survey.pk,
        "theme-use": theme.pk,
    }


def test_the_table_knows_every_address() -> None:
    assert set(READ) == {pattern.name for pattern in workspace_urls}
    assert set(WRITE) <= set(READ)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_it_may_and_nothing_else(
    member_client: MemberClient, workspace: Workspace, person: User, role: Role
) -> None:
    client = member_client(role)
    for name, address in addresses(workspace, rows(workspace, person)).items():
        needed = READ[name]
        status = client.get(address).status_code
        if needed is None:
            assert status == 405, name
        else:
            # What may be looked at asks SignalWire, which is not there, or our own database.
            assert (status != 403) == role.allows(needed), name
            assert status != 405, name


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sends_what_it_may_and_nothing_else(
    member_client: MemberClient, workspace: Workspace, person: User, role: Role
) -> None:
    client = member_client(role)
    found = addresses(workspace, rows(workspace, person))
    # The workspace goes last.
    for name in sorted(found, key=lambda name: name.startswith("workspace")):
        needed = WRITE.get(name)
        status = client.post(found[name]).status_code
        if needed is None:
            assert status == 405, name
        else:
            assert (status == 403) == (not role.allows(needed)), name


@pytest.mark.parametrize("method", ["get", "post", "head", "put", "delete"])
def test_a_stranger_is_told_that_there_is_nothing(
    member_client: MemberClient, workspace: Workspace, person: User, method: str
) -> None:
    client = member_client(None)
    for name, address in addresses(workspace, rows(workspace, person)).items():
        status = getattr(client, method)(address).status_code
        # A wrong method is refused before anything is looked at, here as where there is no workspace.
        nowhere = getattr(client, method)(address.replace(workspace.slug, "no-such-workspace"))
        assert status in (404, 405), name
        assert status == nowhere.status_code, name


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signed_in_gets_the_door(
    client: Client, workspace: Workspace, person: User, method: str
) -> None:
    for name, address in addresses(workspace, rows(workspace, person)).items():
        response = getattr(client, method)(address)
        assert (response.status_code, response.headers["Location"][:7]) == (302, "/login/"), name


def test_a_row_of_another_workspace_is_not_there(
    client: Client, make_workspace: MakeWorkspace, make_person: MakePerson
) -> None:
    ada, bea = make_person("ada"), make_person("bea")
    mine = make_workspace("Mine", members={ada: Role.ADMIN})
    theirs = make_workspace("Theirs", members={bea: Role.ADMIN})
    client.force_login(ada)
    for name, address in addresses(mine, rows(theirs, bea)).items():
        pattern = next(pattern for pattern in workspace_urls if pattern.name == name)
        if not any(key in pattern.pattern.converters for key in OURS):
            continue
        if READ[name] is not None:
            assert client.get(address).status_code == 404, name
        if name in WRITE:
            assert client.post(address).status_code == 404, name
    assert Membership.objects.filter(workspace=theirs, user=bea, role=Role.ADMIN).exists()
    assert not BulkRun.objects.exclude(phase="choosing").exists()
    assert ThemePreset.objects.filter(workspace=theirs, is_default=False).exists()
    assert ThemeSurvey.objects.filter(workspace=theirs, end="").exists()


def test_no_address_takes_a_form_without_its_token(workspace: Workspace, person: User) -> None:
    Membership.objects.filter(user=person).update(role=Role.ADMIN)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    found = addresses(workspace, rows(workspace, person))
    others = [reverse(name) for name in ("account", "password-change", "workspace-create", "logout")]
    for address in [found[name] for name in WRITE] + others:
        response = client.post(address)
        assert response.status_code == 403, address
        assert "could not be accepted" in response.content.decode(), address
    assert Workspace.objects.filter(pk=workspace.pk).exists()
