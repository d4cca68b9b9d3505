"""Opening, closing and extending a join window: what each makes of it, the save, and the way back."""

from __future__ import annotations

import contextlib
import enum
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from conferences.models import Action, Actor, Change, Outcome, Workspace
from conferences.services.history import python_fields
from conferences.services.saving.update import Saved, save
from conferences.signalwire import Conference, Room
from conferences.signalwire.kinds import Kind


class WindowAction(enum.StrEnum):
    """What can be done to a join window with one button. The values stand in addresses."""

    CLOSE_NOW = "close-now"
    OPEN_NOW = "open-now"
    PLUS_15 = "plus-15"
    PLUS_30 = "plus-30"
    PLUS_60 = "plus-60"
    REOPEN_15 = "reopen-15"
    REOPEN_30 = "reopen-30"
    REOPEN_60 = "reopen-60"
    NO_CLOSING_TIME = "no-closing-time"
    NO_OPENING_TIME = "no-opening-time"

    @property
    def asks_first(self) -> bool:
        """Whether the action is confirmed on a page of its own, because it keeps people out.

        Everything else lets people in: it is carried out at once and can be undone.
        """
        return self is WindowAction.CLOSE_NOW


_EXTENSIONS = {
    WindowAction.PLUS_15: timedelta(minutes=15),
    WindowAction.PLUS_30: timedelta(minutes=30),
    WindowAction.PLUS_60: timedelta(minutes=60),
}
_REOPENINGS = {
    WindowAction.REOPEN_15: timedelta(minutes=15),
    WindowAction.REOPEN_30: timedelta(minutes=30),
    WindowAction.REOPEN_60: timedelta(minutes=60),
}


class Window(NamedTuple):
    """A join window: when people may begin to come in and until when; None where an end is open."""

    opens: datetime | None
    closes: datetime | None

    @classmethod
    def of(cls, item: Conference | Room) -> Window:
        """The window that an object has."""
        return cls(item.join_from, item.join_until)

    @property
    def fields(self) -> dict[str, object]:
        """The window as fields of the API."""
        return {"join_from": self.opens, "join_until": self.closes}


class NoNewWindow(ValueError):
    """The action makes no sense for this window; ``str()`` is a sentence that says why and what to do."""


def new_window(
    action: WindowAction, opens: datetime | None, closes: datetime | None, now: datetime
) -> Window:
    """The window that ``action`` makes of the one from ``opens`` to ``closes``, seen from ``now``.

    All are aware; ``now`` counts to the second, as the API keeps times to the second. Opening a window
    that is over also takes its closing time away, for the old one would keep it shut. Extending counts
    from the closing time, which is still to come; reopening counts from now. Raises NoNewWindow.
    """
    now = now.replace(microsecond=0)
    if action is WindowAction.CLOSE_NOW:
        return _closed(opens, closes, now)
    if action is WindowAction.OPEN_NOW:
        return _opened(opens, closes, now)
    if action is WindowAction.NO_CLOSING_TIME:
        return _without_closing(opens, closes, now)
    if action is WindowAction.NO_OPENING_TIME:
        return _without_opening(opens, closes, now)
    if action in _REOPENINGS:
        return _reopened(opens, closes, now, _REOPENINGS[action])
    return _extended(opens, closes, now, _EXTENSIONS[action])


def _closed(opens: datetime | None, closes: datetime | None, now: datetime) -> Window:
    if closes is not None and closes <= now:
        raise NoNewWindow("It is already closed.")
    if opens is not None and opens > now:
        # A closing time before the opening time is refused by the API.
        raise NoNewWindow("It has not opened yet. To keep it closed, edit its opening time.")
    return Window(opens, now)


def _opened(opens: datetime | None, closes: datetime | None, now: datetime) -> Window:
    is_over = closes is not None and closes <= now
    is_ahead = opens is not None and opens > now
    if not is_over and not is_ahead:
        raise NoNewWindow("It is already open.")
    return Window(now if is_ahead else opens, None if is_over else closes)


