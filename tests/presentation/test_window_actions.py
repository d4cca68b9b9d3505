"""The door buttons of a window, and the last cell of a list's row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conferences.forms.window_action import read_window
from conferences.presentation.window_actions import BUTTONS, door_buttons, menu_actions, write_window
from conferences.presentation.windows import JoinWindow
from conferences.services.window_actions import WindowAction, possible

NOW = datetime(2026, 11, 12, 9, 18, 30, tzinfo=UTC)
ENDS = [None, *(NOW + timedelta(hours=hours) for hours in (-2, -1, 0, 1, 2))]
WINDOWS = [(opens, closes) for opens in ENDS for closes in ENDS]


@pytest.mark.parametrize(("opens", "closes"), WINDOWS)
def test_the_buttons_are_those_that_make_a_new_window(
    opens: datetime | None, closes: datetime | None
) -> None:
    window = JoinWindow(opens, closes, NOW, UTC)
    shown = {button.action for button in door_buttons(window)}
    if window.is_impossible:
        # Extending such a window would only hide that its ends are the wrong way round.
        assert shown == set(possible(opens, closes, NOW)) & {WindowAction.OPEN_NOW}
    else:
        assert shown == set(possible(opens, closes, NOW))


def test_every_action_has_its_button() -> None:
    assert set(BUTTONS) == set(WindowAction)


def test_a_row_offers_what_its_window_needs_first() -> None:
    window = JoinWindow(NOW - timedelta(hours=1), NOW + timedelta(hours=1), NOW, UTC)
    assert [button.action for button in menu_actions(window)] == [
        "plus-15",
        "plus-30",
        "plus-60",
        "close-now",
    ]


def test_the_window_that_a_button_posts_can_be_read_again() -> None:
    for opens, closes in WINDOWS:
        assert read_window(write_window(opens, closes)) == (opens, closes)
