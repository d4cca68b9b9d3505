"""Conferences and rooms: what the two kinds of object are called, and what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from .limits import CONFERENCE_FIELDS, ROOM_FIELDS, Field
from .models import Conference, Room

Item = Conference | Room
"""An object of either kind."""


class Kind(StrEnum):
    """A conference or a room. The value is the API's own word, as in its paths; our database keeps it too."""

    CONFERENCE = "conferences"
    ROOM = "rooms"

    @property
    def plural(self) -> str:
        """``conferences`` or ``rooms``."""
        return self.value

    @property
    def noun(self) -> str:
        """``conference`` or ``room``."""
        return self.value.removesuffix("s")

    @property
    def model(self) -> type[Item]:
        """The type of its objects."""
        return Conference if self is Kind.CONFERENCE else Room

    @property
    def fields(self) -> Mapping[str, Field]:
        """What a create or an update accepts, by name, in the API's order."""
        return _FIELDS[self]


CONFERENCE: Final = Kind.CONFERENCE
ROOM: Final = Kind.ROOM

_FIELDS: Final[dict[Kind, dict[str, Field]]] = {
    CONFERENCE: {field.name: field for field in CONFERENCE_FIELDS},
    ROOM: {field.name: field for field in ROOM_FIELDS},
}


def kind_of(item: Item) -> Kind:
    """Which kind of object ``item`` is."""
    return CONFERENCE if isinstance(item, Conference) else ROOM


def writable(item: Item) -> dict[str, object]:
    """Every field that an update of ``item`` accepts, with its value as it came, None included."""
    return {name: getattr(item, name) for name, field in kind_of(item).fields.items() if field.on_update}
