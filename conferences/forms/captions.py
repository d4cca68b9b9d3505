"""What every field of a conference or room is called on the screen, and what it does, in our own words."""

from __future__ import annotations

from typing import Final

from conferences.signalwire.kinds import CONFERENCE, Kind
from conferences.signalwire.limits import THEME_MODES, THEME_ROLES

_SHARED: Final[dict[str, tuple[str, str]]] = {
    "display_name": ("Display name", "Shown in lists and inside the room."),
    "name": (
        "Name",
        "Used in API addresses; cannot be changed later. Letters, digits, hyphens and underscores.",
    ),
    "description": ("Description", ""),
    "join_from": ("Opens", "People can join from this time."),
    "join_until": ("Closes", "No one can join after this time. People inside stay."),
    "quality": ("Quality", "Video resolution for everyone."),
    "layout": ("Layout", "Arrangement of the videos at the start; moderators can change it."),
    "record_on_start": ("Record automatically", "Records every session. Moderators can stop it."),
    "enable_room_previews": ("Room previews", "Show the room to people who have not joined."),
}

_CONFERENCES: Final[dict[str, tuple[str, str]]] = {
    "size": ("Size", "Maximum number of people at a time."),
    "enable_chat": ("Chat", "Everyone in the room can write to everyone."),
    "tone_on_entry_and_exit": ("Entry and exit tones", "Played when someone joins or leaves."),
    "room_join_video_off": (
        "Cameras off for everyone on entry",
        "Cameras are off when people join.",
    ),
    "user_join_video_off": ("Own camera off on entry", "Each person’s own camera is off when they join."),
}

_ROOMS: Final[dict[str, tuple[str, str]]] = {
    "max_members": ("Participants", "Maximum number of participants at a time."),
    "remove_at": ("Remove everyone at", "Everyone inside is removed at this time."),
    "remove_after_seconds_elapsed": ("Time limit per person", "Seconds after which a person is removed."),
    "sync_audio_video": ("Sync audio and video", "Delays one until the other arrives."),
    "meta": ("Meta", "Your own data, as a JSON object."),
}

_ROLES: Final = {
    "primary": "Continue button, ticks",
    "background": "Bars, panels, cards",
    "foreground": "Text and icons",
    "success": "Microphone meter",
    "negative": "Leave, Cancel, recording",
}


def role_words() -> list[tuple[str, str, str]]:
    """The roles of a theme in the order of the screen: role, title, and what it colours."""
    order = ("background", "foreground", "primary", "success", "negative")
    return [(role, role.capitalize(), _ROLES[role]) for role in order]


def caption(kind: Kind, name: str) -> tuple[str, str]:
    """Label and help of a field. Raises KeyError for a field no one has named."""
    mode, _, role = name.partition("_")
    if mode in THEME_MODES and role in THEME_ROLES:
        return f"{mode.capitalize()} {role}", _ROLES[role]
    own = _CONFERENCES if kind == CONFERENCE else _ROOMS
    return own[name] if name in own else _SHARED[name]


def label(kind: Kind, name: str) -> str:
    """What a field is called; one that no one has named keeps the API's name, with spaces."""
    try:
        return caption(kind, name)[0]
    except KeyError:
        return name.replace("_", " ").capitalize()
