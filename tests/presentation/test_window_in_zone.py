"""A join window as an invitation gives it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from conferences.presentation.times import window_in_zone

BERLIN, UTC = "Europe/Berlin", "UTC"
MORNING = ("2026-11-23T08:00Z", "2026-11-23T09:00Z")
NIGHT = ("2026-11-23T21:00Z", "2026-11-24T01:00Z")
# The clocks go back, or forward, between the two ends.
BACK = ("2026-10-24T23:30Z", "2026-10-25T03:00Z")
FORWARD = ("2026-03-28T20:00Z", "2026-03-29T08:00Z")


@pytest.mark.parametrize(
    ("ends", "zone", "words"),
    [
        (MORNING, BERLIN, "Mon 23 Nov 2026, 09:00–10:00 (Europe/Berlin, UTC+01:00)"),
        (MORNING, UTC, "Mon 23 Nov 2026, 08:00–09:00 (UTC)"),
        (("2026-07-23T08:00Z", None), BERLIN, "From Thu 23 Jul 2026, 10:00 (Europe/Berlin, UTC+02:00)"),
        (
            (None, MORNING[0]),
            "America/St_Johns",
            "Until Mon 23 Nov 2026, 04:30 (America/St_Johns, UTC-03:30)",
        ),
        ((None, None), UTC, ""),
        (NIGHT, BERLIN, "Mon 23 Nov 2026, 22:00 – Tue 24 Nov 2026, 02:00 (Europe/Berlin, UTC+01:00)"),
        (BACK, BERLIN, "Sun 25 Oct 2026, 01:30 (UTC+02:00) – 04:00 (UTC+01:00), Europe/Berlin"),
        (
            FORWARD,
            BERLIN,
            "Sat 28 Mar 2026, 21:00 (UTC+01:00) – Sun 29 Mar 2026, 10:00 (UTC+02:00), Europe/Berlin",
        ),
    ],
)
def test_a_window_names_its_zone_and_the_offset_of_each_end(
    ends: tuple[str | None, str | None], zone: str, words: str
) -> None:
    opens, closes = (datetime.fromisoformat(text) if text else None for text in ends)
    assert window_in_zone(opens, closes, ZoneInfo(zone)) == words
