"""What pages show of a workspace's Space: one call to the Video API each, nothing kept."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from conferences.models import Workspace
from conferences.services.connections import client_for
from conferences.signalwire import Conference, Cursor, HostUnknown, Member, NotFound, Page, Room

Kind = Literal["conferences", "rooms"]
"""The two kinds of objects, by the API's own names."""


def list_page(
    workspace: Workspace,
    kind: Kind,
    *,
    starts_after: datetime | None = None,
    ends_before: datetime | None = None,
    page_size: int,
    cursor: Cursor | None,
    request_id: str,
) -> Page[Conference] | Page[Room]:
    """One page of the list, each object with its running session. Raises SignalWireError."""
    client = client_for(workspace, request_id=request_id)
    resource = client.conferences if kind == "conferences" else client.rooms
    try:
        return resource.list(
            starts_after=starts_after,
            ends_before=ends_before,
            include_active_session=True,
            page_size=page_size,
            cursor=cursor,
        )
    except NotFound as error:
        # A list is never deleted: whoever answers is no Video API.
        raise HostUnknown(
            f"{error.host} answers, but has no list of {kind}. Compare the Space’s address with the one "
            "in your browser when you are signed in to SignalWire.",
            status=error.status,
            request_id=error.request_id,
            host=error.host,
        ) from error


def get_object(workspace: Workspace, kind: Kind, identifier: UUID, *, request_id: str) -> Conference | Room:
    """One object with its running session. Raises SignalWireError, NotFound among them."""
    client = client_for(workspace, request_id=request_id)
    resource = client.conferences if kind == "conferences" else client.rooms
    return resource.get(identifier, include_active_session=True)


def list_participants(workspace: Workspace, session: UUID, *, most: int, request_id: str) -> Page[Member]:
    """Who is and was in a session, up to ``most``. Raises SignalWireError."""
    return client_for(workspace, request_id=request_id).room_sessions.list_members(session, page_size=most)


def find_room(workspace: Workspace, name: str, *, request_id: str) -> Room:
    """The room of exactly that name. Raises SignalWireError, NotFound among them."""
    return client_for(workspace, request_id=request_id).rooms.get_by_name(name)
