"""Conferences: the list, and everything SignalWire tells about one."""

from __future__ import annotations

import uuid

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from conferences.http import DeskRequest, workspace_view
from conferences.models import Role, Workspace
from conferences.presentation.details import ConferenceDetails
from conferences.signalwire.kinds import CONFERENCE
from conferences.views.detail import render_detail
from conferences.views.listing import render_list


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
