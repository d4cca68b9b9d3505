"""The Content Security Policy: everything from this server, nothing inline, no eval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CSP: Final[Mapping[str, str]] = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def as_header(policy: Mapping[str, str]) -> str:
    """The policy as the value of the ``Content-Security-Policy`` header."""
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())
