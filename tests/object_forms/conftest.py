"""An editor's browser and a sandbox behind the dashboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from conferences.models import Change, Role, Workspace
from conferences.sandbox import Sandbox
from conferences.signalwire.kinds import CONFERENCE, Kind
from tests.conftest import MakeWorkspace
from tests.object_forms.paper import Paper
from tests.sandbox.calls import Caller, Json


@dataclass(frozen=True)
class Desk:
    """One editor in front of one kind of object in one sandbox."""

    kind: Kind
    client: Client
    workspace: Workspace
    sandbox: Sandbox
    call: Caller

    @property
    def listing(self) -> str:
        """The address of the list."""
        return f"/w/{self.workspace.slug}/{self.kind}/"

    def at(self, identifier: str, page: str = "edit/") -> str:
        """The address of a page of one object."""
        return f"{self.listing}{identifier}/{page}"

    def make(self, **fields: object) -> str:
        """Make an object directly in the API; gives its id."""
        reply = self.call(
            "POST", f"/{self.kind}", {"name": "all-hands", "display_name": "All hands"} | fields
        )
        assert reply.status == 200, reply.body
        return str(reply.json["id"])

    def direct(self, identifier: str, **fields: object) -> None:
        """Set fields as they are, past every rule and every fault."""
        store = self.sandbox.store
        (store.conferences if self.kind == CONFERENCE else store.rooms).change(
            identifier, lambda row: {**row, **fields}
        )

    def get(self, identifier: str) -> Json:
        """The object as the API has it."""
        (row,) = (row for row in self.rows() if row["id"] == identifier)
        return row

    def rows(self) -> list[Json]:
        """Everything of this kind in the sandbox."""
        store = self.sandbox.store
        return (store.conferences if self.kind == CONFERENCE else store.rooms).newest_first()

    def sent(self, *methods: str) -> list[Json]:
        """The bodies of the requests with one of these methods, in order."""
        return [
            request.json() if request.body else {}
            for request in self.sandbox.requests
            if request.method in methods
        ]

    def edit(self, identifier: str, query: str = "") -> Paper:
        """Open the edit form."""
        return Paper.open(self.client, self.at(identifier) + query)

    def new(self, query: str = "") -> Paper:
        """Open the form for a new object."""
        return Paper.open(self.client, f"{self.listing}new/{query}")

    def history(self) -> list[tuple[str, str]]:
        """Action and outcome of every record, oldest first."""
        return list(Change.objects.order_by("pk").values_list("action", "outcome"))


MakeDesk = Callable[..., Desk]


@pytest.fixture
def make_desk(
    real_loopback: responses.RequestsMock,
    settings: Settings,
    make_workspace: MakeWorkspace,
    person: User,
) -> Iterator[MakeDesk]:
    """Make desks: ``make_desk("rooms", put="replace")``, each with an empty sandbox of its own."""
    with ExitStack() as stack:

        def make(kind: Kind, **options: Any) -> Desk:
            sandbox = stack.enter_context(Sandbox(**{"conferences": 0, "rooms": 0, **options}))
            settings.SIGNALWIRE_EXTRA_HOSTS = [*settings.SIGNALWIRE_EXTRA_HOSTS, sandbox.host]
            workspace = make_workspace(
                members={person: Role.EDITOR},
                host=sandbox.host,
                project_id=UUID(sandbox.project_id),
                token=sandbox.token,
            )
            client = Client()
            client.force_login(person)
            return Desk(kind, client, workspace, sandbox, Caller(sandbox))

        yield make


@pytest.fixture(params=["conferences", "rooms"])
def desk(request: pytest.FixtureRequest, make_desk: MakeDesk) -> Desk:
    """A desk for each kind."""
    return make_desk(request.param)
