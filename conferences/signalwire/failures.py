"""From an exception of the network to the error that names the remedy, and whether to try again."""

from __future__ import annotations

import errno
import http.client
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import requests
import urllib3.exceptions

from .errors import HostUnknown, SignalWireError, TimedOut, Unreachable, UnreadableAnswer

_CHAIN_MAXIMUM: Final = 20


@dataclass(frozen=True, slots=True)
class Failure:
    """An attempt that gave an error.

    ``again`` says which requests may be sent once more: none, those that may be repeated without harm
    (all but POST), or all. ``retry_after`` is in seconds, where the upstream named a pause.
    """

    error: SignalWireError
    again: Literal["never", "idempotent", "always"]
    retry_after: float | None = None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and everything that it wraps, in any of the ways that the libraries wrap."""
    waiting: list[Any] = [error]
    seen: list[BaseException] = []
    while waiting and len(seen) < _CHAIN_MAXIMUM:
        current = waiting.pop(0)
        if not isinstance(current, BaseException) or any(current is one for one in seen):
            continue
        seen.append(current)
        yield current
        waiting += [*current.args, getattr(current, "reason", None), current.__cause__, current.__context__]


def failure_from_exception(caught: Exception, *, host: str, is_write: bool) -> Failure:
    """Class an exception that came before any answer did.

    ``is_write`` says whether ``may_have_arrived`` is to be set where the request may have been sent.
    """
    chain = tuple(_chain(caught))

    def has(*kinds: type[BaseException]) -> bool:
        return any(isinstance(one, kinds) for one in chain)

    unsent: dict[str, Any] = {"host": host}
    sent: dict[str, Any] = {"host": host, "may_have_arrived": is_write}
    lookup = next((one for one in chain if isinstance(one, socket.gaierror)), None)
    if lookup is not None or has(urllib3.exceptions.NameResolutionError):
        if lookup is not None and lookup.errno == socket.EAI_AGAIN:
            return Failure(
                HostUnknown(
                    f"The name {host} cannot be looked up: either there is no such "
                    "Space, or this server’s DNS does not answer.",
                    **unsent,
                ),
                "always",
            )
        return Failure(
            HostUnknown(f"There is no host named {host}. Check the spelling of the Space.", **unsent), "never"
        )
    if has(requests.ReadTimeout, urllib3.exceptions.ReadTimeoutError):
        # Not again: whoever waits for this call has already waited for the whole of it.
        return Failure(TimedOut(f"{host} did not answer in time.", **sent), "never")
    if has(ssl.SSLCertVerificationError):
        return Failure(Unreachable(f"{host} has no valid certificate; nothing was sent.", **unsent), "never")
    if has(ssl.SSLError, requests.exceptions.SSLError, urllib3.exceptions.SSLError):
        return Failure(Unreachable(f"No secure connection to {host} could be made.", **sent), "never")
    if has(ConnectionRefusedError):
        return Failure(Unreachable(f"{host} refused the connection.", **unsent), "always")
    if has(urllib3.exceptions.NewConnectionError):
        if any(getattr(one, "errno", None) in (errno.ENETUNREACH, errno.EHOSTUNREACH) for one in chain):
            return Failure(Unreachable(f"This server cannot reach {host}.", **unsent), "always")
        return Failure(Unreachable(f"No connection to {host} could be made.", **unsent), "always")
    # After the above: to urllib3 a refused connection is a kind of connect timeout.
    if has(requests.ConnectTimeout, urllib3.exceptions.ConnectTimeoutError):
        return Failure(TimedOut(f"{host} did not accept a connection in time.", **unsent), "always")
    if has(ConnectionError, http.client.RemoteDisconnected):
        return Failure(Unreachable(f"{host} closed the connection without an answer.", **sent), "idempotent")
    if has(http.client.HTTPException, urllib3.exceptions.InvalidHeader, requests.exceptions.InvalidHeader):
        return Failure(UnreadableAnswer(f"{host} did not answer with valid HTTP.", **sent), "never")
    return Failure(Unreachable(f"The connection to {host} failed.", **sent), "idempotent")
