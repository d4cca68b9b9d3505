"""The tokens that let people into a conference: reading them, and giving one a new value.

A token's value passes through here and is never kept: not in the history, the log or the cache.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.utils.crypto import salted_hmac

from conferences.models import Action, Actor, Change, Outcome, Workspace
from conferences.services.connections import client_for, host_of
from conferences.services.history import FOUND_LATER, recording, settle
from conferences.services.saving.locks import object_lock, tokens_subject
from conferences.services.saving.unsettled import EarlierWriteOpen, open_writes
from conferences.services.saving.writer import Writer
from conferences.signalwire import (
    Conference,
    ConferenceToken,
    NotFound,
    SignalWireClient,
    SignalWireError,
    SpaceHost,
)
from conferences.signalwire.kinds import CONFERENCE
from conferences.signalwire.pagination import iter_items

_MOST: Final = 100
"""How many tokens are read; SignalWire makes two for each conference."""


def link_host(workspace: Workspace) -> SpaceHost:
    """The host that links and embeds lead to. Raises HostNotAllowed."""
    return host_of(workspace)


def get_conference(workspace: Workspace, conference: UUID, *, request_id: str) -> Conference:
    """The conference that the tokens belong to. Raises SignalWireError."""
    return client_for(workspace, request_id=request_id).conferences.get(conference)


def list_tokens(workspace: Workspace, conference: UUID, *, request_id: str) -> tuple[ConferenceToken, ...]:
    """The conference's tokens, without those that cannot be read. Raises SignalWireError."""
    return _tokens(client_for(workspace, request_id=request_id), conference)


def show_tokens(
    actor: Actor, conference: Conference, wanted: Callable[[ConferenceToken], bool]
) -> tuple[tuple[ConferenceToken, ...], frozenset[UUID]]:
    """All tokens, and the ids of those that were ``wanted``: their showing stands in the history.

    Raises SignalWireError.
    """
    with recording(
        actor,
        kind=CONFERENCE,
        action=Action.REVEAL_TOKEN,
        object_id=conference.id,
        name=conference.name or "",
        title=conference.display_name or "",
    ) as record:
        tokens = list_tokens(actor.workspace, conference.id, request_id=actor.request_id)
        shown = [token for token in tokens if wanted(token)]
        names = [_title(token) for token in shown]
        record.done(
            fields=names,
            sentence=f"Shown: {', '.join(names)}." if names else "This token does not exist.",
        )
    return tokens, frozenset(token.id for token in shown)


class TokenChanged(Exception):
    """The token was given a new value since it was shown; it was not given another one."""


def fingerprint(token: ConferenceToken) -> str:
    """What tells whether a token still has the value it had, and nothing of the value."""
    return salted_hmac("conferences.token", f"{token.id}:{token.token}").hexdigest()


def reset_token(actor: Actor, conference: UUID, token: UUID, *, seen: str, label: str, why: str = "") -> None:
    """Give the token a new value; every link and embed with the old one stops working.

    ``seen`` is the fingerprint of the value that the person was shown the token with. Where no proper answer
    comes, the token is looked at for some seconds: with a new value the reset is done. Raises TokenChanged,
    SavedBySomeoneElse and any other SignalWireError; with ``may_have_arrived`` it may still be reset.
    """
    with object_lock(actor, tokens_subject(conference)) as lease:
        writer = Writer(actor, CONFERENCE, lease)
        present = _find(writer.client, conference, token)
        if fingerprint(present) != seen:
            _recognise_own(actor, conference, token, seen)
            return
        _check_none_open(writer, conference, token, seen)
        with recording(
            actor,
            kind=CONFERENCE,
            action=Action.RESET_TOKEN,
            object_id=conference,
            title=label,
            fields=[_title(present)],
            why=why,
            evidence={"token": str(token), "fingerprint": seen},
        ) as record:
            try:
                writer.client.conference_tokens.reset(token)
            except SignalWireError as error:
                if not error.may_have_arrived:
                    raise
                if not writer.looks(lambda: has_new_value(writer.client, conference, token, seen)):
                    raise
                record.done(sentence="SignalWire sent no proper answer, but the token has a new value.")


def _recognise_own(actor: Actor, conference: UUID, token: UUID, seen: str) -> None:
    """Settle an earlier reset by the same person, which gave the new value. Raises TokenChanged."""
    own = Change.objects.filter(
        object_id=conference,
        action=Action.RESET_TOKEN,
        person=actor.user,
        evidence__token=str(token),
        evidence__fingerprint=seen,
        outcome__in=(Outcome.DONE, Outcome.UNKNOWN, Outcome.PENDING),
    ).first()
    if own is None:
        raise TokenChanged("Someone else has just given this token a new value.")
    settle(own, Outcome.DONE, FOUND_LATER)


def _check_none_open(writer: Writer, conference: UUID, token: UUID, seen: str) -> None:
    """Make sure that no earlier reset can still land: it would replace the new value unnoticed.

    Raises EarlierWriteOpen and TokenChanged.
    """
    earlier = (
        open_writes(writer.actor.workspace, conference)
        .filter(action=Action.RESET_TOKEN, evidence__token=str(token))
        .first()
    )
    if earlier is None:
        return
    if writer.looks(lambda: has_new_value(writer.client, conference, token, seen)):
        raise TokenChanged("An earlier reset has just been carried out, so the token has a new value.")
    raise EarlierWriteOpen(earlier.person_name)


def has_new_value(client: SignalWireClient, conference: UUID, token: UUID, seen: str) -> bool | None:
    """True where the token has another value than it was ``seen`` with, else None. Raises SignalWireError."""
    found = _find(client, conference, token)
    return True if found.token is not None and fingerprint(found) != seen else None


def _find(client: SignalWireClient, conference: UUID, token: UUID) -> ConferenceToken:
    for found in _tokens(client, conference):
        if found.id == token:
            return found
    raise NotFound("The conference does not have this token.")


def _tokens(client: SignalWireClient, conference: UUID) -> tuple[ConferenceToken, ...]:
    pages = iter_items(lambda cursor: client.conferences.list_tokens(conference, cursor=cursor))
    return tuple(token for token in itertools.islice(pages, _MOST) if isinstance(token, ConferenceToken))


def _title(token: ConferenceToken) -> str:
    """What the history calls it: never its value."""
    return (token.name or "").strip() or {"guest": "Guest", "moderator": "Moderator"}.get(
        token.role, f"Token {token.id}"
    )
