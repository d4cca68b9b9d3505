"""Times in words, at the boundaries where the words change."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences.presentation import times

Zone = zoneinfo.ZoneInfo
BERLIN = Zone("Europe/Berlin")
NOW = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)  # Thursday, 10:00 in Berlin

moments = st.datetimes(timezones=st.just(UTC)) | st.sampled_from(
    [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
zones = st.sampled_from([UTC, BERLIN, Zone("Pacific/Apia"), Zone("Pacific/Honolulu"), Zone("Asia/Kathmandu")])


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN).astimezone(UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (3660, "1 h 01"),
        (7199, "1 h 59"),
        (86_399, "23 h 59"),
        (86_400, "1 day"),
        (2 * 86_400 - 1, "1 day"),
        (2 * 86_400, "2 days"),
    ],
)
def test_a_duration_is_as_exact_as_it_is_long(seconds: float, words: str) -> None:
    assert times.duration(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (-1, "0 s"),
        (45, "45 s"),
        (60, "1 min"),
        (3600, "1 h"),
        (9000, "2 h 30 min"),
        (90_061, "1 d 1 h 1 min 1 s"),
        (200_000, "2 d 7 h 33 min 20 s"),
    ],
)
def test_an_exact_duration_leaves_nothing_out(seconds: float, words: str) -> None:
    assert times.exact_duration(seconds) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (berlin(2026, 11, 12, 0, 0), "Today"),
        (berlin(2026, 11, 12, 23, 59), "Today"),
        (berlin(2026, 11, 13, 0, 0), "Tomorrow"),
        (berlin(2026, 11, 11, 23, 59), "Yesterday"),
        (berlin(2026, 11, 14, 0, 0), "Sat 14 Nov"),
        (berlin(2026, 11, 10, 23, 59), "Tue 10 Nov"),
        (berlin(2026, 12, 31, 23, 59), "Thu 31 Dec"),
        (berlin(2027, 1, 1, 0, 0), "Fri 1 Jan 2027"),
        (berlin(2025, 12, 31, 23, 59), "Wed 31 Dec 2025"),
    ],
)
def test_a_day_is_named_by_the_midnights_of_the_zone(moment: datetime, words: str) -> None:
    assert times.day(moment, NOW, BERLIN) == words


def test_the_same_moment_is_another_day_in_another_zone() -> None:
    late = datetime(2026, 11, 12, 23, 30, tzinfo=UTC)
    assert times.day(late, NOW, UTC) == "Today"
    assert times.day(late, NOW, BERLIN) == "Tomorrow"
    assert times.moment_in_words(late, NOW, Zone("Asia/Kathmandu")) == "Tomorrow 05:15"


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=0), "in under 1 min"),
        (timedelta(seconds=59), "in under 1 min"),
        (timedelta(seconds=60), "in 1 min"),
        (timedelta(minutes=59, seconds=59), "in 59 min"),
        (timedelta(hours=1), "in 1 h"),
        (timedelta(hours=3, minutes=42), "in 3 h 42"),
        (timedelta(hours=13, minutes=59), "in 13 h 59"),  # 23:59
        (timedelta(hours=14), "tomorrow"),
        (timedelta(hours=37, minutes=59), "tomorrow"),
        (timedelta(hours=38), "in 2 days"),
        (timedelta(days=30), "in 30 days"),
    ],
)
def test_the_distance_ahead_counts_minutes_then_hours_then_midnights(distance: timedelta, words: str) -> None:
    assert times.until(NOW + distance, NOW, BERLIN) == words


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=10), "10 h ago"),  # 00:00
        (timedelta(hours=10, minutes=1), "10 h 01 ago"),  # 23:59 of the day before
        (timedelta(hours=12, minutes=1), "yesterday"),
        (timedelta(hours=34), "yesterday"),
        (timedelta(hours=34, minutes=1), "2 days ago"),
    ],
)
def test_the_distance_back_does_likewise(distance: timedelta, words: str) -> None:
    assert times.since(NOW - distance, NOW, BERLIN) == words


def test_shortly_after_midnight_is_not_called_tomorrow() -> None:
    assert times.until(berlin(2026, 11, 13), berlin(2026, 11, 12, 23, 59, 30), BERLIN) == "in under 1 min"
    late = berlin(2026, 11, 12, 23, 30)
    assert times.until(berlin(2026, 11, 13, 1, 0), late, BERLIN) == "in 1 h 30"
    assert times.since(late, berlin(2026, 11, 13, 1, 0), BERLIN) == "1 h 30 ago"


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(hours=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "1 d ago"),
        (timedelta(days=400), "400 d ago"),
    ],
)
def test_an_age_has_one_unit(passed: timedelta, words: str) -> None:
    assert times.age(NOW - passed, NOW) == words


def test_seconds_show_only_where_there_are_any() -> None:
    assert times.clock(berlin(2026, 11, 12, 9, 5), BERLIN) == "09:05"
    assert times.clock(berlin(2026, 11, 12, 9, 5, 7), BERLIN) == "09:05:07"
    assert times.minute(berlin(2026, 11, 12, 9, 5, 59), BERLIN) == "09:05"
    assert times.full(berlin(2026, 12, 31, 23, 59, 59), BERLIN) == "Thu 31 Dec 2026, 23:59:59"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (berlin(2026, 11, 12, 9), berlin(2026, 11, 12, 11), "Today 09:00 – 11:00"),
        (berlin(2026, 11, 11, 22, 55), berlin(2026, 11, 12, 0, 25), "Yesterday 22:55 – Today 00:25"),
        (berlin(2026, 11, 12, 10), berlin(2026, 11, 14, 18), "12 Nov 10:00 – 14 Nov 18:00"),
        (berlin(2026, 12, 31, 22), berlin(2027, 1, 1, 2), "31 Dec 22:00 – 1 Jan 2027 02:00"),
        (berlin(2026, 11, 20, 9), berlin(2026, 11, 20, 11), "Fri 20 Nov 09:00 – 11:00"),
    ],
)
def test_a_span_says_no_day_twice(first: datetime, last: datetime, words: str) -> None:
    assert times.span(first, last, NOW, BERLIN) == words


def test_utc_stands_beside_with_its_day_where_that_is_another() -> None:
    assert times.utc_beside(berlin(2026, 11, 12, 9), BERLIN) == "08:00 UTC"
    assert times.utc_beside(berlin(2026, 11, 12, 0, 30), BERLIN) == "Wed 11 Nov 2026, 23:30 UTC"


def test_utc_text_is_what_is_sent_to_the_microsecond() -> None:
    assert times.utc_text(NOW) == "2026-11-12T09:00:00Z"
    assert times.utc_text(NOW.replace(microsecond=250_000)) == "2026-11-12T09:00:00.250000Z"
    assert times.utc_text(datetime.min.replace(tzinfo=UTC)) == "0001-01-01T00:00:00Z"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        (UTC, "UTC"),
        (Zone("Atlantic/Reykjavik"), "UTC"),
        (BERLIN, "UTC+1"),
        (Zone("Asia/Kathmandu"), "UTC+5:45"),
        (Zone("America/St_Johns"), "UTC−3:30"),
        (Zone("Pacific/Honolulu"), "UTC−10"),
        (timezone(timedelta(minutes=-30)), "UTC−0:30"),
    ],
)
def test_the_offset_of_a_zone_is_that_of_the_moment(zone: tzinfo, words: str) -> None:
    assert times.zone_offset(zone, NOW) == words
    assert times.zone_offset(BERLIN, datetime(2026, 7, 1, tzinfo=UTC)) == "UTC+2"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Europe/Berlin", "Berlin"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_city(name: str, words: str) -> None:
    assert times.city(Zone(name)) == words


FUNCTIONS: list[Callable[[datetime, datetime, tzinfo], Any]] = [
    times.day,
    times.moment_in_words,
    times.until,
    times.since,
    lambda moment, now, zone: times.span(moment, now, now, zone),
    lambda moment, now, zone: times.age(moment, now),
    lambda moment, now, zone: times.full(moment, zone),
    lambda moment, now, zone: times.clock(moment, zone),
    lambda moment, now, zone: times.utc_beside(moment, zone),
    lambda moment, now, zone: times.utc_text(moment),
    lambda moment, now, zone: times.zone_offset(zone, moment),
]


@pytest.mark.parametrize("words", FUNCTIONS)
@given(moment=moments, now=moments, zone=zones)
@settings(max_examples=60, deadline=None)
def test_every_moment_has_words(
    words: Callable[[datetime, datetime, tzinfo], Any], moment: datetime, now: datetime, zone: tzinfo
) -> None:
    assert words(moment, now, zone)
