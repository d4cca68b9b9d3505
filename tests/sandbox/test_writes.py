"""Writes that land after their answer, and the record of those that were accepted."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from conferences.sandbox import Sandbox
from conferences.sandbox.faults import LATE
from tests.sandbox.calls import Caller, Json, Reply
from tests.sandbox.conftest import MakeCaller

SOON = 150
"""Milliseconds after which a late write lands."""

ANSWERS = {"late_504": (504, "text/html"), "late_202": (202, None)}


def _ask(call: Caller, method: str, path: str, body: object = None) -> Reply | None:
    """The answer; None for a connection that was closed."""
    with suppress(http.client.RemoteDisconnected, ConnectionResetError):
        return call(method, path, body)
    return None


def _lands(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    return is_so()


def _guest_token(call: Caller, conference: Json) -> Json:
    tokens: list[Json] = call("GET", f"/conferences/{conference['id']}/conference_tokens").json["data"]
    return tokens[0]


Prepared = tuple[str, str, object, Callable[[], bool]]


def _create_conference(call: Caller) -> Prepared:
    store = call.sandbox.store
    return (
        "POST",
        "/conferences",
        {"name": "late", "display_name": "Late"},
        lambda: bool(store.conferences.named("late")),
    )


def _create_room(call: Caller) -> Prepared:
    return "POST", "/rooms", {"name": "late"}, lambda: bool(call.sandbox.store.rooms.named("late"))


def _update_conference(call: Caller) -> Prepared:
    made, store = call.create(), call.sandbox.store
    body = {"display_name": "Later"}
    return (
        "PUT",
        f"/conferences/{made['id']}",
        body,
        lambda: store.conferences.get(made["id"])["display_name"] == "Later",
    )


def _update_room(call: Caller) -> Prepared:
    store, room = call.sandbox.store, call("GET", "/rooms").json["data"][0]
    return (
        "PUT",
        f"/rooms/{room['id']}",
        {"display_name": "Later"},
        lambda: store.rooms.get(room["id"])["display_name"] == "Later",
    )


def _delete_conference(call: Caller) -> Prepared:
    made, store = call.create(), call.sandbox.store
    return "DELETE", f"/conferences/{made['id']}", None, lambda: made["id"] not in store.conferences


def _delete_room(call: Caller) -> Prepared:
    store, room = call.sandbox.store, call("GET", "/rooms").json["data"][0]
    return "DELETE", f"/rooms/{room['id']}", None, lambda: room["id"] not in store.rooms


def _reset_token(call: Caller) -> Prepared:
    conference, store = call.create(), call.sandbox.store
    token = _guest_token(call, conference)
    return (
        "POST",
        f"/conference_tokens/{token['id']}/reset",
        None,
        lambda: store.conference_token(token["id"])["token"] != token["token"],
    )


WRITES = [
    _create_conference,
    _create_room,
    _update_conference,
    _update_room,
    _delete_conference,
    _delete_room,
    _reset_token,
]


@pytest.mark.parametrize("kind", sorted(LATE))
@pytest.mark.parametrize("prepare", WRITES)
def test_a_late_write_lands_after_its_answer(
    call: Caller, prepare: Callable[[Caller], Prepared], kind: str
) -> None:
    method, path, body, has_landed = prepare(call)
    call.sandbox.faults.add(kind, method=method, milliseconds=SOON, times=1)
    begun = time.monotonic()
    reply = _ask(call, method, path, body)
    assert time.monotonic() - begun < SOON / 1000
    if reply is None:
        assert kind == "late_cut"
    else:
        assert (reply.status, reply.headers.get("content-type")) == ANSWERS[kind]
    assert not has_landed()
    assert _lands(has_landed)
    assert time.monotonic() - begun >= SOON / 1000


def test_a_late_write_takes_three_seconds_unless_told_otherwise(call: Caller) -> None:
    assert call.sandbox.faults.add("late_504").milliseconds == 3000
    listed = call("POST", "/_sandbox/faults", {"kind": "late_cut", "milliseconds": 20})
    assert (listed.status, listed.json["milliseconds"]) == (201, 20)


def test_a_read_gets_the_gateways_answer_and_leaves_nothing_behind(call: Caller) -> None:
    call.sandbox.faults.add("late_504", milliseconds=0)
    assert call("GET", "/conferences").status == 504
    assert call.sandbox.writes == []


def test_a_late_write_that_the_api_refuses_changes_nothing(call: Caller) -> None:
    made = call.create()
    call.sandbox.faults.add("late_202", method="PUT", milliseconds=0, times=1)
    assert call("PUT", f"/conferences/{made['id']}", {"size": "enormous"}).status == 202
    time.sleep(0.1)
    assert call.sandbox.store.conferences.get(made["id"]) == made


def test_what_has_not_landed_when_the_sandbox_ends_is_dropped_with_its_thread() -> None:
    before = threading.active_count()
    with Sandbox(conferences=0, rooms=0) as sandbox:
        sandbox.faults.add("late_504", milliseconds=60_000)
        call = Caller(sandbox)
        for _ in range(3):
            assert call("POST", "/conferences", {"display_name": "Never"}).status == 504
    assert threading.active_count() == before
    assert len(sandbox.store.conferences) == 0


def test_accepted_writes_are_recorded_in_order(call: Caller) -> None:
    made = call.create(name="kept")
    address = f"/conferences/{made['id']}"
    call("PUT", address, {"display_name": "One"})
    call("PUT", address, {"size": "enormous"})
    call.sandbox.faults.add("500", times=1)
    call("PUT", address, {"display_name": "Lost"})
    call("PUT", address, {"display_name": "Two"})
    token = _guest_token(call, made)
    call("POST", f"/conference_tokens/{token['id']}/reset")
    call("DELETE", address)
    writes = call.sandbox.writes_of(made["id"])
    assert [write.method for write in writes] == ["POST", "PUT", "PUT", "DELETE"]
    assert [write.body.get("display_name") for write in writes] == ["Made by a test", "One", "Two", None]
    assert [write.row.get("name") for write in writes] == ["kept", "kept", "kept", None]
    assert [write.method for write in call.sandbox.writes_of(token["id"])] == ["POST"]
    assert [write.seconds for write in writes] == sorted(write.seconds for write in writes)


def test_nothing_is_recorded_when_nothing_is_to_be(make_caller: MakeCaller) -> None:
    call = make_caller(record=False)
    call.create()
    assert (call.sandbox.requests, call.sandbox.writes) == ([], [])
