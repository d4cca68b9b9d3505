"""HTTP/1.1 on loopback: keep-alive, one write an answer, and the faults that only a socket can have."""

from __future__ import annotations

import socket
import socketserver
import sys
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from threading import Event, Lock, Thread
from typing import Any, Final, Literal

from conferences.sandbox.answers import Answer, Problem, plain_error
from conferences.sandbox.requests import Request

BODY_MAXIMUM: Final = 1024 * 1024
"""Bytes of a request body that are read; more is 413."""
_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_IDLE_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Delivery:
    """An answer and how it is to arrive: whole, cut off in the middle, or not at all."""

    answer: Answer
    manner: Literal["whole", "truncated", "dropped"] = "whole"


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """A thread a connection. ``deliver`` turns a request into a :class:`Delivery`."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], deliver: Callable[[Request], Delivery]) -> None:
        self.deliver = deliver
        self.stopping = Event()
        self._lock = Lock()
        self._connections: dict[socket.socket, Thread] = {}
        super().__init__(address, Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer a connection in a thread that :meth:`stop` can end."""
        thread = Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        with self._lock:
            self._connections[request] = thread
        thread.start()

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        super().shutdown_request(request)
        with self._lock:
            self._connections.pop(request, None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; anything else is told in full."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """Stop listening, close every connection at once, and wait for their threads."""
        self.stopping.set()
        with suppress(OSError):  # some systems refuse it for a socket that listens; then it takes a moment
            self.socket.shutdown(socket.SHUT_RDWR)  # wakes serve_forever, which looks only now and then
        self.shutdown()
        self.server_close()
        with self._lock:
            open_connections = list(self._connections.items())
        for connection, _ in open_connections:
            with suppress(OSError):  # it ended by itself meanwhile
                connection.shutdown(socket.SHUT_RDWR)
        for _, thread in open_connections:
            thread.join(timeout=2)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS

    def __getattr__(self, name: str) -> Any:
        # The base class looks for do_GET and its like; one method serves them all.
        if name.removeprefix("do_") in _METHODS:
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        try:
            body = self._body()
        except Problem as problem:
            # What is left of the body cannot be told from the next request.
            self.close_connection = True
            self._write(problem.answer())
            return
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        delivery = self.server.deliver(Request(self.command, path, query.partition("#")[0], body, headers))
        if delivery.manner == "dropped":
            self.close_connection = True
            return
        self._write(delivery.answer, truncated=delivery.manner == "truncated")

    def _body(self) -> bytes:
        """Read the request's body; raises :class:`Problem` 400 or 413."""
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunks()
        length = self.headers.get("Content-Length", "0").strip()
        if not (length.isascii() and length.isdigit()):
            raise Problem(400)
        if len(length) > 12 or int(length) > BODY_MAXIMUM:
            raise Problem(413)
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise Problem(400)
        return body

    def _chunks(self) -> bytes:
        body = bytearray()
        while True:
            size_text = self.rfile.readline(1024).partition(b";")[0].strip()
            try:
                size = int(size_text, 16)
            except ValueError:
                raise Problem(400) from None
            if size < 0 or len(body) + size > BODY_MAXIMUM:
                raise Problem(413)
            if size == 0:
                break
            body += self.rfile.read(size)
            self.rfile.readline(3)
        while self.rfile.readline(65_537).strip():
            pass  # trailers
        return bytes(body)

    def _write(self, answer: Answer, *, truncated: bool = False) -> None:
        if truncated:
            self.close_connection = True
        lines = [f"HTTP/1.1 {answer.status} {self.responses.get(answer.status, ('',))[0]}"]
        lines += [f"Date: {self.date_time_string()}", f"X-Request-Id: {uuid.uuid4()}"]
        if answer.content_type is not None:
            lines.append(f"Content-Type: {answer.content_type}")
        if answer.status != 204:
            lines.append(f"Content-Length: {max(2, len(answer.body)) if truncated else len(answer.body)}")
        lines += [f"{name}: {value}" for name, value in answer.headers]
        if self.close_connection:
            lines.append("Connection: close")
        body = b"" if self.command == "HEAD" else answer.body
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        self.wfile.write(head + (body[: len(body) // 2] if truncated else body))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Tell a request line or header that cannot be read, in the API's own shape."""
        self.close_connection = True
        self.command = getattr(self, "command", None) or "GET"
        self._write(plain_error(405 if code == 501 else code))

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: what was received is told by ``Sandbox.requests``."""
