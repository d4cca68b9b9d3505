"""SignalWire's Video API as plain Python: typed objects, pages, and errors that name their remedy.

::

    client = SignalWireClient(parse_space_host("example"), project_id, token)
    page = client.conferences.list(page_size=100)
    for conference in iter_items(lambda cursor: client.conferences.list(cursor=cursor)):
        …

Needs no Django. Inside, imports run one way: errors, limits, hosts ← models ← decoding ← pagination;
errors ← refusals, failures ← transport ← resources ← client.
"""

from .client import SignalWireClient
from .errors import (
    AccountProblem,
    CredentialsRefused,
    FieldError,
    HostUnknown,
    NotFound,
    PageTokenRefused,
    PermissionMissing,
    RateLimited,
    RefusedFields,
    SignalWireError,
    TimedOut,
    Unavailable,
    Unreachable,
    UnreadableAnswer,
)
from .hosts import InvalidSpaceHost, SpaceHost, parse_extra_host, parse_space_host
from .models import Conference, ConferenceToken, Member, Room, Session, Unreadable
from .pagination import Cursor, Page, iter_items, read_cursor
from .resources import Stored
from .transport import Call, Clock, Timeout

__all__ = [
    "AccountProblem",
    "Call",
    "Clock",
    "Conference",
    "ConferenceToken",
    "CredentialsRefused",
    "Cursor",
    "FieldError",
    "HostUnknown",
    "InvalidSpaceHost",
    "Member",
    "NotFound",
    "Page",
    "PageTokenRefused",
    "PermissionMissing",
    "RateLimited",
    "RefusedFields",
    "Room",
    "Session",
    "SignalWireClient",
    "SignalWireError",
    "SpaceHost",
    "Stored",
    "TimedOut",
    "Timeout",
    "Unavailable",
    "Unreachable",
    "Unreadable",
    "UnreadableAnswer",
    "iter_items",
    "parse_extra_host",
    "parse_space_host",
    "read_cursor",
]