def _without_closing(opens: datetime | None, closes: datetime | None, now: datetime) -> Window:
    if closes is None:
        raise NoNewWindow("It already has no closing time.")
    if closes <= now:
        raise NoNewWindow("It has closed. To let people in again, open it.")
    return Window(opens, None)


def _without_opening(opens: datetime | None, closes: datetime | None, now: datetime) -> Window:
    if opens is None:
        raise NoNewWindow("It already has no opening time.")
    if opens <= now:
        raise NoNewWindow("Its opening time has passed and no longer keeps anyone out.")
    if closes is not None and closes <= now:
        raise NoNewWindow("Its closing time has passed and would keep it closed. Open it instead.")
    return Window(None, closes)


def _extended(opens: datetime | None, closes: datetime | None, now: datetime, by: timedelta) -> Window:
    if closes is None:
        raise NoNewWindow("It has no closing time to move.")
    if closes <= now:
        raise NoNewWindow("It has closed. To let people in again, reopen it.")
    try:
        moved = closes + by
    except OverflowError:
        raise NoNewWindow("Its closing time is already at the end of the calendar.") from None
    if opens is not None and moved < opens:
        raise NoNewWindow("It would still close before it opens. Edit the opening time.")
    return Window(opens, moved)


def _reopened(opens: datetime | None, closes: datetime | None, now: datetime, by: timedelta) -> Window:
    if closes is None or closes > now:
        raise NoNewWindow("It has not closed. To keep it open for longer, extend it.")
    if opens is not None and opens > now:
        raise NoNewWindow("Its opening time is still to come. Open it instead.")
    return Window(opens, now + by)


def possible(opens: datetime | None, closes: datetime | None, now: datetime) -> dict[WindowAction, Window]:
    """Every action that makes sense for the window, with what it makes of it."""
    windows: dict[WindowAction, Window] = {}
    for action in WindowAction:
        with contextlib.suppress(NoNewWindow):
            windows[action] = new_window(action, opens, closes, now)
    return windows


def move(
    actor: Actor,
    kind: Kind,
    identifier: UUID,
    *,
    old: Window,
    new: Window,
    why: str = "",
    without: Iterable[str] = (),
    is_strict: bool = False,
) -> Saved:
    """Make ``new`` of the window that was shown as ``old``, by the rules of every save.

    Raises what ``save`` raises: Conflict where someone else moved the same end since or, with
    ``is_strict``, either end.
    """
    return save(
        actor,
        kind,
        identifier,
        base=old.fields,
        wanted=new.fields,
        why=why,
        action=Action.DOORS,
        without=without,
        is_strict=is_strict,
    )


def move_of(workspace: Workspace, kind: Kind, identifier: UUID, change_id: int) -> Change | None:
    """The record of a move of that object's window that was carried out, or None."""
    return Change.objects.filter(
        workspace=workspace,
        kind=kind,
        object_id=identifier,
        pk=change_id,
        action=Action.DOORS,
        outcome=Outcome.DONE,
    ).first()


def undo(actor: Actor, kind: Kind, identifier: UUID, change: Change, *, without: Iterable[str] = ()) -> Saved:
    """Give the window back what it was before ``change``, a record that ``move_of`` found.

    Raises what ``save`` raises: Conflict where either end was changed since.
    """
    base, wanted = (_window_kept(kind, kept) for kept in (change.after, change.before))
    return save(
        actor,
        kind,
        identifier,
        base=base,
        wanted=wanted,
        action=Action.RESTORE,
        without=without,
        is_strict=True,
    )


def _window_kept(kind: Kind, kept: dict[str, object]) -> dict[str, object]:
    return {name: kept_value for name, kept_value in python_fields(kind, kept).items() if name in _ENDS}


_ENDS = ("join_from", "join_until")
