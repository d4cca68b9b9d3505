"""Conferences: the list, and everything SignalWire tells about one."""

from __future__ import annotations

import uuid

from django.http import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from conferences.drafts import keeps_draft
from conferences.http import DeskRequest, workspace_view
from conferences.models import Role, Workspace
from conferences.presentation.details import ConferenceDetails
from conferences.signalwire.kinds import CONFERENCE
from conferences.views.detail import render_detail
from conferences.views.listing import render_list
from conferences.views.object_form.create import render_create
from conferences.views.object_form.duplicate import render_duplicate
from conferences.views.object_form.update import render_update


@require_safe
@workspace_view(Role.VIEWER)
def conference_list(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """One page of the workspace's conferences, filtered by join window."""
    return render_list(request, workspace, kind=CONFERENCE)


@require_safe
@workspace_view(Role.VIEWER)
def conference_detail(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID
) -> HttpResponseBase:
    """Everything SignalWire tells about one conference, with its session if one is running."""
    return render_detail(
        request,
        workspace,
        kind=CONFERENCE,
        identifier=conference_id,
        details=ConferenceDetails,
        template="conferences/conference_detail.html",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_draft
@workspace_view(Role.EDITOR)
def conference_create(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Create a conference."""
    return render_create(request, workspace, kind=CONFERENCE)


@require_http_methods(["GET", "HEAD", "POST"])
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
