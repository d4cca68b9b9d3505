from __future__ import annotations

from datetime import datetime
from typing import get_args, get_type_hints
from uuid import UUID

import msgspec
import pytest

from conferences.signalwire import Conference, ConferenceToken, Room, limits
from conferences.signalwire.decoding import decode_object

from .payloads import CONFERENCE_ID, conference, encoded, room, token

READ_ONLY_OF_A_CONFERENCE = {"id", "name", "meta", "created_at", "updated_at", "active_session"}
READ_ONLY_OF_A_ROOM = {
    "id",
    "name",
    "fps",
    "tone_on_entry_and_exit",
    "room_join_video_off",
    "user_join_video_off",
    "prioritize_handraise",
    "created_at",
    "updated_at",
    "active_session",
}
KINDS = {
    "text": str,
    "choice": str,
    "colour": str,
    "date_time": datetime,
    "flag": bool,
    "integer": int,
}


@pytest.mark.parametrize(
    ("model", "fields"), [(Conference, limits.CONFERENCE_FIELDS), (Room, limits.ROOM_FIELDS)]
)
def test_every_writable_field_is_an_attribute_of_its_kind(
    model: type[msgspec.Struct], fields: tuple[limits.Field, ...]
) -> None:
    hints = get_type_hints(model)
    for field in fields:
        if field.kind != "json_object":
            assert KINDS[field.kind] in get_args(hints[field.name]), field.name
    names = [field.name for field in fields]
    assert len(names) == len(set(names))
    assert "meta" in hints


@pytest.mark.parametrize(
    ("model", "fields", "read_only"),
    [
        (Conference, limits.CONFERENCE_FIELDS, READ_ONLY_OF_A_CONFERENCE),
        (Room, limits.ROOM_FIELDS, READ_ONLY_OF_A_ROOM),
    ],
)
def test_every_attribute_is_writable_or_known_to_be_read_only(
    model: type[msgspec.Struct], fields: tuple[limits.Field, ...], read_only: set[str]
) -> None:
    writable = {field.name for field in fields if field.on_update}
    assert writable | read_only == set(model.__struct_fields__)
    assert not writable & read_only


def test_the_specifications_conference_has_no_key_that_the_model_lacks() -> None:
    assert set(conference(active_session=None)) == set(Conference.__struct_fields__)


def test_the_specifications_room_has_no_key_that_the_model_lacks() -> None:
    assert set(room(active_session=None)) == set(Room.__struct_fields__)


def test_a_conference_sends_all_its_23_writable_fields_back_as_they_are() -> None:
    found = decode_object(encoded(conference(layout="spotlight-carousel")), Conference)
    fields = found.writable_fields()
    assert len(fields) == 23
    assert fields["layout"] == "spotlight-carousel"
    assert fields["join_from"] == found.join_from
    assert fields["record_on_start"] is False
    assert "name" not in fields
    assert "meta" not in fields


def test_fields_without_a_value_are_left_out() -> None:
    found = decode_object(encoded(conference(description=None, dark_primary=None, size=None)), Conference)
    assert {"description", "dark_primary", "size"}.isdisjoint(found.writable_fields())
    assert Conference(id=UUID(CONFERENCE_ID)).writable_fields() == {}


def test_a_room_sends_its_meta_and_no_read_only_field_back() -> None:
    assert decode_object(encoded(room()), Room).writable_fields() == {
        "display_name": "My room",
        "max_members": 20,
        "quality": "720p",
        "layout": "grid-responsive",
        "record_on_start": False,
        "meta": {"team": "blue"},
    }


@pytest.mark.parametrize(
    ("name", "scopes", "role"),
    [
        ("Moderator", None, "moderator"),
        (" moderator ", ["room.self.audio_mute"], "moderator"),
        ("GUEST", ["room.recording"], "guest"),
        (None, ["room.self.audio_mute", "room.recording"], "moderator"),
        ("My First Token", ["room.member.audio_mute"], "moderator"),
        ("Lobby", ["room.self.audio_mute", "room.self.deaf"], "guest"),
        ("Lobby", ["room.self.audio_mute", "room.set_layout"], "unknown"),
        (None, [], "unknown"),
        (None, None, "unknown"),
    ],
)
def test_a_tokens_role_comes_from_its_name_and_else_from_its_scopes(
    name: str | None, scopes: list[str] | None, role: str
) -> None:
    assert decode_object(encoded(token(name=name, scopes=scopes)), ConferenceToken).role == role


def test_a_tokens_value_is_not_in_its_repr() -> None:
    found = decode_object(encoded(token()), ConferenceToken)
    assert found.token is not None
    assert found.token not in f"{found!r} {found}"


def test_objects_cannot_be_changed() -> None:
    found = decode_object(encoded(conference()), Conference)
    with pytest.raises(AttributeError):
        found.name = "other"  # type: ignore[misc]


@pytest.mark.parametrize("fields", [limits.CONFERENCE_FIELDS, limits.ROOM_FIELDS])
def test_every_default_is_within_its_own_limits(fields: tuple[limits.Field, ...]) -> None:
    for field in fields:
        if isinstance(field.default, str):
            assert field.matches(field.default), field.name
            assert not field.choices or field.default in field.choices, field.name
