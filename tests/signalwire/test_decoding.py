from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from conferences.signalwire import Conference, ConferenceToken, Member, Room, Session, Unreadable
from conferences.signalwire.decoding import Undecodable, decode_list, decode_object
from conferences.signalwire.limits import DEPTH_MAXIMUM

from .payloads import CONFERENCE_ID, conference, encoded, listing, room, session, token

ROOT = Path(__file__).resolve().parents[2]


def only(record: object, model: type[Any] = Conference) -> Any:
    """The one record of a list, after a sound one so that the page itself is decodable."""
    items, _ = decode_list(encoded(listing(record)), model)
    assert len(items) == 1
    return items[0]


def test_a_conference_comes_out_with_real_types() -> None:
    found = only(conference(active_session=session()))
    assert isinstance(found, Conference)
    assert found.id == UUID(CONFERENCE_ID)
    assert found.join_from == datetime(2022, 1, 1, tzinfo=UTC)
    assert found.join_until is not None
    assert found.join_until.tzinfo is UTC
    assert found.active_session is not None
    assert found.active_session.is_live
    assert found.active_session.fps == "20"


def test_rooms_members_sessions_and_tokens_are_decoded() -> None:
    assert only(room(), Room).meta == {"team": "blue"}
    assert only(session(end_time="2022-01-01T11:00:00Z"), Session).is_live is False
    assert only(token(), ConferenceToken).token == "vpt_62c65414de4d067d07415a7ced8183be"
    member = only({"id": CONFERENCE_ID, "name": None, "duration": 12, "cost_in_dollars": "0.1"}, Member)
    assert (member.duration, member.cost_in_dollars) == (12.0, "0.1")


def test_unknown_keys_are_ignored_and_unknown_values_kept() -> None:
    found = only(conference(layout="spotlight-carousel", quality="4k", size="xxl", invented={"a": 1}))
    assert (found.layout, found.quality, found.size) == ("spotlight-carousel", "4k", "xxl")


def test_every_key_but_the_id_may_be_null_or_missing() -> None:
    nulls = only(dict.fromkeys(conference(), None) | {"id": CONFERENCE_ID})
    assert nulls == only({"id": CONFERENCE_ID}) == Conference(id=UUID(CONFERENCE_ID))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2022-01-01", datetime(2022, 1, 1, tzinfo=UTC)),
        ("2022-01-01T10:00:00", datetime(2022, 1, 1, 10, tzinfo=UTC)),
        ("2022-01-01T10:00", datetime(2022, 1, 1, 10, tzinfo=UTC)),
        ("2022-01-01 10:00:00 UTC", datetime(2022, 1, 1, 10, tzinfo=UTC)),
        ("2022-01-01T12:00:00+02:00", datetime(2022, 1, 1, 10, tzinfo=UTC)),
        ("2022-01-01T12:00:00+0200", datetime(2022, 1, 1, 10, tzinfo=UTC)),
        ("2022-01-01T10:00:00.25Z", datetime(2022, 1, 1, 10, 0, 0, 250_000, tzinfo=UTC)),
        ("2022-01-01T23:59:60Z", datetime(2022, 1, 2, tzinfo=UTC)),
        ("2022-01-02T01:59:60+02:00", datetime(2022, 1, 2, tzinfo=UTC)),
        ("", None),
    ],
)
def test_times_of_every_form_come_out_in_utc(text: str, meant: datetime | None) -> None:
    for found in (
        only(conference(join_from=text)).join_from,
        only(conference(active_session=session(start_time=text))).active_session.start_time,
        decode_object(encoded(conference(join_from=text)), Conference).join_from,
    ):
        assert found == meant
        assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("field", "sent", "meant"),
    [
        ("record_on_start", "true", True),
        ("record_on_start", "0", False),
        ("record_on_start", 1, True),
        ("record_on_start", "", None),
        ("max_members", "20", 20),
        ("max_members", 20.0, 20),
        ("max_members", "20.0", 20),
        ("fps", "30", "30"),
        ("name", 2024, "2024"),
        ("active_session", [], None),
        ("active_session", "", None),
    ],
)
def test_a_value_whose_meaning_is_plain_is_mended(field: str, sent: object, meant: object) -> None:
    found = only(room(**{field: sent}), Room)
    assert isinstance(found, Room)
    assert getattr(found, field) == meant
    assert found.display_name == "My room"


