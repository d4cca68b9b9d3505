"""What people may call a time zone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conferences.forms.zones import UnknownZone, find_zones, near_zones, parse_zone, zones

WINTER = datetime(2026, 11, 21, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("America/New_York", "America/New_York"),
        ("New York", "America/New_York"),
        ("  new_york ", "America/New_York"),
        ("US/Eastern", "America/New_York"),
        ("Kathmandu", "Asia/Kathmandu"),
        ("Katmandu", "Asia/Kathmandu"),
        ("Kolkata", "Asia/Kolkata"),
        ("Calcutta", "Asia/Kolkata"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("oslo", "Europe/Oslo"),
        ("utc", "UTC"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_name_a_city_or_an_old_name_is_one_zone(text: str, name: str) -> None:
    assert parse_zone(text, WINTER) == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("EST", "can mean America/New_York, America/Toronto"),
        ("UTC-5", "can mean America/New_York, America/Toronto"),
        ("berl", "Did you mean Europe/Berlin?"),
        ("Atlantis", "No time zone matches “Atlantis”."),
        ("../etc/passwd", "No time zone matches"),
        ("x" * 500, "No time zone matches"),
    ],
)
def test_what_is_no_single_zone_is_answered_with_those_it_may_mean(text: str, words: str) -> None:
    with pytest.raises(UnknownZone) as error:
        parse_zone(text, WINTER)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("New York", "America/New_York"),
        ("EST", "America/New_York"),
        ("UTC-5", "America/New_York"),
        ("GMT+5:45", "Asia/Kathmandu"),
        ("Calcutta", "Asia/Kolkata"),
        ("kathm", "Asia/Kathmandu"),
        ("India", "America/Indiana/Indianapolis"),
    ],
)
def test_a_search_finds_the_likeliest_zone_first(text: str, first: str) -> None:
    assert find_zones(text, WINTER)[0] == first


def test_an_offset_is_that_of_the_day() -> None:
    assert "America/New_York" not in find_zones("UTC-5", SUMMER)
    assert find_zones("UTC-5", SUMMER)[0] == "America/Chicago"


def test_what_was_used_lately_comes_first_among_equals() -> None:
    assert find_zones("EST", WINTER, first=["America/Jamaica"])[0] == "America/Jamaica"
    assert find_zones("Berlin", WINTER, first=["America/Jamaica"]) == ["Europe/Berlin"]


def test_no_zone_stands_twice_and_none_under_an_old_name() -> None:
    names = list(zones())
    assert len(names) == len(set(names)) > 400
    assert not {"Asia/Calcutta", "US/Eastern", "EST", "Asia/Katmandu"} & set(names)
    assert near_zones("Europe/Berlin", WINTER)[:2] == ["Europe/Berlin", "Europe/Paris"]
