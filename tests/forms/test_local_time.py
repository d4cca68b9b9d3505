"""Local times as typed: what is understood, what is asked about, what is refused."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences.forms.local_time import LocalTimeError, Typed, known_zone, parse_local, start_of_day

Zone = zoneinfo.ZoneInfo
BERLIN = Zone("Europe/Berlin")
zones = st.sampled_from(sorted(zoneinfo.available_timezones() - {"Factory"})).map(Zone)
moments = st.datetimes(datetime(1890, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-09T08:30", utc(2026, 11, 9, 7, 30)),
        ("2026-11-09 08:30", utc(2026, 11, 9, 7, 30)),
        ("2026-11-09t08:30", utc(2026, 11, 9, 7, 30)),
        ("  2026-11-09T08:30\n", utc(2026, 11, 9, 7, 30)),
        ("2026-07-09T08:30", utc(2026, 7, 9, 6, 30)),
        ("2026-11-09T08:30:15", utc(2026, 11, 9, 7, 30, 15)),
        ("2026-11-09T08:30:15.5", utc(2026, 11, 9, 7, 30, 15, 500_000)),
        ("2026-11-09T08:30:15.123456", utc(2026, 11, 9, 7, 30, 15, 123_456)),
        ("2026-11-09T08:30Z", utc(2026, 11, 9, 8, 30)),
        ("2026-11-09T08:30z", utc(2026, 11, 9, 8, 30)),
        ("2026-11-09T08:30+05:45", utc(2026, 11, 9, 2, 45)),
        ("2026-11-09T08:30 -0330", utc(2026, 11, 9, 12, 0)),
        ("1893-03-31T23:55+00:53:28", utc(1893, 3, 31, 23, 1, 32)),
    ],
)
def test_a_time_is_read_in_the_zone_or_by_its_own_offset(text: str, moment: datetime) -> None:
    assert parse_local(text, BERLIN) == Typed(moment, day_only=False)


@pytest.mark.parametrize(
    ("zone", "begins", "ends"),
    [
        ("Europe/Berlin", utc(2026, 11, 8, 23), utc(2026, 11, 9, 23)),
        ("Asia/Kathmandu", utc(2026, 11, 8, 18, 15), utc(2026, 11, 9, 18, 15)),
        ("Pacific/Honolulu", utc(2026, 11, 9, 10), utc(2026, 11, 10, 10)),
        ("Pacific/Apia", utc(2026, 11, 8, 11), utc(2026, 11, 9, 11)),
    ],
)
def test_a_day_begins_at_its_midnight_and_ends_at_the_next(
    zone: str, begins: datetime, ends: datetime
) -> None:
    assert parse_local("2026-11-09", Zone(zone)) == Typed(begins, day_only=True)
    assert parse_local("2026-11-09", Zone(zone), day_ends=True) == Typed(ends, day_only=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "09.11.2026",
        "2026-11-9",
        "2026-11-09T8:30",
        "2026-11-09T0830",
        "2026-11-09T08",
        "2026-11-09T",
        "2026-11-09+01:00",
        "2026-11-09T08:30+1",
        "2026-11-09T08:30 01:00",
        "2026-11-09T08:30 CET",
        "2026-11-09T08:30:15.1234567",
        "2026-11-09T08:30Z Z",
        "20261109T083000Z",
        "2026-W46-1T08:30",
        "２０２６-11-09",
        "2026-11-09\x0008:30",
        "-2026-11-09",
        "12026-11-09",
        "1" * 100_000,
    ],
)
def test_anything_else_is_told_how_to_be_written(text: str) -> None:
    with pytest.raises(LocalTimeError, match=r"Enter a date and time, such as") as caught:
        parse_local(text, BERLIN)
    assert caught.value.choices == ()


@pytest.mark.parametrize(
    "text",
    [
        "2026-13-01",
        "2026-02-29",
        "0000-01-01",
        "2026-11-09T24:00",
        "2026-11-09T08:60",
        "2026-11-09T23:59:60",
        "2026-11-09T08:30+24:00",
        "2026-11-09T08:30-99:99",
        "0001-01-01",
        "0001-01-01T00:00",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
    ],
)
def test_a_time_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(LocalTimeError, match=r"This date or time does not exist\."):
        parse_local(text, BERLIN)


def test_the_last_day_of_the_calendar_has_no_end() -> None:
    assert parse_local("9999-12-31", BERLIN).moment == utc(9999, 12, 30, 23)
    with pytest.raises(LocalTimeError, match=r"This date or time does not exist\."):
        parse_local("9999-12-31", BERLIN, day_ends=True)


@pytest.mark.parametrize(
    ("zone", "text", "choices"),
    [
        ("Europe/Berlin", "2026-10-25T02:30", ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")),
        ("America/New_York", "2026-11-01T01:00", ("2026-11-01T01:00:00-04:00", "2026-11-01T01:00:00-05:00")),
        (
            "Australia/Lord_Howe",
            "2026-04-05T01:45",
            ("2026-04-05T01:45:00+11:00", "2026-04-05T01:45:00+10:30"),
        ),
        ("America/Havana", "2026-11-01T00:00", ("2026-11-01T00:00:00-04:00", "2026-11-01T00:00:00-05:00")),
    ],
)
def test_an_hour_that_comes_twice_is_asked_about(zone: str, text: str, choices: tuple[str, ...]) -> None:
    with pytest.raises(LocalTimeError, match=f"occurs twice in {zone}") as caught:
        parse_local(text, Zone(zone))
    assert tuple(choice.isoformat() for choice in caught.value.choices) == choices


@pytest.mark.parametrize(
    ("zone", "text", "choices"),
    [
        ("Europe/Berlin", "2026-03-29T02:30", ("2026-03-29T01:30:00+01:00", "2026-03-29T03:30:00+02:00")),
        ("Africa/Cairo", "2026-04-24T00:00", ("2026-04-23T23:00:00+02:00", "2026-04-24T01:00:00+03:00")),
        ("Pacific/Apia", "2011-12-30T12:00", ("2011-12-29T12:00:00-10:00", "2011-12-31T12:00:00+14:00")),
    ],
)
def test_an_hour_that_does_not_exist_is_asked_about(zone: str, text: str, choices: tuple[str, ...]) -> None:
    with pytest.raises(LocalTimeError, match=f"does not exist in {zone}") as caught:
        parse_local(text, Zone(zone))
    assert tuple(choice.isoformat() for choice in caught.value.choices) == choices


@pytest.mark.parametrize(
    "text", ["2026-03-29T01:59:59", "2026-03-29T03:00", "2026-10-25T01:59:59", "2026-10-25T03:00"]
)
def test_the_edges_of_a_changed_hour_are_unique(text: str) -> None:
    assert parse_local(text, BERLIN).moment.astimezone(BERLIN).strftime("%H:%M") in text


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Europe/Berlin", date(2026, 11, 9), 24),
        ("Africa/Cairo", date(2026, 4, 24), 23),  # begins at 01:00
        ("Asia/Beirut", date(2026, 3, 29), 23),
        ("America/Sao_Paulo", date(2018, 11, 4), 23),
        ("America/Sao_Paulo", date(2018, 2, 17), 25),  # its last hour occurs twice
        ("America/Havana", date(2026, 3, 8), 23),
        ("America/Havana", date(2026, 11, 1), 25),  # its midnight occurs twice
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # was left out altogether
    ],
)
def test_a_day_has_the_length_its_zone_gives_it(zone: str, day: date, hours: float) -> None:
    begins, ends = (start_of_day(each, Zone(zone)) for each in (day, day + timedelta(days=1)))
    assert ends - begins == timedelta(hours=hours)


@given(zone=zones, day=st.dates(date(1920, 1, 1), date(2099, 12, 31)))
@settings(max_examples=300, deadline=None)
def test_the_start_of_a_day_is_its_first_moment(zone: Zone, day: date) -> None:
    start = start_of_day(day, zone)
    assert start.tzinfo is UTC
    assert start.astimezone(zone).date() >= day
    assert (start - timedelta(seconds=1)).astimezone(zone).date() < day


def attempt(text: str, zone: Zone, *, day_ends: bool = False) -> Typed | LocalTimeError:
    try:
        return parse_local(text, zone, day_ends=day_ends)
    except LocalTimeError as error:
        return error


@given(zone=zones, moment=moments)
@settings(max_examples=300, deadline=None)
def test_every_moment_can_be_typed_in_every_zone(zone: Zone, moment: datetime) -> None:
    result = attempt(moment.astimezone(zone).replace(tzinfo=None).isoformat(), zone)
    if isinstance(result, Typed):
        assert result.moment == moment
    else:
        assert "occurs twice" in str(result)
        assert moment in result.choices


@given(zone=zones, local=st.datetimes(datetime(1890, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001
@settings(max_examples=300, deadline=None)
def test_a_time_that_is_understood_is_what_the_zone_s_clocks_show_then(zone: Zone, local: datetime) -> None:
    result = attempt(local.isoformat(), zone)
    if isinstance(result, Typed):
        assert result.moment.astimezone(zone).replace(tzinfo=None) == local
    else:
        check_choices(result, zone)


def check_choices(error: LocalTimeError, zone: Zone) -> None:
    assert len(set(error.choices)) == 2
    for choice in error.choices:
        assert parse_local(choice.isoformat(), zone).moment == choice


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Havana", "Africa/Cairo", "Europe/Amsterdam"])
def test_around_every_change_of_the_clocks_choices_are_accepted_as_offered(zone: str) -> None:
    asked = 0
    for day in range(60 * 366):
        noon = datetime(1920, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
        before, after = (moment.astimezone(Zone(zone)) for moment in (noon, noon + timedelta(days=1)))
        if before.utcoffset() == after.utcoffset():
            continue
        for minutes in range(0, 26 * 60, 15):
            local = (before + timedelta(minutes=minutes)).replace(tzinfo=None)
            result = attempt(local.isoformat(), Zone(zone))
            if isinstance(result, LocalTimeError):
                asked += 1
                check_choices(result, Zone(zone))
    assert asked


@given(
    text=st.text(max_size=80) | st.from_regex(r"[0-9]{4}-[01][0-9]-[0-9]{2}T[0-9]{2}:[0-9]{2}.{0,8}"),
    zone=zones,
    day_ends=st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_moment_in_utc_or_an_error_with_a_sentence(
    text: str, zone: Zone, day_ends: bool
) -> None:
    result = attempt(text, zone, day_ends=day_ends)
    if isinstance(result, Typed):
        assert result.moment.utcoffset() == timedelta(0)
    else:
        assert str(result).endswith((".", "?"))


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "Asia/Kathmandu", "America/Argentina/Buenos_Aires"])
def test_names_of_the_zone_database_are_known(name: str) -> None:
    zone = known_zone(name)
    assert zone is not None
    assert zone.key == name


@pytest.mark.parametrize(
    "name", ["", "Berlin", "europe/berlin", "../../etc/passwd", "/etc/localtime", "Europe", "\0", "x" * 9999]
)
def test_other_names_are_not_looked_up(name: str) -> None:
    assert known_zone(name) is None


def test_a_choice_is_no_longer_bound_to_the_zone_s_rules() -> None:
    with pytest.raises(LocalTimeError) as caught:
        parse_local("2026-10-25T02:30", BERLIN)
    first, second = caught.value.choices
    assert second - first == timedelta(hours=1)
