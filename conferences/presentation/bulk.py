"""A run over many objects as its page tells of it: states, before and after, progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any, Final

from conferences.presentation import times
from conferences.presentation.themes import Palette
from conferences.theme.colour import channels
from conferences.theme.constants import MODES, NAMES, ROLES
from conferences.theme.report import words as verdict_words

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
    run that nobody works on (``is_left_behind``) may have been carried out.
    """
    if state == "begun" and is_left_behind:
        return Result("Unknown, check", *_LOOKS["unknown"])
    if state == "ready" and phase in ("checking", "checked"):
        if action == "delete":
            return Result("Will be deleted", "danger", "trash")
        return Result("Will change", "soon", "arrow-right")
    return Result(words, *_LOOKS.get(state, ("off", "minus")))


_VALUE_MAXIMUM: Final = 60


@dataclass(frozen=True)
class Theme:
    """The ten colours of a theme, as a row of a run or a choice of a form shows them."""

    values: Mapping[str, Any]
    name: str = ""
    is_default: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def palettes(self) -> tuple[Palette, ...]:
        """Light and dark."""
        return tuple(Palette(mode, tuple(self._text(f"{mode}_{role}") for role in ROLES)) for mode in MODES)

    @property
    def verdict(self) -> str:
        """``3 of 10 too faint``, over both modes; empty where nothing can be said."""
        return verdict_words([pair for palette in self.palettes for pair in palette.pairs])

    @property
    def is_readable(self) -> bool:
        """Whether every pair of both modes is known and passes."""
        return not self.odd and not any(palette.failing for palette in self.palettes)

    @property
    def odd(self) -> list[tuple[str, str]]:
        """Field and text of what is no colour, the text cut short: ``("light primary", "not set")``."""
        texts = {name: self._text(name) for name in NAMES}
        return [
            (name.replace("_", " "), _short(text) if text else "not set")
            for name, text in texts.items()
            if channels(text) is None
        ]

    def _text(self, name: str) -> str | None:
        value = self.values.get(name)
        return value if value is None or isinstance(value, str) else str(value)


def _short(text: str) -> str:
    return text if len(text) <= _VALUE_MAXIMUM else f"{text[: _VALUE_MAXIMUM - 1]}…"


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
