"""The page of one object that conferences and rooms share."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpResponse

from conferences.http import DeskRequest, render_page
from conferences.models import Workspace
from conferences.services.connections import client_for
from conferences.signalwire import SignalWireClient, SignalWireError
from conferences.signalwire.resources import Conferences, Rooms

_MEMBERS = 250


def render_detail(
    request: DeskRequest,
    workspace: Workspace,
    *,
    resource: Callable[[SignalWireClient], Conferences | Rooms],
    identifier: uuid.UUID,
    details: Callable[..., Any],
    template: str,
) -> HttpResponse:
    """Fetch the object, and the session's participants if one is running.

    That the participants cannot be read does not cost the page: the session's card says so.
    """
    client = client_for(workspace, request_id=request.request_id)
    item = resource(client).get(identifier, include_active_session=True)
    view = details(now=datetime.now(UTC), zone=request.zone, item=item)
    context: dict[str, Any] = {"details": view, "participants": None, "participants_error": None}
    if view.session is not None and view.session.id is not None:
        try:
            page = client.room_sessions.list_members(view.session.id, page_size=_MEMBERS)
            context["participants"] = view.participants(page.items, has_more=page.next is not None)
        except SignalWireError as error:
            context["participants_error"] = error
    return render_page(request, template, context)
