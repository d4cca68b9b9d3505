"""The record of a write: kept before it is sent, completed once its outcome is known.

Both are transactions of their own, so the record outlives whatever becomes of the request. A process
that ends between the two leaves the outcome pending, which is shown as *unknown, check* soon after.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from conferences.models import Action, Actor, BulkItem, BulkRun, Change, ItemState, Outcome
from conferences.models.change import LOOKED_FOR
from conferences.services.saving.merge import Fields
from conferences.signalwire import Conference, RefusedFields, Room, SignalWireError
from conferences.signalwire.kinds import Kind
from conferences.signalwire.transport import to_rfc3339

__all__ = [
    "CHECKED_ACTIONS",
    "FOUND_LATER",
    "HIDDEN_TOKEN",
    "NOT_FOUND_LATER",
    "Actor",
    "NothingSent",
    "Record",
    "display_name",
    "json_fields",
    "python_fields",
    "recording",
    "settle",
    "whole_object",
]

HIDDEN_TOKEN: Final = "vpt_[hidden]"  # noqa: S105 (what stands in a token's place)
"""What the history has where someone had typed a conference token into a text."""

CHECKED_ACTIONS: Final = frozenset(Action) - {Action.REVEAL_TOKEN}
"""What leaves something at SignalWire from which a later look can tell whether it was carried out."""

_TOKEN: Final = re.compile(r"vpt_[0-9A-Za-z]{8,}")
_BREAK: Final = "The dashboard failed before it knew the outcome. Check the object’s current values."


def json_fields(values: Fields) -> dict[str, Any]:
    """``values`` as the API has them in JSON, fit to be kept: times as RFC 3339 text, no token."""
    return {name: _json_value(value) for name, value in values.items()}


def python_fields(kind: Kind, kept: Mapping[str, Any]) -> dict[str, object]:
    """The fields of that kind which ``json_fields`` or ``whole_object`` kept, with the values they had."""
    return {
        name: datetime.fromisoformat(kept[name])
        if field.kind == "date_time" and isinstance(kept[name], str)
        else kept[name]
        for name, field in kind.fields.items()
        if name in kept
    }


def whole_object(item: Conference | Room) -> dict[str, Any]:
    """Everything the API told of ``item`` but its running session, as ``json_fields`` has it."""
    fields: Iterable[str] = type(item).__struct_fields__
    return json_fields({name: getattr(item, name) for name in fields if name != "active_session"})


def _json_value(value: object) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, datetime):
        return to_rfc3339(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {_clean(str(key)): _json_value(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in value]
    return value


def _clean(text: str) -> str:
    # PostgreSQL keeps no NUL, in text or in JSON, and what the upstream sends may hold one.
    return _TOKEN.sub(HIDDEN_TOKEN, text).replace("\0", "\ufffd")


def truncate(text: str, maximum: int) -> str:
    """``text`` as it may be kept: without tokens, and cut to ``maximum`` characters."""
    text = _clean(text)
    return text if len(text) <= maximum else text[: maximum - 1] + "…"


def display_name(person: User) -> str:
    """The name that is kept of a person: the full one, else the user name."""
    return truncate(person.get_full_name() or person.get_username(), 310)


class NothingSent(Exception):
    """A write was given up before anything was sent; ``str()`` says why."""


class Record:
    """The open record of one write; what is told to it is kept when the write has ended."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.object_id: UUID | None = change.object_id

    def done(
        self,
        *,
        before: Fields | None = None,
        after: Fields | None = None,
        fields: Iterable[str] | None = None,
        request_id: str | None = None,
        sentence: str = "",
    ) -> None:
        """Say what SignalWire had and has now, which fields differ, its id of the request, and a remark."""
        if before is not None:
            self.change.before = json_fields(before)
        if after is not None:
            self.change.after = json_fields(after)
        if fields is not None:
            self.change.fields = list(fields)
        self.change.upstream_request_id = truncate(request_id or "", 128)
        self.change.sentence = truncate(sentence, 3000)

    def _close(self, outcome: Outcome) -> None:
        self.change.outcome = outcome
        self.change.object_id = self.object_id
        self.change.closed_at = timezone.now()
        # What is not known is found out by reading: see ``settling``.
        is_open = outcome is Outcome.UNKNOWN and self.change.action in CHECKED_ACTIONS
        self.change.check_at = timezone.now() if is_open else None
        self.change.save(
            update_fields=[
                "before",
                "after",
                "fields",
                "upstream_request_id",
                "sentence",
                "outcome",
                "object_id",
                "closed_at",
                "check_at",
            ]
        )


