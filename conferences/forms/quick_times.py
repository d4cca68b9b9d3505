"""The quick choices beside a time, done on the server for browsers without script."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, time, timedelta
from typing import Final

from django.http import QueryDict

from conferences.forms.fields import local_text
from conferences.forms.local_time import LocalTimeError, known_zone, parse_local
from conferences.forms.zones import UnknownZone, parse_zone

END_OF_DAY: Final = time(23, 59)
_STEPS: Final = {"hour": timedelta(hours=1), "week": timedelta(days=7)}
_ANCHORED: Final = {"join_until", "remove_at"}
"""What ends is counted from the opening, as long as that lies ahead."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ROUND: Final = timedelta(minutes=5)
"""Where there is nothing else to count from, one counts from now, rounded up to this."""


def apply_quick(data: QueryDict, default_zone: zoneinfo.ZoneInfo, now: datetime) -> QueryDict:
    """The texts of a form after its button ``quick`` was pressed; its value is ``join_from:now``.

    After the colon stand ``now``, ``hour``, ``day``, ``week``, ``none``, or a moment with its offset: one
    of those offered for an hour that is not unique. ``hour`` is one hour later than the field says; where
    it is empty, than the opening for what ends, or than now. An unknown choice changes nothing, nor does
    ``hour`` where the field says no moment.
    """
    texts = data.copy()
    name, _, choice = data.get("quick", "").partition(":")
    if name not in {"join_from", *_ANCHORED}:
        return texts
    try:
        zone = zoneinfo.ZoneInfo(parse_zone(data.get("zone", ""), now))
    except UnknownZone:
        zone = known_zone(data.get("shown_zone", "")) or default_zone
    if choice == "none":
        texts[name] = ""
    elif choice == "hour" and str(texts.get(name, "")).strip():
        moment = _moment(str(texts[name]), zone)
        if moment is not None:
            texts[name] = local_text(moment + _STEPS["hour"], zone)
    elif choice in {"now", "day", *_STEPS}:
        opens = _moment(data.get("join_from", ""), zone) if name in _ANCHORED else None
        start = max(opens or now, now)
        if choice == "hour" and start == now:
            start = -(-(now - _EPOCH) // _ROUND) * _ROUND + _EPOCH
        texts[name] = _text(choice, start, zone)
    elif _moment(choice, zone) is not None:
        texts[name] = choice
    return texts


def _moment(text: str, zone: zoneinfo.ZoneInfo) -> datetime | None:
    try:
        return parse_local(text, zone).moment
    except LocalTimeError:
        return None


def _text(choice: str, anchor: datetime, zone: zoneinfo.ZoneInfo) -> str:
    local = anchor.astimezone(zone)
    if choice == "day":
        return datetime.combine(local.date(), END_OF_DAY).isoformat(timespec="minutes")
    if choice == "week":
        # The same time of day, also where the clocks change in between.
        return (local.replace(tzinfo=None) + _STEPS["week"]).replace(second=0, microsecond=0).isoformat()[:16]
    moment = (anchor + _STEPS.get(choice, timedelta())).astimezone(UTC)
    return local_text(moment.replace(second=0, microsecond=0), zone)
