"""Makes the rooms up: bare rooms that customers built into applications of their own."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from conferences.sandbox.answers import Row
from conferences.sandbox.lifelike.catalogue import CUSTOMERS, ROOM_PURPOSES
from conferences.sandbox.lifelike.conferences import Planned
from conferences.sandbox.lifelike.dice import DAY, HOUR, MINUTE, dice, identifier, moment_text, usual_start
from conferences.sandbox.project import ROOM_TEMPLATE

_LIVE = {1: (2, 0), 3: (4, 1), 6: (17, 5), 11: (1, 0), 23: (2, 3)}
"""Position from the newest → people present and gone."""


def rooms(count: int, seed: int, started: int) -> Iterator[Planned]:
    """Yield ``count`` rooms, oldest first, as of ``started`` (epoch seconds)."""
    chance = dice(seed, "rooms")
    newest_first = [_room(position, count, started, chance) for position in range(count)]
    yield from reversed(newest_first)


def _room(position: int, count: int, started: int, chance: Random) -> Planned:
    created = started - 25 * MINUTE - position - int(400 * DAY * (position / max(count, 40)) ** 1.4)
    customer = chance.choice(CUSTOMERS)
    purpose, label, members = chance.choice(ROOM_PURPOSES)
    number = count - position
    row = dict(ROOM_TEMPLATE)
    row["id"] = identifier(chance)
    row["name"] = f"{customer.slug}-{purpose}-{number}"
    row["display_name"] = f"{customer.name}: {label} {number}"
    row["max_members"] = min(300, members + chance.randint(0, 6))
    row["quality"] = "1080p" if chance.random() < 0.25 else "720p"
    row["fps"] = 30 if chance.random() < 0.2 else 20
    row["record_on_start"] = chance.random() < 0.3
    row["enable_room_previews"] = chance.choice((True, False, False, None))
    row["sync_audio_video"] = chance.choice((True, False, None, None))
    row["prioritize_handraise"] = chance.random() < 0.2
    row["created_at"] = moment_text(created)
    row["updated_at"] = moment_text(created + int((started - created) * chance.random() ** 3))
    _window(row, created, customer.offset, chance)
    _extras(row, position, chance)
    if position not in _LIVE:
        return Planned(row)
    return Planned(row, started - chance.randint(6, 50) * MINUTE, _LIVE[position])


def _window(row: Row, created: int, offset: float, chance: Random) -> None:
    roll = chance.random()
    if roll < 0.5:
        return
    start = usual_start(created + chance.randint(0, 30) * DAY, offset, chance)
    if roll < 0.95:
        row["join_from"] = moment_text(start)
    if roll < 0.85 or roll >= 0.95:
        row["join_until"] = moment_text(start + chance.choice((1, 2, 4, 8)) * HOUR)
    if roll < 0.6:
        row["remove_at"] = moment_text(start + 10 * DAY)
    elif roll < 0.7:
        row["remove_after_seconds_elapsed"] = chance.choice((1800, 3600, 14_400, 200_000))


def _extras(row: Row, position: int, chance: Random) -> None:
    roll = chance.random()
    if roll < 0.25:
        row["meta"] = {"ticket": f"OPS-{chance.randint(1000, 9999)}", "source": "booking"}
    elif roll < 0.3:
        row["meta"] = {}
    if roll > 0.6:
        row["description"] = "Opened by the customer’s own application."
    if position == 9:
        row["display_name"] = None
    if position == 14:
        row["display_name"] = "غرفة الاستشارة ٣"
    if position == 18:
        row["layout"] = "spotlight-carousel"
    if position == 21:
        row["meta"] = {"note": "</script><img src=x>", "nested": {"levels": [1, 2, {"three": None}]}}
    if position == 26:
        row["display_name"] = "予備の会議室 🗝️"
