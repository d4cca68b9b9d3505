"""Which address a request came from, seen through our own reverse proxies."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The browser's IP address as text, or None over a socket that has none.

    Each of the ``TRUSTED_PROXIES`` in front of this server appends to ``X-Forwarded-For`` the address
    it was asked from. What stands further left came from outside and proves nothing.
    """
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    if 0 < settings.TRUSTED_PROXIES <= len(hops):
        address = _without_port(hops[-settings.TRUSTED_PROXIES])
        if address:
            return address
    return request.META.get("REMOTE_ADDR") or None


def _without_port(hop: str) -> str | None:
    """``203.0.113.7``, ``203.0.113.7:52011`` and ``[2001:db8::7]:52011`` as addresses; None for others."""
    host = hop
    if hop.startswith("["):
        host = hop[1:].partition("]")[0]
    elif hop.count(":") == 1:
        host = hop.partition(":")[0]
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return None
