"""Forms of conferences and rooms: a new one, a changed one, a copy."""

from __future__ import annotations

import uuid

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from conferences.drafts import keeps_draft
from conferences.http import DeskRequest, workspace_view
from conferences.models import Role, Workspace
from conferences.signalwire.kinds import CONFERENCE, ROOM
from conferences.views.creating import render_create
from conferences.views.duplicating import render_duplicate
from conferences.views.editing import render_update

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@keeps_draft
@workspace_view(Role.EDITOR)
def conference_create(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Create a conference."""
    return render_create(request, workspace, kind=CONFERENCE)


@require_http_methods(FORM_METHODS)
@keeps_draft
@workspace_view(Role.EDITOR)
def conference_update(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID
) -> HttpResponseBase:
    """Change a conference."""
    return render_update(request, workspace, kind=CONFERENCE, identifier=conference_id)


@require_safe
@workspace_view(Role.EDITOR)
def conference_duplicate(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID
) -> HttpResponseBase:
    """Ask what becomes of the times of a conference's copy."""
    return render_duplicate(request, workspace, kind=CONFERENCE, identifier=conference_id)


@require_http_methods(FORM_METHODS)
@keeps_draft
@workspace_view(Role.EDITOR)
def room_create(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Create a room."""
    return render_create(request, workspace, kind=ROOM)


@require_http_methods(FORM_METHODS)
@keeps_draft
@workspace_view(Role.EDITOR)
def room_update(request: DeskRequest, workspace: Workspace, room_id: uuid.UUID) -> HttpResponseBase:
    """Change a room."""
    return render_update(request, workspace, kind=ROOM, identifier=room_id)


@require_safe
@workspace_view(Role.EDITOR)
def room_duplicate(request: DeskRequest, workspace: Workspace, room_id: uuid.UUID) -> HttpResponseBase:
    """Ask what becomes of the times of a room's copy."""
    return render_duplicate(request, workspace, kind=ROOM, identifier=room_id)
