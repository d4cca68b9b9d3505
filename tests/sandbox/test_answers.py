"""Statuses, credentials and the shapes of plain errors."""

from __future__ import annotations

import pytest

from conferences.sandbox import (
    API_TOKEN,
    API_TOKEN_WITHOUT_VIDEO,
    OTHER_API_TOKEN,
    OTHER_PROJECT_ID,
    PROJECT_ID,
)
from tests.sandbox.calls import Caller, basic
from tests.sandbox.conftest import MakeCaller


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic",
        "Basic !!!",
        "Basic " + "/w==",
        "Bearer " + basic().split()[1],
        basic(password="wrong"),
        basic(password="wröng"),
        basic(user=OTHER_PROJECT_ID),
        basic(user="nobody"),
        basic(password=API_TOKEN_WITHOUT_VIDEO),
    ],
)
def test_wrong_credentials_and_a_missing_scope_are_401(populated: Caller, authorization: str) -> None:
    reply = Caller(populated.sandbox, authorization)("GET", "/conferences")
    assert (reply.status, reply.json) == (401, {"error": "Unauthorized"})


def test_objects_of_another_project_are_unknown(call: Caller) -> None:
    theirs = Caller(call.sandbox, basic(OTHER_PROJECT_ID, OTHER_API_TOKEN))
    stranger = theirs.create(name="theirs")
    for method, body in (("GET", None), ("PUT", {"display_name": "Mine"}), ("DELETE", None)):
        reply = call(method, f"/conferences/{stranger['id']}", body)
        assert (reply.status, reply.json) == (404, {"error": "Not Found"})
    assert call("GET", f"/conferences/{stranger['id']}/conference_tokens").status == 404
    assert theirs("GET", f"/conferences/{stranger['id']}").json == stranger
    # A name is taken within a project only.
    assert call.create(name="theirs")["name"] == "theirs"


def test_the_same_credentials_under_another_id_can_be_chosen(make_caller: MakeCaller) -> None:
    call = make_caller(project_id="11111111-1111-4111-8111-111111111111", token="PTmine")
    assert call("GET", "/conferences").status == 401
    mine = Caller(call.sandbox, basic("11111111-1111-4111-8111-111111111111", "PTmine"))
    assert len(mine("GET", "/conferences").json["data"]) == 5


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "", 404),
        ("GET", "/conferences/not-an-id", 404),
        ("GET", "/conferences/%00%ff", 404),
        ("PATCH", "/conferences/not-an-id", 405),
        ("PUT", "/conferences", 405),
        ("OPTIONS", "/conferences", 405),
        ("POST", "/room_sessions", 405),
        ("BREW", "/conferences", 405),
        ("PUT", "/rooms/a-name-is-no-id", 404),
    ],
)
def test_unknown_addresses_and_methods_are_told_as_json(
    populated: Caller, method: str, path: str, status: int
) -> None:
    reply = populated(method, path)
    assert reply.status == status
    assert set(reply.json) == {"error"}
    if path == "/conferences" and method != "BREW":
        assert reply.headers["allow"] == "GET, POST"


def test_each_answer_has_a_request_id_of_its_own(populated: Caller) -> None:
    replies = [populated("GET", path) for path in ("/conferences", "/conferences", "/nothing")]
    assert len({reply.headers["x-request-id"] for reply in replies}) == 3


def test_create_is_200_and_delete_is_an_empty_204(call: Caller) -> None:
    made = call.create()
    assert call("GET", f"/conferences/{made['id']}").json == made
    gone = call("DELETE", f"/conferences/{made['id']}")
    assert (gone.status, gone.body) == (204, b"")
    assert call("DELETE", f"/conferences/{made['id']}").status == 404
    assert call("GET", f"/conferences/{made['id']}").status == 404


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe",
        b'{"display_name": NaN}',
        b'{"display_name": "\\ud800"}',
        b'{"display_name": "\\u0000"}',
        b"[" * 100_000,
        b'{"display_name": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_json_object_is_400(call: Caller, body: bytes) -> None:
    reply = call("POST", "/conferences", body)
    assert (reply.status, reply.json) == (400, {"error": "Bad Request"})


def test_the_content_type_of_a_body_does_not_matter(call: Caller) -> None:
    reply = call("POST", "/conferences", {"display_name": "Plain"}, headers={"Content-Type": "text/plain"})
    assert reply.status == 200


def test_requests_are_noted_for_tests(call: Caller) -> None:
    call("POST", "/conferences", {"display_name": "Noted"})
    call("GET", "/conferences", page_size=3)
    first, second = call.sandbox.requests
    assert (first.method, first.path, first.json()) == (
        "POST",
        "/api/video/conferences",
        {"display_name": "Noted"},
    )
    assert (second.query, second.parameters) == ("page_size=3", {"page_size": "3"})
    assert API_TOKEN not in repr(first)
    assert call.sandbox.project_id == PROJECT_ID
