"""Taking back what a run has changed: a run of its own that puts every old value back.

It has no dry run of its own. Whatever someone changed since, in any of the fields that the run touches,
is left as it is. An undo is a run like any other, so it can be undone as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from conferences.models import Actor, BulkAction, BulkItem, BulkRun, ItemState, Outcome, Phase
from conferences.services.bulk.item import mark_left_behind
from conferences.services.bulk.runs import Selected, create_run
from conferences.signalwire.kinds import Kind

_CHUNK: Final = 500


def can_be_undone(run: BulkRun) -> bool:
    """Whether ``run`` has ended or was stopped, changed something, and was not undone yet."""
    return bool(undoable([run]))


def undoable(runs: Iterable[BulkRun]) -> frozenset[int]:
    """The keys of those of ``runs`` that can be undone.

    A deletion cannot be taken back; each object can be made again from the history.
    """
    now = timezone.now()
    ended = [
        run.pk
        for run in runs
        if run.action not in ("", BulkAction.DELETE)
        and (run.phase == Phase.FINISHED or (run.phase == Phase.RUNNING and run.is_interrupted(now)))
    ]
    touched = _touched(BulkItem.objects.filter(run=OuterRef("pk")))
    found = BulkRun.objects.filter(Exists(touched), pk__in=ended, undone_by=None)
    return frozenset(found.values_list("pk", flat=True))


def undone_by(runs: Iterable[BulkRun]) -> dict[int, int]:
    """Key of each of ``runs`` that was undone, or is being undone → key of the run that takes it back."""
    found = BulkRun.objects.filter(undoes__in=[run.pk for run in runs]).order_by("-pk")
    # Later ones are tries of what failed in the first.
    return {undone: key for undone, key in found.values_list("undoes_id", "pk") if undone is not None}


def undo(actor: Actor, run: BulkRun) -> BulkRun | None:
    """Begin to take ``run`` back. None where it was undone already, is at work, or changed nothing.

    A run that was stopped ends with this: what it did not start stays as it is.
    """
    with transaction.atomic():
        # Anyone who undoes the same run at this moment waits here.
        locked = BulkRun.objects.select_for_update().get(pk=run.pk)
        if not can_be_undone(locked):
            return None
        _end(locked)
        objects = list(_objects(locked))
        if not objects:
            return None
        undoing = create_run(
            actor,
            Kind(locked.kind),
            objects,
            selection=f"Changed by bulk change {locked.pk}",
        )
        now = timezone.now()
        BulkRun.objects.filter(pk=undoing.pk).update(
            action=locked.action,
            parameters=locked.parameters,
            why=f"Undo of bulk change {locked.pk}",
            undoes=locked,
            phase=Phase.RUNNING,
            heartbeat_at=now,
            started_at=now,
        )
    undoing.refresh_from_db()
    return undoing


def _touched(items: QuerySet[BulkItem]) -> QuerySet[BulkItem]:
    """What was changed, be it in part, and what may have been."""
    changed = Q(state__in=(ItemState.DONE, ItemState.REFUSED), change__outcome=Outcome.DONE)
    unknown = Q(state__in=(ItemState.UNKNOWN, ItemState.IN_PROGRESS))
    return items.filter(changed | unknown, before__isnull=False, after__isnull=False)


def _end(run: BulkRun) -> None:
    if run.phase == Phase.FINISHED:
        return
    mark_left_behind(run)
    BulkRun.objects.filter(pk=run.pk).update(
        phase=Phase.FINISHED, claim="", paused_until=None, finished_at=timezone.now()
    )


def _objects(run: BulkRun) -> Iterator[Selected]:
    """What to put back, each with what it was made as ``before`` and what it was as ``after``."""
    touched = _touched(run.items.all()).select_related("change").defer("change__before")
    for item in touched.iterator(chunk_size=_CHUNK):
        made, old = _values(item)
        if made != old:
            yield Selected(item.object_id, item.name, item.title, made, old, ItemState.READY)


def _values(item: BulkItem) -> tuple[dict[str, Any], dict[str, Any]]:
    """What SignalWire had of the fields after ``item`` was carried out, and what they are to become again.

    A field that the run did not change keeps its value. One that SignalWire did not keep may have come to
    what was sent since, as answers can be older than what is stored; it is looked at again all the same.
    """
    change = item.change
    known = change.after if change is not None and change.outcome == Outcome.DONE else None
    made = {name: (known or {}).get(name, value) for name, value in item.after.items()}
    made |= {name: item.after[name] for name, value in made.items() if value == item.before[name]}
    old = {name: made[name] if item.before[name] == item.after[name] else item.before[name] for name in made}
    return made, old
