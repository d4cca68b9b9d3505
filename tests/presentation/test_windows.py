"""The join window: its state, its words and its drawings."""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences.presentation.timeline import timeline
from conferences.presentation.windows import CLOSING_SOON, OPENING_SOON, JoinState, JoinWindow

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TICK = timedelta(microseconds=1)
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

ends = st.none() | st.datetimes(timezones=st.just(UTC)) | st.sampled_from([FIRST, LAST, LAST - TICK, NOW])
zones = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Apia", "Pacific/Honolulu"]).map(zoneinfo.ZoneInfo)


def window(opens: timedelta | None, closes: timedelta | None, *, is_live: bool = False) -> JoinWindow:
    """A window by the distances of its ends from now."""
    first, last = (None if distance is None else NOW + distance for distance in (opens, closes))
    return JoinWindow(first, last, NOW, BERLIN, is_live=is_live)


@pytest.mark.parametrize(
    ("opens", "closes", "state"),
    [
        (None, None, JoinState.ALWAYS_OPEN),
        (-HOUR, None, JoinState.OPEN),
        (timedelta(), None, JoinState.OPEN),
        (TICK, None, JoinState.OPENS),
        (None, TICK, JoinState.OPEN_UNTIL),
        (None, timedelta(), JoinState.CLOSED),
        (-HOUR, HOUR, JoinState.OPEN_UNTIL),
        (HOUR, 2 * HOUR, JoinState.OPENS),
        (-2 * HOUR, -HOUR, JoinState.CLOSED),
    ],
)
def test_the_state_changes_exactly_at_the_ends(
    opens: timedelta | None, closes: timedelta | None, state: JoinState
) -> None:
    assert window(opens, closes).state is state


@pytest.mark.parametrize(
    ("opens", "closes", "is_live", "words", "figure", "tone"),
    [
        (None, None, False, "Always open", "Always open", "open"),
        (-HOUR, None, False, "Open, no end", "No closing time", "open"),
        (None, 42 * MINUTE, False, "Open, closes in 42 min", "Closes in 42 min", "open"),
        (None, CLOSING_SOON + TICK, False, "Open, closes in 15 min", "Closes in 15 min", "open"),
        (None, CLOSING_SOON, False, "Open, closes in 15 min", "Closes in 15 min", "warning"),
        (OPENING_SOON, None, False, "Opens in 1 h", "Opens in 1 h", "soon"),
        (OPENING_SOON + TICK, None, False, "Opens in 1 h", "Opens in 1 h", "later"),
        (3 * DAY, 4 * DAY, False, "Opens in 3 days", "Opens in 3 days", "later"),
        (None, -58 * MINUTE, False, "Closed 58 min ago", "Closed 58 min ago", "closed"),
        (None, -58 * MINUTE, True, "Closed, people still inside", "Closed, people still inside", "warning"),
        (HOUR, -HOUR, False, "Closes before it opens", "Never opens", "warning"),
        (-HOUR, -2 * HOUR, True, "Closes before it opens", "Never opens", "warning"),
    ],
)
def test_the_words_answer_whether_one_can_enter(
    opens: timedelta | None, closes: timedelta | None, is_live: bool, words: str, figure: str, tone: str
) -> None:
    seen = window(opens, closes, is_live=is_live)
    assert "".join(seen.headline) == words
    assert seen.figure == figure
    assert seen.tone == tone


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (None, None, "No start, no end"),
        (-HOUR, None, "Since Today 09:00"),
        (timedelta(), None, "Since Today 10:00"),
        (HOUR, None, "From Today 11:00"),
        (None, DAY, "Until Tomorrow 10:00"),
        (-HOUR, HOUR, "Today 09:00 – 11:00"),
        (-DAY, HOUR, "Yesterday 10:00 – Today 11:00"),
    ],
)
def test_the_dates_are_in_the_zone(opens: timedelta | None, closes: timedelta | None, words: str) -> None:
    assert window(opens, closes).dates == words


