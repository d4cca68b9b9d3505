"""What goes back over the wire: answers, and the refusals that end a request early.

Bodies and statuses as in ``types/status-codes/main.tsp`` of SignalWire's specification.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

Row = dict[str, Any]
"""One object of the API as its JSON will show it; rows are replaced, never changed in place."""

JSON_TYPE: Final = "application/json; charset=utf-8"
ERROR_PAGE: Final = "https://signalwire.com/docs/apis/error-codes"


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete HTTP answer. ``body`` is bytes; no body and no ``content_type`` for a 204."""

    status: int
    body: bytes = b""
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


def json_answer(status: int, value: object, *, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """An answer that carries ``value`` as compact UTF-8 JSON."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(status, body, JSON_TYPE, headers)


def plain_error(status: int, *, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """``{"error": "Not Found"}`` and its siblings."""
    return json_answer(status, {"error": HTTPStatus(status).phrase}, headers=headers)


def field_error(attribute: str | None, code: str, message: str) -> Row:
    """One entry of ``errors`` in a 422; ``message`` is the whole sentence."""
    return {
        "type": "validation_error",
        "code": code,
        "message": message,
        "attribute": attribute,
        "url": f"{ERROR_PAGE}#{code}",
    }


def humanise(attribute: str) -> str:
    """``display_name`` → ``Display Name``, as the live API words its messages."""
    return attribute.replace("_", " ").title()


@dataclass(eq=False)
class Problem(Exception):
    """Ends a request with a plain error such as 404."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()

    def answer(self) -> Answer:
        """The answer that tells it."""
        return plain_error(self.status, headers=self.headers)


@dataclass(eq=False)
class Refused(Exception):
    """Ends a request with 422; ``errors`` are entries of :func:`field_error`, at least one."""

    errors: list[Row] = field(default_factory=list)

    def answer(self) -> Answer:
        """The answer that tells it."""
        return json_answer(422, {"errors": self.errors})
