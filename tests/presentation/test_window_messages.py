"""What is said once a join window was changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conferences.presentation.window_actions import BUTTONS
from conferences.presentation.window_messages import changed_message, window_message

NOW = datetime(2026, 11, 12, 11, 18, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
HALF_PAST_ONE = datetime(2026, 11, 12, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("action", "opens", "closes", "message"),
    [
        ("plus-15", None, HALF_PAST_ONE, "Extended by 15 min. Now closes 13:30 (Europe/Berlin)."),
        (
            "plus-60",
            None,
            HALF_PAST_ONE + 11 * HOUR,
            "Extended by 1 h. Now closes tomorrow 00:30 (Europe/Berlin).",
        ),
        ("reopen-30", None, HALF_PAST_ONE, "Reopened for 30 min. Now closes 13:30 (Europe/Berlin)."),
        ("open-now", NOW, HALF_PAST_ONE, "Opened. Closes 13:30 (Europe/Berlin)."),
        ("open-now", NOW, None, "Opened. It stays open until someone closes it."),
        ("no-closing-time", NOW, None, "Removed the closing time. It stays open until someone closes it."),
        (
            "no-closing-time",
            NOW + HOUR,
            None,
            "Removed the closing time. Opens 13:18 (Europe/Berlin).",
        ),
        ("no-opening-time", None, HALF_PAST_ONE, "Removed the opening time. Closes 13:30 (Europe/Berlin)."),
        ("close-now", None, NOW, "Closed. People inside stay, and no one else can join."),
    ],
)
def test_the_message_names_the_action_and_the_window_it_left(
    action: str, opens: datetime | None, closes: datetime | None, message: str
) -> None:
    assert changed_message(action, opens, closes, NOW, BERLIN) == message


def test_every_action_has_a_message() -> None:
    for action in BUTTONS:
        assert changed_message(action, None, None, NOW, BERLIN)


@pytest.mark.parametrize(
    ("opens", "closes", "names", "message"),
    [
        (None, HALF_PAST_ONE, ("join_until",), "Closes 13:30 (Europe/Berlin)"),
        (None, NOW - HOUR, ("join_until",), "Closed 11:18 (Europe/Berlin)"),
        (NOW - HOUR, None, ("join_until",), "No closing time"),
        (NOW - HOUR, None, (), "Opened 11:18, no closing time (Europe/Berlin)"),
        (
            NOW + 9 * 24 * HOUR,
            None,
            ("join_from", "description"),
            "Opens Sat 21 Nov, 12:18 (Europe/Berlin)",
        ),
    ],
)
def test_a_window_is_told_by_the_ends_that_changed(
    opens: datetime | None, closes: datetime | None, names: tuple[str, ...], message: str
) -> None:
    assert window_message(opens, closes, NOW, BERLIN, names=names) == message
