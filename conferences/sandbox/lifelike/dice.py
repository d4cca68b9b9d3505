"""Small helpers for making data up: repeatable chance, ids, and clock arithmetic in epoch seconds."""

from __future__ import annotations

import calendar
import time
from random import Random
from typing import Final

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400


def dice(*seed: object) -> Random:
    """A generator of its own for every ``seed``, the same in every run."""
    return Random(":".join(str(part) for part in seed))  # noqa: S311 - made-up data, no secret


def identifier(chance: Random) -> str:
    """A lower-case UUID of version 4."""
    digits = f"{chance.getrandbits(128):032x}"
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"


def moment_text(seconds: float) -> str:
    """Epoch seconds as the API writes a moment."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def seconds_of(text: str) -> int:
    """The reverse of :func:`moment_text`."""
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def usual_start(seconds: float, offset: float, chance: Random) -> int:
    """A start on that day, on a half hour between 8 and 18 on a clock ``offset`` hours ahead of UTC."""
    midnight = (int(seconds + offset * HOUR) // DAY) * DAY
    weekday = time.gmtime(midnight).tm_wday
    # Drawn on every day of the week, so that the ids made from the same dice do not depend on the date.
    keeps_the_weekend = chance.random() < 0.1
    if weekday > 4 and not keeps_the_weekend:
        midnight += (7 - weekday) * DAY
    return int(midnight - offset * HOUR + chance.randint(16, 35) * 30 * MINUTE)
