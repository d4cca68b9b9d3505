"""What is handed out for a conference's token: link, embed code, and a text to send."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final
from urllib.parse import quote
from uuid import UUID

from django.utils.functional import cached_property

from conferences.presentation import times
from conferences.presentation.names import visible_name
from conferences.signalwire.hosts import SpaceHost
from conferences.signalwire.limits import CONFERENCE_TOKEN_PATTERN
from conferences.signalwire.models import Conference, ConferenceRole, ConferenceToken

_WIDGET: Final = "https://cdn.signalwire.com/@signalwire/app-kit@next/dist/signalwire/signalwire"
_ROLES: Final[dict[ConferenceRole, str]] = {"guest": "Guest", "moderator": "Moderator"}
_ORDER: Final[tuple[ConferenceRole, ...]] = ("guest", "moderator", "unknown")


@dataclass(frozen=True, kw_only=True)
class TokenView:
    """One token on the screen. ``secret`` is its value where it was asked for, else None.

    ``host`` is the Space that the link leads to. Source of the link and of the embed's element: public
    applications, and the vendor's own widget; the API's documentation names neither.
    """

    id: UUID
    name: str
    role: ConferenceRole
    scopes: tuple[str, ...]
    host: SpaceHost
    is_shown: bool
    secret: str | None

    def __repr__(self) -> str:
        return f"TokenView(id={self.id!r}, name={self.name!r})"

    @property
    def title(self) -> str:
        """A name that is never empty: the token's own, else its role."""
        return _title(self.name, self.role)

    @property
    def role_words(self) -> str:
        """The role, where the name does not say it already."""
        role = _ROLES.get(self.role, "")
        return "" if role.casefold() == self.name.casefold() else role

    @property
    def is_unusual(self) -> bool:
        """Whether the value is not of the form that SignalWire's tokens have."""
        return bool(self.secret) and re.fullmatch(CONFERENCE_TOKEN_PATTERN, self.secret or "") is None

    @property
    def link(self) -> str:
        """The address that lets someone in."""
        return f"{self.host.scheme}://{self.host}/prebuilt-room/{quote(self.secret or '', safe='')}"

    @property
    def embed(self) -> str:
        """HTML that puts the conference on a page of one's own."""
        token = html.escape(self.secret or "")
        return (
            f'<link rel="stylesheet" href="{_WIDGET}.css">\n'
            f'<script type="module" src="{_WIDGET}.esm.js"></script>\n'
            f'<sw-video-conference token="{token}" user-name=""></sw-video-conference>'
        )


@dataclass(frozen=True)
class Handover:
    """Everything the hand-over of ``conference`` shows. ``zone`` is the one chosen for the conference."""

    conference: Conference
    tokens: tuple[TokenView, ...]
    zone: tzinfo

    @property
    def has_guest_and_moderator(self) -> bool:
        """Whether there is one token for each, as SignalWire makes them."""
        return sorted(token.role for token in self.tokens) == ["guest", "moderator"]

    @property
    def is_any_shown(self) -> bool:
        """Whether at least one token was asked for."""
        return any(token.is_shown for token in self.tokens)

    @property
    def label(self) -> str:
        """What the conference is called; never empty."""
        conference = self.conference
        return visible_name(conference.display_name) or visible_name(conference.name) or str(conference.id)

    @cached_property
    def when(self) -> str:
        """The join window in the conference's zone, named with its offset; empty if always open."""
        return times.window_in_zone(self.conference.join_from, self.conference.join_until, self.zone)

    @property
    def shown_token(self) -> TokenView | None:
        """The token that was asked for; the first where there are several."""
        return next((token for token in self.tokens if token.is_shown), None)

    def letters(self) -> list[tuple[TokenView, str]]:
        """Each token with the text to send, which holds its link only if the token is shown."""
        return [(token, self._letter(token) if token.secret else "") for token in self.tokens]

    def _letter(self, token: TokenView) -> str:
        return "\n".join(filter(None, (self.label, self.when, f"Join: {token.link}")))


def token_title(token: ConferenceToken) -> str:
    """A name for a token that is never empty: its own, else its role."""
    return _title((token.name or "").strip(), token.role)


def _title(name: str, role: ConferenceRole) -> str:
    return name or _ROLES.get(role, "Token without a name")


def share_links(
    conference: Conference,
    tokens: Iterable[ConferenceToken],
    *,
    host: SpaceHost,
    zone: tzinfo,
    shown: frozenset[UUID] = frozenset(),
) -> Handover:
    """The tokens, guests first; only those whose ids are in ``shown`` bring their value along."""
    views = [
        TokenView(
            id=token.id,
            name=(token.name or "").strip(),
            role=token.role,
            scopes=tuple(token.scopes or ()),
            host=host,
            is_shown=token.id in shown,
            secret=token.token if token.id in shown else None,
        )
        for token in tokens
    ]
    views.sort(key=lambda view: (_ORDER.index(view.role), view.title.casefold(), str(view.id)))
    return Handover(conference, tuple(views), zone)
