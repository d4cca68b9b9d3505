"""Where requests may go: exactly one label under ``signalwire.com``, or a host named by the operator.

Everything a person may paste (a Space's name, a host, the address of a dashboard page) is read by
hand: a general URL parser drops control characters and guesses, and a guess here would hand the
credentials to someone else's server.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SPACE_DOMAIN: Final = "signalwire.com"
API_PATH: Final = "/api/video"

_TEXT_MAXIMUM: Final = 2000
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS: Final = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<authority>[^/?#\\\s]+)(?:[/?#].*)?", re.S
)
_AUTHORITY: Final = re.compile(
    rf"(?P<name>\[[0-9a-f:]{{2,39}}\]|{_LABEL}(?:\.{_LABEL})*)(?::(?P<port>[0-9]{{1,5}}))?"
)
_DEFAULT_PORTS: Final = {"https": 443, "http": 80}


class InvalidSpaceHost(ValueError):
    """The text names no host that requests may go to; ``str()`` is a sentence for people."""


@dataclass(frozen=True, slots=True)
class SpaceHost:
    """A host that requests go to.

    ``scheme`` is ``"https"``, or ``"http"`` for this machine only; ``host`` is lower case and holds the
    port where it is not the scheme's own. Raises ``InvalidSpaceHost`` for anything else, so that no
    other part can build an address that leads elsewhere.
    """

    scheme: str
    host: str

    def __post_init__(self) -> None:
        match = _AUTHORITY.fullmatch(self.host)
        if match is None or self.scheme not in _DEFAULT_PORTS:
            raise InvalidSpaceHost("This is not a host name.")
        if int(match["port"] or 1) not in range(1, 65536):
            raise InvalidSpaceHost("The port must be a number from 1 to 65535.")
        if self.scheme == "http" and not _is_loopback(match["name"]):
            raise InvalidSpaceHost(
                "Only https is allowed: plain http would show the API token to the network."
            )

    @property
    def base_url(self) -> str:
        """What every path of the Video API is put behind, without a slash at the end."""
        return f"{self.scheme}://{self.host}{API_PATH}"

    def __str__(self) -> str:
        return self.host


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost"


def _split(text: str) -> tuple[str | None, str, int | None]:
    """Scheme, name and port of what was typed; raises ``InvalidSpaceHost``."""
    text = text.strip()
    if not text:
        raise InvalidSpaceHost("Enter the name of the Space, for example example.signalwire.com.")
    if len(text) > _TEXT_MAXIMUM:
        raise InvalidSpaceHost("This is too long for a Space address.")
    if not text.isascii():
        # Before lower(): some letters of other scripts become plain ASCII ones there.
        raise InvalidSpaceHost("A Space address has only the letters a to z, digits, hyphens and dots.")
    address = _ADDRESS.fullmatch(text.lower())
    if address is None:
        raise InvalidSpaceHost("This is not a Space address. Example: example.signalwire.com.")
    if "@" in address["authority"]:
        raise InvalidSpaceHost("A Space address contains no user name.")
    authority = address["authority"]
    if authority.count(":") > 1 and not authority.startswith("["):
        authority = f"[{authority}]"
    match = _AUTHORITY.fullmatch(authority.rstrip("."))
    if match is None:
        raise InvalidSpaceHost("This is not a Space address. Example: example.signalwire.com.")
    return address["scheme"], match["name"], int(match["port"]) if match["port"] else None


def _with_port(scheme: str, name: str, port: int | None) -> str:
    return name if port is None or port == _DEFAULT_PORTS.get(scheme) else f"{name}:{port}"


def parse_extra_host(entry: str) -> SpaceHost:
    """Read one entry of the operator's list of further hosts.

    ``entry`` is ``host``, ``host:port`` or ``scheme://host[:port]``; without a scheme it means http for
    this machine and https for any other. Raises ``InvalidSpaceHost``, naming the entry.
    """
    try:
        scheme, name, port = _split(entry)
        scheme = scheme or ("http" if _is_loopback(name) else "https")
        return SpaceHost(scheme, _with_port(scheme, name, port))
    except InvalidSpaceHost as error:
        raise InvalidSpaceHost(f"“{entry[:100]}” in the list of further hosts: {error}") from None


def parse_space_host(text: str, *, extra_hosts: Iterable[str] = ()) -> SpaceHost:
    """Understand what a person typed or pasted as a Space.

    ``text`` may be a Space's bare name, a host, or the address of any page there; ``extra_hosts`` are
    the only hosts accepted besides ``<one label>.signalwire.com`` (see ``parse_extra_host``).
    Raises ``InvalidSpaceHost`` with a sentence for people.
    """
    scheme, name, port = _split(text)
    for extra in map(parse_extra_host, extra_hosts):
        if scheme in (None, extra.scheme) and _with_port(extra.scheme, name, port) == extra.host:
            return extra
    if name == "localhost" or "[" in name or re.fullmatch(r"[0-9.]*\.[0-9.]*", name):
        raise InvalidSpaceHost("This installation may not connect to this host.")
    if "." not in name:
        name = f"{name}.{SPACE_DOMAIN}"
    if not re.fullmatch(rf"{_LABEL}\.{re.escape(SPACE_DOMAIN)}", name):
        raise InvalidSpaceHost(
            f"A Space’s address is one name before “.{SPACE_DOMAIN}”, for example example.{SPACE_DOMAIN}."
        )
    if scheme == "http":
        raise InvalidSpaceHost("Only https is allowed: plain http would show the API token to the network.")
    if scheme not in (None, "https"):
        raise InvalidSpaceHost("A Space address begins with https://.")
    if port not in (None, 443):
        raise InvalidSpaceHost("A Space address contains no port.")
    return SpaceHost("https", name)
