"""The three readings of PUT, and what an update never touches."""

from __future__ import annotations

import pytest

from conferences.sandbox.times import now, to_text
from tests.sandbox.calls import Caller, Json
from tests.sandbox.conftest import MakeCaller

SET = {
    "name": "kept",
    "description": "Text",
    "size": "large",
    "quality": "1080p",
    "layout": "5x5",
    "enable_chat": False,
    "dark_primary": "#112233",
    "join_from": "2026-01-01",
}


def _put(call: Caller, made: Json, **fields: object) -> Json:
    reply = call("PUT", f"/conferences/{made['id']}", {"display_name": "Renamed", **fields})
    assert reply.status == 200, reply.body
    changed: Json = reply.json
    return changed


def test_merging_keeps_what_is_left_out(call: Caller) -> None:
    made = call.create(**SET)
    changed = _put(call, made, size="small")
    assert changed == {
        **made,
        "display_name": "Renamed",
        "size": "small",
        "updated_at": changed["updated_at"],
    }


def test_replacing_sets_what_is_left_out_as_a_create_would(make_caller: MakeCaller) -> None:
    call = make_caller(put="replace")
    changed = _put(call, call.create(**SET), size="small")
    assert (changed["description"], changed["layout"], changed["dark_primary"]) == (
        None,
        "grid-responsive",
        "#044EF4",
    )
    assert (changed["name"], changed["size"], changed["enable_chat"]) == ("kept", "small", True)
    assert changed["join_from"] is None


def test_the_declared_defaults_can_reset_quality_layout_and_size_alone(make_caller: MakeCaller) -> None:
    call = make_caller(put="defaults")
    changed = _put(call, call.create(**SET))
    assert (changed["quality"], changed["layout"], changed["size"]) == ("720p", "grid-responsive", "medium")
    assert (changed["description"], changed["dark_primary"]) == ("Text", "#112233")


def test_a_room_keeps_or_loses_its_members_likewise(make_caller: MakeCaller) -> None:
    for mode, members in (("merge", 7), ("replace", 20), ("defaults", 20)):
        call = make_caller(put=mode)
        made = call("POST", "/rooms", {"name": "seven", "max_members": 7}).json
        changed = call("PUT", f"/rooms/{made['id']}", {"description": "x"}).json
        assert (changed["max_members"], changed["description"]) == (members, "x"), mode


@pytest.mark.parametrize("put", ["merge", "replace", "defaults"])
def test_an_update_takes_back_what_is_stored_and_only_that(make_caller: MakeCaller, put: str) -> None:
    call = make_caller(put=put)
    made, other = call.create(**SET), call.create(**SET | {"name": "other"})
    odd = {"layout": "spotlight-carousel", "dark_primary": "red; x", "size": 7}
    for row in (made, other):
        call.sandbox.store.conferences.change(row["id"], lambda now: {**now, **odd})
    changed = _put(call, made, **odd)
    assert {name: changed[name] for name in odd} == odd
    reply = call(
        "PUT", f"/conferences/{made['id']}", {"display_name": "x", "layout": "spotlight", "size": 7.0}
    )
    assert {*reply.errors} == {"layout", "size"}
    reply = call("POST", "/conferences", {"name": "third", "display_name": "x", **odd})
    assert {*reply.errors} == {*odd}


def test_a_strict_sandbox_refuses_its_own_undocumented_value(make_caller: MakeCaller) -> None:
    call = make_caller(strict_stored=True)
    made = call.create(**SET)
    call.sandbox.store.conferences.change(made["id"], lambda now: {**now, "layout": "spotlight"})
    reply = call("PUT", f"/conferences/{made['id']}", {"display_name": "x", "layout": "spotlight"})
    assert {*reply.errors} == {"layout"}


def test_an_update_needs_the_display_name_and_changes_nothing_without_it(call: Caller) -> None:
    made = call.create(**SET)
    reply = call("PUT", f"/conferences/{made['id']}", {"size": "small"})
    assert reply.errors == {"display_name": "missing_required_parameter"}
    assert call("GET", f"/conferences/{made['id']}").json == made


def test_an_update_moves_updated_at_and_nothing_else_of_the_objects_own(call: Caller) -> None:
    row = call("GET", "/conferences").json["data"][-1]
    before = to_text(now())
    changed = call("PUT", f"/conferences/{row['id']}", {"display_name": "Moved"}).json
    assert row["updated_at"] < before <= changed["updated_at"]
    assert changed == {**row, "display_name": "Moved", "updated_at": changed["updated_at"]}


def test_an_id_is_understood_in_capitals(call: Caller) -> None:
    made = call.create()
    assert call("GET", f"/conferences/{made['id'].upper()}").json == made
