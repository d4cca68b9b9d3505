"""Moments as the API writes and reads them: RFC 3339, a bare date, a leap second, a Unix timestamp."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DATE_TIME: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d{2}):(\d{2}))",
    re.ASCII,
)
_UNIX: Final = re.compile(r"-?\d{1,12}(?:\.\d{1,9})?", re.ASCII)


def parse_moment(text: str, *, unix: bool = False) -> datetime | None:
    """Read ``text`` as an aware UTC moment; None if it is not one.

    Accepts RFC 3339 (an offset is required), a date alone (midnight UTC) and second 60, which becomes
    the next second: the specification's own example ends in ``23:59:60Z``. With ``unix`` also a number
    of seconds since 1970.
    """
    try:
        if _DATE.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        if unix and _UNIX.fullmatch(text):
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=float(text))
        found = _DATE_TIME.fullmatch(text)
        return _from_match(found) if found else None
    except (ValueError, OverflowError):
        return None


def _from_match(found: re.Match[str]) -> datetime:
    day, hour, minute, second, fraction, sign, offset_hours, offset_minutes = found.groups()
    leap = second == "60"
    moment = datetime.fromisoformat(f"{day}T{hour}:{minute}:{'59' if leap else second}+00:00")
    if fraction and not leap:
        moment += timedelta(microseconds=int(fraction[:6].ljust(6, "0")))
    if leap:
        moment += timedelta(seconds=1)
    if sign:
        if int(offset_hours) > 23 or int(offset_minutes) > 59:
            raise ValueError(found.string)
        offset = timedelta(hours=int(offset_hours), minutes=int(offset_minutes))
        moment = moment - offset if sign == "+" else moment + offset
    return moment


def to_text(moment: datetime) -> str:
    """``2026-01-31T10:00:00Z``; a fraction of a second is cut off. These texts sort like the moments."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def now() -> datetime:
    """The present moment in UTC, to the whole second."""
    return datetime.now(UTC).replace(microsecond=0)
