"""Points in time and durations in words, always in a named zone.

Every function takes aware datetimes. Words are relative where that answers the question first ("in
42 min"); the exact time always stands beside them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR_DAYS = ("Yesterday", "Today", "Tomorrow")
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def duration(seconds: float) -> str:
    """A length of time, to the minute below a day: ``48 min``, ``1 h 16``, ``3 days``."""
    seconds = max(0, int(seconds))
    if seconds < _MINUTE:
        return f"{seconds} s"
    if seconds < _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < _DAY:
        hours, minutes = divmod(seconds // _MINUTE, 60)
        return f"{hours} h {minutes:02}" if minutes else f"{hours} h"
    days = seconds // _DAY
    return "1 day" if days == 1 else f"{days} days"


def exact_duration(seconds: float) -> str:
    """A length of time to the second, for a field that was set to that: ``2 h 30 min``, ``45 s``."""
    rest = max(0, int(seconds))
    parts = []
    for size, unit in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min"), (1, "s")):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0 s"


def clock(moment: datetime, zone: tzinfo) -> str:
    """The time of day: ``09:00``, with seconds only where they are not zero."""
    seconds = in_zone(moment, zone).second
    return minute(moment, zone) + (f":{seconds:02}" if seconds else "")


def minute(moment: datetime, zone: tzinfo) -> str:
    """The time of day to the minute: ``09:00``."""
    local = in_zone(moment, zone)
    return f"{local.hour:02}:{local.minute:02}"


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """``moment`` in ``zone``; at the very ends of the calendar, where no zone fits, as it is."""
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError):
        return moment


def _days_between(moment: datetime, now: datetime, zone: tzinfo) -> int:
    """How many midnights lie between the two in ``zone``: negative for the past."""
    return (in_zone(moment, zone).date() - in_zone(now, zone).date()).days


def day(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """The calendar day: ``Today``, ``Tomorrow``, ``Yesterday``, ``Fri 13 Nov``, ``Sat 16 Jan 2027``."""
    distance = _days_between(moment, now, zone)
    if distance in (-1, 0, 1):
        return _NEAR_DAYS[distance + 1]
    local = in_zone(moment, zone)
    words = f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"
    return words if local.year == in_zone(now, zone).year else f"{words} {local.year}"


def moment_in_words(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """Day and time of day: ``Today 09:00``, ``Fri 13 Nov 11:00``."""
    return f"{day(moment, now, zone)} {clock(moment, zone)}"


def span(first: datetime, last: datetime, now: datetime, zone: tzinfo) -> str:
    """Two moments, short enough for a column: a day said once, no weekdays where there are two.

    ``Today 09:00 – 11:00``, ``Yesterday 22:55 – Today 00:25``, ``12 Nov 10:00 – 13 Nov 18:00``.
    """
    days = [in_zone(moment, zone).date() for moment in (first, last)]
    clocks = [clock(moment, zone) for moment in (first, last)]
    if days[0] == days[1]:
        return f"{day(first, now, zone)} {clocks[0]} – {clocks[1]}"
    words = [day(moment, now, zone) for moment in (first, last)]
    if not all(word in _NEAR_DAYS for word in words):
        this_year = in_zone(now, zone).year
        words = [
            f"{date.day} {_MONTHS[date.month - 1]}" + (f" {date.year}" if date.year != this_year else "")
            for date in days
        ]
    return f"{words[0]} {clocks[0]} – {words[1]} {clocks[1]}"


def full_day(moment: datetime, zone: tzinfo) -> str:
    """The calendar day without reference to now: ``Thu 12 Nov 2026``."""
    local = in_zone(moment, zone)
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}"


def full(moment: datetime, zone: tzinfo) -> str:
    """Everything, for a detail: ``Thu 12 Nov 2026, 09:00``."""
    return f"{full_day(moment, zone)}, {clock(moment, zone)}"


def utc_beside(moment: datetime, zone: tzinfo) -> str:
    """The moment in UTC, to stand beside the local one: the day only where it is another."""
    same_day = in_zone(moment, zone).date() == moment.astimezone(UTC).date()
    return f"{clock(moment, UTC) if same_day else full(moment, UTC)} UTC"


def utc_text(moment: datetime) -> str:
    """RFC 3339 in UTC, as the API gets it: ``2026-11-12T08:00:00Z``. ``moment`` is in UTC."""
    return moment.isoformat().replace("+00:00", "Z")


def until(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """How far ahead: ``in 42 min``, ``in 3 h 42``, ``tomorrow``, ``in 3 days``."""
    seconds = (moment - now).total_seconds()
    days = _days_between(moment, now, zone)
    if seconds < _HOUR or days == 0:
        return f"in {duration(seconds)}" if seconds >= _MINUTE else "in under 1 min"
    if days == 1:
        return "tomorrow" if seconds > 12 * _HOUR else f"in {duration(seconds)}"
    return f"in {days} days"


def since(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """How long ago: ``just now``, ``58 min ago``, ``yesterday``, ``3 days ago``."""
    seconds = (now - moment).total_seconds()
    days = -_days_between(moment, now, zone)
    if seconds < _MINUTE:
        return "just now"
    if seconds < _HOUR or days <= 0:
        return f"{duration(seconds)} ago"
    if days == 1:
        return "yesterday" if seconds > 12 * _HOUR else f"{duration(seconds)} ago"
    return f"{days} days ago"


def age(moment: datetime, now: datetime) -> str:
    """How long ago, short enough for a narrow column: ``2 h ago``, ``12 d ago``."""
    passed = now - moment
    if passed < timedelta(minutes=1):
        return "just now"
    if passed < timedelta(hours=1):
        return f"{passed.seconds // _MINUTE} min ago"
    if passed < timedelta(days=1):
        return f"{passed.seconds // _HOUR} h ago"
    return f"{passed.days} d ago"


def zone_offset(zone: tzinfo, now: datetime) -> str:
    """The zone's present distance from UTC: ``UTC+1``, ``UTC−3:30``, ``UTC``."""
    offset = in_zone(now, zone).utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def exact_offset(moment: datetime, zone: tzinfo) -> str:
    """The zone's distance from UTC at ``moment``, as RFC 3339 writes it: ``UTC+01:00``, ``UTC``."""
    offset = in_zone(moment, zone).utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours:02}:{rest:02}"


