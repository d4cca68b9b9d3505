"""Someone who changes things, in a workspace that points at a sandbox of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
import responses
from django.contrib.auth.models import User
from pytest_django import Settings

from conferences.models import Actor, Change, Membership, Role, Workspace
from conferences.sandbox import Sandbox
from conferences.services.connections import client_for
from conferences.signalwire import Clock, Conference, Room
from conferences.signalwire.kinds import CONFERENCE, Kind, kind_of, writable
from tests.conftest import MakeWorkspace
from tests.sandbox.calls import Caller, Json

KINDS = tuple(Kind)


@dataclass(frozen=True)
class Desk:
    """An actor, the sandbox that the workspace points at, and a caller for changes made directly."""

    actor: Actor
    sandbox: Sandbox
    call: Caller
    names: Iterator[int] = field(default_factory=lambda: iter(range(1, 1000)))

    def make(self, kind: Kind, **fields: object) -> Conference | Room:
        """A new object, made directly in the API."""
        name = f"made-{next(self.names)}"
        reply = self.call("POST", f"/{kind}", {"name": name, "display_name": "Made", **fields})
        assert reply.status == 200, reply.body
        return self.get(kind, UUID(reply.json["id"]))

    def direct(self, item: Conference | Room, **fields: object) -> None:
        """Set fields as they are, past every rule and every fault."""
        collection = self.sandbox.store.conferences
        collection = collection if str(item.id) in collection else self.sandbox.store.rooms
        collection.change(str(item.id), lambda row: {**row, **fields})

    def get(self, kind: Kind, identifier: UUID) -> Conference | Room:
        """The object as the API has it now."""
        client = client_for(self.actor.workspace)
        return client.resource(kind).get(identifier)

    def values(self, item: Conference | Room) -> dict[str, object]:
        """Its writable fields as the API has them now."""
        return writable(self.get(kind_of(item), item.id))

    def rows(self, kind: Kind) -> list[Json]:
        """Everything of that kind in the sandbox, as it is stored."""
        project = self.sandbox.store
        return (project.conferences if kind == CONFERENCE else project.rooms).newest_first()

    def sent(self, *methods: str) -> list[Json]:
        """The bodies of the requests with one of these methods, in order."""
        return [
            request.json() if request.body else {}
            for request in self.sandbox.requests
            if request.method in methods
        ]

    def history(self) -> list[Change]:
        """All records, oldest first."""
        return list(Change.objects.order_by("pk"))


class FakeTime:
    """Time that passes only while someone sleeps, and what happens then."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self.on_sleep: Callable[[], None] = lambda: None

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        self.on_sleep()

    @property
    def clock(self) -> Clock:
        return Clock(monotonic=lambda: self.now, sleep=self.sleep)


MakeDesk = Callable[..., Desk]


@pytest.fixture
def make_desk(
    real_loopback: responses.RequestsMock,
    settings: Settings,
    make_workspace: MakeWorkspace,
    person: User,
) -> Iterator[MakeDesk]:
    """Make desks: ``make_desk(put="replace")``, each with an empty sandbox of its own."""
    with ExitStack() as stack:

        def make(**options: Any) -> Desk:
            sandbox = stack.enter_context(Sandbox(**{"conferences": 0, "rooms": 0, **options}))
            settings.SIGNALWIRE_EXTRA_HOSTS = [*settings.SIGNALWIRE_EXTRA_HOSTS, sandbox.host]
            workspace = make_workspace(
                host=sandbox.host, project_id=UUID(sandbox.project_id), token=sandbox.token
            )
            return Desk(Actor(workspace, person, "request-of-a-test"), sandbox, Caller(sandbox))

        yield make


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """A desk whose sandbox merges and clears with null."""
    return make_desk()


@pytest.fixture
def actor(workspace: Workspace, person: User) -> Actor:
    """Someone in a workspace whose Space ``responses`` plays."""
    return Actor(workspace, person, "request-of-a-test")


@pytest.fixture
def editor(desk: Desk) -> Membership:
    """The desk's person, who may change things."""
    return Membership.objects.create(workspace=desk.actor.workspace, user=desk.actor.user, role=Role.EDITOR)


@pytest.fixture
def time() -> FakeTime:
    """Time that passes only while someone sleeps."""
    return FakeTime()