@pytest.mark.parametrize(
    ("opens", "closes", "elapsed"),
    [
        (None, HOUR, None),
        (-HOUR, None, None),
        (HOUR, -HOUR, None),
        (timedelta(), timedelta(), None),
        (-HOUR, HOUR, 0.5),
        (HOUR, 2 * HOUR, 0.0),
        (-2 * HOUR, -HOUR, 1.0),
    ],
)
def test_how_much_has_passed_is_known_of_a_window_with_two_ends(
    opens: timedelta | None, closes: timedelta | None, elapsed: float | None
) -> None:
    assert window(opens, closes).elapsed == elapsed


def test_the_gauge_fills_with_time() -> None:
    widths = [
        re.findall(
            r'class="gauge-(?:open|warning)"[^>]* width="([\d.]+)"',
            window(-passed * HOUR, (24 - passed) * HOUR).gauge,
        )
        for passed in (0, 12, 23)
    ]
    assert widths == [["3"], ["24"], ["46"]]


def test_each_state_has_a_drawing_of_its_own() -> None:
    drawings = [
        window(*ends).gauge
        for ends in (
            (None, None),
            (-HOUR, None),
            (None, HOUR),
            (-HOUR, HOUR),
            (HOUR, None),
            (3 * DAY, None),
            (None, -HOUR),
        )
    ]
    assert len(set(drawings)) == len(drawings)


def test_a_line_is_drawn_only_where_there_is_a_scale() -> None:
    for opens, closes in ((None, None), (-HOUR, None), (None, HOUR), (HOUR, -HOUR), (HOUR, HOUR)):
        assert timeline(window(opens, closes)) is None


def test_the_line_shows_both_ends_the_session_and_now() -> None:
    line = timeline(window(-HOUR, HOUR), NOW - 30 * MINUTE)
    assert line is not None
    assert 'class="timeline-window" x="11.54%" y="7" width="76.92%"' in line
    assert 'class="timeline-done" x="30.77%" y="7" width="19.23%"' in line
    assert 'class="timeline-now" x="50.00%"' in line
    assert ">09:00<" in line
    assert ">11:00<" in line
    assert "Now 10:00" in line
    assert "A session has been running since 09:30" in line


def test_the_line_of_a_window_far_away_has_no_now() -> None:
    line = timeline(window(30 * DAY, 30 * DAY + HOUR))
    assert line is not None
    assert "timeline-now" not in line


def test_the_line_of_several_days_names_the_days() -> None:
    line = timeline(window(-HOUR, 2 * DAY))
    assert line is not None
    assert ">12 Nov 09:00<" in line
    assert ">14 Nov 10:00<" in line


@pytest.mark.parametrize("length", [TICK, LAST - FIRST])
def test_the_shortest_and_the_longest_window_can_be_drawn(length: timedelta) -> None:
    line = timeline(JoinWindow(LAST - length, LAST, NOW, BERLIN), NOW)
    assert line is not None
    assert 'class="timeline-window" x="11.54%" y="7" width="76.92%"' in line


@given(opens=ends, closes=ends, now=ends.filter(bool), session=ends, zone=zones, is_live=st.booleans())
@settings(max_examples=500, deadline=None)
def test_every_window_has_words_and_a_drawing(
    opens: datetime | None,
    closes: datetime | None,
    now: datetime,
    session: datetime | None,
    zone: zoneinfo.ZoneInfo,
    is_live: bool,
) -> None:
    seen = JoinWindow(opens, closes, now, zone, is_live=is_live)
    assert all((seen.headline[0], seen.figure, seen.dates, seen.tone, seen.icon))
    assert "NaN" not in seen.gauge
    assert seen.elapsed is None or 0 <= seen.elapsed <= 1
    line = timeline(seen, session)
    assert (line is None) == (opens is None or closes is None or closes <= opens)
    for width in re.findall(r'width="(-?[\d.]+)%?"', line or ""):
        assert 0 <= float(width) <= 100


@pytest.mark.parametrize(
    ("opens", "closes", "badge"),
    [
        (None, None, "Always open"),
        (MINUTE, None, "Scheduled"),
        (30 * DAY, 31 * DAY, "Scheduled"),
        (-HOUR, HOUR, "Open"),
        (-HOUR, -MINUTE, "Closed"),
        (2 * HOUR, HOUR, "Closes before it opens"),
    ],
)
def test_badge_names_the_state_without_times(
    opens: timedelta | None, closes: timedelta | None, badge: str
) -> None:
    assert window(opens, closes).badge == badge
