"""An ordered set of rows with cursor pages that cost the same anywhere in it.

Every row gets the next sequence number when it is added. The sorted numbers are the index: a cursor is
found in it by bisection, and a page is a slice. The list of numbers that meet a filter is kept until the
next change, so paging through a filter bisects as well.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import RLock
from typing import Final, Literal

from conferences.sandbox.answers import Problem, Refused, Row
from conferences.sandbox.validation import name_taken

_KEPT_FILTERS: Final = 16


@dataclass(frozen=True)
class Condition:
    """What a list is filtered by; hashable, so that its result can be kept. An absent part lets all pass.

    ``starts_after`` and ``ends_before`` are UTC texts; a row whose end of the window is null does not
    match, as in a plain SQL comparison. The rest are the filters of ``/room_sessions``.
    """

    starts_after: str | None = None
    ends_before: str | None = None
    room_id: str | None = None
    room_name: str | None = None
    room_name_matches: str | None = None
    status: str | None = None

    def matches(self, row: Row) -> bool:
        """Whether ``row`` belongs in the list."""
        if self.starts_after is not None:
            opens = row["join_from"]
            if opens is None or opens < self.starts_after:
                return False
        if self.ends_before is not None:
            closes = row["join_until"]
            if closes is None or closes > self.ends_before:
                return False
        return (
            (self.room_id is None or row["room_id"] == self.room_id)
            and (self.room_name is None or row["name"] == self.room_name)
            and (self.room_name_matches is None or self.room_name_matches in (row["name"] or ""))
            and (self.status is None or row["status"] == self.status)
        )


EVERYTHING: Final = Condition()


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page starts: the rows next to the row ``anchor``; None stands for the newest end."""

    side: Literal["after", "before"]
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of rows, newest first, and whether there are more on either side."""

    rows: list[Row]
    newer: bool
    older: bool


class UnknownCursor(Exception):
    """The row a cursor refers to is gone or never was."""


class Collection:
    """Rows by id, in the order they were added, safe for many threads.

    With ``unique_names`` adding a name that is taken raises :class:`Refused`. ``generated`` rows (added by
    :meth:`generate`) are not counted as edits; everything else is, for the state file.
    """

    def __init__(self, *, unique_names: bool = False, changed: Callable[[], None] | None = None) -> None:
        self.lock = RLock()
        self._rows: dict[str, Row] = {}
        self._sequence_of: dict[str, int] = {}
        self._id_at: dict[int, str] = {}
        self._order: list[int] = []
        self._id_by_name: dict[str, str] = {}
        self._unique_names = unique_names
        self._next = 1
        self._kept: dict[Condition, list[int]] = {}
        self._changed = changed
        self.edited: set[str] = set()
        self.removed: set[str] = set()

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Collection:
        """A collection of ``rows``, oldest first."""
        collection = cls()
        collection.generate(rows)
        return collection

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._rows

    def generate(self, rows: Iterable[Row]) -> None:
        """Fill with made-up rows, oldest first; these are not edits."""
        with self.lock:
            for row in rows:
                self._insert(row, self._next)

    def restore(self, entries: Iterable[tuple[int, Row]], removed: Iterable[str], upcoming: int) -> None:
        """Lay saved edits over the generated rows; ``upcoming`` is the next sequence number."""
        with self.lock:
            for identifier in removed:
                self.removed.add(identifier)
                if identifier in self._rows:
                    self._discard(identifier)
            for sequence, row in sorted(entries, key=lambda entry: entry[0]):
                if row["id"] in self._rows:
                    self._rows[row["id"]] = row
                else:
                    self._insert(row, sequence)
                self.edited.add(row["id"])
            self._order.sort()
            self._next = max(self._next, upcoming)
            self._kept.clear()

    def edits(self) -> tuple[list[tuple[int, Row]], list[str], int]:
        """What :meth:`restore` needs to come back to this state."""
        with self.lock:
            entries = [(self._sequence_of[i], self._rows[i]) for i in self.edited if i in self._rows]
            return sorted(entries, key=lambda entry: entry[0]), sorted(self.removed), self._next

    def get(self, identifier: str) -> Row:
        """The row with that id; raises :class:`Problem` 404."""
        row = self._rows.get(identifier.lower())
        if row is None:
            raise Problem(404)
        return row

    def named(self, name: str) -> Row | None:
        """The row with that ``name``, if there is one (only with ``unique_names``)."""
        with self.lock:
            identifier = self._id_by_name.get(name)
            return None if identifier is None else self._rows[identifier]

    def newest_first(self) -> list[Row]:
        """All rows."""
        with self.lock:
            return [self._rows[self._id_at[number]] for number in reversed(self._order)]

    def add(self, row: Row) -> Row:
        """Add a new row as the newest; raises :class:`Refused` if its name is taken."""
        with self.lock:
            if self._unique_names and row["name"] in self._id_by_name:
                raise Refused([name_taken()])
            self._insert(row, self._next)
            self.edited.add(row["id"])
            self._after_change()
            return row

    def change(self, identifier: str, change: Callable[[Row], Row]) -> Row:
        """Replace a row by ``change(row)`` as one step; raises :class:`Problem` 404 or what it raises."""
        with self.lock:
            row = change(self.get(identifier))
            self._rows[row["id"]] = row
            self.edited.add(row["id"])
            self._after_change()
            return row

    def remove(self, identifier: str) -> Row:
        """Take a row out; raises :class:`Problem` 404."""
        with self.lock:
            row = self.get(identifier)
            self._discard(row["id"])
            self.edited.discard(row["id"])
            self.removed.add(row["id"])
            self._after_change()
            return row

    def page(self, *, size: int, cursor: Cursor | None, condition: Condition = EVERYTHING) -> Slice:
        """At most ``size`` rows that meet ``condition``, newest first; raises :class:`UnknownCursor`."""
        with self.lock:
            numbers = self._matching(condition)
            start, end = self._bounds(numbers, size, cursor)
            rows = [self._rows[self._id_at[number]] for number in reversed(numbers[start:end])]
            return Slice(rows, newer=end < len(numbers), older=start > 0)

    def _bounds(self, numbers: list[int], size: int, cursor: Cursor | None) -> tuple[int, int]:
        if cursor is None or cursor.anchor is None:
            return max(0, len(numbers) - size), len(numbers)
        anchor = self._sequence_of.get(cursor.anchor)
        if anchor is None:
            raise UnknownCursor
        if cursor.side == "after":
            end = bisect_left(numbers, anchor)
            return max(0, end - size), end
        start = bisect_right(numbers, anchor)
        return start, min(len(numbers), start + size)

    def _matching(self, condition: Condition) -> list[int]:
        if condition == EVERYTHING:
            return self._order
        kept = self._kept.get(condition)
        if kept is None:
            if len(self._kept) >= _KEPT_FILTERS:
                self._kept.pop(next(iter(self._kept)))
            kept = [number for number in self._order if condition.matches(self._rows[self._id_at[number]])]
            self._kept[condition] = kept
        return kept

    def _insert(self, row: Row, sequence: int) -> None:
        identifier = row["id"]
        self._rows[identifier] = row
        self._sequence_of[identifier] = sequence
        self._id_at[sequence] = identifier
        self._order.append(sequence)
        self._next = max(self._next, sequence + 1)
        if self._unique_names:
            self._id_by_name[row["name"]] = identifier
        self._kept.clear()

    def _discard(self, identifier: str) -> None:
        row = self._rows.pop(identifier)
        sequence = self._sequence_of.pop(identifier)
        del self._id_at[sequence]
        del self._order[bisect_left(self._order, sequence)]
        if self._unique_names:
            self._id_by_name.pop(row["name"], None)
        self._kept.clear()

    def _after_change(self) -> None:
        self._kept.clear()
        if self._changed is not None:
            self._changed()
