"""What a run over many objects would do to one of them: plain values, no I/O."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from conferences.models import BulkAction, BulkRun, ItemState
from conferences.services.history import json_fields, python_fields
from conferences.services.saving.merge import Fields, kept, same
from conferences.services.saving.payload import NO_DISPLAY_NAME
from conferences.signalwire import Conference, Room
from conferences.signalwire.kinds import Kind
from conferences.theme.constants import NAMES

WINDOW: Final = ("join_from", "join_until")


@dataclass(frozen=True, slots=True)
class Plan:
    """What the dry run found of an object. ``before`` and ``after`` are the fields that the action touches,
    as JSON has them. A deletion, which touches them all, has only the join window as ``before``."""

    state: ItemState
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    sentence: str = ""


def plan(
    run: BulkRun,
    item: Conference | Room,
    *,
    base: Mapping[str, Any] | None = None,
    earlier: Mapping[str, Any] | None = None,
) -> Plan:
    """What ``run`` would do to ``item``.

    ``earlier`` is what a try of which no one knows the outcome was to make of it. For a run that takes
    another back, ``base`` is what that one made of it and ``earlier`` what it had been before.
    """
    if run.action == BulkAction.DELETE:
        return Plan(ItemState.READY, json_fields({name: getattr(item, name) for name in WINDOW}))
    names = _names(run)
    before = {name: getattr(item, name) for name in names}
    if run.undoes_id is not None:
        return _revert(run, before, base or {}, earlier or {})
    plain = json_fields(before)
    if earlier and _alike(run, before, python_values(run, earlier)):
        return Plan(ItemState.NOTHING, plain, plain, "The earlier attempt was carried out after all.")
    try:
        after = _after(run, before)
    except (OverflowError, ValueError):
        return Plan(ItemState.BLOCKED, plain, None, "The new window would be outside the calendar.")
    if all(same(before[name], after[name]) for name in names):
        return Plan(ItemState.NOTHING, plain, plain, _nothing(run, before))
    refusal = _refusal(run, item, after)
    return Plan(ItemState.BLOCKED if refusal else ItemState.READY, plain, json_fields(after), refusal)


def _names(run: BulkRun) -> tuple[str, ...]:
    if run.action == BulkAction.SHIFT:
        return WINDOW
    return NAMES if run.action == BulkAction.THEME else (run.parameters["field"],)


def _after(run: BulkRun, before: Fields) -> dict[str, object]:
    """What the fields are to become. Raises as ``shift``."""
    if run.action == BulkAction.SHIFT:
        return _shifted(run, before)
    wanted: Mapping[str, object] = (
        run.parameters["colours"]
        if run.action == BulkAction.THEME
        else {run.parameters["field"]: run.parameters["value"]}
    )
    # The same colour in other letter case stays as it is.
    return {
        name: value if _is_alike(run, name, value, wanted[name]) else wanted[name]
        for name, value in before.items()
    }


def _revert(run: BulkRun, now: Fields, base: Mapping[str, Any], wanted: Mapping[str, Any]) -> Plan:
    made, old = python_values(run, base), python_values(run, wanted)
    plain = (dict(base), dict(wanted))
    if _alike(run, now, old):
        return Plan(ItemState.NOTHING, *plain, "It already has its old value.")
    # SignalWire may have kept a part of what was sent: what is old already is no one’s change.
    names = [
        name
        for name, value in made.items()
        if not _is_alike(run, name, now[name], value) and not _is_alike(run, name, now[name], old[name])
    ]
    if not names:
        return Plan(ItemState.READY, *plain)
    return Plan(ItemState.CONFLICT, *plain, changed_since(names))


def changed_since(names: Iterable[str]) -> str:
    """The sentence about an object of which someone changed these fields meanwhile."""
    words = ", ".join(name.replace("_", " ") for name in names)
    return f"Someone has changed it since: {words}. It was left alone."


def _alike(run: BulkRun, now: Fields, values: Fields) -> bool:
    return all(_is_alike(run, name, now[name], value) for name, value in values.items())


def _is_alike(run: BulkRun, name: str, one: object, other: object) -> bool:
    return kept(Kind(run.kind).fields[name], one, other)


def python_values(run: BulkRun, plain: Mapping[str, Any]) -> dict[str, object]:
    """The Python values of what an item of ``run`` keeps as JSON."""
    return python_fields(Kind(run.kind), plain)


def _shifted(run: BulkRun, before: Fields) -> dict[str, object]:
    """Both ends moved. Raises as ``shift``."""
    return {
        name: shift(moment, run.parameters) if isinstance(moment, datetime) else None
        for name, moment in before.items()
    }


def shift(moment: datetime, parameters: Mapping[str, Any]) -> datetime:
    """``moment`` so many days, hours and minutes later (earlier where they are negative), in UTC.

    Days are those of the calendar in ``zone``: 09:00 stays 09:00 where the clocks change in between.
    Hours and minutes are lengths of time. Raises OverflowError or ValueError where the calendar ends.
    """
    zone = zoneinfo.ZoneInfo(parameters["zone"])
    # A local hour that the new day does not have is read with the offset from before the gap: an hour on.
    day_moved = moment.astimezone(zone) + timedelta(days=parameters["days"])
    length = timedelta(hours=parameters["hours"], minutes=parameters["minutes"])
    return day_moved.astimezone(UTC) + length


def _nothing(run: BulkRun, before: Fields) -> str:
    if run.action == BulkAction.SHIFT and not any(before.values()):
        return "It has no join window."
    if run.action == BulkAction.THEME:
        return "It already has this theme."
    return "It already has this value."


def _refusal(run: BulkRun, item: Conference | Room, after: Fields) -> str:
    """Why SignalWire would refuse the save, as far as its documentation tells; empty where it would not."""
    if Kind(run.kind).fields["display_name"].required and not (item.display_name or "").strip():
        return NO_DISPLAY_NAME
    opens, closes = after.get("join_from"), after.get("join_until")
    if isinstance(opens, datetime) and isinstance(closes, datetime) and closes < opens:
        return "It would close before it opens."
    return ""
