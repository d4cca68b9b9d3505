"""``manage.py createworkspace``."""

from __future__ import annotations

import io
from typing import Any

import pytest
import responses
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from conferences.management.commands import createworkspace
from conferences.models import Membership, Role, Workspace
from tests.conftest import API_TOKEN, BASE, HOST, MakeWorkspace

LIST = f"{BASE}/conferences"


def run(token: str = API_TOKEN + "\n", **changes: Any) -> None:
    options: dict[str, Any] = {
        "name": "Nordhafen Events",
        "host": "example",
        "project_id": "3f7c1c1e-0b63-4b3a-9d0e-5a4f1d2c3b4a",
        "stdin": io.StringIO(token),
        **changes,
    }
    call_command("createworkspace", **options)


def test_a_tested_workspace_is_added_with_its_admin(
    person: User, upstream: responses.RequestsMock, capsys: pytest.CaptureFixture[str]
) -> None:
    upstream.get(LIST, json={"links": {}, "data": []})
    run(admin="mara", label="staging", zone="Asia/Tokyo", page_size="25")
    workspace = Workspace.objects.get()
    assert (workspace.host, workspace.label, workspace.page_size) == (HOST, "staging", 25)
    assert (workspace.default_zone, workspace.api_token) == ("Asia/Tokyo", API_TOKEN)
    assert Membership.objects.get().role == Role.ADMIN
    written = capsys.readouterr()
    assert "/w/nordhafen-events/" in written.out
    assert API_TOKEN not in written.out + written.err


def test_without_a_test_no_request_is_made(db: None, upstream: responses.RequestsMock) -> None:
    run(no_test=True)
    assert Workspace.objects.get().memberships.count() == 0
    assert len(upstream.calls) == 0


def test_a_failed_test_keeps_nothing(db: None, upstream: responses.RequestsMock) -> None:
    upstream.get(LIST, status=401, json={"error": "Unauthorized"})
    with pytest.raises(CommandError, match="Video scope") as caught:
        run()
    assert caught.value.returncode == createworkspace.TEST_FAILED
    assert API_TOKEN not in str(caught.value)
    assert Workspace.objects.count() == 0


def test_an_existing_workspace_is_left_alone(
    make_workspace: MakeWorkspace, upstream: responses.RequestsMock
) -> None:
    make_workspace("Nordhafen  events")
    with pytest.raises(CommandError, match="nordhafen-events already") as caught:
        run(token="PT-another-token-000")
    assert caught.value.returncode == createworkspace.EXISTS
    assert Workspace.objects.get().api_token == API_TOKEN
    assert len(upstream.calls) == 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"host": "signalwire.com.evil.com"}, "Space: "),
        ({"project_id": "12"}, "Project ID: "),
        ({"label": "purple"}, "Label: "),
        ({"zone": "Mars"}, "Time zone: "),
        ({"page_size": "7"}, "Rows per page: "),
        ({"token": ""}, "API token: "),
        ({"token": "two words"}, "API token: "),
        ({"admin": "nobody"}, "no active account named nobody"),
        ({"name": " "}, "Name: "),
    ],
)
def test_wrong_input_is_named(
    db: None, upstream: responses.RequestsMock, changes: dict[str, str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence) as caught:
        run(**changes)
    assert caught.value.returncode == createworkspace.WRONG_INPUT
    assert Workspace.objects.count() == 0
    assert len(upstream.calls) == 0
