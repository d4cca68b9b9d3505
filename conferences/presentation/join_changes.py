"""What a bulk change would do to who can join: the join state of each object now and afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from conferences.presentation.windows import STATE_WORDS, JoinState, JoinWindow

ALWAYS_OPEN: Final = STATE_WORDS[JoinState.ALWAYS_OPEN]
SCHEDULED: Final = STATE_WORDS[JoinState.OPENS]
OPEN: Final = STATE_WORDS[JoinState.OPEN]
CLOSED: Final = STATE_WORDS[JoinState.CLOSED]
DELETED: Final = "Deleted"

LOCKS_OUT: Final = "locks-out"
"""The filter for live objects that latecomers could no longer join."""

_ORDER: Final = (OPEN, ALWAYS_OPEN, CLOSED, SCHEDULED, DELETED)
_CLAUSES: Final = {
    (OPEN, CLOSED): "would close",
    (OPEN, SCHEDULED): "would close now and open again later",
    (ALWAYS_OPEN, CLOSED): "would close",
    (ALWAYS_OPEN, SCHEDULED): "would close now and open later",
    (CLOSED, OPEN): "would reopen",
    (CLOSED, SCHEDULED): "would open again later",
    (CLOSED, ALWAYS_OPEN): "would reopen",
    (SCHEDULED, OPEN): "would open now",
    (SCHEDULED, CLOSED): "would close without having opened",
    (SCHEDULED, ALWAYS_OPEN): "would open now",
}
_LOOKS: Final = {
    ALWAYS_OPEN: ("open", "lock-open"),
    OPEN: ("open", "lock-open"),
    SCHEDULED: ("soon", "calendar"),
    CLOSED: ("closed", "lock-closed"),
    DELETED: ("danger", "trash"),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """A join state as it is shown: its word, the status class and the icon."""

    words: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class JoinChange:
    """The join state of one object now and after the bulk change, and whether it is live."""

    before: str
    after: str
    is_live: bool = False

    @property
    def key(self) -> str:
        """Its value in the address: ``open-scheduled``."""
        return f"{_slug(self.before)}-{_slug(self.after)}"

    @property
    def is_change(self) -> bool:
        """Whether the state becomes another one."""
        return self.before != self.after

    @property
    def locks_out(self) -> bool:
        """Whether a session is in progress that latecomers can join now and could not afterwards."""
        return self.is_live and self.before in (OPEN, ALWAYS_OPEN) and self.after in (SCHEDULED, CLOSED)

    @property
    def badges(self) -> tuple[Badge, ...]:
        """The state now, and the one afterwards where it is another."""
        words = (self.before, self.after) if self.is_change else (self.before,)
        return tuple(Badge(one, *_LOOKS[one]) for one in words)


@dataclass(frozen=True, slots=True)
class Count:
    """How many objects change in the same way. ``label`` is for the filter, ``sentence`` for the summary."""

    key: str
    label: str
    sentence: str
    number: int


def join_change(
    action: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    now: datetime,
    *,
    is_live: bool = False,
) -> JoinChange | None:
    """What becomes of the join state; None where ``before`` does not hold a join window.

    ``before`` and ``after`` are the fields of a ``BulkItem``; without ``after`` the window stays.
    """
    if not before or "join_from" not in before:
        return None
    state = _state(before, now)
    if action == "delete":
        return JoinChange(state, DELETED, is_live)
    return JoinChange(state, _state(after, now) if after else state, is_live)


def counts(changes: Iterable[JoinChange], noun: str, plural: str) -> list[Count]:
    """The changes counted by kind, those that close something first; unchanged ones are left out."""
    found = Counter((one.before, one.after) for one in changes if one.is_change)
    pairs = sorted(found, key=lambda pair: (_ORDER.index(pair[0]), _ORDER.index(pair[1])))
    return [
        Count(
            JoinChange(before, after).key,
            f"{before} → {after}",
            f"{found[before, after]} {before.lower()} {noun if found[before, after] == 1 else plural} "
            + (_CLAUSES.get((before, after)) or f"would be {after.lower()}"),
            found[before, after],
        )
        for before, after in pairs
    ]


def is_known_key(key: str) -> bool:
    """Whether ``key`` names a change of the join state that can be filtered by."""
    return key == LOCKS_OUT or key in {JoinChange(one, other).key for one in _ORDER for other in _ORDER}


def _state(window: Mapping[str, Any], now: datetime) -> str:
    opens, closes = (_moment(window.get(name)) for name in ("join_from", "join_until"))
    return STATE_WORDS[JoinWindow(opens, closes, now, UTC).state]


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _slug(words: str) -> str:
    return words.lower().replace(" ", "-")