def test_a_single_scope_is_taken_as_a_list_of_one() -> None:
    assert only(token(scopes="room.recording"), ConferenceToken).scopes == ("room.recording",)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("join_from", "yesterday"),
        ("join_from", "2022-02-30T00:00:00Z"),
        ("join_from", "0001-01-01T00:00:00+14:00"),
        ("join_from", {"at": 1}),
        ("join_from", True),
        ("record_on_start", "maybe"),
        ("enable_chat", 7),
        ("name", {"nested": []}),
        ("display_name", ["a"]),
        ("active_session", "running"),
        ("active_session", {"start_time": "never"}),
        ("active_session", {"start_time": "0001-01-01T00:00:00+14:00"}),
        ("id", "not-a-uuid"),
        ("id", None),
        ("id", ...),
    ],
)
def test_one_unreadable_record_costs_only_itself(field: str, value: object) -> None:
    other = conference(id="0b7fd1a8-6cf6-4a2c-9fd6-2d05d6a7b2f1")
    broken = conference(**{field: value})
    items, _ = decode_list(encoded(listing(other, broken, other)), Conference)
    first, found, last = items
    assert isinstance(first, Conference)
    assert isinstance(last, Conference)
    assert isinstance(found, Unreadable)
    assert found.id == (None if field == "id" else UUID(CONFERENCE_ID))
    assert found.name == (None if field == "name" else "all_hands")
    assert f"“{field}”" in found.reason
    with pytest.raises(Undecodable, match=f"“{field}”"):
        decode_object(encoded(broken), Conference)


@pytest.mark.parametrize("record", [None, 7, "text", [], [1], True])
def test_a_record_that_is_no_object_is_set_aside(record: object) -> None:
    found = only(record)
    assert isinstance(found, Unreadable)
    assert (found.id, found.name) == (None, None)


def test_the_reason_holds_nothing_of_the_value() -> None:
    assert "<script>" not in only(conference(join_from="<script>")).reason


def test_a_number_too_large_for_anything_costs_its_record_only() -> None:
    body = encoded(listing(conference(meta="HERE"), conference())).replace(b'"HERE"', b"1e999")
    (first, second), _ = decode_list(body, Conference)
    assert isinstance(first, Unreadable)
    assert first.id == UUID(CONFERENCE_ID)
    assert isinstance(second, Conference)


def test_an_endless_integer_costs_its_record_only() -> None:
    body = encoded(listing(room(max_members="HERE"), room())).replace(b'"HERE"', b"9" * 5000)
    (first, second), _ = decode_list(body, Room)
    assert isinstance(first, Unreadable)
    assert isinstance(second, Room)


@pytest.mark.parametrize(
    ("broken", "shown"),
    [
        (b"\xff", "a\ufffdb"),
        (b"\\ud800", "a\ufffdb"),
        (b"\\udc00", "a\ufffdb"),
        (b"\\ud83d\\ude00", "a😀b"),
        (b"\\\\ud800", "a\\ud800b"),
    ],
)
def test_half_characters_are_replaced_and_whole_ones_kept(broken: bytes, shown: str) -> None:
    record = encoded(conference(display_name="aHEREb")).replace(b"HERE", broken)
    assert decode_object(record, Conference).display_name == shown
    # One broken record beside one that shows whether repair keeps its hands off sound text.
    sound = encoded(conference(display_name="😀 \\ud800"))
    items, _ = decode_list(b'{"data":[' + record + b"," + sound + b"]}", Conference)
    assert [item.display_name for item in items if isinstance(item, Conference)] == [shown, "😀 \\ud800"]


def test_a_byte_order_mark_does_no_harm() -> None:
    assert decode_object(b"\xef\xbb\xbf" + encoded(conference()), Conference).name == "all_hands"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"null",
        b"7",
        b"[]",
        b"{}",
        b'"text"',
        b'{"data": null}',
        b'{"data": {}}',
        b'{"data": "x"}',
        b'{"links": {}}',
        b'{"data": [NaN]}',
        b'{"data": [',
        b'{"data": []} trailing',
        b"<html><body>Sign in</body></html>",
        b"\x00\x01\x02",
        encoded(listing(conference()))[:-40],
    ],
)
def test_a_body_that_is_no_list_is_undecodable(body: bytes) -> None:
    with pytest.raises(Undecodable) as caught:
        decode_list(body, Conference)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b'{"id": NaN}', b"<html>", encoded(conference())[:-9]]
)
def test_a_body_that_is_no_object_is_undecodable(body: bytes) -> None:
    with pytest.raises(Undecodable):
        decode_object(body, Conference)


