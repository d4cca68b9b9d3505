"""What a create or an update refuses, field by field, read from the limits themselves."""

from __future__ import annotations

import json

import pytest

from conferences.sandbox import Sandbox
from conferences.signalwire.limits import CONFERENCE_FIELDS, ROOM_FIELDS, Field
from tests.sandbox.calls import Caller
from tests.sandbox.conftest import MakeCaller

EVERY_FIELD = [
    *(("/conferences", field) for field in CONFERENCE_FIELDS),
    *(("/rooms", field) for field in ROOM_FIELDS),
]
WRONG_TYPE = {
    "text": (7, "not_a_string"),
    "date_time": (7, "datetime_required"),
    "choice": (7, "invalid_parameter_value"),
    "flag": ("yes", "not_a_boolean"),
    "integer": ("7", "invalid_parameter_value"),
    "colour": (7, "not_a_string"),
    "json_object": ([], "not_a_hash"),
}


def _put(call: Caller, path: str, fields: dict[str, object]) -> dict[str, str]:
    """The errors of an update of one existing object, or of a create for what only that takes."""
    kind = path.strip("/")
    if "name" in fields:
        complete = {"display_name": "x", **fields}
        return call("POST", path, complete).errors
    row = call("GET", path, page_size=1).json["data"][0]
    reply = call("PUT", f"/{kind}/{row['id']}", {"display_name": "x", **fields})
    return {} if reply.status == 200 else reply.errors


@pytest.mark.parametrize(("path", "field"), EVERY_FIELD, ids=lambda value: getattr(value, "name", value))
def test_a_value_of_the_wrong_type_is_refused(populated: Caller, path: str, field: Field) -> None:
    value, code = WRONG_TYPE[field.kind]
    assert _put(populated, path, {field.name: value}) == {field.name: code}


def _beyond(field: Field) -> list[object]:
    """Values of the right type that break one limit each."""
    values: list[object] = []
    if field.kind == "json_object":
        return [{"note": "x" * (field.max_length or 0)}]
    if field.max_length is not None:
        values.append("x" * (field.max_length + 1))
    if field.pattern is not None:
        values += ["no good!", "#12345", "#1234567\n"]
    if field.choices:
        values += ["", f"{field.choices[0]} "]
    if field.minimum is not None:
        values.append(field.minimum - 1)
    if field.maximum is not None:
        values.append(field.maximum + 1)
    return values


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        pytest.param(path, field, value, id=f"{path}-{field.name}-{number}")
        for path, field in EVERY_FIELD
        for number, value in enumerate(_beyond(field))
    ],
)
def test_a_value_beyond_a_limit_is_refused(populated: Caller, path: str, field: Field, value: object) -> None:
    assert _put(populated, path, {field.name: value}) == {field.name: "invalid_parameter_value"}


def test_values_at_the_limits_are_kept(call: Caller) -> None:
    made = call.create(name="n" * 100, display_name="d" * 200, description="é" * 3000)
    assert (len(made["name"]), len(made["display_name"]), len(made["description"])) == (100, 200, 3000)
    meta = {"note": "x" * (2000 - len(json.dumps({"note": ""}, separators=(",", ":"))))}
    room = call(
        "POST",
        "/rooms",
        {"name": "edge", "max_members": 300, "remove_after_seconds_elapsed": 200_000, "meta": meta},
    ).json
    assert (room["max_members"], room["remove_after_seconds_elapsed"], room["meta"]) == (300, 200_000, meta)


@pytest.mark.parametrize("blank", ["", "   ", None])
def test_a_blank_display_name_is_required(populated: Caller, blank: object) -> None:
    reply = populated("POST", "/conferences", {"display_name": blank})
    assert reply.status == 422
    assert reply.json["errors"] == [
        {
            "type": "validation_error",
            "code": "missing_required_parameter",
            "message": "Display Name is required",
            "attribute": "display_name",
            "url": "https://signalwire.com/docs/apis/error-codes#missing_required_parameter",
        }
    ]


def test_an_empty_body_lacks_the_display_name(populated: Caller) -> None:
    assert populated("POST", "/conferences", b"").errors == {"display_name": "missing_required_parameter"}


def test_all_failing_fields_are_told_at_once_with_their_messages(populated: Caller) -> None:
    body = {
        "name": "a b",
        "size": "huge",
        "enable_chat": "on",
        "dark_primary": "red",
        "description": "x" * 3001,
    }
    reply = populated("POST", "/conferences", body)
    assert {error["attribute"]: error["message"] for error in reply.json["errors"]} == {
        "name": "Name is invalid",
        "display_name": "Display Name is required",
        "description": "Description is too long (maximum is 3000 characters)",
        "size": "Size is not included in the list",
        "enable_chat": "Enable Chat must be a boolean",
        "dark_primary": "Dark Primary is invalid",
    }


def test_a_taken_name_is_told_without_the_fields_name(call: Caller) -> None:
    call.create(name="taken")
    reply = call("POST", "/conferences", {"name": "taken", "display_name": "Second"})
    assert reply.errors == {"name": "not_unique_within_project"}
    assert reply.json["errors"][0]["message"] == "must be unique within project"
    assert call("POST", "/rooms", {"name": "room"}).status == 200
    assert call("POST", "/rooms", {"name": "room"}).errors == {"name": "not_unique_within_project"}


