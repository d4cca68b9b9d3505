"""What can go wrong with the Video API, classed by what a person can do about it.

::

    SignalWireError
    ├── Unreachable            no answer came: check the host, the network, SignalWire's status
    │   ├── HostUnknown        the name does not resolve: correct the Space's host
    │   └── TimedOut           connected or not, nothing came in time: try again
    ├── CredentialsRefused     401: project id or token wrong, or the token lacks the Video scope
    ├── PermissionMissing      403: the token may not do this: give it the scope
    ├── NotFound               404: deleted meanwhile, or of another project
    ├── RefusedFields          422/400: correct the named fields
    │   └── PageTokenRefused   the list moved on: start again at the first page
    ├── AccountProblem         balance, plan or limit of the account: SignalWire's billing pages
    ├── RateLimited            429: wait, then try again
    ├── Unavailable            5xx: SignalWire's side: try again
    └── UnreadableAnswer       HTML, half a JSON document, a redirect: probably not the Video API

Every error carries a sentence fit for people in ``str(error)``, the request id SignalWire gave, and
never a credential or a body. Source of the statuses and codes: SignalWire's ``error-codes`` page and
``types/status-codes`` of its specification.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One entry of a 422's ``errors``: which field, SignalWire's code and its own words."""

    attribute: str | None
    code: str | None
    message: str


class SignalWireError(Exception):
    """Base of all errors of this package.

    ``remedy`` names the class for templates and logs; ``status`` is the HTTP status or None where no
    answer came; ``may_have_arrived`` is True when a write could have been carried out although no
    proper answer came back.
    """

    remedy: ClassVar[str] = "unknown"
    title: ClassVar[str] = "SignalWire sent an unexpected answer"

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        request_id: str | None = None,
        host: str | None = None,
        may_have_arrived: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.request_id = request_id
        self.host = host
        self.may_have_arrived = may_have_arrived

    @property
    def explanation(self) -> str:
        """What to say after ``title``: the message without what the title has said already; may be ""."""
        if not self.message.startswith(self.title):
            return self.message
        rest = self.message.removeprefix(self.title).lstrip(":. ")
        return rest[:1].upper() + rest[1:]


class Unreachable(SignalWireError):
    remedy = "unreachable"
    title = "SignalWire cannot be reached"


class HostUnknown(Unreachable):
    remedy = "host-unknown"
    title = "This Space cannot be found"


class TimedOut(Unreachable):
    remedy = "timed-out"
    title = "SignalWire took too long"


class CredentialsRefused(SignalWireError):
    remedy = "credentials"
    title = "SignalWire did not accept this workspace’s credentials"


class PermissionMissing(SignalWireError):
    remedy = "permission"
    title = "This workspace’s API token lacks a permission"


class NotFound(SignalWireError):
    remedy = "not-found"
    title = "SignalWire cannot find this"


class RefusedFields(SignalWireError):
    """SignalWire refused the input. ``errors`` has at least one entry, in SignalWire's order."""

    remedy = "refused"
    title = "SignalWire refused the request"
    no_reason: ClassVar[str] = "SignalWire gave no reason."
    """The message of the only entry where SignalWire says nothing legible."""

    def __init__(self, message: str, *, errors: tuple[FieldError, ...], **details: object) -> None:
        super().__init__(message, **details)  # type: ignore[arg-type]
        self.errors = errors

    @property
    def has_reason(self) -> bool:
        """Whether SignalWire says what it does not take."""
        return any(entry.message != self.no_reason for entry in self.errors)


class PageTokenRefused(RefusedFields):
    remedy = "page-token"
    title = "This page of the list is no longer there"


class AccountProblem(SignalWireError):
    remedy = "account"
    title = "The SignalWire account does not allow this"


class RateLimited(SignalWireError):
    """``retry_after`` is the number of seconds SignalWire asked for, or None."""

    remedy = "rate-limited"
    title = "SignalWire’s rate limit was reached"

    def __init__(self, message: str, *, retry_after: float | None = None, **details: object) -> None:
        super().__init__(message, **details)  # type: ignore[arg-type]
        self.retry_after = retry_after


class Unavailable(SignalWireError):
    remedy = "unavailable"
    title = "SignalWire has an internal error"


class UnreadableAnswer(SignalWireError):
    remedy = "unreadable"
    title = "The answer cannot be read"
