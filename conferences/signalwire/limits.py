"""What the Video API accepts, as data: every field, its limits and its default, stated once.

The client, the forms, the sandbox and the tests all read this module; nothing else in the project
repeats a length, a pattern or a list of choices. Source of every value: SignalWire's REST
specification, ``specs/signalwire-rest/video-api`` (August 2026), and the behaviour that public tools
recorded against the live service.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

# The hyphen is escaped for browsers, which read an input's pattern by stricter rules than Python.
NAME_PATTERN: Final = r"[A-Za-z0-9_\-]+"
COLOUR_PATTERN: Final = r"#[0-9a-fA-F]{6}"

QUALITIES: Final = ("720p", "1080p")
LAYOUTS: Final = (
    "grid-responsive",
    "grid-responsive-mobile",
    "highlight-1-responsive",
    "1x1",
    "2x1",
    "2x2",
    "5up",
    "3x3",
    "4x4",
    "5x5",
    "6x6",
    "8x8",
    "10x10",
)
SIZES: Final = {"small": 10, "medium": 50, "large": 300}
"""Size of a conference → how many participants it admits at a time."""

SESSION_STATUSES: Final = ("in-progress", "completed")

DEPTH_MAXIMUM: Final = 100
"""How deep lists and objects may stand in each other in ``meta``: our own limit, not the API's."""

PAGE_SIZE_DEFAULT: Final = 50
PAGE_SIZE_MAXIMUM: Final = 1000
PAGING_PARAMETERS: Final = ("page_number", "page_token", "page", "cursor")
"""Query names of a ``links.next`` that say where a page starts. The API sends the first two; its
own documentation shows the third. All are handed back exactly as they came."""

CONFERENCE_TOKEN_PATTERN: Final = r"vpt_[0-9a-f]{32}"  # noqa: S105 (a pattern, no secret)

Kind = Literal["text", "date_time", "choice", "flag", "integer", "colour", "json_object"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One writable field of a conference or a room.

    ``default`` is what the API stores when a create leaves the field out (None: none is documented).
    ``nullable`` says whether the API's own answers carry null there. ``max_length`` counts characters
    (for ``json_object``: of the serialised object); ``pattern`` must match the whole value.
    """

    name: str
    kind: Kind
    on_create: bool = True
    on_update: bool = True
    required: bool = False
    nullable: bool = False
    default: str | bool | int | None = None
    max_length: int | None = None
    pattern: str | None = None
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None

    def matches(self, value: str) -> bool:
        """Whether ``value`` fits ``pattern`` as a whole; True where there is none."""
        return self.pattern is None or re.fullmatch(self.pattern, value) is not None


THEME_MODES: Final = ("light", "dark")
THEME_ROLES: Final = ("primary", "background", "foreground", "success", "negative")
THEME_DEFAULTS: Final = {
    "primary": "#044EF4",
    "background": "#FFFFFF",
    "foreground": "#1D2127",
    "success": "#17BB58",
    "negative": "#F42C50",
}
"""The API's documented colours, the same in both modes: its "dark" theme is white."""
DEFAULT_THEME: Final = {
    f"{mode}_{role}": THEME_DEFAULTS[role] for mode in THEME_MODES for role in THEME_ROLES
}
"""The same by the names of the fields: what a conference gets whose theme no one chose."""


def _name() -> Field:
    return Field(name="name", kind="text", on_update=False, max_length=100, pattern=NAME_PATTERN)


def _identity(*, display_name_required: bool) -> tuple[Field, ...]:
    return (
        Field(
            name="display_name", kind="text", required=display_name_required, nullable=True, max_length=200
        ),
        Field(name="description", kind="text", nullable=True, max_length=3000),
        Field(name="join_from", kind="date_time", nullable=True),
        Field(name="join_until", kind="date_time", nullable=True),
    )


_QUALITY: Final = Field(name="quality", kind="choice", default="720p", choices=QUALITIES)
_LAYOUT: Final = Field(name="layout", kind="choice", default="grid-responsive", choices=LAYOUTS)

CONFERENCE_FIELDS: Final[tuple[Field, ...]] = (
    _name(),
    *_identity(display_name_required=True),
    _QUALITY,
    _LAYOUT,
    Field(name="size", kind="choice", nullable=True, default="medium", choices=tuple(SIZES)),
    Field(name="record_on_start", kind="flag", default=False),
    Field(name="enable_room_previews", kind="flag", nullable=True, default=False),
    Field(name="enable_chat", kind="flag", default=True),
    # Only an update accepts these three; the defaults are what the server sets on create.
    Field(name="tone_on_entry_and_exit", kind="flag", on_create=False, default=True),
    Field(name="room_join_video_off", kind="flag", on_create=False, default=False),
    Field(name="user_join_video_off", kind="flag", on_create=False, default=False),
    *(
        Field(
            name=f"{mode}_{role}",
            kind="colour",
            nullable=True,
            default=THEME_DEFAULTS[role],
            pattern=COLOUR_PATTERN,
        )
        for mode in THEME_MODES
        for role in THEME_ROLES
    ),
)

ROOM_FIELDS: Final[tuple[Field, ...]] = (
    Field(
        name="name",
        kind="text",
        on_update=False,
        required=True,
        max_length=100,
        pattern=NAME_PATTERN,
    ),
    *_identity(display_name_required=False),
    Field(name="max_members", kind="integer", default=20, minimum=1, maximum=300),
    _QUALITY,
    _LAYOUT,
    Field(name="remove_at", kind="date_time", nullable=True),
    Field(
        name="remove_after_seconds_elapsed",
        kind="integer",
        nullable=True,
        minimum=1,
        maximum=200_000,
    ),
    Field(name="record_on_start", kind="flag", default=False),
    Field(name="enable_room_previews", kind="flag", nullable=True, default=False),
    Field(name="sync_audio_video", kind="flag", nullable=True),
    Field(name="meta", kind="json_object", nullable=True, max_length=2000),
)


def is_too_deep(value: object) -> bool:
    """Whether lists and objects stand in each other deeper than whoever walks through them can follow."""
    level = [value]
    for _ in range(DEPTH_MAXIMUM):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True
