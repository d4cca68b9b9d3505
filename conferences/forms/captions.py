"""What every field of a conference or room is called on the screen, and what it does, in our own words."""

from __future__ import annotations

from typing import Final

from conferences.signalwire.kinds import CONFERENCE, Kind
from conferences.signalwire.limits import THEME_MODES, THEME_ROLES

_SHARED: Final[dict[str, tuple[str, str]]] = {
    "display_name": ("Display name", "What people read in lists and inside the room."),
    "name": (
        "Name",
        "Stands in addresses of the API. Letters, digits, hyphens and underscores; it can never be changed.",
    ),
    "description": ("Description", ""),
    "join_from": ("Opens", "From then on people can come in."),
    "join_until": ("Closes", "From then on nobody comes in. People inside stay."),
    "quality": ("Quality", "Of the picture that everybody gets."),
    "layout": ("Layout", "How people are arranged at the start; moderators can change it."),
    "record_on_start": ("Recording starts by itself", "With every session. Moderators can stop it."),
    "enable_room_previews": ("Previews of the room", "Show from outside what goes on inside."),
}

_CONFERENCES: Final[dict[str, tuple[str, str]]] = {
    "size": ("Size", "The most people inside at a time."),
    "enable_chat": ("Chat", "Everybody inside can write to everybody."),
    "tone_on_entry_and_exit": ("Sound on entry and exit", "Played when somebody comes or goes."),
    "room_join_video_off": ("Everybody joins without video", "Cameras are off for all who come in."),
    "user_join_video_off": ("Own video off on joining", "The camera of whoever comes in is off."),
}

_ROOMS: Final[dict[str, tuple[str, str]]] = {
    "max_members": ("People", "The most inside at a time."),
    "remove_at": ("Everybody leaves", "At that time all who are inside are removed."),
    "remove_after_seconds_elapsed": ("Each may stay", "Seconds after which a person is removed."),
    "sync_audio_video": ("Sound and picture in step", "Hold one back until the other has come."),
    "meta": ("Meta", "Data of your own, as a JSON object."),
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
    """Label and help of a field. Raises KeyError for a field nobody has named."""
    mode, _, role = name.partition("_")
    if mode in THEME_MODES and role in THEME_ROLES:
        return f"{mode.capitalize()} {role}", _ROLES[role]
    own = _CONFERENCES if kind == CONFERENCE else _ROOMS
    return own[name] if name in own else _SHARED[name]


def label(kind: Kind, name: str) -> str:
    """What a field is called; one that nobody has named keeps the API's name, with spaces."""
    try:
        return caption(kind, name)[0]
    except KeyError:
        return name.replace("_", " ").capitalize()
