"""What the quick choices beside a time make of a form's texts."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime

import pytest
from django.http import QueryDict

from conferences.forms.quick_times import apply_quick

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 12, 8, 2, 41, tzinfo=UTC)


def after(quick: str, **texts: str) -> dict[str, str]:
    """The texts after the button ``quick`` was pressed at ``NOW``."""
    data = QueryDict(mutable=True)
    data.update({**texts, "quick": quick})
    return apply_quick(data, BERLIN, NOW).dict()  # type: ignore[return-value]


@pytest.mark.parametrize("name", ["join_from", "join_until"])
def test_plus_one_hour_in_an_empty_field_counts_from_now_rounded_up(name: str) -> None:
    assert after(f"{name}:hour")[name] == "2026-11-12T10:05"


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("join_from", "2026-11-12T09:07", "2026-11-12T10:07"),
        ("join_until", "2026-11-01T23:30", "2026-11-02T00:30"),
        ("join_from", "2026-11-12T09:07:30", "2026-11-12T10:07:30"),
        # An hour of real time later, although the clocks go back in between.
        ("join_until", "2026-10-25T01:30", "2026-10-25T02:30:00+02:00"),
        ("join_until", "2026-03-29T01:30", "2026-03-29T03:30"),
    ],
)
def test_plus_one_hour_is_an_hour_later_than_the_field_says(name: str, typed: str, expected: str) -> None:
    assert after(f"{name}:hour", **{name: typed})[name].replace(":00+", "+") == expected.replace(":00+", "+")


@pytest.mark.parametrize("typed", ["soon", "2026-03-29T02:30"])
def test_plus_one_hour_leaves_alone_what_is_no_moment(typed: str) -> None:
    assert after("join_until:hour", join_until=typed)["join_until"] == typed