def window_in_zone(opens: datetime | None, closes: datetime | None, zone: tzinfo) -> str:
    """A join window for people anywhere, with zone and offset; empty where both ends are open.

    ``Mon 23 Nov 2026, 09:00–10:00 (Europe/Berlin, UTC+01:00)``. Where the clocks change in between, each
    end has its own offset.
    """
    if opens is None or closes is None:
        moment = opens or closes
        if moment is None:
            return ""
        return f"{'From' if opens else 'Until'} {full(moment, zone)} ({_zone_and_offset(moment, zone)})"
    same_day = in_zone(opens, zone).date() == in_zone(closes, zone).date()
    last = clock(closes, zone) if same_day else full(closes, zone)
    if exact_offset(opens, zone) != exact_offset(closes, zone):
        first = f"{full(opens, zone)} ({exact_offset(opens, zone)})"
        return f"{first} – {last} ({exact_offset(closes, zone)}), {zone}"
    dash = "–" if same_day else " – "
    return f"{full(opens, zone)}{dash}{last} ({_zone_and_offset(opens, zone)})"


def _zone_and_offset(moment: datetime, zone: tzinfo) -> str:
    name, offset = str(zone), exact_offset(moment, zone)
    return name if name == offset else f"{name}, {offset}"


def city(zone: tzinfo) -> str:
    """The last part of an IANA name, as people say it: ``Europe/Berlin`` is ``Berlin``."""
    return str(zone).rsplit("/", maxsplit=1)[-1].replace("_", " ")
