"""The lists' filter: what the address says, what is sent, and how it is carried on."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences.forms.join_window_filter import PRESETS, TEXT_MAXIMUM, JoinWindowFilter, input_type

Zone = zoneinfo.ZoneInfo
BERLIN = Zone("Europe/Berlin")
NOW = datetime(2026, 11, 12, 10, 0, 17, 500_000, tzinfo=UTC)  # a Thursday
ZONES = (
    "Europe/Berlin",
    "Asia/Kathmandu",
    "Pacific/Honolulu",
    "Pacific/Apia",
    "Africa/Cairo",
    "America/Havana",
    "Asia/Beirut",
    "America/Sao_Paulo",
)


def read(data: Mapping[str, str], now: datetime = NOW, zone: Zone = BERLIN) -> JoinWindowFilter:
    return JoinWindowFilter(data, zone, now)


def sent(data: Mapping[str, str], now: datetime = NOW) -> dict[str, str]:
    return {name: moment.isoformat() for name, moment in read(data, now).parameters().items()}


def days(name: str, zone: str, now: datetime) -> tuple[date, date]:
    """The local days at whose first moments a preset opens and closes."""
    ends = read({"window": name, "zone": zone}, now).parameters()
    opens, closes = (ends[end].astimezone(Zone(zone)) for end in ("starts_after", "ends_before"))
    for moment in (opens, closes):
        assert (moment - timedelta(microseconds=1)).astimezone(UTC).astimezone(
            Zone(zone)
        ).date() < moment.date()
    return opens.date(), closes.date()


def test_an_empty_address_filters_nothing() -> None:
    empty = read({})
    assert empty.parameters() == {}
    assert empty.query() == {}
    assert not empty.is_active
    assert not empty.has_errors
    assert empty.zone == BERLIN


@pytest.mark.parametrize(
    ("name", "zone", "opens", "closes"),
    [
        ("today", "Europe/Berlin", date(2026, 11, 12), date(2026, 11, 13)),
        ("tomorrow", "Europe/Berlin", date(2026, 11, 13), date(2026, 11, 14)),
        ("this-week", "Europe/Berlin", date(2026, 11, 9), date(2026, 11, 16)),
        ("next-7-days", "Europe/Berlin", date(2026, 11, 12), date(2026, 11, 19)),
        ("this-month", "Europe/Berlin", date(2026, 11, 1), date(2026, 12, 1)),
        ("today", "Pacific/Kiritimati", date(2026, 11, 13), date(2026, 11, 14)),
        ("tomorrow", "Pacific/Honolulu", date(2026, 11, 13), date(2026, 11, 14)),
    ],
)
def test_a_preset_spans_whole_days_of_its_zone(name: str, zone: str, opens: date, closes: date) -> None:
    assert days(name, zone, NOW) == (opens, closes)


def test_already_closed_is_everything_up_to_this_minute() -> None:
    assert sent({"window": "closed"}) == {"ends_before": "2026-11-12T10:00:00+00:00"}


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Pacific/Apia", "Pacific/Honolulu"])
def test_today_is_the_zone_s_and_not_utc_s(zone: str) -> None:
    late, early = (datetime(2026, 11, 12, hour, 59, tzinfo=UTC) for hour in (23, 0))
    for now in (late, early):
        today = now.astimezone(Zone(zone)).date()
        assert days("today", zone, now) == (today, today + timedelta(days=1))


@pytest.mark.parametrize("day", range(9, 16))
def test_a_week_begins_on_monday_whatever_day_it_is(day: int) -> None:
    now = datetime(2026, 11, day, 12, tzinfo=UTC)
    assert days("this-week", "Europe/Berlin", now) == (date(2026, 11, 9), date(2026, 11, 16))


@pytest.mark.parametrize(
    ("today", "first", "following"),
    [
        (date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 1, 31), date(2026, 1, 1), date(2026, 2, 1)),
        (date(2026, 2, 28), date(2026, 2, 1), date(2026, 3, 1)),
        (date(2028, 2, 29), date(2028, 2, 1), date(2028, 3, 1)),
        (date(2026, 4, 1), date(2026, 4, 1), date(2026, 5, 1)),
    ],
)
def test_a_month_ends_where_the_next_begins(today: date, first: date, following: date) -> None:
    now = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    assert days("this-month", "Europe/Berlin", now) == (first, following)


@pytest.mark.parametrize(
    ("zone", "now", "hours"),
    [
        ("Europe/Berlin", datetime(2026, 3, 29, 12, tzinfo=UTC), 23),
        ("Europe/Berlin", datetime(2026, 10, 25, 12, tzinfo=UTC), 25),
        ("Africa/Cairo", datetime(2026, 4, 24, 12, tzinfo=UTC), 23),
        ("Asia/Beirut", datetime(2026, 3, 29, 12, tzinfo=UTC), 23),
        ("America/Havana", datetime(2026, 11, 1, 12, tzinfo=UTC), 25),
        ("America/Sao_Paulo", datetime(2018, 11, 4, 12, tzinfo=UTC), 23),
    ],
)
def test_today_is_as_long_as_the_clocks_make_it(zone: str, now: datetime, hours: int) -> None:
    ends = read({"window": "today", "zone": zone}, now).parameters()
    assert ends["ends_before"] - ends["starts_after"] == timedelta(hours=hours)


@given(
    name=st.sampled_from(sorted(PRESETS)),
    zone=st.sampled_from(ZONES),
    now=st.datetimes(datetime(2018, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    taken_off=st.sampled_from(["starts_after", "ends_before"]),
)
@settings(max_examples=300, deadline=None)
def test_taking_one_end_off_a_preset_leaves_the_other_as_it_was(
    name: str, zone: str, now: datetime, taken_off: str
) -> None:
    preset = read({"window": name, "zone": zone}, now)
    kept = {end: moment for end, moment in preset.parameters().items() if end != taken_off}
    assert read(preset.query_without(taken_off), now).parameters() == kept


@given(
    name=st.sampled_from(sorted(PRESETS)),
    zone=st.sampled_from(ZONES),
    now=st.datetimes(datetime(2018, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
@settings(max_examples=300, deadline=None)
def test_the_fields_filled_by_a_preset_send_the_same_when_submitted(
    name: str, zone: str, now: datetime
) -> None:
    preset = read({"window": name, "zone": zone}, now)
    typed = {end.name: preset.picker_value(end.name) for end in preset.ends}
    assert read({**typed, "zone": zone}, now).parameters() == preset.parameters()


def test_a_preset_s_midnight_that_comes_twice_is_shown_in_a_field_that_can_hold_it() -> None:
    preset = read({"window": "today", "zone": "America/Havana"}, datetime(2026, 11, 1, 12, tzinfo=UTC))
    opens, closes = (preset.picker_value(end.name) for end in preset.ends)
    assert (opens, input_type(opens)) == ("2026-11-01T00:00-04:00", "text")
    assert (closes, input_type(closes)) == ("2026-11-02T00:00", "datetime-local")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("", "datetime-local"),
        ("2026-11-09T08:30", "datetime-local"),
        ("2026-11-09T08:30:15", "datetime-local"),
        ("2026-11-09 08:30", "text"),
        ("2026-11-09", "text"),
        ("2026-11-09T08:30Z", "text"),
        ("2026-11-09T08:30+01:00", "text"),
        ("2026-11-09T25:30", "text"),
        ("2026-02-30T08:30", "text"),
        ("2026-W46-1T08:30", "text"),
        ("soon", "text"),
    ],
)
def test_the_browser_s_picker_is_used_only_for_what_it_can_show(value: str, kind: str) -> None:
    assert input_type(value) == kind


def test_a_preset_wins_over_typed_ends_and_an_unknown_one_does_not() -> None:
    typed = {"starts_after": "2020-01-01T00:00"}
    assert "ends_before" in sent({**typed, "window": "today"})
    unknown = read({**typed, "window": "<script>"})
    assert unknown.query() == {**typed, "zone": "Europe/Berlin"}
    assert set(unknown.parameters()) == {"starts_after"}


def test_typed_ends_are_carried_on_as_typed_also_where_they_are_wrong() -> None:
    typed = {"starts_after": "soon", "ends_before": "2026-11-10", "zone": "Asia/Kathmandu"}
    wrong = read({**typed, "page_size": "25", "page_token": "PA1"})
    assert wrong.query() == typed
    assert wrong.has_errors
    assert wrong.is_active
    assert set(wrong.parameters()) == {"ends_before"}


def test_the_ends_may_touch_but_not_cross() -> None:
    same = {"starts_after": "2026-11-09T08:30", "ends_before": "2026-11-09T08:30"}
    assert len(read(same).parameters()) == 2
    crossed = read({**same, "ends_before": "2026-11-09T08:29"})
    assert set(crossed.parameters()) == {"starts_after"}
    assert crossed.ends_before.error
    assert not crossed.starts_after.error


def test_the_same_day_for_both_ends_is_that_whole_day() -> None:
    assert sent({"starts_after": "2026-11-09", "ends_before": "2026-11-09"}) == {
        "starts_after": "2026-11-08T23:00:00+00:00",
        "ends_before": "2026-11-09T23:00:00+00:00",
    }


def test_an_unknown_zone_is_an_error_and_times_are_read_in_the_person_s() -> None:
    wrong = read({"zone": "../../etc/passwd", "starts_after": "2026-11-09T08:30"})
    assert wrong.zone == BERLIN
    assert wrong.has_errors
    assert "../../etc/passwd" in wrong.zone_error
    assert sent({"zone": "x" * 500, "starts_after": "2026-11-09T08:30"}) == {
        "starts_after": "2026-11-09T07:30:00+00:00"
    }
    assert len(read({"zone": "x" * 500}).zone_error) < 200


def test_an_over_long_text_never_becomes_a_time_by_being_cut() -> None:
    typed = {"starts_after": "2026-11-09T08:30" + " " * TEXT_MAXIMUM + "x"}
    first = read(typed)
    assert first.starts_after.error
    assert len(first.starts_after.text) == TEXT_MAXIMUM
    assert read(first.query()).parameters() == {}


texts = st.text(max_size=80) | st.sampled_from(
    ["0001-01-01", "9999-12-31", "0001-01-01T00:00Z", "9999-12-31T23:59:59.999999Z", "2026-10-25T02:30", "\0"]
)


@given(
    data=st.fixed_dictionaries(
        {},
        optional={
            "starts_after": texts,
            "ends_before": texts,
            "zone": st.text(max_size=20) | st.sampled_from(ZONES),
            "window": st.text(max_size=20) | st.sampled_from(sorted(PRESETS)),
        },
    )
)
@settings(max_examples=500, deadline=None)
def test_no_address_whatsoever_makes_it_fail(data: dict[str, str]) -> None:
    read_back = read(data)
    assert set(read_back.parameters()) <= {"starts_after", "ends_before"}
    assert all(moment.tzinfo is UTC for moment in read_back.parameters().values())
    assert read(read_back.query()).parameters() == read_back.parameters()
    for end in read_back.ends:
        assert input_type(read_back.picker_value(end.name)) in {"text", "datetime-local"}
        others = {name: moment for name, moment in read_back.parameters().items() if name != end.name}
        assert read(read_back.query_without(end.name)).parameters() == others
