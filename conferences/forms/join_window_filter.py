"""The filter of both lists: the API's two parameters, typed in a named zone."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from conferences.forms.local_time import LocalTimeError, known_zone, parse_local, start_of_day

TEXT_MAXIMUM = 60
_PICKER = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?", re.ASCII)

_Ends = tuple[datetime | None, datetime | None]


def _days(first: int, last: int) -> Callable[[datetime, zoneinfo.ZoneInfo], _Ends]:
    def ends(now: datetime, zone: zoneinfo.ZoneInfo) -> _Ends:
        today = now.astimezone(zone).date()
        return (
            start_of_day(today + timedelta(days=first), zone),
            start_of_day(today + timedelta(days=last), zone),
        )

    return ends


def _this_week(now: datetime, zone: zoneinfo.ZoneInfo) -> _Ends:
    weekday = now.astimezone(zone).weekday()
    return _days(-weekday, 7 - weekday)(now, zone)


def _this_month(now: datetime, zone: zoneinfo.ZoneInfo) -> _Ends:
    first = now.astimezone(zone).date().replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return start_of_day(first, zone), start_of_day(following, zone)


def _closed(now: datetime, zone: zoneinfo.ZoneInfo) -> _Ends:
    return None, now.replace(second=0, microsecond=0)


PRESETS: Mapping[str, tuple[str, Callable[[datetime, zoneinfo.ZoneInfo], _Ends]]] = {
    "today": ("Today", _days(0, 1)),
    "tomorrow": ("Tomorrow", _days(1, 2)),
    "this-week": ("This week", _this_week),
    "next-7-days": ("Next 7 days", _days(0, 7)),
    "this-month": ("This month", _this_month),
    "closed": ("Already closed", _closed),
}
"""Value in the address → label, and the two ends it stands for, seen from now in a zone. A day ends
at the midnight that follows it, and a week begins on Monday."""


@dataclass
class End:
    """One of the two ends: what was typed, what it means, and what is wrong with it."""

    name: str
    text: str = ""
    moment: datetime | None = None
    error: str = ""
    choices: tuple[datetime, ...] = ()

    @property
    def is_applied(self) -> bool:
        """Whether this end is sent to the API."""
        return self.moment is not None and not self.error


def input_type(value: str) -> str:
    """The HTML input that can hold ``value``: the browser's own picker shows nothing but local times."""
    if not value:
        return "datetime-local"
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return "text"
    return "datetime-local" if _PICKER.fullmatch(value) else "text"


def read_zone(data: Mapping[str, str], default: zoneinfo.ZoneInfo) -> tuple[zoneinfo.ZoneInfo, str]:
    """The zone that the query names, or the default one; and what is wrong with the name, if anything."""
    name = data.get("zone", "").strip()
    zone = known_zone(name) if name else default
    if zone is None:
        return default, f"No time zone is called “{name[:60]}”. Times are in {default}."
    return zone, ""


def unknown_choice(value: str) -> str:
    """What to say of a ``value`` in the address that is not among the choices of a filter."""
    text = value if len(value) <= TEXT_MAXIMUM else f"{value[: TEXT_MAXIMUM - 1]}…"
    return f"“{text}” is not one of the choices."


def read_end(end: End, data: Mapping[str, str], zone: zoneinfo.ZoneInfo, *, day_ends: bool = False) -> None:
    """Take over what was typed for ``end``, and what it means in ``zone`` or what is wrong with it."""
    text = data.get(end.name, "").strip()
    # The mark keeps what was cut off from making the rest a time.
    end.text = text if len(text) <= TEXT_MAXIMUM else f"{text[: TEXT_MAXIMUM - 1]}…"
    if not end.text:
        return
    try:
        end.moment = parse_local(end.text, zone, day_ends=day_ends).moment
    except LocalTimeError as error:
        end.error, end.choices = str(error), error.choices


@dataclass
class JoinWindowFilter:
    """The filter as the address states it. Building one never raises: what is wrong is an error.

    ``data`` is the query; ``default_zone`` the person's. ``now`` is aware.
    """

    data: Mapping[str, str]
    default_zone: zoneinfo.ZoneInfo
    now: datetime
    zone: zoneinfo.ZoneInfo = field(init=False)
    zone_error: str = field(init=False, default="")
    preset: str = field(init=False)
    preset_error: str = field(init=False, default="")
    starts_after: End = field(init=False)
    ends_before: End = field(init=False)

    def __post_init__(self) -> None:
        self.zone, self.zone_error = read_zone(self.data, self.default_zone)
        self.starts_after, self.ends_before = End("starts_after"), End("ends_before")
        self.preset = self.data.get("window", "")
        if self.preset in PRESETS:
            self.starts_after.moment, self.ends_before.moment = PRESETS[self.preset][1](self.now, self.zone)
            return
        if self.preset:
            self.preset_error = unknown_choice(self.preset)
        self.preset = ""
        read_end(self.starts_after, self.data, self.zone)
        read_end(self.ends_before, self.data, self.zone, day_ends=True)
        if (
            self.starts_after.moment is not None
            and self.ends_before.moment is not None
            and self.ends_before.moment < self.starts_after.moment
        ):
            self.ends_before.error = "This is before the opening date, so no window can match."

    @property
    def ends(self) -> tuple[End, End]:
        """Both ends, the opening one first."""
        return self.starts_after, self.ends_before

    @property
    def is_active(self) -> bool:
        """Whether anything is filtered."""
        return any(end.is_applied for end in self.ends)

    @property
    def has_errors(self) -> bool:
        """Whether anything typed could not be used."""
        return bool(self.preset_error or self.has_date_errors)

    @property
    def has_date_errors(self) -> bool:
        """Whether the dates or their time zone could not be used."""
        return bool(self.zone_error or any(end.error for end in self.ends))

    def parameters(self) -> dict[str, datetime]:
        """What is sent: ``starts_after`` and ``ends_before``, those that apply, in UTC."""
        return {end.name: end.moment for end in self.ends if end.is_applied and end.moment is not None}

    def query(self) -> dict[str, str]:
        """The filter as query parameters, to be carried by every link of the list."""
        if self.preset:
            return {"window": self.preset, "zone": str(self.zone)}
        typed = {end.name: end.text for end in self.ends if end.text}
        return {**typed, "zone": str(self.zone)} if typed else {}

    def query_without(self, name: str) -> dict[str, str]:
        """The query with one end taken off; a preset becomes the end that is left, as a local time."""
        kept = {
            end.name: end.text or self._as_typed(end.moment)
            for end in self.ends
            if end.name != name and end.is_applied and end.moment
        }
        return {**kept, "zone": str(self.zone)} if kept else {}

    def _as_typed(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        # A moment that its local time does not name uniquely keeps its offset.
        try:
            text = local.replace(tzinfo=None).isoformat(timespec="minutes")
            if parse_local(text, self.zone).moment == moment:
                return text
        except LocalTimeError:
            pass
        return local.isoformat(timespec="minutes")

    def picker_value(self, name: str) -> str:
        """What stands in the input of an end: what was typed, or a preset's end as a local time."""
        end = self.starts_after if name == "starts_after" else self.ends_before
        if end.text or end.moment is None:
            return end.text
        return self._as_typed(end.moment)
