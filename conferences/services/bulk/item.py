"""One object of a run: looked at in the dry run, or changed in the real one. Never raises."""

from __future__ import annotations

import enum
import logging
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib.auth.models import User
from django.utils import timezone

from conferences.models import (
    Actor,
    BulkAction,
    BulkItem,
    BulkRun,
    Change,
    ItemState,
    Outcome,
    SecretUnreadable,
)
from conferences.services import reading
from conferences.services.bulk import plan
from conferences.services.history import truncate
from conferences.services.saving.delete import delete
from conferences.services.saving.merge import Fields, same
from conferences.services.saving.put import Conflict, Deleted
from conferences.services.saving.update import save
from conferences.signalwire import (
    AccountProblem,
    Conference,
    CredentialsRefused,
    HostUnknown,
    NotFound,
    PermissionMissing,
    RateLimited,
    RefusedFields,
    Room,
    SignalWireError,
    Unavailable,
    Unreachable,
    UnreadableAnswer,
)
from conferences.signalwire.kinds import Kind

logger = logging.getLogger("conferences.bulk")

_SENTENCE_MAXIMUM = 1000


class Obstacle(enum.Enum):
    """What stood in the way of one object and will stand in the way of others too."""

    PAUSE = "SignalWire’s rate limit was reached"
    FAULT = "SignalWire has an internal error, or cannot be reached"
    FATAL = "key, permission, host or account"
    BROKEN = "the dashboard itself"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one object.

    ``is_put_back`` says that it was certainly not carried out and is to be done again after the pause;
    ``changes`` are further columns of the item. ``retry_after`` is in seconds, None where SignalWire
    named no time.
    """

    state: ItemState
    changes: dict[str, Any] = field(default_factory=dict)
    obstacle: Obstacle | None = None
    is_put_back: bool = False
    retry_after: float | None = None
    reason: str = ""


def look_at(run: BulkRun, item: BulkItem) -> Result:
    """Read the object and find out what the run would do to it."""
    try:
        found = reading.get_object(run.workspace, Kind(run.kind), item.object_id, request_id=run.request_id)
        planned = plan.plan(run, found, base=item.before, earlier=item.after)
    except NotFound:
        words = "already deleted" if run.action == BulkAction.DELETE else "deleted in the meantime"
        return Result(ItemState.GONE, {"sentence": f"It was {words}."})
    except (SignalWireError, SecretUnreadable) as error:
        return _failed(error, ItemState.UNREADABLE)
    except Exception:
        logger.exception("bulk run %s: checking %s", run.pk, item.object_id)
        return _broken(ItemState.UNREADABLE)
    return Result(
        planned.state,
        {
            **_names(found),
            "before": planned.before,
            "after": planned.after,
            "sentence": planned.sentence,
        },
    )


def carry_out(run: BulkRun, item: BulkItem) -> Result:
    """Do to the object what the dry run has shown."""
    try:
        # The runner lets nothing begin whose person is not a member.
        actor = Actor(run.workspace, cast(User, run.person), run.request_id, run)
        result = _delete(actor, run, item) if run.action == BulkAction.DELETE else _save(actor, run, item)
    except Conflict as conflict:
        sentence = plan.changed_since((*(one.name for one in conflict.fields), *conflict.merged))
        result = Result(ItemState.CONFLICT, {"sentence": truncate(sentence, _SENTENCE_MAXIMUM)})
    except Deleted:
        result = Result(ItemState.GONE, {"sentence": "It was deleted in the meantime."})
    except (SignalWireError, SecretUnreadable) as error:
        result = _failed(error, ItemState.FAILED)
    except Exception:
        logger.exception("bulk run %s: changing %s", run.pk, item.object_id)
        result = _broken(ItemState.UNKNOWN)
    if "change" not in result.changes:
        result.changes["change"] = _record_of(run, item)
    return result


def mark_left_behind(run: BulkRun) -> None:
    """Call unknown what a process that ended was changing, and not started what it had not sent yet.

    What is unknown is found out by reading, see ``settling``.
    """
    for item in run.items.filter(state=ItemState.IN_PROGRESS):
        record = _record_of(run, item)
        begun = run.items.filter(pk=item.pk, state=ItemState.IN_PROGRESS)
        if record is None:
            # Nothing is sent before there is a record of it.
            begun.update(state=ItemState.READY)
        elif begun.update(
            state=ItemState.UNKNOWN,
            sentence="The server stopped while this was in progress: it may have been carried out.",
            change=record,
        ):
            unsettled = Change.objects.filter(pk=record.pk, outcome__in=(Outcome.PENDING, Outcome.UNKNOWN))
            unsettled.update(check_at=timezone.now())


def _record_of(run: BulkRun, item: BulkItem) -> Change | None:
    """The latest record of what the run did to the object, or tried; None where nothing was to change."""
    records = Change.objects.filter(workspace=run.workspace_id, object_id=item.object_id, run=run)
    return records.order_by("-pk").only("pk").first()


def _save(actor: Actor, run: BulkRun, item: BulkItem) -> Result:
    base, wanted = plan.python_values(run, item.before), plan.python_values(run, item.after)
    refused: dict[str, object] = {}
    while True:
        try:
            saved = save(
                actor,
                Kind(run.kind),
                item.object_id,
                base=base,
                wanted={**wanted, **{name: base[name] for name in refused}},
                why=run.why,
                is_strict=True,
            )
            break
        except RefusedFields as error:
            # An old value that SignalWire does not take again shall not keep the others from returning.
            more = _refused_again(run, error, base, wanted, refused)
            if not more:
                raise
            refused |= more
    lost = [one.name for one in saved.not_kept]
    words = f"SignalWire did not keep: {', '.join(lost).replace('_', ' ')}." if lost else ""
    if refused:
        return Result(ItemState.REFUSED, {"sentence": truncate(_not_returned(refused), _SENTENCE_MAXIMUM)})
    if any(name in wanted for name in lost):
        return Result(ItemState.REFUSED, {"sentence": words})
    if saved.change is None:
        words = "It already has its old value." if run.undoes_id else "Someone had already made this change."
        return Result(ItemState.DONE, {"sentence": words})
    return Result(ItemState.DONE, {"sentence": words})


def _refused_again(
    run: BulkRun, error: RefusedFields, base: Fields, wanted: Fields, refused: Fields
) -> dict[str, object]:
    """The old values that SignalWire has just refused; none where nothing else would be put back."""
    if run.undoes_id is None or error.may_have_arrived:
        return {}
    open_names = {name for name in wanted if name not in refused and not same(base[name], wanted[name])}
    found = {one.attribute for one in error.errors} & open_names
    return {name: wanted[name] for name in found if name} if found < open_names else {}


def _not_returned(refused: Fields) -> str:
    values = ", ".join(
        f"{name.replace('_', ' ')} ({'empty' if value in (None, '') else truncate(str(value), 40)})"
        for name, value in sorted(refused.items())
    )
    return f"The rest was restored. SignalWire does not accept this value again: {values}."


def _delete(actor: Actor, run: BulkRun, item: BulkItem) -> Result:
    deleted = delete(actor, Kind(run.kind), item.object_id, why=run.why)
    return Result(ItemState.DONE, {"sentence": "It was already deleted." if deleted.already_gone else ""})


def _names(found: Conference | Room) -> dict[str, Any]:
    session = found.active_session
    return {
        "name": truncate(found.name or "", 200),
        "title": truncate((found.display_name or "").strip(), 300),
        "is_live": session is not None and session.is_live,
    }


def _failed(error: SignalWireError | SecretUnreadable, state: ItemState) -> Result:
    sentence = truncate(error.message, _SENTENCE_MAXIMUM)
    changes = {"sentence": sentence}
    if isinstance(error, SecretUnreadable):
        return Result(state, changes, Obstacle.FATAL, reason=sentence)
    is_write = state is ItemState.FAILED
    if is_write and error.may_have_arrived:
        state = ItemState.UNKNOWN
    if isinstance(error, RateLimited):
        put_back = state is not ItemState.UNKNOWN
        return Result(
            state, {} if put_back else changes, Obstacle.PAUSE, put_back, error.retry_after, sentence
        )
    if isinstance(error, (CredentialsRefused, PermissionMissing, AccountProblem, HostUnknown)):
        return Result(state, changes, Obstacle.FATAL, reason=sentence)
    if isinstance(error, RefusedFields):
        state = ItemState.REFUSED if state is ItemState.FAILED else state
        return Result(state, changes)
    is_fault = isinstance(error, (Unreachable, Unavailable, UnreadableAnswer))
    return Result(state, changes, Obstacle.FAULT if is_fault else None, reason=sentence)


def _broken(state: ItemState) -> Result:
    sentence = "The dashboard failed here; see its log."
    return Result(state, {"sentence": sentence}, Obstacle.BROKEN, reason=sentence)
