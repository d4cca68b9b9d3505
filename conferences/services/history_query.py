"""What pages and exports show of the history: found, paged and counted in our own database."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from django.db.models import Max, Q, QuerySet

from conferences.models import Action, Change, Outcome, Workspace
from conferences.models.change import PENDING_AT_MOST
from conferences.services.history import HIDDEN_TOKEN
from conferences.services.saving.merge import Fields
from conferences.signalwire.kinds import Kind

COUNTED: Final = 10_000
"""How far a history is counted; beyond it there are "more than" so many changes."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE: Final = re.compile(r"([0-9]{1,17})-([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What is looked for; what is empty is not filtered by.

    ``person_name`` is for people whose account is gone. ``words`` is part of an object's name or display
    name. ``since`` counts, ``until`` does not.
    """

    person_id: int | None = None
    person_name: str = ""
    object_id: uuid.UUID | None = None
    words: str = ""
    action: str = ""
    kind: str = ""
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Changes, newest first, and the places where the neighbouring pages begin; "" where there is none.

    ``count`` is that of all pages, at most ``COUNTED`` + 1.
    """

    changes: tuple[Change, ...]
    newer: str
    older: str
    count: int


def matching(workspace: Workspace, criteria: Criteria, now: datetime) -> QuerySet[Change]:
    """The changes of the workspace that fit, newest first. What is pending for too long is unknown."""
    found = Change.objects.filter(workspace=workspace)
    if criteria.person_id is not None:
        found = found.filter(person_id=criteria.person_id)
    elif criteria.person_name:
        found = found.filter(person=None, person_name=criteria.person_name)
    if criteria.object_id is not None:
        found = found.filter(object_id=criteria.object_id)
    elif criteria.words:
        found = found.filter(
            Q(object_name__icontains=criteria.words) | Q(object_title__icontains=criteria.words)
        )
    if criteria.action:
        found = found.filter(action=criteria.action)
    if criteria.kind:
        found = found.filter(kind=criteria.kind)
    if criteria.outcome:
        found = found.filter(_outcome(criteria.outcome, now))
    if criteria.since is not None:
        found = found.filter(opened_at__gte=criteria.since)
    if criteria.until is not None:
        found = found.filter(opened_at__lt=criteria.until)
    return found


def _outcome(outcome: str, now: datetime) -> Q:
    oldest = now - PENDING_AT_MOST
    if outcome == Outcome.PENDING:
        return Q(outcome=Outcome.PENDING, opened_at__gte=oldest)
    if outcome == Outcome.UNKNOWN:
        return Q(outcome=Outcome.UNKNOWN) | Q(outcome=Outcome.PENDING, opened_at__lt=oldest)
    return Q(outcome=outcome)


def history_page(
    workspace: Workspace,
    criteria: Criteria,
    *,
    now: datetime,
    size: int,
    older_than: str = "",
    newer_than: str = "",
) -> HistoryPage:
    """The page of ``size`` changes after or before a place; the newest ones where there is none.

    A place is a text of an earlier page's ``older`` or ``newer``. One that cannot be read is none.
    """
    found = matching(workspace, criteria, now)
    count = found.order_by()[: COUNTED + 1].count()
    after, before = _read_place(older_than), _read_place(newer_than)
    if before is not None and after is None:
        opened_at, pk = before
        ahead = found.filter(opened_at__gte=opened_at).exclude(opened_at=opened_at, pk__lte=pk)
        rows = list(ahead.order_by("opened_at", "pk")[: size + 1])
        has_newer, has_older = len(rows) > size, True
        changes = rows[:size][::-1]
    else:
        if after is not None:
            opened_at, pk = after
            found = found.filter(opened_at__lte=opened_at).exclude(opened_at=opened_at, pk__gte=pk)
        rows = list(found[: size + 1])
        has_newer, has_older = after is not None, len(rows) > size
        changes = rows[:size]
    return HistoryPage(
        tuple(changes),
        newer=_place(changes[0]) if changes and has_newer else "",
        older=_place(changes[-1]) if changes and has_older else "",
        count=count,
    )


def _place(change: Change) -> str:
    return f"{(change.opened_at - _EPOCH) // timedelta(microseconds=1)}-{change.pk}"


def _read_place(text: str) -> tuple[datetime, int] | None:
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    try:
        return _EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
    except OverflowError:
        return None


def object_history(workspace: Workspace, identifier: uuid.UUID, *, most: int) -> tuple[list[Change], int]:
    """The newest changes of one object, at most ``most``, and how many there are of it in all."""
    found = Change.objects.filter(workspace=workspace, object_id=identifier)
    newest = list(found[: most + 1])
    return newest[:most], len(newest) if len(newest) <= most else found.count()


def stream(workspace: Workspace, criteria: Criteria, now: datetime) -> Iterator[Change]:
    """All changes that fit, newest first, without holding them in memory."""
    return matching(workspace, criteria, now).iterator(chunk_size=500)


def people(workspace: Workspace) -> list[tuple[int | None, str]]:
    """Who stands in the history: account and name, the one last used; None for an account that is gone."""
    rows = (
        Change.objects.filter(workspace=workspace)
        .order_by()
        .values_list("person_id", "person_name")
        .annotate(latest=Max("opened_at"))
    )
    found: dict[object, tuple[int | None, str]] = {}
    for account, name, _ in sorted(rows, key=lambda row: cast(datetime, row[2])):
        found[account if account is not None else name] = (account, name)
    return sorted(found.values(), key=lambda entry: entry[1].casefold())


def restorable(change: Change) -> Fields:
    """The values that the fields of ``change`` had before it, fit to be saved again.

    Left out are fields that cannot be written, and texts in which a token had been blotted out.
    """
    before = change.before if isinstance(change.before, dict) else {}
    definitions = Kind(change.kind).fields
    values: dict[str, object] = {}
    for name in change.fields:
        field = definitions.get(name)
        if field is None or not field.on_update or name not in before:
            continue
        value = before[name]
        if HIDDEN_TOKEN in str(value):
            continue
        if field.kind == "date_time" and isinstance(value, str):
            value = datetime.fromisoformat(value)  # as the history itself wrote it
        values[name] = value
    return values


def may_be_restored(change: Change) -> bool:
    """Whether there are old values that can be put back: not of a deletion, nor where nothing changed."""
    return (
        change.object_id is not None
        and change.action in (Action.UPDATE, Action.DOORS, Action.RESTORE)
        and change.outcome not in (Outcome.REFUSED, Outcome.FAILED)
        and bool(restorable(change))
    )


def may_be_created_again(change: Change) -> bool:
    """Whether a deletion kept the whole object."""
    return change.action == Action.DELETE and bool(change.before)
