"""The filter of the history, as the address states it."""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from conferences.forms.join_window_filter import End, read_end, read_zone, unknown_choice
from conferences.forms.local_time import start_of_day
from conferences.models import Action, Outcome
from conferences.signalwire.kinds import Kind

WORDS_MAXIMUM: Final = 200

_Ends = tuple[datetime | None, datetime | None]
_Choices = Sequence[tuple[str, str]]


def _days(first: int, last: int) -> Callable[[datetime, zoneinfo.ZoneInfo], _Ends]:
    def ends(now: datetime, zone: zoneinfo.ZoneInfo) -> _Ends:
        today = now.astimezone(zone).date()
        return (
            start_of_day(today + timedelta(days=first), zone),
            start_of_day(today + timedelta(days=last), zone),
        )

    return ends


PERIODS: Final[Mapping[str, tuple[str, Callable[[datetime, zoneinfo.ZoneInfo], _Ends]]]] = {
    "today": ("Today", _days(0, 1)),
    "yesterday": ("Yesterday", _days(-1, 0)),
    "7-days": ("Last 7 days", _days(-6, 1)),
    "30-days": ("Last 30 days", _days(-29, 1)),
}
"""Value in the address → label, and the two ends it stands for; today is one of the days."""


@dataclass
class Choice:
    """One of the lists to choose from: the value in the address, and what is wrong with it."""

    name: str
    label: str
    any: str
    choices: _Choices
    value: str = ""
    error: str = ""

    @property
    def words(self) -> str:
        """What is chosen, as the list calls it."""
        return dict(self.choices).get(self.value, "")


@dataclass
class HistoryFilter:
    """The filter as the address states it. Building one never raises: what is wrong is an error.

    ``data`` is the query; ``people`` are account and name of those who stand in the history, the account
    None where it is gone; ``now`` is aware.
    """

    data: Mapping[str, str]
    default_zone: zoneinfo.ZoneInfo
    now: datetime
    people: Sequence[tuple[int | None, str]] = ()
    zone: zoneinfo.ZoneInfo = field(init=False)
    zone_error: str = field(init=False, default="")
    period: str = field(init=False)
    period_error: str = field(init=False, default="")
    since: End = field(init=False)
    until: End = field(init=False)
    object: str = field(init=False)

    def __post_init__(self) -> None:
        self.zone, self.zone_error = read_zone(self.data, self.default_zone)
        self.person = self._choice(
            "person",
            "Person",
            "Anyone",
            [
                (f"name:{name}", f"{name} (account removed)") if account is None else (str(account), name)
                for account, name in self.people
            ],
        )
        self.action = self._choice("action", "Action", "Any action", Action.choices)
        self.kind = self._choice("kind", "Kind", "Conferences and rooms", _plural_kinds())
        self.outcome = self._choice("outcome", "Outcome", "Any outcome", Outcome.choices)
        # PostgreSQL knows no text with a NUL in it.
        self.object = self.data.get("object", "").replace("\0", "").strip()[:WORDS_MAXIMUM]
        self.since, self.until = End("since"), End("until")
        self.period = self.data.get("period", "")
        if self.period in PERIODS:
            self.since.moment, self.until.moment = PERIODS[self.period][1](self.now, self.zone)
            return
        if self.period:
            self.period_error = unknown_choice(self.period)
        self.period = ""
        read_end(self.since, self.data, self.zone)
        read_end(self.until, self.data, self.zone, day_ends=True)
        if self.since.moment and self.until.moment and self.until.moment <= self.since.moment:
            self.until.error = "This is not after the start, so nothing can match."

    def _choice(self, name: str, label: str, any: str, choices: Sequence[tuple[Any, Any]]) -> Choice:
        plain = [(str(value), str(words)) for value, words in choices]
        choice = Choice(name, label, any, plain, self.data.get(name, "").strip())
        if choice.value and choice.value not in dict(plain):
            choice.value, choice.error = "", unknown_choice(choice.value)
        return choice

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The lists to choose from, in the order of the screen."""
        return self.person, self.action, self.kind, self.outcome

    @property
    def ends(self) -> tuple[End, End]:
        """Both ends of the period, the earlier one first."""
        return self.since, self.until

    @property
    def has_errors(self) -> bool:
        """Whether anything asked for could not be used."""
        errors = [one.error for one in self.choices] + [end.error for end in self.ends]
        return bool(self.zone_error or self.period_error or any(errors))

    @property
    def is_active(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.parameters())

    @property
    def object_id(self) -> uuid.UUID | None:
        """The id, if what was typed for the object is one."""
        try:
            return uuid.UUID(self.object) if len(self.object) >= 32 else None
        except ValueError:
            return None

    def parameters(self) -> dict[str, Any]:
        """What the history is asked for: only what applies."""
        found: dict[str, Any] = {}
        if self.person.value.startswith("name:"):
            found["person_name"] = self.person.value.removeprefix("name:")
        elif self.person.value:
            found["person_id"] = int(self.person.value)
        if self.object_id is not None:
            found["object_id"] = self.object_id
        elif self.object:
            found["words"] = self.object
        found |= {one.name: one.value for one in (self.action, self.kind, self.outcome) if one.value}
        return found | {end.name: end.moment for end in self.ends if end.is_applied}

    def query(self) -> dict[str, str]:
        """The filter as query parameters, to be carried by every link of the list."""
        query = {one.name: one.value for one in self.choices if one.value}
        if self.object:
            query["object"] = self.object
        return {**query, **self.period_query()}

    def period_query(self) -> dict[str, str]:
        """The period alone, with the zone in which it is meant."""
        typed = {end.name: end.text for end in self.ends if end.text}
        period = {"period": self.period} if self.period else typed
        return {**period, "zone": str(self.zone)} if period else {}


def _plural_kinds() -> list[tuple[str, str]]:
    return [(str(value), str(value).capitalize()) for value in Kind]
