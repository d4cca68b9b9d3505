"""What is retried, what is not, and what an error carries; upstream mocked, time simulated."""

from __future__ import annotations

import logging
import socket
import ssl
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import pytest
import requests
import responses
import urllib3
from responses.registries import OrderedRegistry

from conferences.signalwire import (
    Call,
    HostUnknown,
    NotFound,
    RateLimited,
    SignalWireClient,
    SignalWireError,
    SpaceHost,
    TimedOut,
    Timeout,
    Unavailable,
    Unreachable,
    UnreadableAnswer,
)
from conferences.signalwire.transport import BODY_MAXIMUM, to_json, to_rfc3339

from .conftest import BASE, HOST, NOON, PROJECT_ID, TOKEN, FakeTime
from .payloads import CONFERENCE_ID, conference, listing

URL = f"{BASE}/conferences/{CONFERENCE_ID}"
ACTIONS: dict[str, Callable[[SignalWireClient], object]] = {
    "GET": lambda client: client.conferences.get(CONFERENCE_ID),
    "PUT": lambda client: client.conferences.update(CONFERENCE_ID, {"display_name": "x"}),
    "DELETE": lambda client: client.conferences.delete(CONFERENCE_ID),
    "POST": lambda client: client.conferences.create({"display_name": "x"}),
}
RETRIED = [method for method in ACTIONS if method != "PUT"]
"""A PUT is the caller's to repeat, who reads again before it."""
REPEATABLE = [method for method in RETRIED if method != "POST"]


def answer(upstream: responses.RequestsMock, method: str, *answers: Any) -> None:
    """Announce answers in order: an exception, or (status, headers), or a status."""
    upstream._registry = OrderedRegistry()
    for one in answers:
        status, headers = one if isinstance(one, tuple) else (one, {})
        url = f"{BASE}/conferences" if method == "POST" else URL
        if isinstance(status, Exception):
            upstream.add(method, url, body=status)
        elif status == 200:
            upstream.add(method, url, json=conference(), headers=headers)
        else:
            upstream.add(method, url, status=status, headers=headers)


def failure(client: SignalWireClient, method: str) -> SignalWireError:
    action = ACTIONS[method]
    with pytest.raises(SignalWireError) as caught:
        action(client)
    return caught.value


def new_connection_error(cause: OSError) -> requests.ConnectionError:
    """A refused connection or a failed look-up, wrapped as requests and urllib3 wrap it."""
    connection = urllib3.connection.HTTPSConnection(HOST)
    inner: Exception
    if isinstance(cause, socket.gaierror):
        inner = urllib3.exceptions.NameResolutionError(HOST, connection, cause)
    else:
        inner = urllib3.exceptions.NewConnectionError(connection, "no connection")
    inner.__cause__ = cause
    pool = urllib3.HTTPSConnectionPool(HOST)
    return requests.ConnectionError(urllib3.exceptions.MaxRetryError(pool, "/x", inner))


def reset() -> requests.ConnectionError:
    cause = ConnectionResetError(104, "Connection reset by peer")
    return requests.ConnectionError(urllib3.exceptions.ProtocolError("Connection aborted.", cause))


def certificate() -> requests.exceptions.SSLError:
    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    return requests.exceptions.SSLError(urllib3.exceptions.SSLError(cause))


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("method", REPEATABLE)
def test_a_fault_of_signalwire_is_tried_again(
    client: SignalWireClient, upstream: responses.RequestsMock, calls: list[Call], method: str, status: int
) -> None:
    answer(upstream, method, status, status, 200)
    ACTIONS[method](client)
    assert (len(upstream.calls), calls[0].attempts, calls[0].status) == (3, 3, 200)


