"""What a person is told once a join window was changed, times in one named zone."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from conferences.presentation import times

_DONE: Final = {
    "close-now": "Closed",
    "open-now": "Opened",
    "plus-15": "Extended by 15 min",
    "plus-30": "Extended by 30 min",
    "plus-60": "Extended by 1 h",
    "reopen-15": "Reopened for 15 min",
    "reopen-30": "Reopened for 30 min",
    "reopen-60": "Reopened for 1 h",
    "no-closing-time": "Removed the closing time",
    "no-opening-time": "Removed the opening time",
}
ENDS: Final = {"join_from": "opening time", "join_until": "closing time"}


def changed_message(
    action: str, opens: datetime | None, closes: datetime | None, now: datetime, zone: tzinfo
) -> str:
    """``Extended by 15 min. Now closes 13:30 (Europe/Berlin).``: the action, and the window it left."""
    if action == "close-now":
        return "Closed. People inside stay, and no one else can join."
    if closes is not None:
        verb = "Now closes" if action.startswith(("plus", "reopen")) else "Closes"
        state = f"{verb} {_when(closes, now, zone)} ({zone})."
    elif opens is not None and opens > now:
        state = f"Opens {_when(opens, now, zone)} ({zone})."
    else:
        state = "It stays open until someone closes it."
    return f"{_DONE[action]}. {state}"


def window_message(
    opens: datetime | None, closes: datetime | None, now: datetime, zone: tzinfo, *, names: tuple[str, ...]
) -> str:
    """``Closes 13:15 (Europe/Berlin)``: the ends that ``names`` has, or both where it has neither."""
    words, has_time = [], False
    ends = (
        ("join_from", opens, "opened", "opens", "no opening time"),
        ("join_until", closes, "closed", "closes", "no closing time"),
    )
    shown = [name for name in names if name in ENDS] or list(ENDS)
    for name, moment, past, ahead, none in ends:
        if name in shown:
            has_time = has_time or moment is not None
            words.append(f"{past if moment <= now else ahead} {_when(moment, now, zone)}" if moment else none)
    sentence = ", ".join(words)
    return sentence[0].upper() + sentence[1:] + (f" ({zone})" if has_time else "")


def _when(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """``13:30``, with the day where that is not today: ``tomorrow 00:15``, ``Fri 13 Nov, 00:15``."""
    day, clock = times.day(moment, now, zone), times.clock(moment, zone)
    if day in ("Yesterday", "Tomorrow"):
        return f"{day.lower()} {clock}"
    return clock if day == "Today" else f"{day}, {clock}"
