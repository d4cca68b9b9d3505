"""The made-up data: repeatable, believable, and holding everything a screen must bear."""

from __future__ import annotations

import re
import time
from collections import Counter

from conferences.sandbox.answers import Row
from conferences.sandbox.fixtures.conferences import conferences
from conferences.sandbox.fixtures.randomness import moment_text
from conferences.sandbox.fixtures.rooms import rooms
from conferences.signalwire.limits import CONFERENCE_FIELDS, LAYOUTS, NAME_PATTERN, QUALITIES, ROOM_FIELDS
from tests.sandbox.calls import Caller

NOON_ON_A_TUESDAY = 1_792_497_600


def _state(row: Row, now: str, soon: str) -> str:
    opens, closes = row["join_from"], row["join_until"]
    if closes is not None and closes < now:
        return "closed" if opens else "closed, only until"
    if opens is not None and opens > now:
        return "opens" if closes else "opens, no end"
    if opens is None:
        return "always open" if closes is None else "only until"
    if closes is None:
        return "open, no end"
    return "ends soon" if closes <= soon else "open until"


def test_the_same_seed_and_moment_make_the_same_data() -> None:
    first = list(conferences(150, 7, NOON_ON_A_TUESDAY))
    assert first == list(conferences(150, 7, NOON_ON_A_TUESDAY))
    other = list(conferences(150, 8, NOON_ON_A_TUESDAY))
    assert {plan.row["id"] for plan in first}.isdisjoint(plan.row["id"] for plan in other)
    assert list(rooms(50, 7, NOON_ON_A_TUESDAY)) == list(rooms(50, 7, NOON_ON_A_TUESDAY))


def test_dates_move_with_the_moment_and_ids_do_not() -> None:
    early = [plan.row for plan in conferences(200, 7, NOON_ON_A_TUESDAY)]
    late = [plan.row for plan in conferences(200, 7, NOON_ON_A_TUESDAY + 3 * 86_400)]
    assert [row["id"] for row in early] == [row["id"] for row in late]
    assert all(old["created_at"] < new["created_at"] for old, new in zip(early, late, strict=True))


def test_the_asked_amounts_are_made_with_unique_names_and_ids() -> None:
    for count in (0, 1, 3, 5000):
        made = [plan.row for plan in conferences(count, 7, NOON_ON_A_TUESDAY)]
        assert len({row["id"] for row in made}) == len({row["name"] for row in made}) == count
    assert len({plan.row["name"] for plan in rooms(2000, 7, NOON_ON_A_TUESDAY)}) == 2000


def test_every_row_has_every_key_and_a_name_the_api_would_take(populated: Caller) -> None:
    for kind, fields in (("conferences", CONFERENCE_FIELDS), ("rooms", ROOM_FIELDS)):
        rows = populated("GET", f"/{kind}", page_size=1000).json["data"]
        assert len({frozenset(row) for row in rows}) == 1
        assert {field.name for field in fields} < set(rows[0])
        assert all(re.fullmatch(NAME_PATTERN, row["name"]) and len(row["name"]) <= 100 for row in rows)
        assert all(len(row["display_name"] or "") <= 200 for row in rows)
        assert all(len(row["description"] or "") <= 3000 for row in rows)
        assert all(row["created_at"] <= row["updated_at"] <= moment_text(time.time()) for row in rows)


def test_the_first_two_pages_hold_every_join_state_and_live_meetings(populated: Caller) -> None:
    rows = populated("GET", "/conferences", page_size=100, include_active_session="true").json["data"]
    now, soon = moment_text(time.time()), moment_text(time.time() + 15 * 60)
    states = Counter(_state(row, now, soon) for row in rows)
    assert set(states) == {
        "always open",
        "opens",
        "opens, no end",
        "ends soon",
        "open until",
        "open, no end",
        "only until",
        "closed",
        "closed, only until",
    }
    live = [row for row in rows if row["active_session"]]
    assert len(live) >= 6
    assert any(row["join_until"] and row["join_until"] < now for row in live), "people inside a closed one"
    starts = sorted(row["join_from"] for row in rows if row["join_from"] and row["join_from"] > now)
    for minutes in (15, 60, 24 * 60, 7 * 24 * 60):
        assert any(start < moment_text(time.time() + minutes * 60) for start in starts), minutes
    assert sum(row["active_session"] is not None for row in rows[:25]) >= 4


def test_most_of_the_first_page_is_sober(populated: Caller) -> None:
    rows = populated("GET", "/conferences", page_size=50).json["data"]
    sober = [
        row
        for row in rows
        if row["display_name"] and re.fullmatch(r"[\w .:,&’–()-]{5,80}", row["display_name"])
    ]
    assert len(sober) >= 44
    customers = {row["display_name"].partition(" – ")[0] for row in sober}
    assert len(customers) >= 10
    assert not any("{" in (row["display_name"] or "") for row in rows)


def test_the_first_two_pages_hold_what_screens_trip_over(populated: Caller) -> None:
    rows = populated("GET", "/conferences", page_size=100).json["data"]
    names = [row["display_name"] or "" for row in rows]
    text = "".join(names)
    for script in ("\u0600-\u06ff", "\u0590-\u05ff", "\u3040-\u30ff", "\u0e00-\u0e7f", "🚀"):
        assert re.search(f"[{script}]", text), script
    for hostile in ("<script>", "</title>", '"', "\u202e", "\n"):
        assert hostile in text, hostile
    assert 200 in map(len, names)
    nullable = [field.name for field in CONFERENCE_FIELDS if field.nullable]
    assert [name for name in nullable if all(row[name] is not None for row in rows)] == []
    assert any(row["layout"] not in LAYOUTS for row in rows)
    assert any(row["quality"] not in QUALITIES for row in rows)
    assert any(row["light_primary"] == "red; background:url(//x)" for row in rows)
    assert any(row["light_primary"] is not None and row["dark_primary"] is None for row in rows)


def test_customers_have_brands_of_their_own(populated: Caller) -> None:
    rows = populated("GET", "/conferences", page_size=1000).json["data"]
    themes = Counter((row["light_primary"], row["dark_background"]) for row in rows)
    assert len([theme for theme, uses in themes.items() if uses >= 5]) >= 7


def test_rooms_have_nulls_metadata_and_limits_of_their_own(populated: Caller) -> None:
    rows = populated("GET", "/rooms", page_size=1000).json["data"]
    assert len(rows) == 100
    nullable = [field.name for field in ROOM_FIELDS if field.nullable]
    assert [name for name in nullable if all(row[name] is not None for row in rows)] == []
    assert [name for name in nullable if all(row[name] is None for row in rows)] == []
    assert {row["fps"] for row in rows} == {20, 30}
