"""The record of a change, as it is stored and as it reads later."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from conferences.models import Action, Change, Outcome, Workspace

pytestmark = pytest.mark.django_db


def kept(workspace: Workspace, person: User | None = None, **fields: object) -> Change:
    values = {"kind": "conferences", "action": Action.UPDATE, "person_name": "Mara Lindqvist"} | fields
    return Change.objects.create(workspace=workspace, person=person, **values)


def test_the_newest_change_comes_first(workspace: Workspace) -> None:
    now = timezone.now()
    old = kept(workspace, opened_at=now - timedelta(hours=1))
    new, newer = kept(workspace, opened_at=now), kept(workspace, opened_at=now)
    assert list(Change.objects.all()) == [newer, new, old]


def test_who_did_it_stays_readable_after_the_account_is_gone(workspace: Workspace, person: User) -> None:
    change = kept(workspace, person)
    person.delete()
    change.refresh_from_db()
    assert (change.person, change.person_name) == (None, "Mara Lindqvist")


def test_a_workspace_takes_its_history_with_it(workspace: Workspace) -> None:
    kept(workspace)
    workspace.delete()
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "seconds", "shown"),
    [
        (Outcome.PENDING, 59, Outcome.PENDING),
        (Outcome.PENDING, 61, Outcome.UNKNOWN),
        (Outcome.DONE, 61, Outcome.DONE),
        (Outcome.FAILED, 1, Outcome.FAILED),
    ],
)
def test_what_is_under_way_for_too_long_is_unknown(
    workspace: Workspace, outcome: Outcome, seconds: int, shown: Outcome
) -> None:
    change = kept(workspace, outcome=outcome)
    assert change.outcome_at(change.opened_at + timedelta(seconds=seconds)) is shown


def test_a_change_names_what_it_changed(workspace: Workspace) -> None:
    change = kept(workspace, object_name="board-meeting")
    assert str(change) == "Changed: board-meeting"
    change.object_title = "Board meeting"
    assert str(change) == "Changed: Board meeting"
