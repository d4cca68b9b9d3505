"""Local times as people type them, turned into moments: an hour that is not unique is asked about."""

from __future__ import annotations

import functools
import re
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_LOCAL = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[Tt ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)"
    r"\s*(?P<offset>[Zz]|[+-]\d{2}:?\d{2}(?::\d{2})?)?)?",
    re.ASCII,
)


class LocalTimeError(ValueError):
    """The text is no moment in that zone. ``str(error)`` is a sentence for the field.

    ``choices`` are the moments that may have been meant, where there are any: aware datetimes that
    carry their offset, so that ``isoformat()`` of one is accepted as it is.
    """

    def __init__(self, message: str, choices: tuple[datetime, ...] = ()) -> None:
        super().__init__(message)
        self.choices = choices


@dataclass(frozen=True)
class Typed:
    """What was typed, understood: the moment in UTC, and whether only a day was given."""

    moment: datetime
    day_only: bool


def parse_local(text: str, zone: tzinfo, *, day_ends: bool = False) -> Typed:
    """Understand a day, a local time, or an RFC 3339 time with its own offset.

    A day alone means its first moment, or with ``day_ends`` the midnight at which it ends. Raises
    LocalTimeError for anything else, for an hour that the zone skips, and for one that it has twice.
    """
    match = _LOCAL.fullmatch(text.strip())
    if match is None:
        raise LocalTimeError("Enter a date and time, such as 2026-11-09 08:30.")
    try:
        typed_day = date.fromisoformat(match["date"])
        clock = time.fromisoformat(match["time"]) if match["time"] else None
        if match["offset"]:
            offset = match["offset"].upper().replace("Z", "+00:00")
            moment = datetime.fromisoformat(f"{match['date']}T{match['time']}{offset}")
            return Typed(moment.astimezone(UTC), day_only=False)
        if clock is None:
            start = typed_day + timedelta(days=1) if day_ends else typed_day
            return Typed(start_of_day(start, zone), day_only=True)
        return Typed(_unique(datetime.combine(typed_day, clock), zone), day_only=False)
    except LocalTimeError:
        raise
    except (ValueError, OverflowError) as error:
        raise LocalTimeError("This date or time does not exist.") from error


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """The first moment of ``day`` in ``zone``, in UTC: where midnight is skipped, the hour after it."""
    # Of a midnight that comes twice this is the first; one that is skipped comes out as the moment
    # at which the clock was moved, because the offset before the change applies.
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _unique(local: datetime, zone: tzinfo) -> datetime:
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    words = f"{local:%H:%M} on {local.day} {local:%b %Y}"
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local:
        choices = (_with_offset(first), _with_offset(second))
        raise LocalTimeError(
            f"{words} occurs twice in {zone}, because the clocks go back. Which one do you mean?", choices
        )
    # The gap: read with the offset before the change it lies after, and the other way round.
    after, before = (moment.astimezone(UTC).astimezone(zone) for moment in (first, second))
    raise LocalTimeError(
        f"{words} does not exist in {zone}, because the clocks go forward. Choose an earlier or later time.",
        (_with_offset(before), _with_offset(after)),
    )


def _with_offset(moment: datetime) -> datetime:
    """``moment`` with a fixed offset, so that a zone's rules no longer apply to it."""
    return datetime.fromisoformat(moment.isoformat())


@functools.cache
def _zone_names() -> frozenset[str]:
    # Listing them reads some six hundred files.
    return frozenset(zoneinfo.available_timezones())


def known_zone(name: str) -> zoneinfo.ZoneInfo | None:
    """The IANA zone of that name, or None. Only names of the database are looked up as files."""
    return zoneinfo.ZoneInfo(name) if name in _zone_names() else None
