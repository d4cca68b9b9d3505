"""A run over many objects as its page tells of it: states, before and after, progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final

from conferences.presentation import times

_LOOKS: Final[dict[str, tuple[str, str]]] = {
    "waiting": ("later", "clock"),
    "ready": ("later", "minus"),
    "nothing": ("off", "minus"),
    "blocked": ("warning", "exclamation-triangle"),
    "gone": ("off", "minus"),
    "unreadable": ("warning", "exclamation-triangle"),
    "begun": ("soon", "arrow-path"),
    "done": ("on", "check"),
    "conflict": ("warning", "exclamation-triangle"),
    "refused": ("danger", "x-circle"),
    "failed": ("danger", "x-circle"),
    "unknown": ("warning", "question-mark-circle"),
}


@dataclass(frozen=True)
class Result:
    """The state of one object in words, with the status class and the icon that go with it."""

    words: str
    tone: str
    icon: str


def result(state: str, words: str, *, phase: str, action: str, is_left_behind: bool) -> Result:
    """How the state of an object is shown.

    ``words`` are the state's own; before the real run what is ready "will change". What is under way in a
    run that no one works on (``is_left_behind``) may have been carried out.
    """
    if state == "begun" and is_left_behind:
        return Result("Unknown, check", *_LOOKS["unknown"])
    if state == "ready" and phase in ("checking", "checked"):
        if action == "delete":
            return Result("Will be deleted", "danger", "trash")
        return Result("Will change", "soon", "arrow-right")
    return Result(words, *_LOOKS.get(state, ("off", "minus")))


def values_in_words(values: Mapping[str, Any] | None, now: datetime, zone: tzinfo) -> str:
    """The fields that a run touches: a window as ``Today 09:00 – 11:00``, a switch as ``On``."""
    if not values:
        return ""
    if "join_from" in values:
        return _window(_moment(values["join_from"]), _moment(values["join_until"]), now, zone)
    return ", ".join(
        {True: "On", False: "Off", None: "not set"}.get(value, str(value)) for value in values.values()
    )


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _window(opens: datetime | None, closes: datetime | None, now: datetime, zone: tzinfo) -> str:
    if opens and closes:
        return times.span(opens, closes, now, zone)
    if opens:
        return f"From {times.moment_in_words(opens, now, zone)}"
    if closes:
        return f"Until {times.moment_in_words(closes, now, zone)}"
    return "No start, no end"


def action_in_words(action: str, parameters: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """What a run does: ``Chat: off``, ``Join window 1 day earlier``, ``Theme “Brand”``, ``Delete``.

    ``labels`` names the switches. Empty where nothing is chosen yet.
    """
    if action == "delete":
        return "Delete"
    if action == "theme":
        return f"Theme “{parameters['preset']}”"
    if action == "flag":
        field = parameters["field"]
        return f"{labels.get(field, field)}: {'on' if parameters['value'] else 'off'}"
    if action == "shift":
        amounts = [
            (parameters["days"], "day"),
            (parameters["hours"], "hour"),
            (parameters["minutes"], "minute"),
        ]
        words = " ".join(
            f"{abs(number)} {unit}{'' if abs(number) == 1 else 's'}" for number, unit in amounts if number
        )
        direction = "earlier" if min(number for number, _ in amounts) < 0 else "later"
        days = f", days of {parameters['zone']}" if parameters["days"] else ""
        return f"Join window {words} {direction}{days}"
    return ""


@dataclass(frozen=True)
class Progress:
    """How far the work is: ``ended`` of ``whole``."""

    ended: int
    whole: int

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means done."""
        return 100 if not self.whole else self.ended * 100 // self.whole
