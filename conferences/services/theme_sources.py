"""Conferences suggested while someone types whose theme they want."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.core.cache import cache

from conferences.models import Workspace
from conferences.services import reading
from conferences.signalwire import Unreadable
from conferences.signalwire.kinds import CONFERENCE

PAGES: Final = 2
"""How many pages of the list are suggested from; a name beyond them can be typed all the same."""

SECONDS: Final = 60
MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A conference by the name that finds it again, and its title where that is another text."""

    name: str
    title: str


def suggest(workspace: Workspace, text: str, *, user_id: int, request_id: str) -> list[Suggestion]:
    """Up to ten conferences with ``text`` in their name or title, those that begin with it first.

    Raises SignalWireError.
    """
    wanted = " ".join(text.split()).casefold()
    if not wanted:
        return []
    found: list[tuple[bool, Suggestion]] = []
    for name, title in _names(workspace, user_id=user_id, request_id=request_id):
        texts = (name.casefold(), title.casefold())
        if any(wanted in one for one in texts):
            begins = any(one.startswith(wanted) for one in texts)
            found.append((not begins, Suggestion(name, "" if title == name else title)))
    found.sort(key=lambda one: one[0])
    return [suggestion for _, suggestion in found[:MOST]]


def _names(workspace: Workspace, *, user_id: int, request_id: str) -> list[tuple[str, str]]:
    """Name and title of the first conferences, kept for a minute for one person: names only, no secret."""
    space = hashlib.sha256(f"{workspace.host}|{workspace.project_id}".encode()).hexdigest()[:16]
    key = f"theme-sources:{user_id}:{workspace.pk}:{space}"
    names: list[tuple[str, str]] | None = cache.get(key)
    if names is None:
        names = [
            (item.name, item.display_name or item.name)
            for page in islice(reading.iter_pages(workspace, CONFERENCE, request_id=request_id), PAGES)
            for item in page.items
            if not isinstance(item, Unreadable) and item.name
        ]
        cache.set(key, names, SECONDS)
    return names
