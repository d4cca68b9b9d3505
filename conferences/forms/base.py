"""What a form was opened with, signed: it travels through the browser and cannot be altered there.

A server session would mix up two tabs and be gone with the sign-in; a signed hidden field is neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.core import signing

from conferences.models import Workspace
from conferences.signalwire.kinds import Kind, writable
from conferences.signalwire.limits import Field
from conferences.signalwire.models import Conference, Room

Fields = Mapping[str, object]
"""Field name → Python value: ``str``, ``bool``, ``int``, aware ``datetime``, ``dict`` or None."""

_SALT: Final = "conferences.forms.base"


def sign_base(workspace: Workspace, kind: Kind, item: Conference | Room) -> str:
    """The values with which a form about ``item`` is opened, bound to the workspace and the object."""
    return sign_fields(workspace, kind, item.id, writable(item))


def sign_fields(workspace: Workspace, kind: Kind, identifier: UUID, fields: Fields) -> str:
    """Like ``sign_base``, for values that are at hand already."""
    plain = {name: _to_plain(value) for name, value in fields.items()}
    return signing.dumps([workspace.pk, kind, str(identifier), plain], salt=_SALT, compress=True)


def read_base(text: str, workspace: Workspace, kind: Kind, identifier: UUID) -> Fields | None:
    """The values that ``text`` was signed with; None if it was altered or belongs to another object."""
    try:
        owner, signed_kind, signed_id, plain = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if (owner, signed_kind, signed_id) != (workspace.pk, kind, str(identifier)):
        return None
    fields = {field.name: field for field in kind.fields.values() if field.on_update}
    return {name: _from_plain(fields[name], value) for name, value in plain.items() if name in fields}


def _to_plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _from_plain(field: Field, value: object) -> object:
    if field.kind == "date_time" and isinstance(value, str):
        return datetime.fromisoformat(value)
    return value
