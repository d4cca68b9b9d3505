"""Faults on demand: what goes wrong, for which requests, how often."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import Any, Final, Literal, get_args

from conferences.sandbox.answers import Answer, field_error, json_answer, plain_error

Kind = Literal[
    "slow",
    "401",
    "403",
    "404",
    "422",
    "429",
    "500",
    "html_502",
    "garbage",
    "truncated",
    "dropped_before",
    "dropped_after",
    "late_504",
    "late_cut",
    "late_202",
    "empty_page_with_next",
    "repeating_next",
    "hostile_next",
]
KINDS: Final[dict[Kind, str]] = {
    "slow": "answers after a delay",
    "401": "rejects the credentials",
    "403": "denies the permission",
    "404": "reports the object as not found",
    "422": "rejects a field",
    "429": "limits the rate (Retry-After)",
    "500": "reports an internal error",
    "html_502": "answers 502 with a proxy’s HTML page",
    "garbage": "sends a JSON content type without JSON",
    "truncated": "carries out the request, then cuts the answer off",
    "dropped_before": "closes the connection without carrying out the request",
    "dropped_after": "carries out the request, then closes the connection without an answer",
    "late_504": "answers 504 with a proxy’s HTML page; a write is carried out later",
    "late_cut": "closes the connection without an answer; a write is carried out later",
    "late_202": "answers 202 with no body; a write is carried out later",
    "empty_page_with_next": "lists nothing, but links to a next page (which has the rows)",
    "repeating_next": "links to the same page as the next one",
    "hostile_next": "links to another host for the next page",
}
HOSTILE_ORIGIN: Final = "http://collector.attacker.invalid"

LATE: Final = frozenset({"late_504", "late_cut", "late_202"})
"""Kinds whose answer is a gateway's, while the write itself lands ``milliseconds`` later."""

_HTML: Final = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n"
    "<center><h1>{0}</h1></center>\r\n<hr><center>edge</center>\r\n</body>\r\n</html>\r\n"
)
_GARBAGE: Final = b'{"links":{"self":"/api/vid\x00\xff\xfe{{{ not json'
_PATH_MAXIMUM: Final = 200
_LATE_MILLISECONDS: Final = 3000
_NUMBERS: Final = frozenset({"times", "after", "milliseconds", "retry_after"})


class InvalidFault(ValueError):
    """A fault that cannot be: an unknown kind, a broken pattern, a count below zero. Says what is wrong."""


@dataclass(kw_only=True)
class Fault:
    """One fault.

    It concerns requests with ``method`` (any if None) whose path and query contain a match of the regular
    expression ``path``, and whose body one of ``body`` (any if None); lets the first ``after`` of them
    through; then strikes ``times`` times (without end if None). ``milliseconds`` is the delay of ``slow``;
    of the late kinds it is the time until the write lands (3000 unless given; switching the fault off does
    not stop it). ``retry_after`` is the seconds a 429 asks for (None: no such header); ``attribute``,
    ``code`` and ``message`` are the entry of a 422.
    """

    kind: Kind
    method: str | None = None
    path: str | None = None
    body: str | None = None
    times: int | None = None
    after: int = 0
    milliseconds: int = 2000
    retry_after: int | None = 1
    attribute: str | None = "name"
    code: str = "invalid_parameter"
    message: str = "Name must be present"
    identifier: int = field(default=0, kw_only=True)
    seen: int = field(default=0, kw_only=True)
    struck: int = field(default=0, kw_only=True)

    def concerns(self, method: str, target: str, body: str = "") -> bool:
        """Whether a request with that method, path with query, and body is one this fault looks at."""
        if self.method is not None and self.method.upper() != method:
            return False
        if self.path is not None and re.search(self.path, target) is None:
            return False
        return self.body is None or re.search(self.body, body) is not None

    def description(self) -> dict[str, Any]:
        """The fault as the admin addresses show it."""
        return {
            "id": self.identifier,
            "kind": self.kind,
            "method": self.method,
            "path": self.path,
            "body": self.body,
            "times": self.times,
            "after": self.after,
            "milliseconds": self.milliseconds,
            "retry_after": self.retry_after,
            "seen": self.seen,
            "struck": self.struck,
        }


