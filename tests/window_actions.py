"""A conference or room of the sandbox whose join window is worked on, for the tests of its actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse
from django.test import Client

from conferences.sandbox import Sandbox
from conferences.signalwire.kinds import Kind
from tests import htmx

W = "/w/nordhafen-events/"


def at(**distance: float) -> str:
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(**distance)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@dataclass
class Door:
    """A conference or room of the sandbox, and an editor who works on its window."""

    sandbox: Sandbox
    browser: Client
    kind: str
    id: str = ""

    def make(self, **fields: Any) -> Door:
        """Make the object: open for another hour unless ``fields`` say otherwise."""
        whole = {
            "name": "all-hands",
            "display_name": "All hands",
            "description": "Kept",
            "join_from": at(hours=-1),
            "join_until": at(hours=1),
            **fields,
        }
        make = getattr(self.sandbox.store, f"create_{Kind(self.kind).noun}")
        self.id = make({name: value for name, value in whole.items() if value is not None})["id"]
        return self

    @property
    def row(self) -> dict[str, Any]:
        """The object as SignalWire has it."""
        return dict(getattr(self.sandbox.store, self.kind).get(self.id))

    @property
    def window(self) -> tuple[str | None, str | None]:
        return self.row["join_from"], self.row["join_until"]

    def change(self, **fields: Any) -> None:
        """Someone else changes it."""
        getattr(self.sandbox.store, self.kind).change(self.id, lambda row: {**row, **fields})

    def address(self, action: str = "", back: str = "") -> str:
        query = {name: value for name, value in (("action", action), ("next", back)) if value}
        return f"{W}{self.kind}/{self.id}/join-window/" + (f"?{urlencode(query)}" if query else "")

    def look(self, action: str, back: str = "") -> str:
        response = self.browser.get(self.address(action, back))
        assert response.status_code == 200
        return response.content.decode()

    def send(self, action: str, back: str = "", page: str = "", **typed: str) -> HttpResponse:
        """Confirm what ``page``, or a fresh one, shows."""
        fields = htmx.hidden(page or self.look(action, back))
        return self.browser.post(self.address(action, back), {**fields, **typed})  # type: ignore[return-value]

    def press(self, action: str, back: str = "", window: tuple[str | None, str | None] | None = None) -> Any:
        """Press a button that acts at once, drawn for the present window or for ``window``."""
        ends = self.window if window is None else window
        fields = {"window": "/".join(end or "" for end in ends), **({"next": back} if back else {})}
        return self.browser.post(self.address(action), fields)

    def puts(self) -> int:
        return sum(request.method == "PUT" for request in self.sandbox.requests)


def messages_of(response: Any) -> list[Message]:
    """What the person is told on the next page, the newest last."""
    return list(get_messages(response.wsgi_request))


def said(response: Any) -> str:
    return " ".join(map(str, messages_of(response)))


def undo_address(response: Any) -> str:
    tag = messages_of(response)[-1].extra_tags
    assert tag is not None
    return str(tag).removeprefix("undo:")
