"""The way from a workspace to its Video API, and the test that a connection works.

The only place where a stored API token meets a host: ``client_for`` and ``check_stored_connection`` use
the pair as it is stored, and ``check_connection`` is given both by its caller.
"""

from __future__ import annotations

import enum
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from uuid import UUID

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from conferences.models import Workspace
from conferences.signalwire.client import SignalWireClient
from conferences.signalwire.errors import (
    AccountProblem,
    CredentialsRefused,
    HostUnknown,
    NotFound,
    PermissionMissing,
    RateLimited,
    SignalWireError,
    TimedOut,
    Unreachable,
    UnreadableAnswer,
)
from conferences.signalwire.hosts import InvalidSpaceHost, SpaceHost, parse_space_host
from conferences.signalwire.transport import Call, Timeout


class HostNotAllowed(HostUnknown):
    """The workspace's host is no longer among those that this installation may talk to."""

    remedy: ClassVar[str] = "host-unknown"
    title: ClassVar[str] = "This host is not allowed here"


class Outcome(enum.Enum):
    """What a test of a connection found."""

    GOOD = "good"
    HOST_UNKNOWN = "host-unknown"
    NOT_SIGNALWIRE = "not-signalwire"
    REFUSED = "refused"
    NO_SCOPE = "no-scope"
    TOO_SLOW = "too-slow"
    UNREACHABLE = "unreachable"
    RATE_LIMITED = "rate-limited"
    ACCOUNT = "account"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said of an outcome, and the form field it belongs to (empty: to none)."""

    title: str
    sentence: str
    field: str = ""


_WORDS: Final = {
    Outcome.GOOD: _Words("The connection works", "{host} answered in {milliseconds} ms."),
    Outcome.HOST_UNKNOWN: _Words(
        "This Space cannot be found",
        "There is no host named {host}. Compare it with the address in your browser when "
        "you are signed in to SignalWire.",
        "host",
    ),
    Outcome.NOT_SIGNALWIRE: _Words(
        "This is not a SignalWire Space",
        "{host} answers, but not like SignalWire’s Video API. Compare it with the address in your "
        "browser when you are signed in to SignalWire.",
        "host",
    ),
    Outcome.REFUSED: _Words(
        "SignalWire refused the project ID or the token",
        "{host} does not accept this pair of project ID and API token, or the token lacks the "
        "Video scope. Both are on the API page of your SignalWire dashboard.",
        "api_token",
    ),
    Outcome.NO_SCOPE: _Words(
        "The token lacks the Video scope",
        "{host} accepts the token, but it may not use video. Edit the token on the API page "
        "of your SignalWire dashboard and tick Video.",
        "api_token",
    ),
    Outcome.TOO_SLOW: _Words(
        "SignalWire took too long", "{host} did not answer in time. Try again in a moment."
    ),
    Outcome.UNREACHABLE: _Words(
        "SignalWire cannot be reached", "No connection to {host} could be made. Try again in a moment."
    ),
    Outcome.RATE_LIMITED: _Words(
        "SignalWire’s rate limit was reached", "{host} has had too many requests. Try again in a minute."
    ),
    Outcome.ACCOUNT: _Words(
        "The SignalWire account does not allow this",
        "{host} accepts the token, but the account’s balance or plan does not allow video. See the "
        "billing pages of your SignalWire dashboard.",
    ),
    Outcome.FAULT: _Words(
        "SignalWire has an internal error", "{host} reported an internal error. Try again in a moment."
    ),
}
_PASSING: Final = {
    Outcome.TOO_SLOW,
    Outcome.UNREACHABLE,
    Outcome.RATE_LIMITED,
    Outcome.ACCOUNT,
    Outcome.FAULT,
}
# The first class that fits decides, so a subclass stands before its base.
_OUTCOMES: Final[tuple[tuple[type[SignalWireError], Outcome], ...]] = (
    (HostUnknown, Outcome.HOST_UNKNOWN),
    (TimedOut, Outcome.TOO_SLOW),
    (Unreachable, Outcome.UNREACHABLE),
    (CredentialsRefused, Outcome.REFUSED),
    (PermissionMissing, Outcome.NO_SCOPE),
    (NotFound, Outcome.NOT_SIGNALWIRE),
    (UnreadableAnswer, Outcome.NOT_SIGNALWIRE),
    (RateLimited, Outcome.RATE_LIMITED),
    (AccountProblem, Outcome.ACCOUNT),
)


@dataclass(frozen=True, slots=True)
class ConnectionResult:
    """What a test found. ``milliseconds`` is how long it took, whatever came of it."""

    outcome: Outcome
    host: str
    milliseconds: int

    @property
    def is_good(self) -> bool:
        """Whether SignalWire answered as it should."""
        return self.outcome is Outcome.GOOD

    @property
    def is_passing(self) -> bool:
        """Whether nothing typed is known to be wrong, so that keeping it all the same makes sense."""
        return self.outcome in _PASSING

    @property
    def title(self) -> str:
        """A few words, fit for a heading."""
        return _WORDS[self.outcome].title

    @property
    def sentence(self) -> str:
        """What happened and what to do, fit for people."""
        return _WORDS[self.outcome].sentence.format(host=self.host, milliseconds=self.milliseconds)

    @property
    def field(self) -> str:
        """Name of the form field to correct (``host`` or ``api_token``), or empty."""
        return _WORDS[self.outcome].field


@sensitive_variables("token")
def check_connection(
    host: SpaceHost, project_id: UUID, token: str, *, request_id: str = ""
) -> ConnectionResult:
    """Ask ``host`` for one conference with these credentials, once, and say what came of it."""
    client = SignalWireClient(host, str(project_id), token, retries=0, request_id=request_id or None)
    started = time.perf_counter()
    try:
        client.conferences.list(page_size=1)
        outcome = Outcome.GOOD
    except SignalWireError as error:
        outcome = next((found for kind, found in _OUTCOMES if isinstance(error, kind)), Outcome.FAULT)
    return ConnectionResult(outcome, str(host), round((time.perf_counter() - started) * 1000))


def check_stored_connection(workspace: Workspace, *, request_id: str = "") -> ConnectionResult:
    """The same for what is stored. Raises HostNotAllowed and SecretUnreadable."""
    _read_together(workspace)
    return check_connection(
        host_of(workspace), workspace.project_id, workspace.api_token, request_id=request_id
    )


def _read_together(workspace: Workspace) -> None:
    # The token is left in the database until it is asked for. Whatever it belonged to when the workspace
    # was read, someone may have set another Space with a token of its own since.
    if "api_token" in workspace.get_deferred_fields():
        workspace.refresh_from_db(fields=("host", "project_id", "api_token"))


def host_of(workspace: Workspace) -> SpaceHost:
    """Where the workspace's requests go. Raises HostNotAllowed when settings no longer name the host."""
    try:
        return parse_space_host(workspace.host, extra_hosts=settings.SIGNALWIRE_EXTRA_HOSTS)
    except InvalidSpaceHost:
        raise HostNotAllowed(
            f"{workspace.host} is not on the list of hosts this installation may connect "
            "to. An administrator of the server can add it to SIGNALWIRE_EXTRA_HOSTS.",
            host=workspace.host,
        ) from None


def client_for(
    workspace: Workspace,
    *,
    request_id: str = "",
    observe: Callable[[Call], None] | None = None,
    seconds: float | None = None,
) -> SignalWireClient:
    """A client with the workspace's stored credentials; makes no request itself.

    ``request_id`` joins the upstream calls in the log with the request that caused them; ``observe`` is
    told about each call; ``seconds`` makes every call end by then, without a second attempt. Raises
    HostNotAllowed, and SecretUnreadable when the token cannot be decrypted.
    """
    _read_together(workspace)
    hurry: dict[str, Any] = {}
    if seconds is not None:
        limit = Timeout()
        hurry = {
            "timeout": Timeout(min(limit.connect, seconds), min(limit.read, seconds), seconds),
            "retries": 0,
        }
    return SignalWireClient(
        host_of(workspace),
        str(workspace.project_id),
        workspace.api_token,
        request_id=request_id or None,
        observe=observe,
        **hurry,
    )
