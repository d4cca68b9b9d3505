"""HTTP/1.1 as it comes over the socket, also from clients that do it badly."""

from __future__ import annotations

import http.client
import json
import socket
import time

import pytest

from conferences.sandbox import Sandbox
from conferences.sandbox.server import BODY_MAXIMUM
from tests.sandbox.calls import Caller, basic

HEAD = f"Host: x\r\nAuthorization: {basic()}\r\n"


def _address(sandbox: Sandbox) -> tuple[str, int]:
    """Host and port apart."""
    host, _, port = sandbox.host.partition(":")
    return host, int(port)


def _raw(call: Caller, text: str | bytes) -> bytes:
    """All that comes back until the sandbox closes, after ``text`` was sent and no more will be."""
    with socket.create_connection(_address(call.sandbox), timeout=5) as connection:
        connection.sendall(text if isinstance(text, bytes) else text.encode())
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while part := connection.recv(65_536):
            received += part
        return received


def test_one_connection_serves_many_requests_of_every_kind(call: Caller) -> None:
    connection = http.client.HTTPConnection(call.sandbox.host, timeout=5)
    headers = {"Authorization": basic()}
    connection.connect()
    kept = connection.sock
    for method, path, body in (
        ("GET", "/conferences", None),
        ("POST", "/conferences", b'{"display_name": "x"}'),
        ("GET", "/nothing", None),
        ("HEAD", "/conferences", None),
        ("POST", "/conferences", b"{"),
        ("DELETE", "/conferences/none", None),
        ("GET", "/rooms", None),
    ):
        connection.request(method, f"/api/video{path}", body, headers)
        answer = connection.getresponse()
        answer.read()
        assert connection.sock is kept, f"{method} {path} closed the connection"
    connection.close()


def test_head_has_the_length_and_not_the_body(call: Caller) -> None:
    whole = call("GET", "/conferences")
    head = call("HEAD", "/conferences")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.body))


def test_requests_sent_at_once_are_answered_in_turn(call: Caller) -> None:
    text = f"GET /api/video/rooms?page_size=1 HTTP/1.1\r\n{HEAD}\r\n" * 3
    assert _raw(call, text).count(b"HTTP/1.1 200 ") == 3


def test_a_chunked_body_is_read_and_the_connection_stays_usable(call: Caller) -> None:
    body = b'{"display_name": "In pieces"}'
    chunks = b"".join(b"%x;note=1\r\n%s\r\n" % (len(part), part) for part in (body[:9], body[9:]))
    request = f"POST /api/video/conferences HTTP/1.1\r\n{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode()
    after = f"GET /api/video/nothing HTTP/1.1\r\n{HEAD}\r\n".encode()
    answers = _raw(call, request + chunks + b"0\r\nTrailer: 1\r\n\r\n" + after)
    assert b'"display_name":"In pieces"' in answers
    assert b"HTTP/1.1 404 " in answers


def test_a_missing_length_is_an_empty_body(call: Caller) -> None:
    answer = _raw(call, f"POST /api/video/conferences HTTP/1.1\r\n{HEAD}\r\n")
    assert answer.startswith(b"HTTP/1.1 422 ")


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("Content-Length: many\r\n\r\n", 400),
        ("Content-Length: -5\r\n\r\n", 400),
        ("Content-Length: 50\r\n\r\n{}", 400),
        (f"Content-Length: {BODY_MAXIMUM + 1}\r\n\r\n", 413),
        (f"Content-Length: {'9' * 5000}\r\n\r\n", 413),
        ("Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        ("Transfer-Encoding: chunked\r\n\r\n", 400),
        ("Transfer-Encoding: chunked\r\n\r\nffffffff\r\n", 413),
    ],
)
def test_a_body_of_unclear_or_absurd_length_is_refused_and_the_connection_closed(
    call: Caller, lines: str, status: int
) -> None:
    answer = _raw(call, f"POST /api/video/conferences HTTP/1.1\r\n{HEAD}{lines}")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Connection: close" in head
    assert set(json.loads(body)) == {"error"}
    assert len(call.sandbox.store.conferences) == 5


@pytest.mark.parametrize(
    "text", ["nonsense\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", f"GET /{'x' * 70_000} HTTP/1.1\r\n\r\n"]
)
def test_nonsense_gets_a_json_error(call: Caller, text: str) -> None:
    head, _, body = _raw(call, text).partition(b"\r\n\r\n")
    assert int(head.split()[1]) in {400, 414, 505}
    assert set(json.loads(body)) == {"error"}


def test_a_client_that_leaves_disturbs_nobody(call: Caller, capfd: pytest.CaptureFixture[str]) -> None:
    for text in (
        b"",
        b"GET /api",
        f"POST /api/video/conferences HTTP/1.1\r\n{HEAD}Content-Length: 9\r\n\r\n{{".encode(),
    ):
        connection = socket.create_connection(_address(call.sandbox))
        connection.sendall(text)
        connection.close()
    assert call("GET", "/conferences").status == 200
    assert capfd.readouterr().err == ""


def test_stopping_closes_kept_connections_and_interrupts_slow_answers() -> None:
    sandbox = Sandbox(conferences=1, rooms=0).start()
    connection = http.client.HTTPConnection(sandbox.host, timeout=5)
    connection.request("GET", "/api/video/rooms", headers={"Authorization": basic()})
    connection.getresponse().read()
    sandbox.faults.add("slow", milliseconds=60_000)
    slow = http.client.HTTPConnection(sandbox.host, timeout=5)
    slow.request("GET", "/api/video/rooms", headers={"Authorization": basic()})
    begun = time.monotonic()
    sandbox.stop()
    assert time.monotonic() - begun < 1.5
    assert connection.sock.recv(1) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(_address(sandbox))
    connection.close()
    slow.close()
