"""Makes the conferences up: what is new lies ahead, what is old is over, and a few are set on purpose."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from conferences.sandbox.answers import Row
from conferences.sandbox.lifelike.catalogue import (
    CUSTOMERS,
    DESCRIPTIONS,
    STANDING_TITLES,
    TITLES,
    Customer,
)
from conferences.sandbox.lifelike.dice import DAY, HOUR, MINUTE, dice, identifier, moment_text, usual_start
from conferences.sandbox.lifelike.staged import STAGED, Staged
from conferences.sandbox.project import CONFERENCE_TEMPLATE
from conferences.signalwire.limits import DEFAULT_THEME, LAYOUTS

_OLDEST: Final = 540 * DAY
_LENGTHS: Final = (30, 45, 60, 60, 90, 90, 120, 180, 240, 480)
_GRIDS: Final = tuple(layout for layout in LAYOUTS if "responsive" not in layout)


@dataclass(frozen=True, slots=True)
class Planned:
    """A conference and, if people meet there, since when (epoch seconds) and how many came and went."""

    row: Row
    since: int | None = None
    people: tuple[int, int] = (0, 0)


def conferences(count: int, seed: int, started: int) -> Iterator[Planned]:
    """Yield ``count`` conferences, oldest first, as of ``started`` (epoch seconds)."""
    taken: dict[str, int] = {}
    chance = dice(seed, "conferences")
    # The newest are the ones people look at: make them first, so that their names need no number.
    newest_first = [_conference(position, count, started, chance, taken) for position in range(count)]
    yield from reversed(newest_first)


def _conference(position: int, count: int, started: int, chance: Random, taken: dict[str, int]) -> Planned:
    created = started - 6 * MINUTE - position - int(_OLDEST * (position / max(count, 100)) ** 1.5)
    staged = STAGED.get(position)
    row = dict(CONFERENCE_TEMPLATE)
    row["id"] = identifier(chance)
    if staged is None:
        _invent(row, created, chance)
    else:
        created = _stage(row, staged, started, created)
    row["name"] = _unique(row["name"], taken)
    row["created_at"] = moment_text(created)
    since_creation = max(0, started - created)
    row["updated_at"] = moment_text(created + int(since_creation * chance.random() ** 3))
    if staged is None or staged.people is None:
        return Planned(row)
    return Planned(row, started - staged.since * MINUTE, staged.people)


def _invent(row: Row, created: int, chance: Random) -> None:
    customer = CUSTOMERS[int(len(CUSTOMERS) * chance.random() ** 1.3)]
    standing = chance.random() < 0.13
    title, size = chance.choice(STANDING_TITLES if standing else TITLES[customer.kind])
    start = usual_start(
        created + chance.randint(1, 1 + int(45 * chance.random())) * DAY, customer.offset, chance
    )
    _identify(row, title, customer, start, chance)
    row["size"] = size
    row.update(_options(customer, chance))
    if standing:
        return
    opens, closes = start - chance.choice((0, 15, 15, 30)) * MINUTE, start + chance.choice(_LENGTHS) * MINUTE
    shape = chance.random()
    if shape < 0.9:
        row["join_from"], row["join_until"] = moment_text(opens), moment_text(closes + 30 * MINUTE)
    elif shape < 0.96:
        row["join_from"] = moment_text(opens)
    else:
        row["join_until"] = moment_text(closes)


def _stage(row: Row, staged: Staged, started: int, created: int) -> int:
    """Fill ``row`` as planned and return when it was created: before anything that happened in it."""
    customer = CUSTOMERS[staged.customer]
    opens = _staged_moment(staged.opens, started, customer)
    closes = _staged_moment(staged.closes, started, customer)
    if opens is not None and staged.opens is not None and staged.closes is not None:
        closes = opens + (staged.closes - staged.opens) * MINUTE
    _identify(row, staged.title, customer, opens or closes or started, dice(staged.title))
    if not re.search("[A-Za-z]", staged.title) or len(row["display_name"]) > 200:
        row["display_name"] = staged.title
    row.update(customer.theme)
    row["join_from"] = None if opens is None else moment_text(opens)
    row["join_until"] = None if closes is None else moment_text(closes)
    row.update(staged.fields)
    return created


def _staged_moment(minutes: int | None, started: int, customer: Customer) -> int | None:
    """Near moments on the five minutes of now, others at a usual hour of that day."""
    if minutes is None:
        return None
    if abs(minutes) >= 12 * HOUR // MINUTE:
        return usual_start(started + minutes * MINUTE, customer.offset, dice(customer.slug, minutes))
    return started - started % (5 * MINUTE) + minutes * MINUTE


def _identify(row: Row, title: str, customer: Customer, start: int, chance: Random) -> None:
    day = time.gmtime(start)
    words = {
        "month": time.strftime("%B", day),
        "year": day.tm_year,
        "quarter": f"Q{(day.tm_mon + 2) // 3}",
        "week": day.tm_yday // 7 + 1,
        "number": chance.randint(1, 24),
        "letter": chance.choice("ABCDEF"),
        "day": chance.randint(1, 3),
    }
    text = title.format(**words) if "{" in title else title
    row["display_name"] = f"{customer.name} – {text}"
    row["description"] = chance.choice(DESCRIPTIONS) if chance.random() < 0.6 else None
    row["name"] = f"{customer.slug}-{_slug(text)}"


def _options(customer: Customer, chance: Random) -> dict[str, Any]:
    options: dict[str, Any] = dict(customer.theme if chance.random() < 0.88 else DEFAULT_THEME)
    roll = chance.random()
    if roll < 0.3:
        options["quality"] = "1080p"
    if roll < 0.08:
        options["layout"] = chance.choice(_GRIDS)
    elif roll < 0.2:
        options["layout"] = "highlight-1-responsive"
    options["record_on_start"] = chance.random() < 0.35
    options["enable_room_previews"] = chance.random() < 0.2
    options["enable_chat"] = chance.random() < 0.85
    options["tone_on_entry_and_exit"] = chance.random() < 0.6
    options["room_join_video_off"] = chance.random() < 0.1
    options["user_join_video_off"] = chance.random() < 0.25
    return options


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "meeting"


def _unique(name: str, taken: dict[str, int]) -> str:
    uses = taken[name] = taken.get(name, 0) + 1
    if uses == 1:
        return name
    numbered = f"{name}-{uses}"
    return numbered if numbered not in taken else _unique(numbered, taken)


def is_over(row: Row, started: int) -> bool:
    """Whether the window of ``row`` lies behind, so that a completed session can be told of it."""
    closes = row["join_until"]
    return closes is not None and closes < moment_text(started - 2 * HOUR)
