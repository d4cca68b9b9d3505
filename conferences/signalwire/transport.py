"""One request, and what may come back. The only user of ``requests``.

Connections are kept alive in one pool of the process, shared by all clients and threads; it holds no
cookies, no credentials and no settings of the environment. Redirects are never followed.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal, TypeVar
from uuid import UUID

import msgspec
import requests
import urllib3
from requests.adapters import HTTPAdapter

from . import refusals
from .decoding import Undecodable
from .errors import RateLimited, SignalWireError, TimedOut, Unavailable, UnreadableAnswer
from .failures import Failure, failure_from_exception
from .hosts import API_PATH, SpaceHost

logger = logging.getLogger("conferences.signalwire")

T = TypeVar("T")
Method = Literal["GET", "POST", "PUT", "DELETE"]

BODY_MAXIMUM: Final = 20 * 1024 * 1024
WAIT_MAXIMUM: Final = 5.0
"""Seconds that one call waits between its attempts in all."""

_CHUNK: Final = 64 * 1024
_BACKOFF: Final = 0.2
_USER_AGENT: Final = "conference-desk"
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._:-]{1,128}")


@dataclass(frozen=True, slots=True)
class Timeout:
    """Seconds: ``connect`` for a connection, ``read`` between two pieces of an answer, ``total`` for a
    call with all its attempts.

    ``total`` is looked at before each attempt and between the pieces of a body; only a server that
    trickles its header lines can hold a call for longer.
    """

    connect: float = 3.05
    read: float = 15.0
    total: float = 20.0


@dataclass(frozen=True, slots=True)
class Clock:
    """Where a transport gets time and chance from; tests bring their own."""

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True)
class Call:
    """What one upstream call was, for logs and measurements: nothing of its query, body or headers.

    ``path`` is as sent, percent-encoded; ``status`` is None where no answer came; ``request_id`` is
    SignalWire's, or else ours if one was sent; ``error_remedy`` is the ``remedy`` of the error raised.
    """

    method: str
    path: str
    status: int | None
    milliseconds: float
    attempts: int
    request_id: str | None
    error_remedy: str | None


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Credentials:
    """The Basic authorization, hidden from ``repr`` and so from reports that show local variables."""

    __slots__ = ("header", "secrets")

    def __init__(self, project_id: str, token: str) -> None:
        encoded = base64.b64encode(f"{project_id}:{token}".encode()).decode()
        self.header = f"Basic {encoded}"
        self.secrets = (encoded, token)

    def __repr__(self) -> str:
        return "<credentials>"


def _new_pool() -> HTTPAdapter:
    return HTTPAdapter(pool_connections=32, pool_maxsize=64, max_retries=0)


_pool = _new_pool()


def _forget_connections() -> None:
    # Parent and child must not speak over one and the same socket.
    global _pool
    _pool = _new_pool()


os.register_at_fork(after_in_child=_forget_connections)


def to_rfc3339(moment: datetime) -> str:
    """``2026-03-01T09:00:00Z``: UTC, microseconds only where there are any.

    Raises ``ValueError`` for a time without a zone, and for one that UTC cannot express.
    """
    if moment.tzinfo is None:
        raise ValueError("A time sent to SignalWire needs a time zone.")
    try:
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
    except OverflowError:
        raise ValueError("This time is outside the calendar.") from None


def to_json(fields: Mapping[str, object]) -> bytes:
    """The body of a create or an update.

    Values are ``str``, ``bool``, numbers, ``UUID``, None (null), aware ``datetime``, and mappings and
    lists of them; ``msgspec.Raw`` is JSON already and sent byte for byte. Raises ``ValueError`` for naive
    times, NaN and infinities, ``TypeError`` for others.
    """
    members = (_dumps(name) + b":" + _member(value) for name, value in fields.items())
    return b"{" + b",".join(members) + b"}"


def _member(value: object) -> bytes:
    return bytes(value) if isinstance(value, msgspec.Raw) else _dumps(value)


def _dumps(value: object) -> bytes:
    text = json.dumps(value, default=_plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return to_rfc3339(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"A {type(value).__name__} cannot be sent to SignalWire.")


class Transport:
    """Sends requests to one host with one key, and turns whatever happens into a value or an error."""

    def __init__(
        self,
        host: SpaceHost,
        project_id: str,
        token: str,
        *,
        timeout: Timeout,
        retries: int,
        observe: Callable[[Call], None] | None,
        request_id: str | None,
        clock: Clock,
    ) -> None:
        self.host = host
        self._credentials = _Credentials(project_id, token)
        self._timeout = timeout
        self._retries = retries
        self._observe = observe
        self._request_id = request_id if request_id and _REQUEST_ID.fullmatch(request_id) else None
        self._clock = clock

    def request(
        self,
        method: Method,
        path: str,
        *,
        decode: Callable[[bytes], T],
        parameters: Mapping[str, str] | None = None,
        fields: Mapping[str, object] | None = None,
        is_retried: bool = True,
    ) -> T:
        """Send one request, again where that is safe and helps, and decode the answer.

        ``path`` begins with a slash and is percent-encoded; ``decode`` raises ``Undecodable``. Without
        ``is_retried`` it is sent once, for a caller that has to look at something before another attempt.
        Raises a ``SignalWireError`` of the class that names the remedy.
        """
        body = None if fields is None else to_json(fields)
        started = self._clock.monotonic()
        waited, attempts, uncertain = 0.0, 0, False
        while True:
            attempts += 1
            prepared = self._prepare(method, path, parameters, body)
            outcome = self._attempt(prepared, decode, started + self._timeout.total)
            if not isinstance(outcome, Failure):
                break
            error = outcome.error
            uncertain = uncertain or error.may_have_arrived
            pause = self._pause(method, outcome, attempts) if is_retried else None
            elapsed = self._clock.monotonic() - started
            if pause is None or waited + pause > WAIT_MAXIMUM or elapsed + pause >= self._timeout.total:
                break
            self._clock.sleep(pause)
            waited += pause
        milliseconds = (self._clock.monotonic() - started) * 1000
        if isinstance(outcome, Failure):
            error.may_have_arrived = uncertain
            self._record(method, path, error.status, milliseconds, attempts, error.request_id, error.remedy)
            raise error
        status, upstream_id, value = outcome
        self._record(method, path, status, milliseconds, attempts, upstream_id, None)
        return value

    def _prepare(
        self, method: Method, path: str, parameters: Mapping[str, str] | None, body: bytes | None
    ) -> requests.PreparedRequest:
        headers = {
            "Authorization": self._credentials.header,
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": _USER_AGENT,
        }
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self._request_id:
            headers["X-Request-Id"] = self._request_id
        address = self.host.base_url + path
        return requests.Request(method, address, headers=headers, params=parameters, data=body).prepare()

    def _attempt(
        self, prepared: requests.PreparedRequest, decode: Callable[[bytes], T], deadline: float
    ) -> tuple[int, str | None, T] | Failure:
        """Status, request id and value; or a failure. Never raises but for faults of this program."""
        is_write = prepared.method != "GET"
        answer = self._exchange(prepared, deadline, is_write=is_write)
        if isinstance(answer, Failure):
            return answer
        upstream_id = refusals.request_id(answer.headers, self._clean)
        if answer.status not in range(200, 300):
            error = refusals.error_from_answer(
                answer.status,
                answer.headers,
                answer.body,
                host=str(self.host),
                clean=self._clean,
                now=self._clock.now(),
                is_write=is_write,
            )
            again: Literal["always", "idempotent", "never"] = "never"
            if isinstance(error, RateLimited):
                again = "always"
            elif isinstance(error, Unavailable):
                again = "idempotent"
            return Failure(error, again, refusals.retry_after(answer.headers, self._clock.now()))
        try:
            value = decode(answer.body)
        except Undecodable as fault:
            message = str(fault)
        else:
            return answer.status, upstream_id or self._request_id, value
        return Failure(self._unreadable(message, answer.status, upstream_id, is_write), "never")

    def _exchange(
        self, prepared: requests.PreparedRequest, deadline: float, *, is_write: bool
    ) -> _Answer | Failure:
        remaining = max(0.001, deadline - self._clock.monotonic())
        limits = (min(self._timeout.connect, remaining), min(self._timeout.read, remaining))
        response: requests.Response | None = None
        try:
            response = _pool.send(prepared, stream=True, timeout=limits, verify=True, proxies={})
            body = self._read_body(prepared, response, deadline)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as fault:
            caught: Exception = fault
        else:
            if isinstance(body, bytes):
                return _Answer(response.status_code, response.headers, body)
            response.close()
            upstream_id = refusals.request_id(response.headers, self._clean)
            if isinstance(body, TimedOut):
                body.may_have_arrived, body.status, body.request_id = (
                    is_write,
                    response.status_code,
                    upstream_id,
                )
                return Failure(body, "never")
            message = "The answer is larger than any Video API answer."
            return Failure(self._unreadable(message, response.status_code, upstream_id, is_write), "never")
        if response is None:
            return failure_from_exception(caught, host=str(self.host), is_write=is_write)
        response.close()
        if not response.ok:
            # The status alone says what went wrong.
            return _Answer(response.status_code, response.headers, b"")
        return self._broken_off(caught, response, is_write=is_write)

    def _read_body(
        self, prepared: requests.PreparedRequest, response: requests.Response, deadline: float
    ) -> bytes | TimedOut | None:
        """The whole body; a ``TimedOut`` past the deadline; None where it is too large."""
        if prepared.method == "DELETE" and response.ok:
            # Done is done, whatever the answer says besides; an empty body leaves the connection usable.
            if response.status_code == 204:
                response.raw.read1(1)
            response.close()
            return b""
        pieces: list[bytes] = []
        size = 0
        while piece := response.raw.read1(_CHUNK, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > BODY_MAXIMUM:
                return None
            if self._clock.monotonic() > deadline:
                return TimedOut(f"{self.host} sent its answer too slowly.", host=str(self.host))
        return b"".join(pieces)

    def _broken_off(self, caught: Exception, response: requests.Response, *, is_write: bool) -> Failure:
        upstream_id = refusals.request_id(response.headers, self._clean)
        if isinstance(caught, (urllib3.exceptions.ReadTimeoutError, TimeoutError)):
            error: SignalWireError = TimedOut(
                f"{self.host} stopped in the middle of its answer.",
                status=response.status_code,
                request_id=upstream_id,
                host=str(self.host),
                may_have_arrived=is_write,
            )
            return Failure(error, "never")
        message = "The answer ended early."
        return Failure(self._unreadable(message, response.status_code, upstream_id, is_write), "idempotent")

    def _pause(self, method: Method, failure: Failure, attempts: int) -> float | None:
        """Seconds to wait before the next attempt, or None where there shall be none."""
        if attempts > self._retries or failure.again == "never":
            return None
        if failure.again == "idempotent" and method == "POST":
            return None
        if failure.retry_after is not None:
            return failure.retry_after
        return float(_BACKOFF * 2 ** (attempts - 1) * (0.5 + self._clock.jitter()))

    def _unreadable(
        self, message: str, status: int, request_id: str | None, is_write: bool
    ) -> UnreadableAnswer:
        return UnreadableAnswer(
            message, status=status, request_id=request_id, host=str(self.host), may_have_arrived=is_write
        )

    def _clean(self, value: object, maximum: int) -> str:
        return refusals.clean_text(value, maximum, secrets=self._credentials.secrets)

    def _record(
        self,
        method: str,
        path: str,
        status: int | None,
        milliseconds: float,
        attempts: int,
        request_id: str | None,
        remedy: str | None,
    ) -> None:
        call = Call(
            method, API_PATH + path, status, milliseconds, attempts, request_id or self._request_id, remedy
        )
        logger.log(
            logging.WARNING if remedy else logging.INFO,
            "%s %s status=%s milliseconds=%.0f attempts=%d request_id=%s remedy=%s",
            call.method,
            call.path,
            call.status,
            call.milliseconds,
            call.attempts,
            call.request_id,
            call.error_remedy,
        )
        if self._observe:
            self._observe(call)
