"""Faults on demand: each kind, for whom it strikes, how often, and the addresses that switch it."""

from __future__ import annotations

import http.client
import json
import time
from urllib.parse import urlencode

import pytest

from conferences.sandbox.faults import KINDS, InvalidFault
from tests.sandbox.calls import Caller
from tests.sandbox.conftest import MakeCaller

BODY = {"display_name": "Faulty"}


def _conferences(call: Caller) -> int:
    return len(call.sandbox.store.conferences)


@pytest.mark.parametrize("status", ["401", "403", "404", "500"])
def test_a_plain_status_is_answered_and_nothing_done(call: Caller, status: str) -> None:
    call.sandbox.faults.add(status)
    reply = call("POST", "/conferences", BODY)
    assert reply.status == int(status)
    assert set(reply.json) == {"error"}
    assert _conferences(call) == 5


def test_a_refused_field_is_the_one_asked_for(call: Caller) -> None:
    call.sandbox.faults.add("422", attribute="size", code="unsupported_option", message="Size is odd")
    reply = call("POST", "/conferences", BODY)
    assert (reply.status, reply.errors) == (422, {"size": "unsupported_option"})
    assert reply.json["errors"][0]["message"] == "Size is odd"


def test_429_asks_for_a_pause(call: Caller) -> None:
    call.sandbox.faults.add("429", retry_after=7, times=1)
    call.sandbox.faults.add("429", retry_after=None, times=1)
    first, second, third = (call("GET", "/conferences") for _ in range(3))
    assert (first.status, first.headers["retry-after"]) == (429, "7")
    assert first.errors == {None: "rate_limit_exceeded"}
    assert (second.status, "retry-after" in second.headers) == (429, False)
    assert third.status == 200


def test_a_proxys_page_and_garbage_are_no_json(call: Caller) -> None:
    call.sandbox.faults.add("html_502", times=1)
    page = call("GET", "/conferences")
    assert (page.status, page.headers["content-type"]) == (502, "text/html")
    assert page.body.startswith(b"<html>")
    call.sandbox.faults.add("garbage", times=1)
    garbage = call("GET", "/conferences")
    assert (garbage.status, garbage.headers["content-type"]) == (200, "application/json")
    with pytest.raises(ValueError, match=r".*"):
        json.loads(garbage.body)


def test_slowness_delays_the_real_answer_and_may_go_with_another_fault(call: Caller) -> None:
    call.sandbox.faults.add("slow", milliseconds=120, times=2)
    call.sandbox.faults.add("500", after=1)
    begun = time.monotonic()
    assert call("GET", "/conferences").status == 200
    assert time.monotonic() - begun >= 0.12
    assert call("GET", "/conferences").status == 500
    assert time.monotonic() - begun >= 0.24


def test_latency_delays_every_answer(make_caller: MakeCaller) -> None:
    call = make_caller(latency_ms=60)
    begun = time.monotonic()
    call("GET", "/conferences")
    assert time.monotonic() - begun >= 0.06


@pytest.mark.parametrize(("kind", "made"), [("dropped_before", 0), ("dropped_after", 1), ("truncated", 1)])
def test_a_cut_connection_has_or_has_not_done_the_write(call: Caller, kind: str, made: int) -> None:
    call.sandbox.faults.add(kind, times=1)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError, http.client.IncompleteRead)):
        call("POST", "/conferences", BODY)
    assert _conferences(call) == 5 + made
    assert call("GET", "/conferences").status == 200