def test_a_post_is_not_repeated_after_a_fault(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    answer(upstream, "POST", 503, 200)
    error = failure(client, "POST")
    assert isinstance(error, Unavailable)
    assert error.may_have_arrived
    assert len(upstream.calls) == 1


def test_attempts_are_limited_and_the_pauses_short_and_growing(
    client: SignalWireClient, upstream: responses.RequestsMock, fake_time: FakeTime
) -> None:
    answer(upstream, "GET", 500, 500, 500, 200)
    assert isinstance(failure(client, "GET"), Unavailable)
    assert len(upstream.calls) == 3
    assert 0 < fake_time.slept[0] < fake_time.slept[1] < 1


def test_no_retries_means_one_attempt(upstream: responses.RequestsMock, fake_time: FakeTime) -> None:
    client = SignalWireClient(SpaceHost("https", HOST), "p", "t", retries=0, clock=fake_time.clock())
    answer(upstream, "GET", 500, 200)
    assert isinstance(failure(client, "GET"), Unavailable)
    assert fake_time.slept == []


@pytest.mark.parametrize("method", RETRIED)
@pytest.mark.parametrize(
    "retry_after",
    ["2", "2.0", format_datetime(NOON + timedelta(seconds=2), usegmt=True)],
)
def test_a_pause_that_signalwire_asks_for_is_kept_for_every_method(
    client: SignalWireClient,
    upstream: responses.RequestsMock,
    fake_time: FakeTime,
    method: str,
    retry_after: str,
) -> None:
    answer(upstream, method, (429, {"Retry-After": retry_after}), 200)
    ACTIONS[method](client)
    assert fake_time.slept == [2.0]


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("60", 60.0),
        ("5.5", 5.5),
        (format_datetime(NOON + timedelta(hours=1), usegmt=True), 3600.0),
        ("Sun, 01 Mar 2026 12:01:00 -0000", 60.0),
    ],
)
def test_too_long_a_pause_is_not_waited_for(
    client: SignalWireClient,
    upstream: responses.RequestsMock,
    fake_time: FakeTime,
    retry_after: str,
    seconds: float,
) -> None:
    answer(upstream, "GET", (429, {"Retry-After": retry_after}), 200)
    error = failure(client, "GET")
    assert isinstance(error, RateLimited)
    assert error.retry_after == seconds
    assert fake_time.slept == []
    assert str(round(seconds)) in str(error)


def test_several_pauses_are_capped_together(
    client: SignalWireClient, upstream: responses.RequestsMock, fake_time: FakeTime
) -> None:
    answer(upstream, "GET", (429, {"Retry-After": "3"}), (429, {"Retry-After": "3"}), 200)
    assert isinstance(failure(client, "GET"), RateLimited)
    assert fake_time.slept == [3.0]


@pytest.mark.parametrize(
    "retry_after", ["", "soon", "-5", "nan", "inf", "1e9", "1, 2", "Xyz, 99 Foo 2026 99:99:99"]
)
def test_a_nonsensical_pause_counts_as_none(
    client: SignalWireClient, upstream: responses.RequestsMock, fake_time: FakeTime, retry_after: str
) -> None:
    answer(upstream, "GET", *[(429, {"Retry-After": retry_after})] * 3)
    error = failure(client, "GET")
    assert isinstance(error, RateLimited)
    assert error.retry_after is None
    assert len(fake_time.slept) == 2
    assert sum(fake_time.slept) < 2


def test_a_date_that_has_passed_means_at_once(
    client: SignalWireClient, upstream: responses.RequestsMock, fake_time: FakeTime
) -> None:
    past = format_datetime(NOON - timedelta(hours=1), usegmt=True)
    answer(upstream, "GET", (429, {"Retry-After": past}), 200)
    ACTIONS["GET"](client)
    assert fake_time.slept == [0.0]


@pytest.mark.parametrize("method", RETRIED)
@pytest.mark.parametrize("cause", [ConnectionRefusedError(111, "refused"), OSError(113, "No route to host")])
def test_a_connection_that_never_stood_is_tried_again_for_every_method(
    client: SignalWireClient, upstream: responses.RequestsMock, method: str, cause: OSError
) -> None:
    answer(upstream, method, new_connection_error(cause), 200)
    ACTIONS[method](client)
    assert len(upstream.calls) == 2


