"""Finding out what became of writes whose outcome is not known, by reading what SignalWire has.

A write that was not answered properly, and one whose process ended, leaves a record without an outcome. It is
looked for every few seconds until SignalWire shows it, or until it has had ``LOOKED_FOR`` to carry it out.
Nothing is sent. The rows say what is due and when, so any server may do the looking: each look is claimed
with a compare-and-set.
"""

from __future__ import annotations

import enum
import logging
import threading
from datetime import timedelta
from typing import Final, cast
from uuid import UUID

from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from conferences.models import Action, BulkRun, Change, ItemState, Outcome, Phase, SecretUnreadable
from conferences.models.bulk import STALE_AFTER
from conferences.models.change import LOOKED_FOR
from conferences.services.access import has_new_value
from conferences.services.bulk.item import mark_left_behind
from conferences.services.connections import client_for
from conferences.services.history import FOUND_LATER, NOT_FOUND_LATER, python_fields, settle
from conferences.services.saving.create import is_as_sent, is_new_since, look_up
from conferences.services.saving.unsettled import has_values
from conferences.signalwire import Conference, NotFound, Room, SignalWireClient, SignalWireError
from conferences.signalwire.kinds import Kind

logger = logging.getLogger("conferences.settling")

EVERY: Final = 2.0
"""Seconds between two rounds of the background thread."""

_LOOK_EVERY: Final = timedelta(seconds=5)
_SLOWEST: Final = timedelta(minutes=10)
_GIVEN_UP_AFTER: Final = timedelta(days=1)
_BATCH: Final = 50
_CHANGED_SINCE: Final = "Checked later: it has been changed again since, so the outcome is no longer known."
_DELETED_SINCE: Final = "Checked later: it has been deleted since, so the outcome is no longer known."
_GIVEN_UP: Final = "It could not be checked for a day."


class Finding(enum.Enum):
    """What a look at SignalWire says about a write."""

    CARRIED_OUT = "carried out"
    NOT_SEEN = "not seen, or not yet"
    CHANGED_SINCE = "neither as before nor as sent"
    DELETED_SINCE = "deleted"


def start_in_background() -> None:
    """Begin to settle what is due, every few seconds for as long as this process lives."""
    threading.Thread(target=_run_forever, name="settling", daemon=True).start()


def _run_forever() -> None:
    pause = threading.Event()
    while not pause.wait(EVERY):
        try:
            settle_due()
        except DatabaseError:
            logger.warning("the database could not be asked what is to be settled", exc_info=True)
        except Exception:
            logger.exception("settling failed")
        finally:
            close_old_connections()


def settle_due() -> int:
    """Look once for each write that is due; gives how many outcomes became known.

    Bulk changes that a process left behind are marked first, so that their writes are among them.
    """
    now = timezone.now()
    left = BulkRun.objects.filter(
        phase=Phase.RUNNING, heartbeat_at__lt=now - STALE_AFTER, items__state=ItemState.IN_PROGRESS
    )
    for run in left.distinct():
        mark_left_behind(run)
    due = Change.objects.filter(check_at__lte=timezone.now()).order_by("check_at").select_related("workspace")
    return sum(_settle_if_claimed(change) for change in due[:_BATCH])


def _settle_if_claimed(change: Change) -> bool:
    now = timezone.now()
    age = now - (change.closed_at or change.opened_at)
    # Often at first; where SignalWire cannot be asked for a long time, less and less often.
    pause = min(max(_LOOK_EVERY, age / 4), _SLOWEST) if age > LOOKED_FOR else _LOOK_EVERY
    claimed = Change.objects.filter(pk=change.pk, check_at=change.check_at).update(check_at=now + pause)
    if not claimed:
        return False
    if age > _GIVEN_UP_AFTER:
        return settle(change, Outcome.UNKNOWN, _GIVEN_UP)
    try:
        finding = look(change)
    except (SignalWireError, SecretUnreadable):
        return False
    if finding is Finding.CARRIED_OUT:
        return settle(change, Outcome.DONE, FOUND_LATER)
    if age <= LOOKED_FOR:
        return False
    if finding is Finding.NOT_SEEN:
        return settle(change, Outcome.FAILED, NOT_FOUND_LATER)
    sentence = _CHANGED_SINCE if finding is Finding.CHANGED_SINCE else _DELETED_SINCE
    return settle(change, Outcome.UNKNOWN, sentence)


def look(change: Change) -> Finding:
    """Read what SignalWire has and say what it tells about ``change``. Raises SignalWireError."""
    client = client_for(change.workspace, request_id=change.request_id)
    if change.action in (Action.CREATE, Action.RECREATE):
        return _look_for_created(client, change)
    if change.action == Action.RESET_TOKEN:
        return _look_at_token(client, change)
    kind = Kind(change.kind)
    resource = client.resource(kind)
    try:
        item: Conference | Room = resource.get(cast(UUID, change.object_id))
    except NotFound:
        return Finding.CARRIED_OUT if change.action == Action.DELETE else Finding.DELETED_SINCE
    if change.action == Action.DELETE:
        return Finding.NOT_SEEN
    if has_values(item, change, change.after):
        return Finding.CARRIED_OUT
    return Finding.NOT_SEEN if has_values(item, change, change.before) else Finding.CHANGED_SINCE


def _look_for_created(client: SignalWireClient, change: Change) -> Finding:
    kind = Kind(change.kind)
    if not change.object_name:
        return Finding.CHANGED_SINCE
    item = look_up(client, kind, change.object_name)
    if item is None:
        return Finding.NOT_SEEN
    tried = python_fields(kind, change.after or {})
    if is_as_sent(kind, item, tried) and is_new_since(item, change.opened_at):
        Change.objects.filter(pk=change.pk).update(object_id=item.id)
        return Finding.CARRIED_OUT
    return Finding.CHANGED_SINCE


def _look_at_token(client: SignalWireClient, change: Change) -> Finding:
    evidence = change.evidence if isinstance(change.evidence, dict) else {}
    token, seen = evidence.get("token"), evidence.get("fingerprint")
    if change.object_id is None or not token or not seen:
        return Finding.CHANGED_SINCE
    try:
        changed = has_new_value(client, change.object_id, UUID(token), seen)
    except NotFound:
        return Finding.DELETED_SINCE
    return Finding.CARRIED_OUT if changed else Finding.NOT_SEEN
