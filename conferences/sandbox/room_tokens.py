"""``POST /room_tokens``: checks the request and answers a token shaped like SignalWire's.

Fields and limits from ``room-tokens/models/requests.tsp``. The signature is real HS512 with a key that
is no secret: such a token opens nothing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from typing import Any, Final

from conferences.sandbox.answers import Refused, Row, field_error
from conferences.sandbox.project import GUEST_SCOPES
from conferences.sandbox.times import now
from conferences.sandbox.validation import check_fields, missing
from conferences.signalwire.limits import ROOM_FIELDS, Field

_ROOM: Final = {item.name: item for item in ROOM_FIELDS}
_META_MAXIMUM: Final = _ROOM["meta"].max_length
_NAME: Final = _ROOM["name"]
FIELDS: Final = (
    Field(name="room_name", kind="text", required=True, max_length=_NAME.max_length, pattern=_NAME.pattern),
    Field(name="user_name", kind="text", max_length=100),
    *(_ROOM[name] for name in ("join_from", "join_until", "remove_at", "remove_after_seconds_elapsed")),
    Field(name="join_audio_muted", kind="flag"),
    Field(name="join_video_muted", kind="flag"),
    Field(name="auto_create_room", kind="flag"),
    _ROOM["enable_room_previews"],
    Field(name="room_display_name", kind="text", max_length=_ROOM["display_name"].max_length),
    Field(name="end_room_session_on_leave", kind="flag"),
    Field(name="join_as", kind="choice", choices=("member", "audience")),
    Field(name="media_allowed", kind="choice", choices=("all", "video-only", "audio-only")),
    Field(name="room_meta", kind="json_object", max_length=_META_MAXIMUM),
    Field(name="meta", kind="json_object", max_length=_META_MAXIMUM),
    _ROOM["sync_audio_video"],
)
_KEY: Final = b"a key of the sandbox that protects nothing"


def room_token(body: Row, project: str) -> str:
    """A JSON web token (header type ``VRT``) for ``body``; raises :class:`Refused`."""
    accepted, errors = check_fields(FIELDS, body, clear_with_null=True)
    if "room_name" not in body:
        errors.insert(0, missing("room_name"))
    permissions: Any = body.get("permissions", list(GUEST_SCOPES))
    known = isinstance(permissions, list) and all(
        isinstance(entry, str) and entry.startswith("room.") for entry in permissions
    )
    if not known:
        errors.append(field_error("permissions", "invalid_parameter", "This list contains an invalid entry."))
    if errors:
        raise Refused(errors)
    if accepted.get("join_as") == "audience":
        permissions = []
    claims = {"iat": int(now().timestamp()), "jti": str(uuid.uuid4()), "sub": project}
    payload = {**claims, "p": permissions, **accepted}
    signed = f"{_part({'typ': 'VRT', 'alg': 'HS512'})}.{_part(payload)}"
    signature = hmac.new(_KEY, signed.encode(), hashlib.sha512).digest()
    return f"{signed}.{_encoded(signature)}"


def _part(value: Row) -> str:
    return _encoded(json.dumps(value, separators=(",", ":")).encode())


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