def test_a_web_page_and_an_empty_answer_are_named_as_such() -> None:
    with pytest.raises(Undecodable, match="web page"):
        decode_list(b"\n <!doctype html>", Conference)
    with pytest.raises(Undecodable, match="empty"):
        decode_list(b" ", Conference)


def test_ten_thousand_records_are_decoded_even_if_all_need_mending() -> None:
    items, _ = decode_list(encoded(listing(*[conference(join_from="2022-01-01")] * 10_000)), Conference)
    assert len(items) == 10_000
    assert all(isinstance(item, Conference) for item in items)


@pytest.mark.parametrize("text", ['{"a":' * 300 + "1" + "}" * 300, "[" * 600 + "]" * 600])
def test_what_is_nested_too_deeply_to_be_kept_and_compared_costs_its_record(text: str) -> None:
    raw = encoded(room(meta="@")).replace(b'"@"', text.encode())
    with pytest.raises(Undecodable):
        decode_object(raw, Room)
    items, _ = decode_list(b'{"data": [' + raw + b"]}", Room)
    assert isinstance(items[0], Unreadable)


def test_what_is_nested_as_deep_as_anybody_writes_is_read() -> None:
    deep: Any = "bottom"
    for _ in range(99):
        deep = {"a": deep}
    assert only(room(meta=deep), Room).meta == deep


def test_what_is_nested_one_deeper_than_is_kept_costs_its_record() -> None:
    deep: Any = {}
    for _ in range(DEPTH_MAXIMUM - 1):
        deep = {"a": deep}
    assert only(room(meta=deep), Room).meta == deep
    assert isinstance(only(room(meta={"a": deep}), Room), Unreadable)


@pytest.mark.parametrize("depth", [900, 1100, 5000, 200_000])
@pytest.mark.parametrize(("opening", "closing"), [('{"a}]":', "}"), ("[", "]")])
def test_what_no_decoder_can_follow_costs_its_record_and_not_the_page(
    opening: str, closing: str, depth: int
) -> None:
    sound = room(name='[{" \\', meta={"kept": ["as", {"it": "is]"}]})
    rows = encoded(listing(sound, room(name="hostile", meta="@"), sound))
    deep = opening * depth + "1" + closing * depth
    items, links = decode_list(rows.replace(b'"@"', deep.encode()), Room)
    assert [type(item) for item in items] == [Room, Unreadable, Room]
    assert items[0] == items[2] == only(sound, Room)
    assert isinstance(items[1], Unreadable)
    assert items[1].name == "hostile"
    assert items[1].id is not None
    assert links == json.loads(rows)["links"]


@pytest.mark.parametrize("text", ["[" * 3000, '{"data": [' + "[" * 3000 + '"', "]" * 3000 + "[" * 3000])
def test_nesting_that_never_ends_is_an_answer_that_cannot_be_read(text: str) -> None:
    with pytest.raises(Undecodable):
        decode_list(text.encode(), Room)


def test_a_record_that_is_nothing_but_nesting_costs_itself() -> None:
    body = b'{"data": [' + encoded(room()) + b", " + b"[" * 100_000 + b"]" * 100_000 + b"]}"
    items, _ = decode_list(body, Room)
    assert [type(item) for item in items] == [Room, Unreadable]


_AT_ONCE = """
import sys, threading
sys.setswitchinterval(1e-6)
from conferences.signalwire.decoding import decode_list
from conferences.signalwire.models import Conference
barrier = threading.Barrier(12)
def decode():
    barrier.wait()
    decode_list(sys.argv[1].encode(), Conference)
threads = [threading.Thread(target=decode) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_the_first_lists_of_a_process_are_decoded_by_several_threads_at_once() -> None:
    body = json.dumps(listing(*[conference() for _ in range(30)]))
    for _ in range(5):
        ended = subprocess.run([sys.executable, "-c", _AT_ONCE, body], cwd=ROOT, check=False, timeout=60)
        assert ended.returncode == 0
