"""Bodies as the specification shows them, for tests to bend."""

from __future__ import annotations

import json
from typing import Any

CONFERENCE_ID = "c22d24f6-5a47-4597-9a23-c7d01e696b92"
ROOM_ID = "acaa5c49-be5e-4477-bce0-48f4b23b7720"
SESSION_ID = "5a3d9ad9-3aee-4a69-9fbd-0a4a0ce9d2a8"
TOKEN_ID = "9f6f4c1e-6a0f-4f55-8a7e-5a1f34c8e0d1"


def conference(**changes: Any) -> dict[str, Any]:
    """A conference with every key of the specification; a change to ``...`` takes the key away."""
    whole = {
        "id": CONFERENCE_ID,
        "name": "all_hands",
        "display_name": "All hands",
        "description": "Company meeting",
        "join_from": "2022-01-01T00:00:00Z",
        "join_until": "2022-12-31T23:59:59Z",
        "quality": "720p",
        "layout": "grid-responsive",
        "size": "medium",
        "record_on_start": False,
        "tone_on_entry_and_exit": True,
        "user_join_video_off": False,
        "room_join_video_off": False,
        "enable_chat": True,
        "enable_room_previews": False,
        "dark_primary": "#044EF4",
        "dark_background": "#FFFFFF",
        "dark_foreground": "#1D2127",
        "dark_success": "#17BB58",
        "dark_negative": "#F42C50",
        "light_primary": "#044EF4",
        "light_background": "#FFFFFF",
        "light_foreground": "#1D2127",
        "light_success": "#17BB58",
        "light_negative": "#F42C50",
        "meta": {},
        "created_at": "2022-01-01T10:00:00Z",
        "updated_at": "2022-01-01T11:00:00Z",
    } | changes
    return {name: value for name, value in whole.items() if value is not ...}


def room(**changes: Any) -> dict[str, Any]:
    """A room with every key of the specification."""
    return {
        "id": ROOM_ID,
        "name": "my_room",
        "display_name": "My room",
        "description": None,
        "max_members": 20,
        "quality": "720p",
        "fps": 20,
        "join_from": None,
        "join_until": None,
        "remove_at": None,
        "remove_after_seconds_elapsed": None,
        "layout": "grid-responsive",
        "record_on_start": False,
        "tone_on_entry_and_exit": True,
        "room_join_video_off": False,
        "user_join_video_off": False,
        "enable_room_previews": None,
        "sync_audio_video": None,
        "meta": {"team": "blue"},
        "prioritize_handraise": False,
        "created_at": "2022-01-01T10:00:00Z",
        "updated_at": "2022-01-01T11:00:00Z",
    } | changes


def session(**changes: Any) -> dict[str, Any]:
    """A running session."""
    return {
        "id": SESSION_ID,
        "room_id": CONFERENCE_ID,
        "name": "all_hands",
        "status": "in-progress",
        "start_time": "2022-01-01T10:00:00Z",
        "end_time": None,
        "duration": None,
        "fps": "20",
        "cost_in_dollars": 0.25,
    } | changes


def token(**changes: Any) -> dict[str, Any]:
    """A moderator's token."""
    return {
        "id": TOKEN_ID,
        "name": "Moderator",
        "token": "vpt_62c65414de4d067d07415a7ced8183be",
        "scopes": ["room.self.audio_mute", "room.recording"],
    } | changes


def listing(*records: Any, **links: Any) -> dict[str, Any]:
    """The envelope of a list."""
    return {"links": links, "data": list(records)}


def encoded(document: Any) -> bytes:
    """The document as a body."""
    return json.dumps(document).encode()
