"""One project of the Space: its conferences, rooms, tokens and sessions, and what may be done to them."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from conferences.sandbox.answers import Problem, Refused, Row
from conferences.sandbox.collection import Collection
from conferences.sandbox.times import now, to_text
from conferences.sandbox.validation import check_fields, missing, window_error
from conferences.signalwire.limits import CONFERENCE_FIELDS, ROOM_FIELDS, Field

PROJECT_ID: Final = "5a4db0c5-0000-4000-8000-000000000001"
API_TOKEN: Final = "PT00000000sandbox00000000video00000000"  # noqa: S105 - opens nothing but the sandbox
OTHER_PROJECT_ID: Final = "5a4db0c5-0000-4000-8000-000000000002"
OTHER_API_TOKEN: Final = "PT00000000sandbox00000000other00000000"  # noqa: S105 - likewise
API_TOKEN_WITHOUT_VIDEO: Final = "PT00000000sandbox0000000NOVIDEO0000000"  # noqa: S105 - likewise

PutMode = Literal["merge", "replace", "defaults"]
"""What an update does to a field it does not name: keeps it; sets it as a create would; or keeps it
except for the fields whose defaults the update schema declares."""
NullMode = Literal["clear", "refuse"]

_RESET_BY_DEFAULTS: Final = {
    "conference": ("quality", "layout", "size"),
    "room": ("quality", "layout", "max_members"),
}
_SELF: Final = (
    "audio_mute",
    "audio_unmute",
    "video_mute",
    "video_unmute",
    "deaf",
    "undeaf",
    "set_input_volume",
    "set_output_volume",
    "set_input_sensitivity",
    "screenshare",
    "additional_source",
)
_MEMBER: Final = ("audio_mute", "audio_unmute", "video_mute", "video_unmute", "deaf", "undeaf", "remove")
_ROOM: Final = ("set_layout", "list_available_layouts", "recording", "hide_video_muted", "show_video_muted")
GUEST_SCOPES: Final = tuple(f"room.self.{name}" for name in _SELF)
MODERATOR_SCOPES: Final = (
    *GUEST_SCOPES,
    *(f"room.member.{name}" for name in _MEMBER),
    *(f"room.{name}" for name in _ROOM),
)

CONFERENCE_TEMPLATE: Final[Row] = {
    "id": "",
    **{item.name: item.default for item in CONFERENCE_FIELDS},
    "meta": None,
    "created_at": "",
    "updated_at": "",
}
ROOM_TEMPLATE: Final[Row] = {
    "id": "",
    **{item.name: item.default for item in ROOM_FIELDS},
    "fps": 20,
    "tone_on_entry_and_exit": True,
    "room_join_video_off": False,
    "user_join_video_off": False,
    "prioritize_handraise": False,
    "created_at": "",
    "updated_at": "",
}
"""Rows as a create makes them when it is told nothing; every key of the answer is in here."""

_ROLES: Final = {"Moderator": 0x5A << 40, "Guest": 0xA5 << 40}
"""A token's id is its conference's id with these bits flipped, so 200,000 tokens need no table."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The switches for what the specification leaves open."""

    put: PutMode = "merge"
    null: NullMode = "clear"
    require_display_name: bool = True
    strict_stored: bool = False
    """Whether an update refuses a value that is not documented even where the object has it already."""


