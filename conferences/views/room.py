"""Rooms: the list, one of them, and the way to one by its name."""

from __future__ import annotations

import uuid

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from conferences.drafts import keeps_draft
from conferences.forms.room_name import RoomNameForm
from conferences.http import DeskRequest, render_page, workspace_view
from conferences.models import Role, Workspace
from conferences.presentation.details import RoomDetails
from conferences.services.reading import find_room
from conferences.signalwire import NotFound
from conferences.signalwire.kinds import ROOM
from conferences.views.detail import render_detail
from conferences.views.listing import render_list
from conferences.views.object_form.create import render_create
from conferences.views.object_form.duplicate import render_duplicate
from conferences.views.object_form.update import render_update


@require_safe
@workspace_view(Role.VIEWER)
def room_list(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """One page of the workspace's rooms, filtered by join window."""
    return render_list(request, workspace, kind=ROOM)


@require_safe
@workspace_view(Role.VIEWER)
def room_detail(request: DeskRequest, workspace: Workspace, room_id: uuid.UUID) -> HttpResponseBase:
    """Everything SignalWire tells about one room, with its session if one is running."""
    return render_detail(
        request,
        workspace,
        kind=ROOM,
        identifier=room_id,
        details=RoomDetails,
        template="conferences/room_detail.html",
    )


@require_safe
@workspace_view(Role.VIEWER)
def room_by_name(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Look a room up under the name SignalWire knows it by, and go to it."""
    form = RoomNameForm(request.GET if "name" in request.GET else None)
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                room = find_room(workspace, form.cleaned_data["name"], request_id=request.request_id)
            except NotFound:
                status = 404
                form.add_not_found()
            else:
                return redirect("room-detail", slug=workspace.slug, room_id=room.id)
    context = {"form": form, "is_refused": status >= 400}
    return render_page(request, "conferences/room_by_name.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_draft
@workspace_view(Role.EDITOR)
def room_create(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Create a room."""
    return render_create(request, workspace, kind=ROOM)


@require_http_methods(["GET", "HEAD", "POST"])
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
