"""The time zones that people choose from."""

from __future__ import annotations

import functools
import zoneinfo
from typing import Final

REGIONS: Final = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)

Choices = list[tuple[str, str | list[tuple[str, str]]]]


@functools.cache
def zone_choices() -> Choices:
    """UTC, then the zones of the IANA database that are named after a place, by region.

    The database's other names (``US/Eastern``, ``EST``, ``Etc/GMT+5``) are old spellings or offsets.
    """
    groups: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for name in sorted(zoneinfo.available_timezones()):
        region, _, place = name.partition("/")
        if place and region in groups:
            groups[region].append((name, place.replace("_", " ").replace("/", ", ")))
    return [("UTC", "UTC"), *((region, zones) for region, zones in groups.items() if zones)]
