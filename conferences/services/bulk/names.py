"""The names of objects that were ticked, read before the dry run reads each of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from conferences.models import SecretUnreadable, Workspace
from conferences.services import reading
from conferences.services.bulk.runs import Selected
from conferences.signalwire import Conference, Cursor, Page, Room, SignalWireError, Unreadable
from conferences.signalwire.kinds import Kind

PAGES: Final = 3
"""How many pages of ``reading.PAGE_SIZE`` are read for those that were ticked on other pages."""

SECONDS: Final = 5.0
"""After this long no further page is asked for, and no answer is waited for any longer."""


def with_names(
    workspace: Workspace,
    kind: Kind,
    identifiers: Iterable[UUID],
    *,
    page_size: int,
    cursor: Cursor | None = None,
    window: Mapping[str, datetime] | None = None,
    request_id: str,
) -> list[Selected]:
    """The objects in their order, with their names as far as a few requests tell them.

    ``page_size``, ``cursor`` and ``window`` are those of the page on which they were ticked: that one
    request names everything unless more was ticked elsewhere. Raises nothing where SignalWire fails: the
    dry run reads every object anyway.
    """
    wanted = list(identifiers)
    missing = set(wanted)
    found: dict[UUID, Selected] = {}
    ends_at = time.monotonic() + SECONDS
    here = {**(window or {}), "page_size": page_size, "cursor": cursor}
    try:
        for page in _pages(workspace, kind, here, ends_at, request_id):
            for item in page.items:
                if not isinstance(item, Unreadable) and item.id in missing:
                    missing.discard(item.id)
                    title = (item.display_name or "").strip()
                    found[item.id] = Selected(item.id, item.name or "", title)
            if not missing:
                break
    except (SignalWireError, SecretUnreadable):
        pass
    return [found.get(identifier) or Selected(identifier) for identifier in wanted]


def _pages(
    workspace: Workspace, kind: Kind, here: Mapping[str, object], ends_at: float, request_id: str
) -> Iterator[Page[Conference] | Page[Room]]:
    """The page of the list, then the first pages of all objects."""
    place: Mapping[str, object] = here
    for number in range(PAGES + 1):
        rest = ends_at - time.monotonic()
        if rest <= 0:
            return
        page = reading.list_page(
            workspace,
            kind,
            **place,  # type: ignore[arg-type]
            request_id=request_id,
            seconds=rest,
        )
        yield page
        if number and page.next is None:
            return
        place = {"page_size": reading.PAGE_SIZE, "cursor": page.next if number else None}
