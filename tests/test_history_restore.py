"""Putting back what a change replaced, through the rules of every save, against a real sandbox."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import responses
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from conferences.models import Action, Change, Membership, Outcome, Role, Workspace
from conferences.sandbox import Sandbox
from tests import htmx
from tests.conftest import PASSWORD, MemberClient, sandbox_of
from tests.history import make_change

LIST = "/w/nordhafen-events/history/"


@dataclass
class Case:
    """A conference of the sandbox whose title and chat someone has changed, and an editor."""

    sandbox: Sandbox
    client: Client
    change: Change
    identifier: str

    @property
    def address(self) -> str:
        return f"{LIST}{self.change.pk}/restore/"

    @property
    def stored(self) -> dict[str, Any]:
        """The conference as the API has it."""
        return dict(self.sandbox.store.conferences.get(self.identifier))

    def directly(self, **fields: object) -> None:
        """Change the conference past the dashboard."""
        self.sandbox.store.conferences.change(self.identifier, lambda row: {**row, **fields})

    def base(self) -> str:
        """The signed values with which the page is opened now."""
        page = self.client.get(self.address).content.decode()
        match = re.search(r'name="base" value="([^"]+)"', page)
        assert match
        return match[1]

    def post(self, *names: str, base: str | None = None, why: str = "") -> HttpResponse:
        values = {"base": base or self.base(), "fields_to_restore": list(names), "why": why}
        return self.client.post(self.address, values)  # type: ignore[return-value]


@pytest.fixture
def case(
    real_loopback: responses.RequestsMock,
    settings: Settings,
    workspace: Workspace,
    member_client: MemberClient,
) -> Iterator[Case]:
    with sandbox_of(workspace, settings) as sandbox:
        identifier = next(iter(sandbox.store.conferences.newest_first()))["id"]
        now = {"display_name": "New title", "enable_chat": False, "description": "Kept"}
        before = {"display_name": "Old title", "enable_chat": True, "description": "Was once"}
        change = make_change(
            workspace,
            object_id=uuid.UUID(identifier),
            before=before,
            after={**before, "display_name": "New title", "enable_chat": False},
            fields=["display_name", "enable_chat"],
        )
        case = Case(sandbox, member_client(Role.EDITOR), change, identifier)
        case.directly(**now)
        yield case


def last() -> Change:
    return Change.objects.latest("pk")


def test_the_page_shows_what_there_is_now_and_what_it_would_be(case: Case) -> None:
    words = htmx.words(case.client.get(case.address).content.decode())
    assert "Display name New title Old title" in words
    assert "Chat Off On" in words
    assert "Kept" not in words
    assert Change.objects.count() == 1


def test_restoring_puts_back_the_chosen_fields_only_and_stands_in_the_history(case: Case) -> None:
    response = case.post("display_name", why="A mistake")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/w/nordhafen-events/conferences/{case.identifier}/"
    assert case.stored["display_name"] == "Old title"
    assert case.stored["enable_chat"] is False
    assert case.stored["description"] == "Kept"
    change = last()
    assert change.action == Action.RESTORE
    assert change.outcome == Outcome.DONE
    assert change.fields == ["display_name"]
    assert change.why == "A mistake"


def test_a_restoration_can_be_taken_back_itself(case: Case) -> None:
    case.post("display_name")
    case.client.post(
        f"{LIST}{last().pk}/restore/",
        {
            "base": re.search(
                r'name="base" value="([^"]+)"',
                case.client.get(f"{LIST}{last().pk}/restore/").content.decode(),
            )[1],  # type: ignore[index]
            "fields_to_restore": ["display_name"],
        },
    )
    assert case.stored["display_name"] == "New title"


def test_what_someone_changed_meanwhile_is_not_overwritten(case: Case) -> None:
    base = case.base()
    case.directly(display_name="Third title")
    response = case.post("display_name", base=base, why="A mistake")
    assert response.status_code == 409
    words = htmx.words(response.content.decode())
    assert "Someone else has just changed: Display name. Nothing was saved." in words
    assert "Third title Old title" in words
    assert 'value="A mistake"' in response.content.decode()
    assert case.stored["display_name"] == "Third title"
    # The page that came back is up to date, so sending it again is a decision.
    again = re.search(r'name="base" value="([^"]+)"', response.content.decode())
    assert again
    assert case.post("display_name", base=again[1]).status_code == 302
    assert case.stored["display_name"] == "Old title"


def test_another_field_that_someone_changed_meanwhile_is_kept(case: Case) -> None:
    base = case.base()
    case.directly(description="Written meanwhile")
    assert case.post("display_name", base=base).status_code == 302
    assert case.stored["display_name"] == "Old title"
    assert case.stored["description"] == "Written meanwhile"


def test_what_is_the_same_already_sends_nothing(case: Case) -> None:
    case.directly(display_name="Old title", enable_chat=True)
    page = case.client.get(case.address).content.decode()
    assert "It has these values already" in page
    response = case.post("display_name", "enable_chat")
    assert response.status_code == 302
    assert Change.objects.count() == 1


def test_no_field_is_a_question_back_with_everything_typed(case: Case) -> None:
    response = case.post(why="A mistake")
    assert response.status_code == 422
    page = response.content.decode()
    assert "Choose at least one field" in page
    assert 'value="A mistake"' in page
    boxes = [tag for tag in htmx.tags(page, "input") if tag.get("name") == "fields_to_restore"]
    assert len(boxes) == 2
    assert not [box for box in boxes if "checked" in box]
    assert Change.objects.count() == 1


def test_a_field_that_the_change_did_not_touch_cannot_be_restored(case: Case) -> None:
    assert case.post("description").status_code == 422
    assert case.stored["description"] == "Kept"


@pytest.mark.parametrize("base", ["forged", "a:b:c"])
def test_a_base_that_is_not_ours_saves_nothing(case: Case, base: str) -> None:
    response = case.post("display_name", base=base)
    assert response.status_code == 422
    assert "Check the values again" in response.content.decode()
    assert case.stored["display_name"] == "New title"


def test_what_was_deleted_meanwhile_says_so_and_leads_to_its_history(case: Case) -> None:
    base = case.base()
    case.sandbox.store.conferences.remove(case.identifier)
    for response in (case.client.get(case.address), case.post("display_name", base=base)):
        assert response.status_code == 404
        page = response.content.decode()
        assert "This conference no longer exists" in page
        assert htmx.link(page, "All its changes")["href"] == f"{LIST}?object={case.identifier}"


@pytest.mark.parametrize(
    "fault", ["401", "403", "422", "429", "500", "html_502", "garbage", "dropped_before", "dropped_after"]
)
def test_with_each_fault_nothing_typed_is_lost_and_the_history_is_true(case: Case, fault: str) -> None:
    base = case.base()
    case.sandbox.faults.add(fault, method="PUT")
    response = case.post("display_name", base=base, why="A mistake")
    change = last()
    assert change.action == Action.RESTORE
    is_restored = case.stored["display_name"] == "Old title"
    if response.status_code == 302:
        assert is_restored
        assert change.outcome == Outcome.DONE
        return
    assert response.status_code >= 400
    assert change.outcome != Outcome.DONE
    if change.outcome in (Outcome.FAILED, Outcome.REFUSED):
        assert not is_restored
    page = response.content.decode()
    assert ("Nothing was changed" in page) == (change.outcome != Outcome.UNKNOWN)
    assert 'value="A mistake"' in page
    assert base.partition(":")[0] in page


def test_a_viewer_may_not_restore(case: Case, member_client: MemberClient) -> None:
    viewer = member_client(Role.VIEWER)
    assert viewer.get(case.address).status_code == 403
    assert viewer.post(case.address).status_code == 403


@pytest.mark.parametrize(
    "values",
    [
        {"action": Action.DELETE, "fields": []},
        {"outcome": Outcome.REFUSED},
        {"before": None},
        {"object_id": None},
        {"fields": ["name"]},
    ],
)
def test_where_there_is_nothing_to_restore_there_is_no_page(
    member_client: MemberClient, workspace: Workspace, values: dict[str, Any]
) -> None:
    change = make_change(workspace, **values)
    assert member_client(Role.EDITOR).get(f"{LIST}{change.pk}/restore/").status_code == 404


def test_a_value_that_signalwire_does_not_take_back_is_asked_about_first(case: Case) -> None:
    behaviour = case.sandbox.store.behaviour
    case.sandbox.store.behaviour = replace(behaviour, put="replace", strict_stored=True)
    case.directly(quality="2160p")
    asked = case.post("display_name", why="Because")
    assert asked.status_code == 422
    words = htmx.words(asked.content.decode())
    assert "Nothing was saved. Each save sends the whole conference" in words
    assert "Quality 2160p" in words
    assert 'value="Because"' in asked.content.decode()
    assert case.stored["display_name"] == "New title"
    values = {"base": case.base(), "fields_to_restore": ["display_name"], "without": "quality"}
    done = case.client.post(case.address, values)
    assert done.status_code == 302
    assert case.stored["display_name"] == "Old title"
    shown = case.client.get(done.headers["Location"]).content.decode()
    assert "Quality is now 720p" in htmx.words(shown)


def test_what_was_chosen_before_the_session_ended_is_still_chosen(case: Case, workspace: Workspace) -> None:
    user = Membership.objects.filter(workspace=workspace, role=Role.EDITOR).latest("pk").user
    stamp = htmx.hidden(case.client.get(case.address).content.decode())["draft_stamp"]
    values = {"base": case.base(), "fields_to_restore": ["enable_chat"], "why": "Typed", "draft_stamp": stamp}
    case.client.logout()
    sign_in: Any = case.client.post(case.address, values, follow=True)
    hidden = htmx.hidden(sign_in.content.decode())
    back = case.client.post("/login/", {**hidden, "username": user.username, "password": PASSWORD})
    page = case.client.get(back.headers["Location"]).content.decode()
    ticked = [tag["value"] for tag in htmx.tags(page, "input") if "checked" in tag]
    assert ticked == ["enable_chat"]
    assert 'value="Typed"' in page
    assert 'data-unsaved="true"' in page
    assert case.stored["enable_chat"] is False
