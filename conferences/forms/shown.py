"""What a page of confirmation showed, signed into the page: what is carried out is what was shown.

It also lets the page be drawn again when SignalWire cannot be asked, with everything that was typed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core import signing

from conferences.models import Workspace
from conferences.signalwire.kinds import Kind


def sign_shown(
    purpose: str, workspace: Workspace, kind: Kind, identifier: UUID, values: dict[str, Any]
) -> str:
    """``values`` (what JSON can hold) for a hidden field, bound to the page, the workspace and the object."""
    plain = [workspace.pk, kind, str(identifier), values]
    return signing.dumps(plain, salt=f"conferences.forms.{purpose}", compress=True)


def read_shown(
    text: str,
    purpose: str,
    workspace: Workspace,
    kind: Kind,
    identifier: UUID,
    *,
    within: timedelta | None = None,
) -> dict[str, Any] | None:
    """The values of ``sign_shown``; None if they were altered, belong elsewhere, or are too old."""
    try:
        *subject, values = signing.loads(text, salt=f"conferences.forms.{purpose}", max_age=within)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if subject != [workspace.pk, kind, str(identifier)] or not isinstance(values, dict):
        return None
    return values
