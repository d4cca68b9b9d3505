"""What the menu of a list's row offers, as a page of its own for browsers without JavaScript."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from conferences.http import DeskRequest, render_page, workspace_view
from conferences.models import Role, Workspace
from conferences.presentation.details import details_for
from conferences.presentation.window_actions import menu_actions
from conferences.services import reading
from conferences.signalwire.kinds import CONFERENCE, ROOM, Kind
from conferences.views.navigation import object_url, return_url


@require_safe
@workspace_view(Role.EDITOR)
def conference_actions(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID
) -> HttpResponseBase:
    """What can be done to a conference."""
    return _render_actions(request, workspace, CONFERENCE, conference_id)


@require_safe
@workspace_view(Role.EDITOR)
def room_actions(request: DeskRequest, workspace: Workspace, room_id: uuid.UUID) -> HttpResponseBase:
    """What can be done to a room."""
    return _render_actions(request, workspace, ROOM, room_id)


def _render_actions(
    request: DeskRequest, workspace: Workspace, kind: Kind, identifier: uuid.UUID
) -> HttpResponse:
    item = reading.get_object(workspace, kind, identifier, request_id=request.request_id)
    details = details_for(kind)(now=datetime.now(UTC), zone=request.zone, item=item)
    back = return_url(request, otherwise=object_url(workspace, kind, "list"))
    context = {
        "kind": kind,
        "details": details,
        "buttons": menu_actions(details.window),
        "address": object_url(workspace, kind, "detail", identifier),
        "list_url": object_url(workspace, kind, "list"),
        "back": back,
        "next_query": urlencode({"next": back}),
    }
    return render_page(request, "conferences/object_actions.html", context)
