"""A client with a clock of its own, and a real server on loopback for what only sockets show."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import responses

from conferences.signalwire import Call, Clock, SignalWireClient, SpaceHost

HOST = "example.signalwire.com"
BASE = f"https://{HOST}/api/video"
PROJECT_ID = "3f7c1c1e-0b63-4b3a-9d0e-5a4f1d2c3b4a"
TOKEN = "PTtopsecret0123456789abcdef"
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_pause() -> None:
    """Nothing: here the pauses are what is tested."""


@dataclass
class FakeTime:
    """A clock that only sleeping moves; ``slept`` lists the pauses in seconds."""

    slept: list[float] = field(default_factory=list)

    @property
    def elapsed(self) -> float:
        return sum(self.slept)

    def clock(self) -> Clock:
        return Clock(
            monotonic=lambda: self.elapsed,
            now=lambda: NOON + timedelta(seconds=self.elapsed),
            sleep=self.slept.append,
            jitter=lambda: 0.5,
        )


@pytest.fixture
def fake_time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def calls() -> list[Call]:
    """What the client told its observer."""
    return []


@pytest.fixture
def client(fake_time: FakeTime, calls: list[Call]) -> SignalWireClient:
    """A client of the mocked Space that never really sleeps."""
    return SignalWireClient(
        SpaceHost("https", HOST), PROJECT_ID, TOKEN, observe=calls.append, clock=fake_time.clock()
    )


Reply = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def setup(self) -> None:
        super().setup()
        self.server.accepted += 1

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.received.append((self.command, self.path, body, dict(self.headers)))
        replies = self.server.replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        reply(self)

    do_GET = do_POST = do_PUT = do_DELETE = _handle

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer at once; ``Retry_After="1"`` becomes ``Retry-After: 1``."""
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def drop(self) -> None:
        """Close the connection without another byte."""
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        return


class Server(ThreadingHTTPServer):
    """Gives ``replies`` one after the other, the last for ever; counts connections."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: list[Reply] = []
        self.received: list[tuple[str, str, bytes, dict[str, str]]] = []
        self.accepted = 0

    def handle_error(self, request: Any, client_address: Any) -> None:
        return  # a client that hung up is what some tests want

    @property
    def space_host(self) -> SpaceHost:
        return SpaceHost("http", f"127.0.0.1:{self.server_address[1]}")

    def client(self, **options: Any) -> SignalWireClient:
        return SignalWireClient(self.space_host, PROJECT_ID, TOKEN, **options)


@pytest.fixture
def server(real_loopback: responses.RequestsMock) -> Iterator[Server]:
    """A real server on a free port of loopback."""
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()
