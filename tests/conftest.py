"""Fixtures of the whole suite: people, workspaces, and a network that is closed unless asked for."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import responses
from django.contrib.auth.models import User
from django.core.cache import cache
from django.template import engines
from django.test import Client
from pytest_django import Settings

from conferences.models import Label, Membership, Role, Workspace
from conferences.sandbox import Sandbox
from tests.window_actions import Door

HOST = "example.signalwire.com"
BASE = f"https://{HOST}/api/video"
API_TOKEN = "PT0123456789abcdef0123456789abcdef0123456789abcd"
PASSWORD = "correct horse battery staple"

MakePerson = Callable[..., User]
MakeWorkspace = Callable[..., Workspace]
MemberClient = Callable[..., Client]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the database, so that it can be run by itself on another one."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        marked = item.get_closest_marker("django_db") or item.get_closest_marker("races")
        if marked or fixtures & {"db", "transactional_db"}:
            item.add_marker("database")


@pytest.fixture(autouse=True)
def upstream() -> Iterator[responses.RequestsMock]:
    """The Video API as ``responses`` plays it; whatever is not announced there is refused."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def real_loopback(upstream: responses.RequestsMock) -> responses.RequestsMock:
    """Let requests to this machine through, for tests that talk to a real server."""
    upstream.add_passthru(re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?/"))
    return upstream


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let clients try again at once; the pauses themselves are tested with a clock of the tests."""
    monkeypatch.setattr("conferences.signalwire.transport._BACKOFF", 0.001)
    monkeypatch.setattr("conferences.services.saving.writer._BACKOFF", 0.001)


@pytest.fixture
def lenient_templates() -> Iterator[None]:
    """Print nothing for a variable that does not exist, as the templates of Django's admin expect."""
    engine = engines["django"].engine  # type: ignore[attr-defined]
    strict, engine.string_if_invalid = engine.string_if_invalid, ""
    yield
    engine.string_if_invalid = strict


@pytest.fixture
def make_person(db: None) -> MakePerson:
    """Make accounts: ``make_person("mara", is_superuser=True)``."""

    def make(username: str = "mara", **fields: Any) -> User:
        return User.objects.create_user(username, f"{username}@example.com", PASSWORD, **fields)

    return make


@pytest.fixture
def person(make_person: MakePerson) -> User:
    """One ordinary account."""
    return make_person()


@pytest.fixture
def make_workspace(db: None) -> MakeWorkspace:
    """Make workspaces: ``make_workspace("Nordhafen", members={person: Role.ADMIN})``."""

    def make(
        name: str = "Nordhafen Events",
        members: dict[User, Role] | None = None,
        host: str = HOST,
        token: str = API_TOKEN,
        **fields: Any,
    ) -> Workspace:
        workspace = Workspace.objects.create(
            name=name,
            label=fields.pop("label", Label.PRODUCTION),
            host=host,
            project_id=fields.pop("project_id", uuid.UUID("3f7c1c1e-0b63-4b3a-9d0e-5a4f1d2c3b4a")),
            api_token=token,
            token_last_four=token[-4:],
            default_zone=fields.pop("default_zone", "Europe/Berlin"),
            **fields,
        )
        for member, role in (members or {}).items():
            Membership.objects.create(workspace=workspace, user=member, role=role)
        return workspace

    return make


@pytest.fixture
def workspace(make_workspace: MakeWorkspace, person: User) -> Workspace:
    """One workspace whose editor is ``person``."""
    return make_workspace(members={person: Role.EDITOR})


@contextmanager
def sandbox_of(workspace: Workspace, settings: Settings, **options: Any) -> Iterator[Sandbox]:
    """A sandbox with these options, at which ``workspace`` points; the network must be open to it."""
    with Sandbox(**options) as sandbox:
        settings.SIGNALWIRE_EXTRA_HOSTS = [sandbox.host]
        workspace.host, workspace.api_token = sandbox.host, sandbox.token
        workspace.project_id = uuid.UUID(sandbox.project_id)
        workspace.save()
        yield sandbox


@pytest.fixture
def space(
    real_loopback: responses.RequestsMock, settings: Settings, workspace: Workspace
) -> Iterator[Sandbox]:
    """An empty sandbox over real loopback HTTP, at which ``workspace`` points."""
    with sandbox_of(workspace, settings, conferences=0, rooms=0) as sandbox:
        yield sandbox


@pytest.fixture
def member_client(workspace: Workspace, make_person: MakePerson) -> MemberClient:
    """A signed-in client for a new member of ``workspace``: ``member_client(Role.VIEWER)``."""

    def make(role: Role | None = Role.EDITOR, username: str | None = None) -> Client:
        user = make_person(username or f"{role or 'stranger'}-{User.objects.count()}")
        if role is not None:
            Membership.objects.create(workspace=workspace, user=user, role=role)
        client = Client()
        client.force_login(user)
        return client

    return make


@pytest.fixture(params=["conferences", "rooms"])
def door(request: pytest.FixtureRequest, space: Sandbox, member_client: MemberClient) -> Door:
    """A conference, then a room, whose join window is worked on by an editor."""
    return Door(space, member_client(), request.param)
