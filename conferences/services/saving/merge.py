"""What is the same, what differs, and how two people's changes come together: plain values, no I/O.

Values are those of the client's models: ``str``, ``bool``, numbers, aware ``datetime``, ``dict`` and
None. Nothing and the empty text count as the same, because the API is not known to keep them apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from conferences.signalwire.kinds import CONFERENCE, ROOM, Kind
from conferences.signalwire.limits import CONFERENCE_FIELDS, ROOM_FIELDS, Field

Fields = Mapping[str, object]
"""Values by field name: ``str``, ``bool``, ``int``, aware ``datetime``, ``dict``, None."""

FIELDS: Final[dict[Kind, dict[str, Field]]] = {
    CONFERENCE: {field.name: field for field in CONFERENCE_FIELDS},
    ROOM: {field.name: field for field in ROOM_FIELDS},
}


_COLOURS: Final = frozenset(field.name for field in CONFERENCE_FIELDS if field.kind == "colour")


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field that both sides changed, each to something else: the value it had when the form was
    opened, the value that SignalWire has now, and the one asked for."""

    name: str
    base: object
    theirs: object
    mine: object


@dataclass(frozen=True, slots=True)
class FieldMismatch:
    """A field that SignalWire has with another value than was sent (None: nothing was to stand there)."""

    name: str
    sent: object
    got: object


@dataclass(frozen=True, slots=True)
class Merge:
    """What two changes make together.

    ``values`` is every field with its value; ``changed`` names the fields in which it differs from
    theirs, ``merged`` those that someone else changed since and that keep their value. In a field of
    ``conflicts`` the value is theirs, until someone chooses.
    """

    values: dict[str, object]
    changed: tuple[str, ...]
    merged: tuple[str, ...]
    conflicts: tuple[FieldConflict, ...]


def same(one: object, other: object) -> bool:
    """Whether two values say the same: times by their moment, texts exactly, nothing like empty."""
    if one in (None, "") and other in (None, ""):
        return True
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one == other
    return type(one) is type(other) and _plain_equal(one, other)


def _plain_equal(one: Any, other: Any) -> bool:
    # In JSON true is not 1, whereas 1 and 1.0 are the same number.
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_plain_equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_plain_equal, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return bool(one == other)


def kept(field: Field, sent: object, got: object) -> bool:
    """Whether ``got`` is what was ``sent``; a colour may come back in other letter case."""
    return _alike(field.name, sent, got)


def _alike(name: str, one: object, other: object) -> bool:
    """Whether two values of a field mean the same: a colour does in any letter case."""
    if name in _COLOURS and isinstance(one, str) and isinstance(other, str):
        return one.casefold() == other.casefold()
    return same(one, other)


def not_kept(kind: Kind, sent: Fields, got: Fields) -> tuple[FieldMismatch, ...]:
    """The fields of ``sent`` that ``got`` has otherwise."""
    fields = kind.fields
    return tuple(
        FieldMismatch(name, value, got.get(name))
        for name, value in sent.items()
        if not kept(fields[name], value, got.get(name))
    )


def is_known(field: Field, value: object) -> bool:
    """Whether ``value`` is one that the API is documented to accept in ``field``."""
    if value is None:
        return True
    if field.kind in ("text", "choice", "colour"):
        return (
            isinstance(value, str)
            and (not field.choices or value in field.choices)
            and (field.max_length is None or len(value) <= field.max_length)
            and field.matches(value)
        )
    if field.kind == "integer":
        return (
            type(value) is int
            and (field.minimum is None or value >= field.minimum)
            and (field.maximum is None or value <= field.maximum)
        )
    if field.kind == "json_object":
        return isinstance(value, dict)
    return True


def merge(base: Fields, theirs: Fields, wanted: Fields) -> Merge:
    """Bring together what ``wanted`` changes of ``base``, and what ``theirs`` changed since.

    ``theirs`` decides which fields there are. One that ``wanted`` does not name is not touched. One that
    ``base`` does not name has not changed since, as no one can tell. A colour that came in other letter
    case has not changed either, as SignalWire may write it as it likes; what ``wanted`` has in other letter
    case than ``base`` is a change, as someone typed it.
    """
    values: dict[str, object] = {}
    changed: list[str] = []
    merged: list[str] = []
    conflicts: list[FieldConflict] = []
    for name, now in theirs.items():
        before = base.get(name, now)
        mine = wanted.get(name, before)
        values[name] = now
        if same(mine, before) or same(mine, now):
            if not _alike(name, before, now) and same(mine, before):
                merged.append(name)
        elif _alike(name, before, now):
            values[name] = mine
            changed.append(name)
        elif not _alike(name, mine, now):
            conflicts.append(FieldConflict(name, before, now, mine))
    return Merge(values, tuple(changed), tuple(merged), tuple(conflicts))
