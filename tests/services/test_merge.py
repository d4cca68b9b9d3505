"""Merging and comparing as pure functions, with generated values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferences.services.saving.merge import FieldMismatch, is_known, merge, not_kept, same
from conferences.signalwire.kinds import CONFERENCE, ROOM

NAMES = ("a", "b", "c", "d")
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 2),
    st.sampled_from(["", "x", "X", "y"]),
    st.integers(0, 2).map(lambda hours: datetime(2026, 1, 1, hours, tzinfo=UTC)),
    st.dictionaries(st.sampled_from(["k"]), st.integers(0, 1), max_size=1),
)
STATES = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES))
PARTS = st.dictionaries(st.sampled_from(NAMES), VALUES)


@given(base=STATES, theirs=STATES, wanted=PARTS)
def test_every_field_of_a_merge_is_accounted_for(
    base: dict[str, object], theirs: dict[str, object], wanted: dict[str, object]
) -> None:
    merged = merge(base, theirs, wanted)
    assert merged.values.keys() == theirs.keys()
    torn = {conflict.name for conflict in merged.conflicts}
    assert len(torn) + len(merged.changed) + len(merged.merged) == len(
        torn | {*merged.changed} | {*merged.merged}
    )
    for name, value in merged.values.items():
        if name in merged.changed:
            assert same(value, wanted[name])
            assert same(base[name], theirs[name]), "only what no one else changed is overwritten"
            assert not same(value, theirs[name])
        else:
            assert value is theirs[name]


@given(base=STATES, theirs=STATES, wanted=PARTS)
def test_no_change_of_either_side_is_lost_in_a_merge(
    base: dict[str, object], theirs: dict[str, object], wanted: dict[str, object]
) -> None:
    merged = merge(base, theirs, wanted)
    torn = {conflict.name for conflict in merged.conflicts}
    for name, mine in wanted.items():
        if not same(mine, base[name]):
            assert name in torn or same(merged.values[name], mine)
    for name in NAMES:
        if not same(theirs[name], base[name]):
            assert name in torn or same(merged.values[name], theirs[name])


@given(base=STATES, one=PARTS, other=PARTS)
def test_changes_to_different_fields_come_together_in_either_order(
    base: dict[str, object], one: dict[str, object], other: dict[str, object]
) -> None:
    other = {name: value for name, value in other.items() if name not in one}
    first = merge(base, merge(base, base, one).values, other)
    second = merge(base, merge(base, base, other).values, one)
    assert first.conflicts == second.conflicts == ()
    assert all(same(first.values[name], second.values[name]) for name in NAMES)


@given(base=STATES, theirs=STATES)
def test_someone_who_changes_nothing_changes_nothing(
    base: dict[str, object], theirs: dict[str, object]
) -> None:
    for wanted in ({}, base):
        merged = merge(base, theirs, wanted)
        assert (merged.changed, merged.conflicts, merged.values) == ((), (), theirs)


@given(base=STATES, theirs=STATES, wanted=STATES)
def test_choosing_in_every_conflict_ends_them(
    base: dict[str, object], theirs: dict[str, object], wanted: dict[str, object]
) -> None:
    merged = merge(base, theirs, wanted)
    chosen = {**merged.values, **{conflict.name: conflict.mine for conflict in merged.conflicts}}
    again = merge(theirs, theirs, chosen)
    assert again.conflicts == ()
    assert {*again.changed} == {*merged.changed, *(conflict.name for conflict in merged.conflicts)}


@given(one=VALUES, other=VALUES)
def test_being_the_same_goes_both_ways(one: object, other: object) -> None:
    assert same(one, one)
    assert same(one, other) == same(other, one)


def test_a_conflict_tells_all_three_values() -> None:
    (conflict,) = merge({"a": 1}, {"a": 2}, {"a": 3}).conflicts
    assert (conflict.name, conflict.base, conflict.theirs, conflict.mine) == ("a", 1, 2, 3)


def test_the_same_change_by_both_is_no_conflict() -> None:
    merged = merge({"a": 1}, {"a": 2}, {"a": 2})
    assert (merged.conflicts, merged.changed, merged.merged) == ((), (), ())


def test_a_colour_that_came_back_in_other_letters_was_changed_by_nobody() -> None:
    base, theirs = {"dark_primary": "#AABBCC"}, {"dark_primary": "#aabbcc"}
    mine = merge(base, theirs, {"dark_primary": "#112233"})
    assert (mine.changed, mine.conflicts, mine.merged) == (("dark_primary",), (), ())
    assert merge(base, theirs, base) == merge(theirs, theirs, {})
    letters_only = merge(base, base, theirs)
    assert (letters_only.values, letters_only.changed) == (theirs, ("dark_primary",))


def test_the_same_colour_from_both_is_no_conflict_in_any_letters() -> None:
    merged = merge({"dark_primary": "#112233"}, {"dark_primary": "#aabbcc"}, {"dark_primary": "#AABBCC"})
    assert (merged.conflicts, merged.changed) == ((), ())
    assert merged.values == {"dark_primary": "#aabbcc"}


def test_letter_case_counts_in_every_other_text() -> None:
    merged = merge({"description": "Lab"}, {"description": "lab"}, {"description": "Hall"})
    assert [conflict.name for conflict in merged.conflicts] == ["description"]


NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (None, "", True),
        (None, False, False),
        (None, 0, False),
        (None, {}, False),
        (True, 1, False),
        (NOON, NOON.astimezone(timezone(timedelta(hours=5, minutes=45))), True),
        (NOON, NOON + timedelta(microseconds=1), False),
        ("x ", "x", False),
        ("é", "e\u0301", False),
        ("#ABCDEF", "#abcdef", False),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}, True),
        ({"a": [1]}, {"a": [1, 2]}, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
    ],
)
def test_what_counts_as_the_same(one: object, other: object, expected: bool) -> None:
    assert same(one, other) is expected


def test_a_colour_in_other_letter_case_was_kept_and_a_text_was_not() -> None:
    sent = {"dark_primary": "#AABBCC", "description": "Hello"}
    got = {"dark_primary": "#aabbcc", "description": "hello"}
    assert not_kept(CONFERENCE, sent, got) == (FieldMismatch("description", "Hello", "hello"),)


def test_a_field_that_does_not_come_back_was_not_kept() -> None:
    assert not_kept(ROOM, {"quality": "1080p"}, {}) == (FieldMismatch("quality", "1080p", None),)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("layout", "grid-responsive", True),
        ("layout", "spotlight-carousel", False),
        ("quality", "2160p", False),
        ("dark_primary", "#aAbB09", True),
        ("dark_primary", "red; background: url(x)", False),
        ("dark_primary", "#aabbcc\n", False),
        ("display_name", "x" * 200, True),
        ("display_name", "x" * 201, False),
        ("description", 7, False),
        ("join_until", NOON, True),
        ("enable_chat", True, True),
        ("size", None, True),
    ],
)
def test_which_values_the_api_is_known_to_take(name: str, value: object, expected: bool) -> None:
    assert is_known(CONFERENCE.fields[name], value) is expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("max_members", 1, True),
        ("max_members", 301, False),
        ("max_members", 0, False),
        ("max_members", True, False),
        ("meta", {"a": 1}, True),
        ("meta", "text", False),
    ],
)
def test_which_values_a_room_is_known_to_take(name: str, value: object, expected: bool) -> None:
    assert is_known(ROOM.fields[name], value) is expected