def outcome_of(error: SignalWireError) -> Outcome:
    """What became of a write that ended in ``error``."""
    if error.may_have_arrived:
        return Outcome.UNKNOWN
    return Outcome.REFUSED if isinstance(error, RefusedFields) else Outcome.FAILED


@contextmanager
def recording(
    actor: Actor,
    *,
    kind: Kind,
    action: Action,
    object_id: UUID | None = None,
    name: str = "",
    title: str = "",
    before: Fields | None = None,
    after: Fields | None = None,
    fields: Iterable[str] = (),
    why: str = "",
    run: BulkRun | None = None,
    evidence: Mapping[str, str] | None = None,
) -> Iterator[Record]:
    """Keep a record of the write that the body makes, from before it is sent until its end.

    A body that ends is done; a ``SignalWireError`` that leaves it means refused, unknown (where the
    write may have arrived) or failed, ``NothingSent`` failed, and any other exception unknown; all are
    raised further. ``evidence`` is kept with the record. Raises RuntimeError inside a transaction: a record
    that could be rolled back proves nothing.
    """
    record = Record(
        _open(
            actor,
            kind=kind,
            action=action,
            object_id=object_id,
            object_name=truncate(name, 200),
            object_title=truncate(title, 300),
            before=None if before is None else json_fields(before),
            after=None if after is None else json_fields(after),
            fields=list(fields),
            why=truncate(why, 200),
            run=run or actor.run,
            evidence=None if evidence is None else dict(evidence),
        )
    )
    try:
        yield record
    except NothingSent as error:
        record.done(sentence=str(error))
        record._close(Outcome.FAILED)
        raise
    except SignalWireError as error:
        record.done(request_id=error.request_id, sentence=str(error))
        record._close(outcome_of(error))
        raise
    except Exception:
        record.done(sentence=_BREAK)
        record._close(Outcome.UNKNOWN)
        raise
    record._close(Outcome.DONE)


FOUND_LATER: Final = "Checked later: SignalWire has it."
NOT_FOUND_LATER: Final = "Checked later: SignalWire did not carry it out."


def settle(change: Change, outcome: Outcome, sentence: str, item: Conference | Room | None = None) -> bool:
    """Write down what became of a write whose outcome was not known, and of its row in a bulk change.

    ``item`` is what a create made. False where its outcome is known by now.
    """
    values: dict[str, Any] = {
        "outcome": outcome,
        "sentence": truncate(f"{change.sentence} {sentence}".strip(), 3000),
        "closed_at": timezone.now(),
        "check_at": None,
    }
    if item is not None:
        values["object_id"] = item.id
    unsettled = Change.objects.filter(pk=change.pk, outcome__in=(Outcome.PENDING, Outcome.UNKNOWN))
    if not unsettled.update(**values):
        return False
    state = {Outcome.DONE: ItemState.DONE, Outcome.FAILED: ItemState.FAILED}.get(outcome)
    if state is not None:
        items = BulkItem.objects.filter(change=change, state=ItemState.UNKNOWN)
        items.update(state=state, sentence=sentence)
    for name, value in values.items():
        setattr(change, name, value)
    return True


def _open(actor: Actor, **values: Any) -> Change:
    person, now = actor.user, timezone.now()
    # A process that ends in between leaves the record open.
    check_at = now + LOOKED_FOR if values["action"] in CHECKED_ACTIONS else None
    with transaction.atomic(durable=True):
        return Change.objects.create(
            workspace=actor.workspace,
            person=person,
            person_name=display_name(person),
            request_id=truncate(actor.request_id, 128),
            opened_at=now,
            check_at=check_at,
            **values,
        )
