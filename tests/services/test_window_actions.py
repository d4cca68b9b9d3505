"""What each door action makes of a join window."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferences.services.window_actions import NoNewWindow, Window, WindowAction, new_window, possible

NOW = datetime(2026, 11, 12, 9, 18, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLUS = (WindowAction.PLUS_15, WindowAction.PLUS_30, WindowAction.PLUS_60)
REOPEN = (WindowAction.REOPEN_15, WindowAction.REOPEN_30, WindowAction.REOPEN_60)

moments = st.none() | st.integers(-3, 3).map(lambda seconds: NOW + timedelta(seconds=seconds))


def test_closing_sets_the_closing_time_to_now_to_the_second_and_leaves_the_other_end() -> None:
    now = NOW.replace(microsecond=987_654)
    assert new_window(WindowAction.CLOSE_NOW, NOW - HOUR, NOW + HOUR, now) == Window(NOW - HOUR, NOW)
    assert new_window(WindowAction.CLOSE_NOW, None, None, now) == Window(None, NOW)


@pytest.mark.parametrize("closes", [NOW, NOW - HOUR])
def test_what_is_closed_cannot_be_closed(closes: datetime) -> None:
    with pytest.raises(NoNewWindow, match="already closed"):
        new_window(WindowAction.CLOSE_NOW, None, closes, NOW)


def test_what_has_not_opened_cannot_be_closed() -> None:
    with pytest.raises(NoNewWindow, match="not opened yet"):
        new_window(WindowAction.CLOSE_NOW, NOW + HOUR, None, NOW)


def test_opening_early_moves_only_the_opening_time() -> None:
    assert new_window(WindowAction.OPEN_NOW, NOW + HOUR, NOW + 2 * HOUR, NOW) == Window(NOW, NOW + 2 * HOUR)
    assert new_window(WindowAction.OPEN_NOW, NOW + HOUR, None, NOW) == Window(NOW, None)


def test_opening_again_takes_the_closing_time_away_and_keeps_when_it_first_opened() -> None:
    assert new_window(WindowAction.OPEN_NOW, NOW - HOUR, NOW, NOW) == Window(NOW - HOUR, None)
    assert new_window(WindowAction.OPEN_NOW, None, NOW - HOUR, NOW) == Window(None, None)


def test_a_window_that_closes_before_it_opens_is_opened_whole() -> None:
    assert new_window(WindowAction.OPEN_NOW, NOW + HOUR, NOW - HOUR, NOW) == Window(NOW, None)


@pytest.mark.parametrize("closes", [None, NOW + HOUR])
@pytest.mark.parametrize("opens", [None, NOW, NOW - HOUR])
def test_what_is_open_cannot_be_opened(opens: datetime | None, closes: datetime | None) -> None:
    with pytest.raises(NoNewWindow, match="already open"):
        new_window(WindowAction.OPEN_NOW, opens, closes, NOW)


@pytest.mark.parametrize(("action", "minutes"), list(zip(PLUS, (15, 30, 60), strict=True)))
def test_extending_counts_from_the_closing_time(action: WindowAction, minutes: int) -> None:
    by = timedelta(minutes=minutes)
    assert new_window(action, None, NOW + HOUR, NOW) == Window(None, NOW + HOUR + by)
    assert new_window(action, NOW + HOUR, NOW + 2 * HOUR, NOW) == Window(NOW + HOUR, NOW + 2 * HOUR + by)


@pytest.mark.parametrize(("action", "minutes"), list(zip(REOPEN, (15, 30, 60), strict=True)))
def test_reopening_counts_from_now_and_keeps_the_opening_time(action: WindowAction, minutes: int) -> None:
    by = timedelta(minutes=minutes)
    assert new_window(action, NOW - 3 * HOUR, NOW - HOUR, NOW) == Window(NOW - 3 * HOUR, NOW + by)
    assert new_window(action, None, NOW, NOW) == Window(None, NOW + by)


@pytest.mark.parametrize("action", PLUS)
def test_what_has_closed_cannot_be_extended(action: WindowAction) -> None:
    with pytest.raises(NoNewWindow, match="reopen it"):
        new_window(action, None, NOW, NOW)


@pytest.mark.parametrize("action", REOPEN)
@pytest.mark.parametrize("closes", [None, NOW + HOUR])
def test_what_has_not_closed_cannot_be_reopened(action: WindowAction, closes: datetime | None) -> None:
    with pytest.raises(NoNewWindow, match="has not closed"):
        new_window(action, None, closes, NOW)


def test_what_has_closed_before_it_opens_cannot_be_reopened() -> None:
    with pytest.raises(NoNewWindow, match="Open it instead"):
        new_window(WindowAction.REOPEN_15, NOW + HOUR, NOW - HOUR, NOW)


@pytest.mark.parametrize("action", PLUS)
def test_what_has_no_closing_time_cannot_be_extended(action: WindowAction) -> None:
    with pytest.raises(NoNewWindow, match="no closing time"):
        new_window(action, NOW, None, NOW)


@pytest.mark.parametrize("action", PLUS)
def test_the_end_of_the_calendar_cannot_be_moved(action: WindowAction) -> None:
    with pytest.raises(NoNewWindow, match="end of the calendar"):
        new_window(action, None, datetime.max.replace(tzinfo=UTC), NOW)


def test_extending_what_would_still_close_before_it_opens_is_refused() -> None:
    with pytest.raises(NoNewWindow, match="before it opens"):
        new_window(WindowAction.PLUS_30, NOW + 2 * HOUR, NOW + HOUR, NOW)


@given(opens=moments, closes=moments, action=st.sampled_from(WindowAction))
def test_a_new_window_is_never_one_that_the_api_refuses_and_never_the_old_one(
    opens: datetime | None, closes: datetime | None, action: WindowAction
) -> None:
    found = possible(opens, closes, NOW).get(action)
    if found is None:
        with pytest.raises(NoNewWindow):
            new_window(action, opens, closes, NOW)
        return
    assert found != (opens, closes)
    is_open = (found.opens is None or found.opens <= NOW) and (found.closes is None or found.closes > NOW)
    if action is WindowAction.CLOSE_NOW:
        assert not is_open
    if action is WindowAction.OPEN_NOW:
        assert is_open
    if action is WindowAction.NO_CLOSING_TIME:
        assert found == Window(opens, None)
    if action is WindowAction.NO_OPENING_TIME:
        assert found == Window(None, closes)
        assert is_open
    if action in REOPEN:
        assert is_open
    assert found.opens is None or found.closes is None or found.opens <= found.closes
