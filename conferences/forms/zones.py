"""The time zones that people choose from, and what they may call them: a city, an old name, an offset."""

from __future__ import annotations

import functools
import importlib.resources
import re
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

NAME_MAXIMUM: Final = 64
_SHOWN: Final = 3
"""How many zones an error names."""
_OFFSET: Final = re.compile(r"(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?", re.IGNORECASE)
_UTC: Final = {"utc", "z", "zulu", "uct", "universal", "utc+0", "utc-0", "etc/utc", "etc/uct", "etc/zulu"}
LARGE: Final = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/Istanbul",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Mexico_City",
    "America/Bogota",
    "America/Sao_Paulo",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Africa/Cairo",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Singapore",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Australia/Sydney",
    "Pacific/Auckland",
)
"""Zones of many people, which come first among those that a search finds."""


class UnknownZone(ValueError):
    """The text names no time zone, or more than one. ``str(error)`` is a sentence for the field."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of the IANA database. ``aliases`` are its old names."""

    name: str
    aliases: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The place it is named after: ``Kathmandu``, ``Knox, Indiana``."""
        return ", ".join(reversed(_words(self.name).split("/")[1:])) or self.name

    @property
    def letters(self) -> tuple[str, ...]:
        """What clocks there call their time this year, such as EST and EDT; empty for mere numbers."""
        return _letters(self.name)

    def alias_for(self, text: str) -> str:
        """The old name in which ``text`` was found, where the present name does not have it."""
        folded = _folded(text)
        if not folded or folded in _folded(self.name):
            return ""
        return next((_words(alias) for alias in self.aliases if folded in _folded(alias)), "")

    def offset(self, now: datetime) -> timedelta:
        """The distance from UTC at ``now``."""
        return now.astimezone(zoneinfo.ZoneInfo(self.name)).utcoffset() or timedelta()


@functools.cache
def zones() -> dict[str, Zone]:
    """Every zone to choose from, by name: those of the database's table of places, and UTC.

    The database's other names (``US/Eastern``, ``Asia/Calcutta``) are old spellings, folded into the zone
    that they mean.
    """
    available = zoneinfo.available_timezones()
    table = [line.split("\t")[2] for line in _lines("zone.tab") if not line.startswith("#")]
    names = {name.strip() for name in table} & available or {name for name in available if "/" in name}
    links = {old: new for _, new, old in (line.split() for line in _lines("tzdata.zi") if line[:2] == "L ")}
    aliases: dict[str, list[str]] = {}
    for old in links.keys() - names:
        target = links[old]
        while target not in names and target in links:
            target = links[target]
        if target in names:
            aliases.setdefault(target, []).append(old)
    places = {name: Zone(name, tuple(sorted(aliases.get(name, ())))) for name in sorted(names)}
    return {"UTC": Zone("UTC"), **places}


def _lines(file: str) -> Iterable[str]:
    """The lines of a file of the IANA database, wherever this machine has it; none where it has not."""
    for folder in zoneinfo.TZPATH:
        path = Path(folder, file)
        if path.is_file():
            return path.read_text(encoding="utf-8").splitlines()
    try:
        packed = importlib.resources.files("tzdata.zoneinfo").joinpath(file)
        return packed.read_text(encoding="utf-8").splitlines()
    except (ModuleNotFoundError, OSError):
        return ()


@functools.cache
def _letters(name: str) -> tuple[str, ...]:
    zone = zoneinfo.ZoneInfo(name)
    year = datetime.now(UTC).year
    names = {datetime(year, month, 15, tzinfo=zone).tzname() or "" for month in (1, 7)}
    return tuple(sorted(letters for letters in names if letters.isalpha()))


def _words(name: str) -> str:
    return name.replace("_", " ")


def _folded(text: str) -> str:
    return " ".join(_words(text).casefold().split())


@functools.cache
def _by_name() -> dict[str, str]:
    """Names and old names, folded, to the zone's name. Letters alone, such as EST, are not unique."""
    names = {_folded(old): zone.name for zone in zones().values() for old in zone.aliases if "/" in old}
    return {**names, **{_folded(name): name for name in zones()}, **dict.fromkeys(_UTC, "UTC")}


@functools.cache
def _by_place() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for zone in zones().values():
        for spelling in (zone.name, *(alias for alias in zone.aliases if "/" in alias)):
            found.setdefault(_folded(spelling).rpartition("/")[2], set()).add(zone.name)
    return {place: frozenset(names) for place, names in found.items()}


def parse_zone(text: str, now: datetime) -> str:
    """The IANA name of the one zone that ``text`` names: ``New York``, ``Asia/Calcutta``, ``UTC``.

    Raises UnknownZone for what names none, or several, such as an offset or ``EST``.
    """
    folded = _folded(text[:NAME_MAXIMUM])
    if name := _by_name().get(folded):
        return name
    places = _by_place().get(folded, frozenset())
    if len(places) == 1:
        return next(iter(places))
    if "/" in text and text in zoneinfo.available_timezones():
        return text  # an old name that no table explains, as stored before
    quoted = f"“{text.strip()[:40]}”"
    found = find_zones(text, now)
    if not found:
        raise UnknownZone(
            f"No time zone matches {quoted}. Type a city, such as New York or Kathmandu, "
            "or an offset, such as UTC-5."
        )
    if len(found) == 1:
        raise UnknownZone(f"No time zone is called {quoted}. Did you mean {found[0]}?")
    names = ", ".join(found[:_SHOWN]) + (" and others" if len(found) > _SHOWN else "")
    raise UnknownZone(f"{quoted} can mean {names}. Type one of them.")


def find_zones(text: str, now: datetime, *, first: Sequence[str] = ()) -> list[str]:
    """The zones that ``text`` may mean, the likeliest first; among equals those of ``first``."""
    folded = _folded(text[:NAME_MAXIMUM])
    if not folded:
        return []
    offset = _OFFSET.fullmatch(folded)
    ranked = []
    for zone in zones().values():
        rank = _rank_offset(zone, offset, now) if offset else _rank(zone, folded)
        if rank is not None:
            ranked.append((rank, _place_in(first, zone.name), _place_in(LARGE, zone.name), zone.name))
    return [name for *_, name in sorted(ranked)]


def _rank_offset(zone: Zone, offset: re.Match[str], now: datetime) -> int | None:
    sign = 1 if offset[1] == "+" else -1
    wanted = sign * timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return 0 if zone.offset(now) == wanted else None


def _rank(zone: Zone, folded: str) -> int | None:
    """How well ``zone`` fits, 0 is best; None where it does not."""
    names = [_folded(name) for name in (zone.name, *zone.aliases)]
    places = [name.rpartition("/")[2] for name in names]
    if folded in places or folded in names:
        return 0
    if folded in (letters.casefold() for letters in zone.letters):
        return 1
    if any(place.startswith(folded) for place in places):
        return 2
    if any(f" {folded}" in f" {re.sub(r'[/_-]', ' ', name)}" for name in names):
        return 3
    return 4 if len(folded) > 2 and any(folded in name for name in names) else None


def _place_in(order: Sequence[str], name: str) -> int:
    return order.index(name) if name in order else len(order)


def near_zones(name: str, now: datetime) -> list[str]:
    """The large zones, those with the present offset of ``name`` first."""
    known = zones()
    mine = known[name].offset(now) if name in known else None
    return sorted(
        (large for large in LARGE if large in known),
        key=lambda large: (known[large].offset(now) != mine, _place_in(LARGE, large)),
    )
