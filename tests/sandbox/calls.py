"""A plain HTTP caller for the sandbox's tests: no client of ours, no library that could hide something."""

from __future__ import annotations

import base64
import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from conferences.sandbox import API_TOKEN, PROJECT_ID, Sandbox

Json = dict[str, Any]


@dataclass(frozen=True)
class Reply:
    """What came back: header names in lower case, ``json`` None where the body is not JSON."""

    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        """The decoded body."""
        return json.loads(self.body)

    @property
    def errors(self) -> dict[str, str]:
        """Of a 422: attribute → code, in order."""
        return {error["attribute"]: error["code"] for error in self.json["errors"]}


def basic(user: str = PROJECT_ID, password: str = API_TOKEN) -> str:
    """An Authorization header."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@dataclass(frozen=True)
class Caller:
    """Calls one sandbox; ``path`` is relative to ``/api/video`` unless it starts with ``/_sandbox``."""

    sandbox: Sandbox
    authorization: str = basic()

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
        **query: object,
    ) -> Reply:
        connection = http.client.HTTPConnection(self.sandbox.host, timeout=10)
        try:
            address = path if path.startswith("/_sandbox") else f"/api/video{path}"
            target = f"{address}?{urlencode(query)}" if query else address
            raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
            connection.request(method, target, raw, {"Authorization": self.authorization} | (headers or {}))
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, answer.read(), found)
        finally:
            connection.close()

    def create(self, **fields: object) -> Json:
        """A new conference."""
        reply = self("POST", "/conferences", {"display_name": "Made by a test", **fields})
        assert reply.status == 200, reply.body
        made: Json = reply.json
        return made

    def follow(self, link: str) -> Reply:
        """The page a link of an answer names."""
        return self("GET", link.partition("/api/video")[2])