@dataclass
class Project:
    """Everything that belongs to one project id; the API tokens that open it; the API's operations."""

    identifier: str
    tokens: frozenset[str]
    behaviour: Behaviour
    seed: int = 0
    changed: Callable[[], None] = lambda: None
    token_values: dict[str, str] = field(default_factory=dict)
    attendance: dict[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.conferences = Collection(unique_names=True, changed=self.changed)
        self.rooms = Collection(unique_names=True, changed=self.changed)
        self.sessions = Collection()
        self.recordings = Collection()
        self.streams: dict[str, Collection] = {}
        self.live: dict[str, str] = {}

    def create_conference(self, body: Row) -> Row:
        """``POST /conferences``; raises :class:`Refused`."""
        accepted, errors = self._check(CONFERENCE_FIELDS, body, "on_create")
        if self.behaviour.require_display_name and "display_name" not in body:
            errors.append(missing("display_name"))
        _refuse_if(errors, accepted)
        accepted.setdefault("name", _made_name(accepted.get("display_name")))
        accepted.setdefault("display_name", accepted["name"])
        return self.conferences.add(_new_row(CONFERENCE_TEMPLATE, accepted))

    def update_conference(self, identifier: str, body: Row) -> Row:
        """``PUT /conferences/{id}``; raises :class:`Refused` or :class:`Problem` 404."""

        def change(row: Row) -> Row:
            accepted, errors = self._check(CONFERENCE_FIELDS, body, "on_update", row)
            if self.behaviour.require_display_name and "display_name" not in body:
                errors.append(missing("display_name"))
            return self._updated(row, accepted, errors, "conference")

        return self.conferences.change(identifier, change)

    def create_room(self, body: Row) -> Row:
        """``POST /rooms``; raises :class:`Refused`."""
        accepted, errors = self._check(ROOM_FIELDS, body, "on_create")
        if "name" not in body:
            errors.insert(0, missing("name"))
        _refuse_if(errors, accepted)
        accepted.setdefault("display_name", accepted["name"])
        return self.rooms.add(_new_row(ROOM_TEMPLATE, accepted))

    def update_room(self, identifier: str, body: Row) -> Row:
        """``PUT /rooms/{id}``; raises :class:`Refused` or :class:`Problem` 404."""

        def change(row: Row) -> Row:
            accepted, errors = self._check(ROOM_FIELDS, body, "on_update", row)
            return self._updated(row, accepted, errors, "room")

        return self.rooms.change(identifier, change)

    def conference_tokens(self, identifier: str) -> list[Row]:
        """The two tokens of a conference, moderator first; raises :class:`Problem` 404."""
        conference = self.conferences.get(identifier)["id"]
        return [self._token(_flip(conference, mask), name) for name, mask in _ROLES.items()]

    def conference_token(self, identifier: str) -> Row:
        """One token by its id; raises :class:`Problem` 404."""
        lowered = identifier.lower()
        for name, mask in _ROLES.items():
            if _flip(lowered, mask) in self.conferences:
                return self._token(lowered, name)
        raise Problem(404)

    def reset_token(self, identifier: str) -> Row:
        """Give a token a new value; its id, name and scopes stay. Raises :class:`Problem` 404."""
        token = self.conference_token(identifier)
        self.token_values[token["id"]] = f"vpt_{uuid.uuid4().hex}"
        self.changed()
        return self.conference_token(identifier)

    def active_session(self, row: Row) -> Row | None:
        """The ``active_session`` of a conference or room, or None."""
        session_id = self.live.get(row["id"])
        if session_id is None:
            return None
        session = self.sessions.get(session_id)
        known = {name: session[name] for name in _ACTIVE_SESSION_FIELDS}
        return {**known, "audio_video_sync": session["sync_audio_video"]}

    def _token(self, identifier: str, name: str) -> Row:
        value = self.token_values.get(identifier)
        if value is None:
            digest = hashlib.sha256(f"{self.seed}:{identifier}".encode()).hexdigest()
            value = f"vpt_{digest[:32]}"
        scopes = MODERATOR_SCOPES if name == "Moderator" else GUEST_SCOPES
        return {"id": identifier, "name": name, "token": value, "scopes": list(scopes)}

    def _check(
        self,
        fields: Sequence[Field],
        body: Row,
        moment: Literal["on_create", "on_update"],
        row: Row | None = None,
    ) -> tuple[dict[str, Any], list[Row]]:
        writable = [item for item in fields if getattr(item, moment)]
        optional = not self.behaviour.require_display_name
        if optional:
            body = {key: value for key, value in body.items() if key != "display_name" or value is not None}
        stored = None if self.behaviour.strict_stored else row
        clear = self.behaviour.null == "clear"
        return check_fields(writable, body, clear_with_null=clear, stored=stored)

    def _updated(
        self, row: Row, accepted: dict[str, Any], errors: list[Row], kind: Literal["conference", "room"]
    ) -> Row:
        template = CONFERENCE_TEMPLATE if kind == "conference" else ROOM_TEMPLATE
        fields = CONFERENCE_FIELDS if kind == "conference" else ROOM_FIELDS
        base = dict(row)
        if self.behaviour.put == "replace":
            base.update({item.name: template[item.name] for item in fields if item.on_update})
            base["display_name"] = row["name"]
        elif self.behaviour.put == "defaults":
            base.update({name: template[name] for name in _RESET_BY_DEFAULTS[kind]})
        updated = {**base, **accepted}
        _refuse_if(errors, updated)
        return {**updated, "updated_at": max(to_text(now()), row["updated_at"])}


_ACTIVE_SESSION_FIELDS: Final = (
    "id",
    "room_id",
    "name",
    "display_name",
    "join_from",
    "join_until",
    "remove_at",
    "remove_after_seconds_elapsed",
    "layout",
    "max_members",
    "fps",
    "quality",
    "start_time",
    "end_time",
    "duration",
    "status",
    "record_on_start",
    "enable_room_previews",
    "preview_url",
)


def _new_row(template: Row, accepted: dict[str, Any]) -> Row:
    moment = to_text(now())
    identity = {"id": str(uuid.uuid4()), "created_at": moment, "updated_at": moment}
    return {**template, **accepted, **identity}


def _refuse_if(errors: list[Row], values: Row) -> None:
    """Raise :class:`Refused` for ``errors`` and for a window that ends before it begins."""
    refused = {error["attribute"] for error in errors}
    if not refused & {"join_from", "join_until"}:
        order = window_error(values.get("join_from"), values.get("join_until"))
        if order is not None:
            errors.append(order)
    if errors:
        raise Refused(errors)


def _made_name(display_name: str | None) -> str:
    """A name for a conference that was sent none. How SignalWire makes it is not documented."""
    slug = re.sub(r"[^a-z0-9]+", "-", (display_name or "").lower()).strip("-")[:60].strip("-")
    return f"{slug or 'conference'}-{uuid.uuid4().hex[:8]}"


def _flip(identifier: str, mask: int) -> str:
    """Turn a conference's id into a token's and back; text that is no UUID comes back unchanged."""
    try:
        return str(uuid.UUID(int=uuid.UUID(identifier).int ^ mask))
    except ValueError:
        return identifier