class Faults:
    """The faults that are switched on, in the order they were added; safe for many threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._faults: list[Fault] = []
        self._numbers = count(1)

    def add(self, kind: str, **options: Any) -> Fault:
        """Switch a fault on; ``options`` are the fields of :class:`Fault`. Raises :class:`InvalidFault`."""
        fault = _checked(kind, options)
        with self._lock:
            fault.identifier = next(self._numbers)
            self._faults.append(fault)
        return fault

    def remove(self, identifier: int) -> bool:
        """Switch one off; False if there is none with that number."""
        with self._lock:
            kept = [fault for fault in self._faults if fault.identifier != identifier]
            found = len(kept) < len(self._faults)
            self._faults = kept
            return found

    def clear(self) -> None:
        """Switch all off."""
        with self._lock:
            self._faults.clear()

    def all(self) -> list[Fault]:
        """Those that are on, or have struck as often as they should and are still listed."""
        with self._lock:
            return list(self._faults)

    def strike(self, method: str, target: str, body: str = "") -> list[Fault]:
        """The faults that hit this request: every ``slow`` one and at most one other."""
        hit: list[Fault] = []
        with self._lock:
            for fault in self._faults:
                if not fault.concerns(method, target, body):
                    continue
                if fault.kind != "slow" and any(other.kind != "slow" for other in hit):
                    continue
                fault.seen += 1
                exhausted = fault.times is not None and fault.struck >= fault.times
                if fault.seen > fault.after and not exhausted:
                    fault.struck += 1
                    hit.append(fault)
        return hit


def read_options(fields: Mapping[str, str]) -> dict[str, Any]:
    """The options of a fault as a form or a command line gives them: all text, numbers among it."""
    return {
        name: int(text[:12]) if name in _NUMBERS and text.isascii() and text.isdigit() else text
        for name, text in fields.items()
    }


def replacement(fault: Fault) -> Answer | None:
    """The answer that stands in for the real one; None for the kinds that need the real one or none."""
    match fault.kind:
        case "401" | "403" | "404" | "500":
            return plain_error(int(fault.kind))
        case "422":
            return json_answer(422, {"errors": [field_error(fault.attribute, fault.code, fault.message)]})
        case "429":
            pause = () if fault.retry_after is None else (("Retry-After", str(fault.retry_after)),)
            error = field_error(None, "rate_limit_exceeded", "The rate limit has been exceeded.")
            return json_answer(429, {"errors": [error]}, headers=pause)
        case "html_502":
            return Answer(502, _HTML.format("502 Bad Gateway").encode(), "text/html")
        case "late_504":
            return Answer(504, _HTML.format("504 Gateway Time-out").encode(), "text/html")
        case "late_202":
            return Answer(202)
        case "garbage":
            return Answer(200, _GARBAGE, "application/json")
        case _:
            return None


def _checked(kind: str, options: dict[str, Any]) -> Fault:
    if kind not in get_args(Kind):
        raise InvalidFault(f"Unknown fault “{kind}”. Known faults: {', '.join(KINDS)}.")
    known = {
        "method",
        "path",
        "body",
        "times",
        "after",
        "milliseconds",
        "retry_after",
        "attribute",
        "code",
        "message",
    }
    unknown = set(options) - known
    if unknown:
        raise InvalidFault(f"Unknown option “{min(unknown)}”. Known options: {', '.join(sorted(known))}.")
    for name in sorted(_NUMBERS):
        value = options.get(name, 0)
        optional = name in {"times", "retry_after"}
        if (value is None and optional) or (type(value) is int and 0 <= value <= 86_400_000):
            continue
        raise InvalidFault(f"“{name}” must be a whole number, 0 or more.")
    for name in ("method", "path", "body", "attribute", "code", "message"):
        value = options.get(name)
        if value is not None and not (isinstance(value, str) and len(value) <= _PATH_MAXIMUM):
            raise InvalidFault(f"“{name}” must be text of at most {_PATH_MAXIMUM} characters.")
    for name in ("path", "body"):
        try:
            re.compile(options.get(name) or "")
        except re.error as error:
            raise InvalidFault(f"“{name}” is not a regular expression: {error}.") from error
    if kind in LATE:
        options = {"milliseconds": _LATE_MILLISECONDS, **options}
    return Fault(kind=kind, **options)  # type: ignore[arg-type]
