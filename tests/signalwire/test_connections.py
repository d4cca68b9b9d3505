"""What only real sockets show: reuse, cuts, slowness and waiting."""

from __future__ import annotations

import gzip
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import responses

from conferences.signalwire import (
    Conference,
    RateLimited,
    SignalWireClient,
    SignalWireError,
    SpaceHost,
    TimedOut,
    Timeout,
    Unreachable,
    UnreadableAnswer,
)
from conferences.signalwire.transport import BODY_MAXIMUM

from .conftest import PROJECT_ID, TOKEN, Handler, Server
from .payloads import CONFERENCE_ID, conference, encoded, listing

BODY = encoded(conference())
QUICK = Timeout(connect=0.2, read=0.2, total=2)


def sound(handler: Handler) -> None:
    handler.send(200, BODY, Content_Type="application/json")


def drop(handler: Handler) -> None:
    handler.drop()


def truncated(handler: Handler) -> None:
    handler.send(200, BODY[:100], Content_Length=str(len(BODY)))
    handler.drop()


def get(server: Server, **options: object) -> Conference:
    return server.client(**options).conferences.get(CONFERENCE_ID)


def error_of(server: Server, method: str = "GET", **options: object) -> SignalWireError:
    conferences = server.client(**options).conferences
    with pytest.raises(SignalWireError) as caught:
        conferences.get(CONFERENCE_ID) if method == "GET" else conferences.create({"display_name": "x"})
    return caught.value


def test_one_connection_serves_calls_of_every_kind_and_of_several_clients(server: Server) -> None:
    server.replies = [
        sound,
        sound,
        lambda handler: handler.send(204),
        lambda handler: handler.send(404, b'{"error":"Not Found"}'),
        lambda handler: handler.send(422, b'{"errors":[]}'),
        lambda handler: handler.send(200, b"<html>"),
        sound,
    ]
    client = server.client()
    client.conferences.get(CONFERENCE_ID)
    client.conferences.update(CONFERENCE_ID, {"display_name": "x"})
    client.conferences.delete(CONFERENCE_ID)
    for method in ("GET", "POST", "GET"):
        error_of(server, method)
    get(server)
    assert (len(server.received), server.accepted) == (7, 1)


def test_a_compressed_and_a_chunked_answer_are_read_and_leave_the_connection_usable(server: Server) -> None:
    def chunked(handler: Handler) -> None:
        pieces = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (BODY[:50], BODY[50:]))
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(pieces + b"0\r\n\r\n")

    server.replies = [
        lambda handler: handler.send(200, gzip.compress(BODY), Content_Encoding="gzip"),
        chunked,
        sound,
    ]
    assert [get(server).name for _ in range(3)] == ["all_hands"] * 3
    assert server.received[0][3]["Accept-Encoding"] == "gzip"
    assert server.accepted == 1


def test_threads_share_connections_across_clients(server: Server) -> None:
    threads, rounds = 4, 10
    barrier = Barrier(threads)

    def work(_: int) -> None:
        barrier.wait()
        for _ in range(rounds):
            get(server)

    server.replies = [sound]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    with ThreadPoolExecutor(threads) as others:
        list(others.map(lambda _: get(server), range(threads)))
    assert len(server.received) == threads * rounds + threads
    assert server.accepted <= threads


def test_no_cookie_is_kept(server: Server) -> None:
    server.replies = [lambda handler: handler.send(200, BODY, Set_Cookie="session=1")]
    get(server)
    get(server)
    assert all("Cookie" not in headers for *_, headers in server.received)


def test_a_connection_that_the_server_closed_meanwhile_is_replaced(server: Server) -> None:
    def closing(handler: Handler) -> None:
        sound(handler)
        handler.close_connection = True  # without saying so in a header

    server.replies = [closing, sound]
    get(server)
    time.sleep(0.05)
    server.client(retries=0).conferences.create({"display_name": "x"})
    assert server.accepted == 2


def test_a_cut_connection_is_tried_again_for_reading(server: Server) -> None:
    server.replies = [drop, drop, sound]
    assert get(server).name == "all_hands"
    assert len(server.received) == 3


def test_a_cut_connection_is_never_tried_again_for_a_create(server: Server) -> None:
    server.replies = [drop, sound]
    error = error_of(server, "POST")
    assert type(error) is Unreachable
    assert "closed the connection" in str(error)
    assert error.may_have_arrived
    assert len(server.received) == 1


def test_half_an_answer_is_tried_again_for_reading(server: Server) -> None:
    server.replies = [truncated, sound]
    assert get(server).name == "all_hands"


