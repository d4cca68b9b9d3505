"""Conference tokens, room tokens and streams."""

from __future__ import annotations

import base64
import json
import re

import pytest

from conferences.signalwire.limits import CONFERENCE_TOKEN_PATTERN
from tests.sandbox.calls import Caller


def test_each_conference_has_a_moderators_and_a_guests_token(call: Caller) -> None:
    made = call.create()
    page = call("GET", f"/conferences/{made['id']}/conference_tokens").json
    moderator, guest = page["data"]
    assert (moderator["name"], guest["name"]) == ("Moderator", "Guest")
    assert set(guest["scopes"]) < set(moderator["scopes"])
    assert len(guest["scopes"]) == 11
    assert "room.recording" in moderator["scopes"]
    assert all(re.fullmatch(CONFERENCE_TOKEN_PATTERN, token["token"]) for token in page["data"])
    assert len({moderator["id"], guest["id"], made["id"]}) == 3
    for token in page["data"]:
        assert call("GET", f"/conference_tokens/{token['id']}").json == token
    assert set(page["links"]) == {"self", "first"}


def test_a_reset_changes_the_value_alone_and_one_token_alone(call: Caller) -> None:
    made = call.create()
    moderator, guest = call("GET", f"/conferences/{made['id']}/conference_tokens").json["data"]
    reset = call("POST", f"/conference_tokens/{guest['id']}/reset")
    assert reset.status == 200
    assert reset.json == {**guest, "token": reset.json["token"]}
    assert reset.json["token"] != guest["token"]
    assert call("GET", f"/conferences/{made['id']}/conference_tokens").json["data"] == [moderator, reset.json]


def test_tokens_go_with_their_conference(call: Caller) -> None:
    made = call.create()
    token = call("GET", f"/conferences/{made['id']}/conference_tokens").json["data"][0]
    call("DELETE", f"/conferences/{made['id']}")
    assert call("GET", f"/conference_tokens/{token['id']}").status == 404
    assert call("POST", f"/conference_tokens/{token['id']}/reset").status == 404
    assert call("GET", "/conference_tokens/nonsense").status == 404


def test_a_room_token_carries_the_room_and_its_permissions(populated: Caller) -> None:
    reply = populated("POST", "/room_tokens", {"room_name": "lobby", "user_name": "Mara"})
    header, payload, _ = reply.json["token"].split(".")
    assert json.loads(base64.urlsafe_b64decode(header + "==")) == {"typ": "VRT", "alg": "HS512"}
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    assert (claims["room_name"], claims["user_name"], len(claims["p"])) == ("lobby", "Mara", 11)


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"room_name": "missing_required_parameter"}),
        ({"room_name": "a/b"}, {"room_name": "invalid_parameter_value"}),
        ({"room_name": "a", "permissions": ["root"]}, {"permissions": "invalid_parameter"}),
        ({"room_name": "a", "join_as": "ghost"}, {"join_as": "invalid_parameter_value"}),
    ],
)
def test_a_room_token_is_refused_for_what_cannot_be(
    populated: Caller, body: object, errors: dict[str, str]
) -> None:
    assert populated("POST", "/room_tokens", body).errors == errors


def test_streams_are_made_changed_and_deleted_up_to_a_cap(call: Caller) -> None:
    owner = call.create()["id"]
    wrong = call("POST", f"/conferences/{owner}/streams", {"url": "https://example.com"})
    assert wrong.errors == {"url": "invalid_parameter_value"}
    made = call("POST", f"/conferences/{owner}/streams", {"url": "rtmps://example.com/live"})
    assert made.status == 200
    address = f"/streams/{made.json['id']}"
    changed = call("PUT", address, {"url": "rtmp://example.com/other"}).json
    assert call("GET", address).json == changed
    assert changed["url"] == "rtmp://example.com/other"
    assert call("GET", f"/conferences/{owner}/streams").json["data"] == [changed]
    statuses = [
        call("POST", f"/conferences/{owner}/streams", {"url": "rtmp://example.com/x"}).status
        for _ in range(5)
    ]
    assert statuses == [200, 200, 200, 200, 422]
    assert call("DELETE", address).status == 204
    assert call("GET", address).status == 404
    room = call("GET", "/rooms").json["data"][0]["id"]
    assert call("POST", f"/rooms/{room}/streams", {"url": "rtmp://example.com/x"}).status == 201
    assert len(call("GET", f"/rooms/{room}/streams").json["data"]) == 1
