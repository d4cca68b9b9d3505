"""Changing many objects at once: the selection is frozen, looked at in a dry run, then confirmed.

What is written here are the steps of a run as its page takes them; ``bulk_runner`` does the work between
them. Each step is one compare-and-set in the database, so that of two tabs or two servers only one
takes it. Anyone who takes a step is from then on the person of the run, in whose name it changes things.

``parameters`` of a run: for a flag ``field`` and ``value``; for a shift ``days``, ``hours``, ``minutes``
(each may be negative) and ``zone``, the IANA name of the zone whose days are counted; for a theme
``preset``, its name at that time, and ``colours``, a hex code for each of ``theme.constants.NAMES``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from conferences.models import Actor, BulkAction, BulkItem, BulkRun, ItemState, Phase, StopReason, Workspace
from conferences.models.bulk import RETRYABLE, STALE_AFTER, WORKING
from conferences.services import reading
from conferences.services.history import display_name, truncate
from conferences.signalwire import Unreadable
from conferences.signalwire.kinds import Kind

MAXIMUM: Final = 10_000
"""The most objects that one run takes."""

_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Selected:
    """One object of a selection; its name and display name are empty where they are not known yet.

    ``before``, ``after`` and ``state`` are what the item of the run starts with.
    """

    identifier: UUID
    name: str = ""
    title: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    state: ItemState = ItemState.WAITING


@dataclass(frozen=True, slots=True)
class Collected:
    """What matches a filter. ``is_cut_short`` says that more does than a run takes.

    ``unreadable`` counts the records whose id cannot be read, so that nothing can be done to them.
    """

    objects: tuple[Selected, ...]
    is_cut_short: bool
    unreadable: int = 0


def collect(
    workspace: Workspace,
    kind: Kind,
    *,
    starts_after: datetime | None = None,
    ends_before: datetime | None = None,
    request_id: str,
) -> Collected:
    """Walk the list under a filter, up to ``MAXIMUM`` objects. Raises as ``reading.iter_pages``.

    A record that cannot be read is taken along if it has an id: the dry run says what is wrong with it.
    """
    found: dict[UUID, Selected] = {}
    is_shortened, unreadable = False, 0
    for page in reading.iter_pages(
        workspace, kind, starts_after=starts_after, ends_before=ends_before, request_id=request_id
    ):
        is_shortened = is_shortened or page.is_shortened
        for item in page.items:
            selected = _selected(item)
            if selected is None:
                unreadable += 1
            else:
                found.setdefault(selected.identifier, selected)
        if len(found) >= MAXIMUM:
            break
    is_cut_short = is_shortened or len(found) > MAXIMUM or page.next is not None or page.is_cut_off
    return Collected(tuple(found.values())[:MAXIMUM], is_cut_short, unreadable)


def _selected(item: Any) -> Selected | None:
    if not isinstance(item, Unreadable):
        return Selected(item.id, item.name or "", (item.display_name or "").strip())
    try:
        return Selected(UUID(str(item.id)), item.name or "")
    except ValueError:
        return None


def create_run(
    actor: Actor,
    kind: Kind,
    objects: Iterable[Selected],
    *,
    selection: str,
    is_cut_short: bool = False,
) -> BulkRun:
    """Keep a selection, each object once and at most ``MAXIMUM`` of them. Raises ValueError if it is empty.

    ``selection`` says how they were selected, for people.
    """
    distinct = {one.identifier: one for one in objects}
    kept = list(distinct.values())[:MAXIMUM]
    if not kept:
        raise ValueError("Nothing is selected.")
    with transaction.atomic():
        run = BulkRun.objects.create(
            workspace=actor.workspace,
            kind=kind,
            selection=truncate(selection, 300),
            is_cut_short=is_cut_short or len(distinct) > MAXIMUM,
            total=len(kept),
            **_by(actor),
        )
        BulkItem.objects.bulk_create(
            (
                BulkItem(
                    run=run,
                    position=position,
                    object_id=one.identifier,
                    name=truncate(one.name, 200),
                    title=truncate(one.title, 300),
                    before=one.before,
                    after=one.after,
                    state=one.state,
                )
                for position, one in enumerate(kept, start=1)
            ),
            batch_size=_CHUNK,
        )
    return run


def _by(actor: Actor) -> dict[str, Any]:
    """The columns that say in whose name the run changes things."""
    person = actor.user
    return {
        "person": person,
        "person_name": display_name(person),
        "request_id": actor.request_id,
    }


def choose(
    actor: Actor, run: BulkRun, action: BulkAction, parameters: Mapping[str, Any], *, why: str = ""
) -> bool:
    """Say what is to be done, and let the dry run begin.

    False where the run is past that, is at work, or takes another one back.
    """
    now = timezone.now()
    idle = Q(phase__in=(Phase.CHOOSING, Phase.CHECKED)) | (Q(phase=Phase.CHECKING) & _idle(now))
    with transaction.atomic():
        taken = BulkRun.objects.filter(idle, pk=run.pk, undoes=None).update(
            action=action,
            parameters=dict(parameters),
            why=why,
            phase=Phase.CHECKING,
            claim="",
            halt="",
            halt_sentence="",
            heartbeat_at=now,
            paused_until=None,
            **_by(actor),
        )
        if taken:
            run.items.update(state=ItemState.WAITING, before=None, after=None, sentence="", is_live=False)
    return bool(taken)


def confirm(actor: Actor, run: BulkRun) -> bool:
    """Let the real run begin, as the dry run of ``run`` has shown it.

    False where the dry run is not done or is another by now, or someone has begun it already.
    """
    now = timezone.now()
    same_dry_run = BulkRun.objects.filter(pk=run.pk, phase=Phase.CHECKED, heartbeat_at=run.heartbeat_at)
    return bool(
        same_dry_run.update(
            phase=Phase.RUNNING, claim="", halt="", heartbeat_at=now, started_at=now, **_by(actor)
        )
    )


def stop(run: BulkRun) -> bool:
    """Ask a working run to stop: what is under way ends, nothing more is begun."""
    return bool(
        BulkRun.objects.filter(pk=run.pk, phase__in=WORKING, halt="").update(
            halt=StopReason.PERSON, halt_sentence="It was stopped."
        )
    )


def resume(actor: Actor, run: BulkRun) -> bool:
    """Let a stopped or abandoned run go on. False where it is at work, or ended."""
    now = timezone.now()
    return bool(
        BulkRun.objects.filter(_idle(now), pk=run.pk, phase__in=WORKING).update(
            claim="", halt="", halt_sentence="", heartbeat_at=now, paused_until=None, **_by(actor)
        )
    )


def _idle(now: datetime) -> Q:
    """Runs that no one works on: stopped and released, or without a heartbeat for too long."""
    return Q(heartbeat_at__lt=now - STALE_AFTER) | (Q(claim="") & ~Q(halt=""))


def retryable(run: BulkRun, item_ids: Iterable[int] | None = None) -> list[BulkItem]:
    """What of an ended run can be tried again; with ``item_ids`` only those of them."""
    items = run.items.filter(state__in=RETRYABLE)
    return list(items if item_ids is None else items.filter(pk__in=list(item_ids)))


def try_again(actor: Actor, run: BulkRun, items: Iterable[BulkItem]) -> BulkRun:
    """A new run of the same kind over some ``items`` of an ended one; its dry run begins.

    What may have been carried out brings along what it was to become, so that the dry run can find out.
    What takes another run back brings along what that one made of it, and what it had been before.
    Raises ValueError where there are no items, or the run has not ended.
    """
    chosen = list(items)
    if run.phase != Phase.FINISHED:
        raise ValueError("The run has not ended.")
    with transaction.atomic():
        again = create_run(
            actor,
            Kind(run.kind),
            (_once_more(run, item) for item in chosen),
            selection=f"Retry of bulk change {run.pk}",
        )
        again.action, again.parameters, again.why = run.action, run.parameters, run.why
        again.again_of, again.undoes = run, run.undoes
        again.phase, again.heartbeat_at = Phase.CHECKING, timezone.now()
        again.save()
    return again


def _once_more(run: BulkRun, item: BulkItem) -> Selected:
    is_undo = run.undoes_id is not None
    return Selected(
        item.object_id,
        item.name,
        item.title,
        before=item.before if is_undo else None,
        after=item.after if is_undo or item.state == ItemState.UNKNOWN else None,
    )


def tally(run: BulkRun) -> dict[ItemState, int]:
    """How many objects are in each state; states without any are left out."""
    counted = run.items.order_by().values_list("state").annotate(number=Count("pk"))
    return {ItemState(state): number for state, number in counted}
