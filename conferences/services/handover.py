"""The tokens that let people into a conference: reading them, and giving one a new value.

A token's value passes through here and is never kept: not in the history, the log or the cache.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Final
from uuid import UUID

from conferences.models import Action, Actor, Workspace
from conferences.services.connections import client_for, host_of
from conferences.services.history import recording
from conferences.signalwire import (
    Conference,
    ConferenceToken,
    SignalWireClient,
    SignalWireError,
    SpaceHost,
    TimedOut,
)
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
        kind="conferences",
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
            sentence=f"Shown: {', '.join(names)}." if names else "There was no such token to show.",
        )
    return tokens, frozenset(token.id for token in shown)


def reset_token(actor: Actor, conference: UUID, token: ConferenceToken, *, label: str, why: str = "") -> None:
    """Give ``token``, as it was just read, a new value; every link and embed with the old one dies.

    A broken connection is looked into: where the token has a new value the reset is done, where it has
    the old one the error no longer says that it may have happened. Raises SignalWireError.
    """
    client = client_for(actor.workspace, request_id=actor.request_id)
    with recording(
        actor,
        kind="conferences",
        action=Action.RESET_TOKEN,
        object_id=conference,
        title=label,
        fields=[_title(token)],
        why=why,
    ) as record:
        try:
            client.conference_tokens.reset(token.id)
        except SignalWireError as error:
            if not error.may_have_arrived:
                raise
            has_changed = _has_new_value(client, conference, token)
            if not has_changed:
                # A request that timed out may still be carried out after this look.
                error.may_have_arrived = has_changed is None or isinstance(error, TimedOut)
                raise
            record.done(sentence="No proper answer came, but the token has a new value.")


def _has_new_value(client: SignalWireClient, conference: UUID, token: ConferenceToken) -> bool | None:
    """Whether SignalWire now has another value than ``token`` had; None where that cannot be found out."""
    try:
        found = next((other for other in _tokens(client, conference) if other.id == token.id), None)
    except SignalWireError:
        return None
    if found is None or found.token is None or token.token is None:
        return None
    return found.token != token.token


def _tokens(client: SignalWireClient, conference: UUID) -> tuple[ConferenceToken, ...]:
    pages = iter_items(lambda cursor: client.conferences.list_tokens(conference, cursor=cursor))
    return tuple(token for token in itertools.islice(pages, _MOST) if isinstance(token, ConferenceToken))


def _title(token: ConferenceToken) -> str:
    """What the history calls it: never its value."""
    return (token.name or "").strip() or {"guest": "Guest", "moderator": "Moderator"}.get(
        token.role, f"Token {token.id}"
    )
