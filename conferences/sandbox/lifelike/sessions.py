"""Makes up the meetings held in conferences and rooms, the people in them, and what was recorded."""

from __future__ import annotations

from collections.abc import Iterator

from conferences.sandbox.answers import Row
from conferences.sandbox.lifelike.catalogue import PEOPLE
from conferences.sandbox.lifelike.dice import MINUTE, dice, identifier, moment_text, seconds_of
from conferences.signalwire.limits import SIZES

_PRICE_OF_A_MINUTE = 0.003
_COPIED = (
    "name",
    "display_name",
    "quality",
    "join_from",
    "join_until",
    "layout",
    "record_on_start",
    "tone_on_entry_and_exit",
    "room_join_video_off",
    "user_join_video_off",
    "enable_room_previews",
)
LIST_ONLY = ("cost_in_dollars", "enable_room_previews", "locked_cover")
"""Keys that the list of sessions has and a single session has not."""


def session(parent: Row, *, seed: int, begun: int, ended: int | None, people: int) -> Row:
    """A session of ``parent`` (a conference or room); running if ``ended`` is None. Epoch seconds."""
    chance = dice(seed, parent["id"], begun)
    name = identifier(chance)
    live = ended is None
    duration = None if ended is None else ended - begun
    preview = f"https://files.sandbox.invalid/previews/{name}.webp"
    return {
        "id": name,
        "room_id": parent["id"],
        **{key: parent[key] for key in _COPIED},
        "max_members": parent.get("max_members") or SIZES.get(parent.get("size") or "", 50),
        "fps": parent.get("fps", 20),
        "remove_at": parent.get("remove_at"),
        "remove_after_seconds_elapsed": parent.get("remove_after_seconds_elapsed"),
        "locked": False,
        "locked_cover": None,
        "start_time": moment_text(begun),
        "end_time": None if ended is None else moment_text(ended),
        "duration": duration,
        "status": "in-progress" if live else "completed",
        "preview_url": preview if live and parent["enable_room_previews"] else None,
        "prioritize_handraise": parent.get("prioritize_handraise", False),
        "sync_audio_video": parent.get("sync_audio_video"),
        "cost_in_dollars": 0.0 if duration is None else _price(duration * people),
        "created_at": moment_text(begun),
        "updated_at": moment_text(begun if ended is None else ended),
    }


def members(row: Row, present: int, gone: int, *, seed: int, now: int) -> list[Row]:
    """The people of a session in the order they came: ``present`` are still there, ``gone`` have left.

    A shared screen counts as one of them. Someone who gave no name has a null there.
    """
    chance = dice(seed, row["id"], "members")
    begun = seconds_of(row["start_time"])
    ended = now if row["end_time"] is None else seconds_of(row["end_time"])
    span = max(MINUTE, ended - begun)
    made = []
    for number in range(present + gone):
        join = begun + int(span * (0.0 if number == 0 else chance.random() ** 2 * 0.8))
        leave = None if number < present else join + int((ended - join) * (0.1 + 0.9 * chance.random()))
        duration = None if leave is None else leave - join
        name = None if number % 17 == 8 else PEOPLE[(chance.randint(0, 2) + number * 3) % len(PEOPLE)]
        if number % 19 == 5:
            name = f"{name} (screen)"
        made.append(
            {
                "id": identifier(chance),
                "room_session_id": row["id"],
                "name": name,
                "join_time": moment_text(join),
                "leave_time": None if leave is None else moment_text(leave),
                "duration": duration,
                "cost_in_dollars": 0.0 if duration is None else _price(duration),
            }
        )
    return sorted(made, key=lambda member: str(member["join_time"]))


def recordings(row: Row, *, seed: int) -> Iterator[Row]:
    """The recording of a session, if it records from the start."""
    if not row["record_on_start"]:
        return
    live = row["status"] == "in-progress"
    duration = row["duration"]
    name = identifier(dice(seed, row["id"], "recording"))
    yield {
        "id": name,
        "room_session_id": row["id"],
        "status": "recording" if live else "completed",
        "started_at": row["start_time"],
        "finished_at": row["end_time"],
        "duration": duration,
        "size_in_bytes": None if duration is None else duration * 187_500,
        "format": "video/mp4",
        "cost_in_dollars": 0.0 if duration is None else _price(duration),
        "uri": None if live else f"https://files.sandbox.invalid/recordings/{name}.mp4",
        "created_at": row["start_time"],
        "updated_at": row["updated_at"],
    }


def events(row: Row, *, seed: int, project: str) -> Iterator[Row]:
    """What happened to a session itself, oldest first."""
    chance = dice(seed, row["id"], "events")
    happened = [("room.started", row["start_time"]), ("room.ended", row["end_time"])]
    for name, moment in happened:
        if moment is not None:
            yield {
                "id": identifier(chance),
                "project_id": project,
                "room_id": row["room_id"],
                "room_session_id": row["id"],
                "level": "info",
                "name": name,
                "payload": {"room_name": row["name"]},
                "created_at": moment,
            }


def _price(seconds: int) -> float:
    return round(seconds / 60 * _PRICE_OF_A_MINUTE, 4)
