"""Facts and participants of one object, and rows of a list, from whatever the API may send."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences.presentation.details import ConferenceDetails, Fact, RoomDetails, meta_text
from conferences.presentation.icons import layout_glyph
from conferences.presentation.layouts import layout_words
from conferences.presentation.names import visible_name
from conferences.presentation.rows import ConferenceRow, RoomRow, render_rows
from conferences.signalwire import Conference, Member, Room, Session, Unreadable
from conferences.signalwire.limits import CONFERENCE_FIELDS, LAYOUTS, ROOM_FIELDS, SIZES

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
ID = UUID("c22d24f6-5a47-4597-9a23-c7d01e696b92")


def conference(**fields: Any) -> ConferenceDetails:
    return ConferenceDetails(now=NOW, zone=BERLIN, item=Conference(id=ID, **fields))


def room(**fields: Any) -> RoomDetails:
    return RoomDetails(now=NOW, zone=BERLIN, item=Room(id=ID, **fields))


def drawn(row: ConferenceRow | RoomRow) -> str:
    """The row as someone sees it who may change nothing."""
    return render_rows([row], may_edit=False, return_url="/")


def facts(details: ConferenceDetails | RoomDetails) -> dict[str, Fact]:
    return {fact.field: fact for fact in (*details.room_facts, *details.flag_facts, *details.identity_facts)}


# What the page has in other places: title, description, window, theme, session.
ELSEWHERE = {"display_name", "description", "join_from", "join_until", "active_session"}


def test_every_field_of_a_conference_has_its_place() -> None:
    colours = {field.name for field in CONFERENCE_FIELDS if field.kind == "colour"}
    assert set(facts(conference())) == set(Conference.__struct_fields__) - ELSEWHERE - colours


def test_every_field_of_a_room_has_its_place() -> None:
    assert set(facts(room())) == set(Room.__struct_fields__) - ELSEWHERE


@pytest.mark.parametrize(("details", "fields"), [(conference(), CONFERENCE_FIELDS), (room(), ROOM_FIELDS)])
def test_what_no_update_accepts_is_marked(details: ConferenceDetails | RoomDetails, fields: Any) -> None:
    writable = {field.name for field in fields if field.on_update}
    assert {name for name, fact in facts(details).items() if not fact.is_fixed} == set(
        facts(details)
    ) & writable
    assert facts(details)["name"].is_fixed
    assert facts(details)["id"].is_fixed


@pytest.mark.parametrize("details", [conference(), room()])
def test_what_is_not_set_says_so(details: ConferenceDetails | RoomDetails) -> None:
    unset = {name for name, fact in facts(details).items() if fact.value is None}
    assert unset == set(facts(details)) - {"id"}


@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_text_is_not_set(empty: str | None) -> None:
    shown = facts(conference(quality=empty, layout=empty, size=empty, name=empty))
    assert [shown[name].value for name in ("quality", "layout", "size", "name")] == [None] * 4


def test_false_is_a_value() -> None:
    assert facts(conference(enable_chat=False))["enable_chat"].value is False


@pytest.mark.parametrize(
    ("size", "long", "short"),
    [
        ("small", "Small, up to 10 people", "Small, 10"),
        ("medium", "Medium, up to 50 people", "Medium, 50"),
        ("large", "Large, up to 300 people", "Large, 300"),
        ("xlarge", "xlarge", "xlarge"),
    ],
)
def test_a_size_says_how_many_it_admits_and_an_unknown_one_itself(size: str, long: str, short: str) -> None:
    assert facts(conference(size=size))["size"].value == long
    row = ConferenceRow(now=NOW, zone=BERLIN, item=Conference(id=ID, size=size))
    assert f" · {short}<" in drawn(row)


def test_the_sizes_are_those_of_the_api() -> None:
    for size, admits in SIZES.items():
        assert facts(conference(size=size))["size"].value == f"{size.capitalize()}, up to {admits} people"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_the_api_has_words_and_a_drawing(layout: str) -> None:
    assert layout_words(layout)
    assert "<svg" in (layout_glyph(layout) or "")


@pytest.mark.parametrize(
    "layout", ["highlight-2-responsive", "0x0", "21x21", "<script>", "1x1-2x1", "99x999", ""]
)
def test_an_unknown_layout_stays_as_it_is_and_is_not_drawn(layout: str) -> None:
    assert layout_glyph(layout) is None
    assert layout_words(layout).replace(" × ", "x") == layout


def test_the_layout_s_own_name_stands_beside_words_for_it() -> None:
    assert (facts(conference(layout="grid-responsive"))["layout"].note) == "grid-responsive"
    assert (facts(conference(layout="mosaic-3"))["layout"].note) == ""


@pytest.mark.parametrize(
    ("meta", "text"),
    [
        (None, None),
        ({}, None),
        ([], "[]"),
        ("", '""'),
        ({"team": "blau", "ü": [1, None]}, '{\n  "team": "blau",\n  "ü": [\n    1,\n    null\n  ]\n}'),
        ("<script>", '"<script>"'),
    ],
)
def test_meta_is_shown_as_it_is(meta: Any, text: str | None) -> None:
    assert meta_text(meta) == text


def test_meta_that_is_too_deep_is_said_to_be() -> None:
    meta: list[Any] = []
    for _ in range(5000):
        meta = [meta]
    assert meta_text(meta) == "Too deeply nested to be shown."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (None, ""),
        ("", ""),
        ("  \n\t", ""),
        ("\u200b\u200d", ""),
        ("\u202e\u2066", ""),
        ("\0", ""),
        (" Ada ", "Ada"),
        ("全体会議", "全体会議"),
        ("\u202eAda", "\u202eAda"),
        ("👩‍🚀", "👩‍🚀"),
    ],
)
def test_a_name_that_cannot_be_seen_is_none(text: str | None, name: str) -> None:
    assert visible_name(text) == name


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({"display_name": "All hands", "name": "all_hands"}, "All hands"),
        ({"display_name": " ", "name": "all_hands"}, "all_hands"),
        ({"display_name": "\u200b", "name": "\u200b"}, str(ID)),
        ({}, str(ID)),
    ],
)
def test_a_row_always_has_a_label(fields: dict[str, str], label: str) -> None:
    assert conference(**fields).label == label


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"remove_after_seconds_elapsed": 0}, ""),
        ({"remove_after_seconds_elapsed": 9000}, "2 h 30 min"),
    ],
)
def test_a_stay_without_limit_is_not_zero_seconds(fields: dict[str, Any], words: str) -> None:
    assert room(**fields).remove_after == words


# Sessions and participants


@pytest.mark.parametrize(
    ("session", "is_live"),
    [
        (None, False),
        (Session(), False),
        (Session(status="in-progress"), True),
        (Session(status="in-progress", end_time=NOW), False),
        (Session(status="completed"), False),
        (Session(status="paused"), False),
    ],
)
def test_a_session_is_live_while_it_is_in_progress(session: Session | None, is_live: bool) -> None:
    assert (conference(active_session=session).session is not None) is is_live


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (None, ""),
        (NOW - timedelta(minutes=76), "1 h 16"),
        (NOW + timedelta(seconds=5), "0 s"),  # the clocks of two machines differ
    ],
)
def test_how_long_it_runs_is_said_where_its_start_is_known(start: datetime | None, words: str) -> None:
    assert conference(active_session=Session(status="in-progress", start_time=start)).live_for == words


def test_those_inside_come_first_in_the_order_in_which_they_came() -> None:
    def member(name: str | None, joined: float | None, left: float | None = None) -> Member:
        moments = (None if each is None else NOW - timedelta(minutes=each) for each in (joined, left))
        join_time, leave_time = moments
        return Member(name=name, join_time=join_time, leave_time=leave_time)

    people = conference().participants(
        [
            member("late", 5),
            member("gone", 60, 30),
            member(None, None),
            member("early", 90),
            member("first", 120, 1),
        ],
        has_more=False,
    )
    assert [(one.name, one.joined, one.stayed, one.has_left) for one in people.people] == [
        ("early", "08:30", "1 h 30", False),
        ("late", "09:55", "5 min", False),
        ("", "", "", False),
        ("first", "08:00", "1 h 59", True),
        ("gone", "09:00", "30 min", True),
    ]
    assert (people.inside, people.left, people.unreadable) == (3, 2, 0)


def test_a_participant_without_a_time_of_joining_has_the_duration_that_the_api_gives() -> None:
    (one,) = conference().participants([Member(duration=125.0)], has_more=False).people
    assert one.stayed == "2 min"


def test_a_participant_that_cannot_be_read_is_counted() -> None:
    people = conference().participants([Member(name="Ada"), Unreadable(reason="No.")], has_more=True)
    assert (len(people.people), people.unreadable, people.has_more) == (1, 1, True)


# Whatever may come

words = st.none() | st.text(max_size=12) | st.sampled_from(["<script>", "\u202e", *LAYOUTS, "medium", "#fff"])
moments = st.none() | st.datetimes(timezones=st.just(UTC))
flags = st.none() | st.booleans()
numbers = st.none() | st.integers(-(2**63), 2**63)
zones = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Apia"]).map(zoneinfo.ZoneInfo)
sessions = st.none() | st.builds(
    Session,
    status=st.sampled_from(["in-progress", "completed", None]),
    start_time=moments,
    end_time=moments,
    name=words,
    layout=words,
    fps=numbers | words,
    max_members=numbers,
    remove_at=moments,
    remove_after_seconds_elapsed=numbers,
)


def of_every_field(model: type[Conference] | type[Room]) -> st.SearchStrategy[Any]:
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "id": st.uuids(),
        "meta": st.none() | st.dictionaries(st.text(max_size=3), words),
        "active_session": sessions,
    }
    for name in model.__struct_fields__:
        kind = str(model.__annotations__[name])
        if name not in kinds:
            kinds[name] = (
                moments
                if "Moment" in kind
                else flags
                if "bool" in kind
                else numbers
                if kind.startswith("int")
                else words
            )
    return st.builds(model, **kinds)


@given(item=of_every_field(Conference), now=st.datetimes(timezones=st.just(UTC)), zone=zones)
@settings(max_examples=150, deadline=None)
def test_no_conference_is_too_odd_to_be_shown(
    item: Conference, now: datetime, zone: zoneinfo.ZoneInfo
) -> None:
    details = ConferenceDetails(now=now, zone=zone, item=item)
    row = ConferenceRow(now=now, zone=zone, item=item)
    assert details.label == row.label != ""
    assert len(facts(details)) == 14
    assert isinstance(details.session_facts, list)
    cells = drawn(row)
    assert cells.count("<th") == 1
    assert cells.count("<td") == 5
    assert "<script>" not in cells
    assert row.updated_exactly or item.updated_at is None


@given(item=of_every_field(Room), now=st.datetimes(timezones=st.just(UTC)), zone=zones)
@settings(max_examples=150, deadline=None)
def test_no_room_is_too_odd_to_be_shown(item: Room, now: datetime, zone: zoneinfo.ZoneInfo) -> None:
    details = RoomDetails(now=now, zone=zone, item=item)
    row = RoomRow(now=now, zone=zone, item=item)
    assert details.label == row.label != ""
    assert len(facts(details)) == 18
    cells = drawn(row)
    assert cells.count("<th") == 1
    assert cells.count("<td") == 5
    assert "<script>" not in cells
    assert isinstance(row.remove_at + row.remove_after, str)