@pytest.mark.parametrize(("method", "attempts"), [("GET", 3), ("POST", 1)])
def test_nothing_but_half_answers_is_unreadable(server: Server, method: str, attempts: int) -> None:
    server.replies = [truncated]
    error = error_of(server, method)
    assert isinstance(error, UnreadableAnswer)
    assert "ended early" in str(error)
    assert (error.status, error.may_have_arrived) == (200, method == "POST")
    assert len(server.received) == attempts


def test_half_an_error_is_still_that_error(server: Server) -> None:
    def half_refusal(handler: Handler) -> None:
        handler.send(401, b"{", Content_Length="500")
        handler.drop()

    server.replies = [half_refusal]
    assert error_of(server).remedy == "credentials"


@pytest.mark.parametrize(
    "raw", [b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n"]
)
def test_what_is_not_proper_http_is_unreadable(server: Server, raw: bytes) -> None:
    def reply(handler: Handler) -> None:
        handler.wfile.write(raw)
        handler.drop()

    server.replies = [reply]
    error = error_of(server)
    assert isinstance(error, UnreadableAnswer)
    assert error.status is None
    assert len(server.received) == 1


def test_a_broken_compression_is_unreadable(server: Server) -> None:
    server.replies = [lambda handler: handler.send(200, b"no gzip at all", Content_Encoding="gzip")]
    assert isinstance(error_of(server, retries=0), UnreadableAnswer)


def test_a_small_answer_that_unpacks_to_too_much_is_stopped(server: Server) -> None:
    bomb = gzip.compress(b" " * (BODY_MAXIMUM * 2), compresslevel=1)
    server.replies = [lambda handler: handler.send(200, bomb, Content_Encoding="gzip")]
    assert "larger" in str(error_of(server))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_silence_times_out_once(server: Server, method: str) -> None:
    server.replies = [lambda _: time.sleep(0.6)]
    started = time.monotonic()
    error = error_of(server, method, timeout=QUICK)
    assert isinstance(error, TimedOut)
    assert error.may_have_arrived is (method == "POST")
    assert 0.15 < time.monotonic() - started < 0.55
    assert len(server.received) == 1


def test_silence_in_the_middle_of_an_answer_times_out(server: Server) -> None:
    def stalls(handler: Handler) -> None:
        handler.send(200, BODY[:100], Content_Length=str(len(BODY)))
        time.sleep(0.6)

    server.replies = [stalls]
    error = error_of(server, timeout=QUICK)
    assert isinstance(error, TimedOut)
    assert "middle" in str(error)


def test_a_trickle_that_never_pauses_long_is_ended_by_the_total_time(server: Server) -> None:
    def trickles(handler: Handler) -> None:
        handler.send(200, b"", Content_Length="1000")
        for _ in range(100):
            handler.wfile.write(b" ")
            time.sleep(0.02)

    server.replies = [trickles]
    started = time.monotonic()
    error = error_of(server, timeout=Timeout(connect=1, read=1, total=0.3))
    assert isinstance(error, TimedOut)
    assert "too slowly" in str(error)
    assert time.monotonic() - started < 1


def test_the_pause_that_is_asked_for_really_passes(server: Server) -> None:
    server.replies = [lambda handler: handler.send(429, b"", Retry_After="0.3"), sound]
    started = time.monotonic()
    get(server)
    assert time.monotonic() - started >= 0.3


def test_too_long_a_pause_is_not_waited_for(server: Server) -> None:
    server.replies = [lambda handler: handler.send(429, b"", Retry_After="30")]
    started = time.monotonic()
    error = error_of(server)
    assert isinstance(error, RateLimited)
    assert error.retry_after == 30
    assert time.monotonic() - started < 1


def test_nobody_listening_is_a_refused_connection(real_loopback: responses.RequestsMock) -> None:
    with socket.socket() as taken:
        # Bound but not listening: no one else gets the port, and no one answers there.
        taken.bind(("127.0.0.1", 0))
        client = SignalWireClient(SpaceHost("http", f"127.0.0.1:{taken.getsockname()[1]}"), PROJECT_ID, TOKEN)
        with pytest.raises(SignalWireError) as caught:
            client.conferences.create({"display_name": "x"})
    error = caught.value
    assert type(error) is Unreachable
    assert "refused the connection" in str(error)
    assert not error.may_have_arrived


def test_a_large_page_comes_whole(server: Server) -> None:
    page = encoded(listing(*[conference(description="x" * 3000)] * 1000))
    server.replies = [lambda handler: handler.send(200, page)]
    assert len(server.client().conferences.list().items) == 1000
