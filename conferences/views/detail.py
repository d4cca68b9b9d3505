"""The page of one object that conferences and rooms share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse

from conferences.http import DeskRequest, render_page
from conferences.models import Workspace
from conferences.services import reading
from conferences.signalwire import SignalWireError
from conferences.signalwire.kinds import Kind
from conferences.views.history import history_card

_PARTICIPANTS = 250


def render_detail(
    request: DeskRequest,
    workspace: Workspace,
    *,
    kind: Kind,
    identifier: uuid.UUID,
    details: Callable[..., Any],
    template: str,
) -> HttpResponse:
    """Fetch the object, and the session's participants if one is running.

    That the participants cannot be read does not cost the page: the session's card says so.
    """
    item = reading.get_object(workspace, kind, identifier, request_id=request.request_id)
    view = details(now=datetime.now(UTC), zone=request.zone, path=request.path, item=item)
    context: dict[str, Any] = {
        "details": view,
        "participants": None,
        "participants_error": None,
        "history": history_card(workspace, kind, identifier, now=view.now, zone=request.zone),
    }
    if view.session is not None and view.session.id is not None:
        try:
            page = reading.list_participants(
                workspace, view.session.id, most=_PARTICIPANTS, request_id=request.request_id
            )
            context["participants"] = view.participants(
                page.items, has_more=page.next is not None or page.is_shortened
            )
        except SignalWireError as error:
            context["participants_error"] = error
    return render_page(request, template, context)