def test_a_truncated_answer_says_how_long_it_would_have_been(call: Caller) -> None:
    whole = call("GET", "/conferences").body
    call.sandbox.faults.add("truncated")
    with pytest.raises(http.client.IncompleteRead) as caught:
        call("GET", "/conferences")
    assert caught.value.partial == whole[: len(whole) // 2]
    assert caught.value.expected == len(whole) - len(whole) // 2


@pytest.mark.parametrize("start", [0, 1])
def test_an_empty_page_with_a_next_link_loses_no_row(call: Caller, start: int) -> None:
    expected = [row["id"] for row in call("GET", "/conferences").json["data"]]
    call.sandbox.faults.add("empty_page_with_next", after=start, times=2)
    page = call("GET", "/conferences", page_size=2).json
    pages = [page]
    while "next" in page["links"]:
        page = call.follow(page["links"]["next"]).json
        pages.append(page)
    assert [row["id"] for page in pages for row in page["data"]] == expected
    assert [len(page["data"]) for page in pages].count(0) == 2
    assert len({page["links"].get("next") for page in pages}) == len(pages)


def test_a_repeating_next_leads_to_the_page_itself(call: Caller) -> None:
    call.sandbox.faults.add("repeating_next")
    page = call("GET", "/conferences", page_size=2).json
    assert page["links"]["next"] == page["links"]["self"]
    assert call.follow(page["links"]["next"]).json == page


def test_a_hostile_next_names_another_host_with_the_right_query(call: Caller) -> None:
    honest = call("GET", "/conferences", page_size=2).json["links"]["next"]
    call.sandbox.faults.add("hostile_next")
    hostile = call("GET", "/conferences", page_size=2).json["links"]["next"]
    assert hostile.startswith("http://collector.attacker.invalid/")
    assert hostile.partition("?")[2] == honest.partition("?")[2]
    assert "next" not in call("GET", "/conferences").json["links"]


def test_link_faults_leave_other_answers_alone(call: Caller) -> None:
    made = call.create()
    for kind in ("repeating_next", "hostile_next", "empty_page_with_next"):
        call.sandbox.faults.add(kind)
        assert call("GET", f"/conferences/{made['id']}").json == made
        call.sandbox.faults.clear()


def test_a_fault_strikes_only_whom_it_concerns_as_often_as_it_should(call: Caller) -> None:
    fault = call.sandbox.faults.add("500", method="post", path=r"/conferences$", after=1, times=2)
    statuses = [call("POST", "/conferences", BODY).status for _ in range(5)]
    assert statuses == [200, 500, 500, 200, 200]
    assert (fault.seen, fault.struck) == (5, 2)
    assert call("GET", "/conferences").status == 200
    call.sandbox.faults.add("404", path=r"page_size=3")
    assert [call("GET", "/rooms", page_size=size).status for size in (2, 3)] == [200, 404]


def test_a_fault_may_concern_one_body_alone(call: Caller) -> None:
    call.sandbox.faults.add("500", method="POST", body='"name": *"unlucky"')
    bodies = [{**BODY, "name": name} for name in ("unlucky", "lucky")]
    assert [call("POST", "/conferences", body).status for body in bodies] == [500, 200]
    assert call("POST", "/conferences", b"\xff").status == 400


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("sabotage", {}),
        ("500", {"body": "["}),
        ("500", {"path": "("}),
        ("500", {"path": 7}),
        ("500", {"times": -1}),
        ("500", {"after": True}),
        ("500", {"after": None}),
        ("500", {"identifier": 3}),
        ("slow", {"milliseconds": "long"}),
    ],
)
def test_a_fault_that_cannot_be_is_refused_with_a_sentence(
    call: Caller, kind: str, options: dict[str, object]
) -> None:
    with pytest.raises(InvalidFault, match=r"\.$|“"):
        call.sandbox.faults.add(kind, **options)
    reply = call("POST", "/_sandbox/faults", {"kind": kind, **options})
    assert reply.status == 422
    assert call.sandbox.faults.all() == []


def test_faults_are_switched_over_http(call: Caller) -> None:
    made = call("POST", "/_sandbox/faults", {"kind": 429, "method": "GET", "times": 1, "retry_after": 3})
    assert (made.status, made.json["kind"], made.json["retry_after"]) == (201, "429", 3)
    listed = call("GET", "/_sandbox/faults").json
    assert listed["faults"] == [made.json]
    assert set(listed["kinds"]) == set(KINDS)
    assert call("GET", "/conferences").status == 429
    assert call("GET", "/_sandbox/faults").json["faults"][0]["struck"] == 1
    assert call("DELETE", f"/_sandbox/faults/{made.json['id']}").status == 204
    assert call("DELETE", f"/_sandbox/faults/{made.json['id']}").status == 404
    call("POST", "/_sandbox/faults", {"kind": "500"})
    assert call("DELETE", "/_sandbox/faults").status == 204
    assert call("GET", "/_sandbox/faults").json["faults"] == []
    assert call("GET", "/conferences").status == 200


def test_faults_never_hit_the_sandboxs_own_addresses(call: Caller) -> None:
    call.sandbox.faults.add("dropped_before")
    assert call("GET", "/_sandbox/faults").status == 200


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_people_switch_faults_with_a_form_that_needs_no_script(call: Caller) -> None:
    fields = {"kind": "slow", "method": "", "path": '/rooms"><script>', "times": "2", "milliseconds": "5"}
    posted = call("POST", "/_sandbox/faults", urlencode(fields).encode(), headers=FORM)
    assert (posted.status, posted.headers["location"]) == (303, "/_sandbox/")
    (fault,) = call.sandbox.faults.all()
    assert (fault.kind, fault.method, fault.times, fault.milliseconds) == ("slow", None, 2, 5)
    page = call("GET", "/_sandbox/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert b"<script" not in page.body
    assert b"/rooms&quot;&gt;&lt;script&gt;" in page.body
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]
    assert call("GET", "/_sandbox/style.css").headers["content-type"].startswith("text/css")
    assert call("POST", f"/_sandbox/faults/{fault.identifier}/remove", b"", headers=FORM).status == 303
    assert call.sandbox.faults.all() == []
    call.sandbox.faults.add("500")
    assert call("POST", "/_sandbox/faults/all/remove", b"", headers=FORM).status == 303
    assert call.sandbox.faults.all() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example.com"},
        {"Host": "127.0.0.1.example.com:80"},
        {"Host": "[::1"},
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_site_cannot_reach_the_sandboxs_own_addresses(call: Caller, headers: dict[str, str]) -> None:
    for method, path in (("POST", "/_sandbox/faults"), ("GET", "/_sandbox/"), ("DELETE", "/_sandbox/faults")):
        assert call(method, path, {"kind": "500"}, headers=headers).status == 403
    assert call.sandbox.faults.all() == []


def test_the_page_itself_may_post(call: Caller) -> None:
    same = {"Origin": call.sandbox.url, "Sec-Fetch-Site": "same-origin"}
    assert call("POST", "/_sandbox/faults", {"kind": "500"}, headers=same).status == 201