def test_a_name_is_free_again_after_a_delete(call: Caller) -> None:
    made = call.create(name="again")
    call("DELETE", f"/conferences/{made['id']}")
    assert call.create(name="again")["id"] != made["id"]


def test_a_conference_without_a_name_gets_one(call: Caller) -> None:
    names = {
        call.create(display_name=text)["name"] for text in ("Board Meeting", "Board Meeting", "取締役会")
    }
    assert len(names) == 3
    assert sum(name.startswith("board-meeting-") for name in names) == 2


def test_unknown_keys_and_those_of_the_other_verb_are_dropped(call: Caller) -> None:
    made = call.create(
        max_participants=5,
        meta={"a": 1},
        tone_on_entry_and_exit=False,
        room_join_video_off=True,
        user_join_video_off="not even a boolean",
    )
    assert "max_participants" not in made
    assert (made["meta"], made["tone_on_entry_and_exit"]) == (None, True)
    assert (made["room_join_video_off"], made["user_join_video_off"]) == (False, False)
    body = {"display_name": "x", "name": "renamed", "meta": {"a": 1}, "user_join_video_off": True}
    changed = call("PUT", f"/conferences/{made['id']}", body).json
    assert (changed["name"], changed["meta"], changed["user_join_video_off"]) == (made["name"], None, True)


def test_a_create_sets_the_documented_defaults_and_answers_every_key(call: Caller) -> None:
    made = call.create()
    for field in CONFERENCE_FIELDS:
        if field.name not in {"name", "display_name"}:
            assert made[field.name] == field.default
    assert set(made) == {field.name for field in CONFERENCE_FIELDS} | {
        "id",
        "meta",
        "created_at",
        "updated_at",
    }
    room = call("POST", "/rooms", {"name": "plain"}).json
    assert (room["display_name"], room["max_members"], room["fps"]) == ("plain", 20, 20)
    assert {"tone_on_entry_and_exit", "prioritize_handraise", "sync_audio_video", "remove_at"} <= set(room)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ("2026-01-31t10:00:00z", "2026-01-31T10:00:00Z"),
        ("2026-01-31T10:00:00.999+02:30", "2026-01-31T07:30:00Z"),
        ("2026-01-31", "2026-01-31T00:00:00Z"),
        ("2022-01-01T23:59:60Z", "2022-01-02T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
    ],
)
def test_moments_are_kept_in_utc(call: Caller, sent: str, kept: str) -> None:
    assert call.create(join_from=sent)["join_from"] == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "2026-02-30",
        "2026-01-31T10:00:00",
        "2026-01-31T25:00:00Z",
        "2026-01-31T10:00:00+99:00",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:60Z",
        "1767225600",
        "٢٠٢٦-٠١-٠١",
    ],
)
def test_what_is_no_moment_is_refused(populated: Caller, text: str) -> None:
    reply = populated("POST", "/conferences", {"display_name": "x", "join_from": text})
    assert reply.errors == {"join_from": "not_a_datetime"}


def test_a_window_may_not_end_before_it_begins_also_after_a_merge(call: Caller) -> None:
    window = {"join_from": "2026-05-02", "join_until": "2026-05-01"}
    wrong = call("POST", "/conferences", {"display_name": "x", **window})
    assert wrong.errors == {"join_until": "invalid_join_until_date"}
    made = call.create(join_from="2026-05-02", join_until="2026-05-02")
    body = {"display_name": "x", "join_until": "2026-05-01T23:59:59Z"}
    assert call("PUT", f"/conferences/{made['id']}", body).errors == {"join_until": "invalid_join_until_date"}
    assert call("GET", f"/conferences/{made['id']}").json == made


def test_null_clears_what_may_be_null_and_nothing_else(call: Caller) -> None:
    made = call.create(description="x", join_from="2026-01-01", dark_primary="#112233")
    nothing = {"description": None, "join_from": None, "dark_primary": None, "size": None}
    changed = call("PUT", f"/conferences/{made['id']}", {"display_name": "x", **nothing}).json
    assert {name: changed[name] for name in nothing} == nothing
    wrong = call(
        "PUT", f"/conferences/{made['id']}", {"display_name": "x", "quality": None, "enable_chat": None}
    )
    assert wrong.errors == {"quality": "invalid_parameter_value", "enable_chat": "not_a_boolean"}


def test_null_can_be_refused_altogether(make_caller: MakeCaller) -> None:
    call = make_caller(null="refuse")
    body = {"display_name": "x", "join_from": None, "description": None}
    assert call("POST", "/conferences", body).errors == {
        "description": "not_a_string",
        "join_from": "datetime_required",
    }


def test_the_display_name_can_be_optional(make_caller: MakeCaller) -> None:
    call = make_caller(require_display_name=False)
    made = call("POST", "/conferences", {"name": "short"}).json
    assert made["display_name"] == "short"
    assert call("PUT", f"/conferences/{made['id']}", {"size": "large"}).json["size"] == "large"


def test_only_loopback_is_listened_on() -> None:
    with pytest.raises(ValueError, match="loopback"):
        Sandbox(host="0.0.0.0")  # noqa: S104
