"""The buttons that open, close and extend a join window, and a window before and after in words."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from conferences.presentation.windows import JoinState, JoinWindow


@dataclass(frozen=True)
class DoorButton:
    """One action on a join window: its value in the address, its words, and its icon, if it has one.

    One that ``asks`` leads to a page of confirmation; the others are carried out at once. One that
    ``opens`` lets people in from now on. Buttons with the same ``prefix`` (``Extend by``) stand together:
    only the first needs to show it.
    """

    action: str
    label: str
    icon: str = ""
    asks: bool = False
    opens: bool = False
    prefix: str = ""

    @property
    def words(self) -> str:
        """The whole of what the button says."""
        return self.prefix + self.label


_CLOSE: Final = DoorButton("close-now", "Close now", "lock-closed", asks=True)
_OPEN: Final = DoorButton("open-now", "Open now", "lock-open", opens=True)
_LENGTHS: Final = {"15": "15 min", "30": "30 min", "60": "1 h"}
_PLUS: Final = tuple(
    DoorButton(f"plus-{minutes}", words, prefix="Extend by ") for minutes, words in _LENGTHS.items()
)
_REOPEN: Final = tuple(
    DoorButton(f"reopen-{minutes}", words, opens=True, prefix="Reopen for ")
    for minutes, words in _LENGTHS.items()
)
_NO_CLOSING: Final = DoorButton("no-closing-time", "Remove closing time")
_NO_OPENING: Final = DoorButton("no-opening-time", "Remove opening time", opens=True)
BUTTONS: Final = {
    button.action: button for button in (_CLOSE, _OPEN, *_PLUS, *_REOPEN, _NO_CLOSING, _NO_OPENING)
}
ROW_BUTTONS: Final = (*_PLUS, *_REOPEN, _OPEN, _CLOSE)
"""What the menu of a list's row offers, in its order."""


def door_buttons(window: JoinWindow) -> tuple[DoorButton, ...]:
    """The actions that make sense for a window, extensions first; ``services`` decides in the end."""
    if window.is_impossible:
        # Extending it would only hide that its ends are the wrong way round.
        return (_OPEN,)
    match window.state:
        case JoinState.ALWAYS_OPEN | JoinState.OPEN:
            return (_CLOSE,)
        case JoinState.OPEN_UNTIL:
            return (*_PLUS, _NO_CLOSING, _CLOSE)
        case JoinState.OPENS:
            ends = (*_PLUS, _NO_CLOSING) if window.closes is not None else ()
            return (*ends, _NO_OPENING, _OPEN)
        case JoinState.CLOSED:
            return (*_REOPEN, _OPEN)


def write_window(opens: datetime | None, closes: datetime | None) -> str:
    """A window as a button posts it: what the page showed when the button was drawn."""
    return "/".join(end.astimezone(UTC).isoformat() if end else "" for end in (opens, closes))


def menu_actions(window: JoinWindow) -> tuple[DoorButton, ...]:
    """The actions that the menu of a list's row offers for a window."""
    return _in_rows(door_buttons(window))


@functools.lru_cache(maxsize=32)
def _in_rows(buttons: tuple[DoorButton, ...]) -> tuple[DoorButton, ...]:
    return tuple(button for button in ROW_BUTTONS if button in buttons)
