"""The door buttons of a window, and the last cell of a list's row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from conferences.forms.window_action import read_window
from conferences.presentation.window_actions import BUTTONS, door_buttons, row_actions
from conferences.presentation.windows import JoinWindow
from conferences.services.window_actions import WindowAction, possible
from tests import htmx

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


WINDOW = JoinWindow(NOW - timedelta(hours=1), NOW + timedelta(hours=1), NOW, UTC)
ROW = {"address": "/w/a/rooms/1/", "label": "R&D <draft>", "back": "next=%2Fw%2Fa%2Frooms%2F"}


def test_a_row_links_to_its_own_pages_and_brings_the_list_along() -> None:
    cell = row_actions(WINDOW, **ROW, has_guest_link=False)
    links = [link["href"] for link in htmx.tags(cell, "a")]
    assert "/w/a/rooms/1/edit/?next=%2Fw%2Fa%2Frooms%2F" in links
    assert "/w/a/rooms/1/join-window/?action=close-now&next=%2Fw%2Fa%2Frooms%2F" in links
    assert all(link.startswith("/w/a/rooms/1/") and "next=%2Fw" in link for link in links)
    assert "More for R&amp;D &lt;draft&gt;" in cell


def test_the_buttons_of_a_row_belong_to_one_form_and_post_the_window_they_were_drawn_for() -> None:
    pressed = htmx.tags(row_actions(WINDOW, **ROW, has_guest_link=False), "button")
    assert [button["formaction"] for button in pressed] == [
        f"/w/a/rooms/1/join-window/?action=plus-{minutes}" for minutes in (15, 30, 60)
    ]
    assert {button["form"] for button in pressed} == {"row-form"}
    ends = read_window(pressed[0]["value"])
    assert ends == (WINDOW.opens, WINDOW.closes)


def test_only_a_row_with_a_guest_link_offers_to_copy_it() -> None:
    assert "Copy guest link" in row_actions(WINDOW, **ROW, has_guest_link=True)
    assert "Copy guest link" not in row_actions(WINDOW, **ROW, has_guest_link=False)