@pytest.mark.parametrize(
    ("exception", "kind", "words", "attempts"),
    [
        (new_connection_error(ConnectionRefusedError(111, "x")), Unreachable, "refused", 3),
        (new_connection_error(OSError(113, "x")), Unreachable, "cannot reach", 3),
        (new_connection_error(OSError(99, "x")), Unreachable, "No connection", 3),
        (new_connection_error(socket.gaierror(socket.EAI_NONAME, "x")), HostUnknown, "no host named", 1),
        (new_connection_error(socket.gaierror(socket.EAI_AGAIN, "x")), HostUnknown, "cannot be looked up", 3),
        (requests.ConnectTimeout("x"), TimedOut, "accept a connection", 3),
        (certificate(), Unreachable, "certificate", 1),
    ],
    ids=["refused", "no-route", "other", "unknown", "lookup-failed", "connect-timeout", "certificate"],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_fails_before_sending_says_so_and_cannot_have_arrived(
    client: SignalWireClient,
    upstream: responses.RequestsMock,
    calls: list[Call],
    method: str,
    exception: Exception,
    kind: type[Any],
    words: str,
    attempts: int,
) -> None:
    answer(upstream, method, *[exception] * 3)
    error = failure(client, method)
    assert type(error) is kind
    assert words in str(error)
    assert HOST in str(error)
    assert (error.status, error.may_have_arrived, error.host) == (None, False, HOST)
    assert (calls[0].attempts, calls[0].status, calls[0].error_remedy) == (attempts, None, error.remedy)


@pytest.mark.parametrize(
    ("exception", "kind", "repeated"),
    [
        (reset(), Unreachable, True),
        (requests.ReadTimeout("x"), TimedOut, False),
        (requests.exceptions.SSLError("bad record"), Unreachable, False),
        (requests.ConnectionError("something new"), Unreachable, True),
        (requests.exceptions.InvalidHeader("x"), UnreadableAnswer, False),
    ],
    ids=["reset", "read-timeout", "tls", "unknown", "invalid-header"],
)
@pytest.mark.parametrize("method", ACTIONS)
def test_what_fails_after_sending_may_have_arrived_and_no_post_is_repeated(
    client: SignalWireClient,
    upstream: responses.RequestsMock,
    method: str,
    exception: Exception,
    kind: type[Any],
    repeated: bool,
) -> None:
    answer(upstream, method, *[exception] * 3)
    error = failure(client, method)
    assert type(error) is kind
    assert error.may_have_arrived is (method != "GET")
    assert len(upstream.calls) == (3 if repeated and method in REPEATABLE else 1)


def test_a_delete_repeated_after_a_cut_that_finds_nothing_left_says_that_it_may_have_worked(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    answer(upstream, "DELETE", reset(), 404)
    error = failure(client, "DELETE")
    assert isinstance(error, NotFound)
    assert error.may_have_arrived


def test_a_delete_that_was_cut_and_then_refused_stays_uncertain(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    answer(upstream, "DELETE", reset(), *[new_connection_error(ConnectionRefusedError(111, "x"))] * 2)
    assert failure(client, "DELETE").may_have_arrived


@pytest.mark.parametrize("problem", [503, (429, {"Retry-After": "0"}), reset()])
def test_a_put_is_sent_once_whatever_is_answered(
    client: SignalWireClient, upstream: responses.RequestsMock, problem: Any
) -> None:
    answer(upstream, "PUT", problem, 200)
    failure(client, "PUT")
    assert len(upstream.calls) == 1


def test_a_fault_after_which_it_works_leaves_no_trace(
    client: SignalWireClient, upstream: responses.RequestsMock, calls: list[Call]
) -> None:
    answer(upstream, "DELETE", reset(), 204)
    ACTIONS["DELETE"](client)
    assert calls[0].error_remedy is None


def test_no_attempt_begins_after_the_total_time(
    upstream: responses.RequestsMock, fake_time: FakeTime
) -> None:
    client = SignalWireClient(
        SpaceHost("https", HOST), "p", "t", timeout=Timeout(total=2.5), clock=fake_time.clock()
    )
    answer(upstream, "GET", (429, {"Retry-After": "2"}), (429, {"Retry-After": "2"}), 200)
    assert isinstance(failure(client, "GET"), RateLimited)
    assert fake_time.slept == [2.0]


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
@pytest.mark.parametrize(
    "body", [b"", b"<html>Sign in</html>", b"not json", b'{"id": "c22', b"null", b"[]", b"{}", b"\xff\xfe"]
)
@pytest.mark.parametrize("status", [200, 201])
def test_a_success_that_cannot_be_read_is_an_error_that_may_have_arrived(
    client: SignalWireClient,
    upstream: responses.RequestsMock,
    calls: list[Call],
    method: str,
    body: bytes,
    status: int,
) -> None:
    url = f"{BASE}/conferences" if method == "POST" else URL
    upstream.add(method, url, body=body, status=status, headers={"X-Request-Id": "abc"})
    error = failure(client, method)
    assert isinstance(error, UnreadableAnswer)
    assert (error.status, error.request_id, error.may_have_arrived) == (status, "abc", method != "GET")
    assert (calls[0].status, calls[0].error_remedy) == (status, "unreadable")
    assert len(upstream.calls) == 1


def test_an_answer_beyond_all_measure_is_not_kept(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    upstream.get(URL, body=b" " * (BODY_MAXIMUM + 1))
    assert "larger" in str(failure(client, "GET"))


@pytest.mark.parametrize("status", [200, 201, 202, 203])
def test_any_success_is_success(
    client: SignalWireClient, upstream: responses.RequestsMock, status: int
) -> None:
    upstream.post(f"{BASE}/conferences", json=conference(), status=status)
    assert client.conferences.create({"display_name": "x"}).name == "all_hands"


@pytest.mark.parametrize(("status", "body"), [(204, b""), (200, b"{}"), (200, b"<html>"), (202, b"")])
def test_a_delete_is_done_whatever_else_the_answer_says(
    client: SignalWireClient, upstream: responses.RequestsMock, status: int, body: bytes
) -> None:
    upstream.delete(URL, body=body, status=status)
    client.conferences.delete(CONFERENCE_ID)


def test_a_redirect_is_neither_followed_nor_given_the_key(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    upstream.get(URL, status=302, headers={"Location": "https://evil.example/"})
    upstream.get("https://evil.example/", json=conference())
    assert isinstance(failure(client, "GET"), UnreadableAnswer)
    assert [call.request.url for call in upstream.calls] == [URL]


def test_a_hostile_next_link_never_gets_a_request(
    client: SignalWireClient, upstream: responses.RequestsMock
) -> None:
    upstream.get(
        f"{BASE}/conferences", json=listing(next="https://evil.example/x?page_token=PA1&page_number=1")
    )
    page = client.conferences.list()
    client.conferences.list(cursor=page.next)
    urls = [call.request.url for call in upstream.calls]
    assert urls == [f"{BASE}/conferences", f"{BASE}/conferences?page_number=1&page_token=PA1"]


def test_headers_carry_the_key_and_no_cookie_and_no_setting_of_the_environment(
    client: SignalWireClient, upstream: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    upstream.get(URL, json=conference(), headers={"Set-Cookie": "a=b"})
    client.conferences.get(CONFERENCE_ID)
    client.conferences.get(CONFERENCE_ID)
    for call in upstream.calls:
        headers = call.request.headers
        expected = requests.auth._basic_auth_str(PROJECT_ID, TOKEN)
        assert headers["Authorization"] == expected
        assert headers["Accept"] == "application/json"
        assert "Cookie" not in headers
        options = vars(call.request)["req_kwargs"]
        assert (options["proxies"], options["verify"]) == ({}, True)


@pytest.mark.parametrize(
    ("given", "sent"),
    [("abc-1.2", "abc-1.2"), ("a\r\nX: y", None), ("", None), ("a" * 200, None), (None, None)],
)
def test_our_request_id_goes_along_if_it_is_a_plain_one(
    upstream: responses.RequestsMock, calls: list[Call], given: str | None, sent: str | None
) -> None:
    client = SignalWireClient(SpaceHost("https", HOST), "p", "t", observe=calls.append, request_id=given)
    upstream.get(URL, json=conference())
    client.conferences.get(CONFERENCE_ID)
    assert upstream.calls[0].request.headers.get("X-Request-Id") == sent
    assert calls[0].request_id == sent


def test_a_key_of_any_letters_is_sent(upstream: responses.RequestsMock) -> None:
    upstream.get(URL, json=conference())
    SignalWireClient(SpaceHost("https", HOST), "p", "töken😀\n").conferences.get(CONFERENCE_ID)
    assert upstream.calls[0].request.headers["Authorization"].startswith("Basic ")


def test_one_line_a_call_is_logged_and_observed(
    client: SignalWireClient,
    upstream: responses.RequestsMock,
    calls: list[Call],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "conferences.signalwire")
    upstream.get(f"{BASE}/rooms", json=listing(), headers={"X-Request-Id": "abc"})
    client.rooms.list(starts_after=NOON, page_size=7)
    assert calls == [Call("GET", "/api/video/rooms", 200, 0.0, 1, "abc", None)]
    lines = [record.getMessage() for record in caplog.records if record.name == "conferences.signalwire"]
    assert lines == ["GET /api/video/rooms status=200 milliseconds=0 attempts=1 request_id=abc remedy=None"]


def test_a_failed_call_is_logged_as_a_warning_without_query_or_body(
    client: SignalWireClient, upstream: responses.RequestsMock, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.put(URL, json={"error": "secret words"}, status=422)
    with pytest.raises(SignalWireError):
        client.conferences.update(CONFERENCE_ID, {"display_name": "private"})
    (record,) = [record for record in caplog.records if record.name == "conferences.signalwire"]
    assert record.levelno == logging.WARNING
    assert "status=422" in record.getMessage()
    assert "remedy=refused" in record.getMessage()
    assert "secret words" not in record.getMessage()
    assert "private" not in record.getMessage()


@pytest.mark.parametrize("failing", [reset(), requests.ReadTimeout("x"), 401, 200], ids=str)
def test_no_report_of_an_error_shows_the_key(
    client: SignalWireClient, upstream: responses.RequestsMock, failing: Any
) -> None:
    """Error pages show the local variables of every frame, and those of the errors behind an error."""
    if failing == 200:
        upstream.get(URL, body=f"<html>{TOKEN}")
    else:
        answer(upstream, "GET", *[failing] * 3)
    error = failure(client, "GET")
    report = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "transport.py" in report
    encoded = requests.auth._basic_auth_str(PROJECT_ID, TOKEN).removeprefix("Basic ")
    assert encoded not in report
    assert TOKEN not in report
    assert (error.__cause__, error.__context__) == (None, None)


def test_a_clients_repr_does_not_show_the_token(client: SignalWireClient) -> None:
    shown = f"{client!r} {vars(client)!r} {vars(vars(client.rooms)['_transport'])!r}"
    assert TOKEN not in shown
    assert requests.auth._basic_auth_str(PROJECT_ID, TOKEN).removeprefix("Basic ") not in shown
    assert HOST in repr(client)


def test_making_a_client_does_nothing_on_the_network(upstream: responses.RequestsMock) -> None:
    SignalWireClient(SpaceHost("https", HOST), PROJECT_ID, TOKEN)
    assert len(upstream.calls) == 0


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 3, 1, 9, tzinfo=UTC), "2026-03-01T09:00:00Z"),
        (datetime(2026, 3, 1, 9, 0, 5, tzinfo=timezone(timedelta(hours=2))), "2026-03-01T07:00:05Z"),
        (datetime(2026, 3, 1, 9, 0, 0, 250_000, tzinfo=UTC), "2026-03-01T09:00:00.250000Z"),
        (datetime(33, 3, 1, tzinfo=UTC), "0033-03-01T00:00:00Z"),
    ],
)
def test_times_are_sent_in_utc(moment: datetime, text: str) -> None:
    assert to_rfc3339(moment) == text


@pytest.mark.parametrize(
    "moment",
    [datetime(2026, 3, 1), datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))],  # noqa: DTZ001
)
def test_a_time_that_is_not_plain_is_not_sent(moment: datetime) -> None:
    with pytest.raises(ValueError, match=r"zone|calendar"):
        to_rfc3339(moment)
    with pytest.raises(ValueError, match=r"zone|calendar"):
        to_json({"join_from": moment})


def test_fields_are_sent_as_json_of_their_own_types() -> None:
    fields = {
        "display_name": "Über 😀",
        "join_from": NOON,
        "join_until": None,
        "record_on_start": True,
        "max_members": 20,
        "meta": {"a": [1, {"b": None}]},
    }
    assert to_json(fields).decode() == (
        '{"display_name":"Über 😀","join_from":"2026-03-01T12:00:00Z","join_until":null,'
        '"record_on_start":true,"max_members":20,"meta":{"a":[1,{"b":null}]}}'
    )


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), object(), {1, 2}, b"bytes", {"a": float("nan")}]
)
def test_what_json_does_not_have_is_not_sent(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        to_json({"meta": value})
