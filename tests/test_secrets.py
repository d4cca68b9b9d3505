"""The API token is nowhere but encrypted in its column and in the request to its own host."""

from __future__ import annotations

import base64
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import responses
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client
from pytest_django import Settings

from conferences.models import Role, Workspace
from tests.conftest import API_TOKEN, BASE, HOST, PASSWORD, MemberClient

ROOT = Path(__file__).resolve().parent.parent
PROJECT_ID = "3f7c1c1e-0b63-4b3a-9d0e-5a4f1d2c3b4a"
TYPED = {
    "name": "Nordhafen Events",
    "label": "production",
    "host": HOST,
    "project_id": PROJECT_ID,
    "api_token": API_TOKEN,
    "default_zone": "UTC",
    "page_size": "50",
}
BASIC = base64.b64encode(f"{PROJECT_ID}:{API_TOKEN}".encode()).decode()


def assert_kept_secret(*texts: str) -> None:
    """Neither the token nor the header made of it."""
    for text in texts:
        assert API_TOKEN not in text
        assert BASIC not in text


@pytest.fixture
def admin(member_client: MemberClient) -> Client:
    """A signed-in admin of the workspace; answers 500 instead of raising."""
    client = member_client(Role.ADMIN)
    client.raise_request_exception = False
    return client


def test_the_database_file_and_the_output_of_commands_hold_no_token(tmp_path: Path) -> None:
    database = tmp_path / "desk.sqlite3"
    environment = {
        **os.environ,
        "ENV_FILE": "",
        "DEBUG": "true",
        "DATABASE_URL": f"sqlite:///{database}",
        "LOG_LEVEL": "DEBUG",
    }

    def manage(*arguments: str, stdin: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout + done.stderr

    output = manage("migrate", "--verbosity=0")
    output += manage(
        "createworkspace",
        "--no-test",
        "--name=Nordhafen Events",
        "--host=example",
        f"--project-id={PROJECT_ID}",
        stdin=f"{API_TOKEN}\n",
    )
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"Nordhafen Events" in content
    assert API_TOKEN.encode() not in content
    assert BASIC.encode() not in content
    assert_kept_secret(output)


ANSWERS: list[dict[str, Any]] = [
    {"json": {"links": {}, "data": []}},
    {"status": 401, "json": {"error": f"Unauthorized: {API_TOKEN}"}},
    {
        "status": 422,
        "json": {"errors": [{"message": f"no {API_TOKEN}", "attribute": API_TOKEN, "code": "x"}]},
    },
    {"status": 500, "body": f"<h1>{API_TOKEN}</h1>"},
    {"body": API_TOKEN},
]


@pytest.mark.parametrize("answer", ANSWERS, ids=["good", "401", "422", "500", "garbage"])
def test_no_page_log_line_session_or_cache_entry_holds_the_token(
    admin: Client,
    workspace: Workspace,
    upstream: responses.RequestsMock,
    caplog: pytest.LogCaptureFixture,
    answer: dict[str, Any],
) -> None:
    caplog.set_level(logging.DEBUG)
    upstream.get(f"{BASE}/conferences", **answer)
    upstream.get(f"{BASE}/rooms", **answer)
    address = workspace.get_absolute_url().removesuffix("conferences/")
    texts = [
        admin.get(page).content.decode()
        for page in (
            "/",
            "/account/",
            "/workspaces/new/",
            f"{address}conferences/",
            f"{address}rooms/",
            f"{address}settings/",
            f"{address}people/",
            f"{address}delete/",
        )
    ]
    for action in ("test", ""):
        for page in ("/workspaces/new/", f"{address}settings/"):
            response = admin.post(page, {**TYPED, "action": action})
            texts += [response.content.decode(), str(response.headers)]
    assert len(upstream.calls) >= 6
    assert "Nordhafen" in texts[1] + texts[5]
    assert "dashboard.request" in {record.name for record in caplog.records}
    assert_kept_secret(*texts, caplog.text)
    assert_kept_secret(*(repr(record.__dict__) for record in caplog.records))
    assert_kept_secret(*(str(session.get_decoded()) for session in Session.objects.all()))
    cache.set("probe", "visible")
    held = repr(vars(caches["default"])["_cache"])
    assert "visible" in held
    assert_kept_secret(held)


def refuse_to_write(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
    """A database that fails as soon as a workspace is written."""
    if sql.startswith(("INSERT", "UPDATE")) and "conferences_workspace" in sql:
        raise RuntimeError("the disk is full")
    return execute(sql, *arguments)


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("address", ["/workspaces/new/", "/w/nordhafen-events/settings/"])
def test_the_report_of_a_failing_database_holds_no_token(
    admin: Client,
    upstream: responses.RequestsMock,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    debug: bool,
    address: str,
) -> None:
    settings.DEBUG = debug
    caplog.set_level(logging.DEBUG)
    upstream.get(f"{BASE}/conferences", json={"links": {}, "data": []})
    with connection.execute_wrapper(refuse_to_write):
        response = admin.post(address, TYPED)
    page = response.content.decode()
    assert response.status_code == 500
    assert ("the disk is full" in page) is debug
    assert_kept_secret(page, caplog.text)


@pytest.mark.parametrize("debug", [True, False])
def test_the_report_of_a_failing_client_holds_no_token(
    admin: Client,
    upstream: responses.RequestsMock,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    debug: bool,
) -> None:
    settings.DEBUG = debug
    caplog.set_level(logging.DEBUG)
    upstream.get(f"{BASE}/conferences", body=RuntimeError("out of memory"))
    for response in (
        admin.post("/w/nordhafen-events/settings/", TYPED),
        admin.get("/w/nordhafen-events/conferences/"),
    ):
        page = response.content.decode()
        assert response.status_code == 500
        assert ("out of memory" in page) is debug
        assert_kept_secret(page, caplog.text)


@pytest.mark.parametrize("debug", [True, False])
def test_the_report_of_a_failing_sign_in_holds_no_password(
    client: Client, db: None, settings: Settings, debug: bool
) -> None:
    settings.DEBUG = debug
    client.raise_request_exception = False

    def refuse(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        raise RuntimeError("the disk is full")

    with connection.execute_wrapper(refuse):
        response = client.post("/login/", {"username": "mara", "password": PASSWORD})
    assert response.status_code == 500
    assert ("the disk is full" in response.content.decode()) is debug
    assert PASSWORD not in response.content.decode()


def test_a_wrong_password_is_kept_nowhere(client: Client, db: None, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client.post("/login/", {"username": "mara", "password": PASSWORD})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM axes_accessattempt")
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert PASSWORD not in repr(rows)
    assert PASSWORD not in caplog.text
