"""A request as the sandbox received it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import parse_qsl

from conferences.sandbox.answers import Problem, Row


@dataclass(frozen=True, slots=True)
class Request:
    """``path`` and ``query`` as sent (the query without its question mark); header names in lower case."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def target(self) -> str:
        """Path and query together."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def parameters(self) -> dict[str, str]:
        """The query, decoded; of a repeated name the last."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    def json(self) -> Row:
        """The body as a JSON object; an empty body is an empty object. Raises :class:`Problem` 400."""
        if not self.body.strip():
            return {}
        try:
            value = json.loads(self.body.decode(), parse_constant=_refuse_constant)
            # Half a surrogate pair and U+0000 are JSON, but no text that a database would keep.
            storable = "\\u0000" not in json.dumps(value)
            json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise Problem(400) from None
        if not isinstance(value, dict) or not storable:
            raise Problem(400)
        return value


def _refuse_constant(name: str) -> NoReturn:
    """``NaN`` and ``Infinity`` are no JSON, though Python's reader takes them."""
    raise ValueError(name)
