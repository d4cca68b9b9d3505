"""Read what pages show of a workspace's Space: one call to the Video API each, except for whole lists."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from conferences.models import Action, Change, Outcome, Workspace
from conferences.models.change import LAG
from conferences.services.connections import client_for
from conferences.signalwire import (
    Conference,
    Cursor,
    HostUnknown,
    Member,
    NotFound,
    Page,
    Room,
    UnreadableAnswer,
)
from conferences.signalwire.kinds import Kind

PAGE_SIZE: Final = 1_000
"""How many objects are asked for at a time; a shorter page need not be the last one."""

PAGES_MAXIMUM: Final = 500
SECONDS_MAXIMUM: Final = 45.0
"""How far the list is read while someone waits for it."""


def list_page(
    workspace: Workspace,
    kind: Kind,
    *,
    starts_after: datetime | None = None,
    ends_before: datetime | None = None,
    page_size: int,
    cursor: Cursor | None,
    request_id: str,
    seconds: float | None = None,
) -> Page[Conference] | Page[Room]:
    """One page of the list, each object with its running session. Raises SignalWireError.

    ``seconds`` is how long it may take at most, for what a person can do without; then it is tried once.
    """
    client = client_for(workspace, request_id=request_id, seconds=seconds)
    resource = client.resource(kind)
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


def iter_pages(
    workspace: Workspace,
    kind: Kind,
    *,
    starts_after: datetime | None = None,
    ends_before: datetime | None = None,
    request_id: str,
) -> Iterator[Page[Conference] | Page[Room]]:
    """The pages of a list from the first to the last, or as far as there is time.

    An object may be in several pages, as lists move. The last page given has a ``next`` where the walk was
    cut short. Raises UnreadableAnswer where a page points back to one already read, and SignalWireError.
    """
    ends_at = time.monotonic() + SECONDS_MAXIMUM
    cursor: Cursor | None = None
    seen: set[frozenset[tuple[str, str]]] = set()
    for _ in range(PAGES_MAXIMUM):
        page = list_page(
            workspace,
            kind,
            starts_after=starts_after,
            ends_before=ends_before,
            page_size=PAGE_SIZE,
            cursor=cursor,
            request_id=request_id,
        )
        yield page
        cursor = page.next
        if cursor is None or time.monotonic() > ends_at:
            return
        key = frozenset(cursor.items())
        if key in seen:
            raise UnreadableAnswer("SignalWire’s list links back to a page that was already read.")
        seen.add(key)


def get_object(workspace: Workspace, kind: Kind, identifier: UUID, *, request_id: str) -> Conference | Room:
    """One object with its running session. Raises SignalWireError, NotFound among them.

    One that was created a moment ago is looked for again, as SignalWire's reads may lag behind its writes.
    """
    resource = client_for(workspace, request_id=request_id).resource(kind)
    looks = iter(settings.OUTCOME_LOOKS)
    while True:
        try:
            return resource.get(identifier, include_active_session=True)
        except NotFound:
            delay = next(looks, None)
            if delay is None or not _was_just_created(identifier):
                raise
            time.sleep(delay)


def _was_just_created(identifier: UUID) -> bool:
    made = Change.objects.filter(
        object_id=identifier, action__in=(Action.CREATE, Action.RECREATE), outcome=Outcome.DONE
    )
    return made.filter(closed_at__gte=timezone.now() - LAG).exists()


def list_participants(workspace: Workspace, session: UUID, *, most: int, request_id: str) -> Page[Member]:
    """Who is and was in a session, up to ``most``. Raises SignalWireError."""
    return client_for(workspace, request_id=request_id).room_sessions.list_members(session, page_size=most)


def find_room(workspace: Workspace, name: str, *, request_id: str) -> Room:
    """The room of exactly that name. Raises SignalWireError, NotFound among them."""
    return client_for(workspace, request_id=request_id).rooms.get_by_name(name)
