"""From an answer's status and body to the error that names the remedy.

SignalWire's error bodies come in many shapes: an ``errors`` array, a dictionary of fields, a bare
string, one flat object, ``{"error": "…"}``, or a web page. Every one of them becomes an error with a
sentence; none makes this module fail. Source of codes and statuses: SignalWire's ``error-codes`` page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

import msgspec

from .errors import (
    AccountProblem,
    CredentialsRefused,
    FieldError,
    NotFound,
    PageTokenRefused,
    PermissionMissing,
    RateLimited,
    RefusedFields,
    SignalWireError,
    Unavailable,
    UnreadableAnswer,
)
from .limits import CONFERENCE_FIELDS, ROOM_FIELDS

ACCOUNT_CODES: Final = frozenset({"insufficient_balance", "feature_not_available", "account_limit_exceeded"})
REQUEST_ID_HEADERS: Final = (
    "x-request-id",
    "x-signalwire-request-id",
    "request-id",
    "x-amzn-requestid",
)

_ENTRIES_MAXIMUM: Final = 100
_SENTENCE_ENTRIES: Final = 5
_MESSAGE_MAXIMUM: Final = 500
_WORD_MAXIMUM: Final = 100
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")

_FIELD_NAMES: Final = frozenset(field.name for field in (*CONFERENCE_FIELDS, *ROOM_FIELDS))
_LONGEST_FIRST: Final = sorted(_FIELD_NAMES, key=lambda name: (-len(name), name))
_NAMED: Final = re.compile(
    "|".join(rf"\b{name.replace('_', '[ _]')}\b" for name in _LONGEST_FIRST), re.IGNORECASE
)
"""A field's name in a sentence: in snake case or, as in "Display Name is required", in words."""
_NO_FIELD: Final = frozenset({"", "base"})

Clean = Callable[[object, int], str]


def clean_text(value: object, maximum: int, *, secrets: Iterable[str] = ()) -> str:
    """Text of the upstream, fit to stand in a sentence of ours; "" where ``value`` is no text.

    Secrets are blotted out first, then control and direction marks dropped, white space folded, and at
    most ``maximum`` characters kept.
    """
    if not isinstance(value, str):
        return ""
    for secret in secrets:
        if secret:
            value = value.replace(secret, "[hidden]")
    text = " ".join(_UNPRINTABLE.sub(" ", value).split())
    return text if len(text) <= maximum else text[: maximum - 1].rstrip() + "…"


def request_id(headers: Mapping[str, str], clean: Clean) -> str | None:
    """SignalWire's id of the request, from the first known header that has one."""
    return next((text for name in REQUEST_ID_HEADERS if (text := clean(headers.get(name), 128))), None)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that ``Retry-After`` asks to wait, given as a number or as a date; None if neither."""
    text = (headers.get("retry-after") or "").strip()
    if re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return max(0.0, (moment - now).total_seconds())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def read_field_errors(body: bytes, clean: Clean) -> tuple[FieldError, ...]:
    """The entries of an error body of any shape, in its order; empty where it says nothing legible."""
    try:
        document = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()
    entries: list[FieldError] = []
    for entry in _entries(document, clean):
        entries.append(entry)
        if len(entries) == _ENTRIES_MAXIMUM:
            break
    return tuple(entries)


def _entries(document: Any, clean: Clean) -> Iterator[FieldError]:
    if not isinstance(document, dict):
        yield from _several(document, None, clean)
        return
    for key in ("errors", "error"):
        found = list(_several(document.get(key), None, clean))
        if found:
            yield from found
            return
    yield from _one(document, None, clean)


def _several(value: Any, attribute: str | None, clean: Clean) -> Iterator[FieldError]:
    """Entries of a string, a list of entries, one entry, or a dictionary of fields."""
    if isinstance(value, str):
        if message := clean(value, _MESSAGE_MAXIMUM):
            yield FieldError(_field(attribute, message), None, message)
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, str):
                yield from _several(item, attribute, clean)
            elif isinstance(item, dict):
                yield from _one(item, attribute, clean)
    elif isinstance(value, dict):
        entries = list(_one(value, attribute, clean))
        if entries:
            yield from entries
        elif attribute is None:
            for name, item in value.items():
                yield from _several(item, clean(name, _WORD_MAXIMUM) or None, clean)


def _one(item: dict[str, Any], attribute: str | None, clean: Clean) -> Iterator[FieldError]:
    code = clean(item.get("code"), _WORD_MAXIMUM) or None
    if code is None and isinstance(url := item.get("url"), str) and "#" in url:
        code = clean(url.rpartition("#")[2], _WORD_MAXIMUM) or None
    texts = (clean(item.get(key), _MESSAGE_MAXIMUM) for key in ("message", "detail", "title"))
    message = next((text for text in texts if text), "")
    if code or message:
        attribute = clean(item.get("attribute"), _WORD_MAXIMUM) or attribute
        yield FieldError(_field(attribute, message), code, message or f"SignalWire gave the code {code}.")


def _field(attribute: str | None, message: str) -> str | None:
    """The field that an entry is about, by its name in the API; an attribute that is none stays as it is.

    ``lightPrimary``, ``light-primary``, ``Light Primary`` and ``conference.light_primary`` are all the same
    field. Without an attribute it is the only field whose name the message begins with.
    """
    if (attribute or "").casefold() in _NO_FIELD:
        names = {found[0].casefold().replace(" ", "_") for found in _NAMED.finditer(message)}
        begins = _NAMED.match(message)
        return names.pop() if begins and len(names) == 1 else None
    last = re.split(r"[.\[\]/]+", (attribute or "").strip(".[]/"))[-1]
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", last)
    name = re.sub(r"[^a-z0-9]+", "_", snake.casefold()).strip("_")
    return name if name in _FIELD_NAMES else attribute


def error_from_answer(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    host: str,
    clean: Clean,
    now: datetime,
    is_write: bool,
) -> SignalWireError:
    """The error for an answer whose ``status`` is not 2xx.

    ``clean`` is ``clean_text`` bound to the secrets of the caller; ``is_write`` says whether an answer
    that settles nothing (3xx, 5xx) leaves open that the change was made.
    """
    details: dict[str, Any] = {"status": status, "request_id": request_id(headers, clean), "host": host}
    entries = read_field_errors(body, clean) if status >= 400 else ()
    codes = {entry.code for entry in entries if entry.code}
    if status == 401:
        return CredentialsRefused(
            "SignalWire did not accept this workspace’s credentials: the project ID or the API "
            "token is wrong, or the token lacks the Video scope.",
            **details,
        )
    if status == 429:
        return _rate_limited(retry_after(headers, now), details)
    if status == 402 or (status < 500 and codes & ACCOUNT_CODES):
        return AccountProblem(_with_reasons("The SignalWire account does not allow this", entries), **details)
    if status == 403:
        return PermissionMissing(
            "This workspace’s API token lacks a permission: give the API token the Video scope in the "
            "SignalWire dashboard.",
            **details,
        )
    if status == 404:
        return NotFound(
            "SignalWire cannot find this: it was deleted, or belongs to another project.", **details
        )
    if status in (400, 422):
        return _refused(entries, codes, details)
    if status >= 500:
        return Unavailable(
            f"SignalWire reported an internal error (status {status}).",
            may_have_arrived=is_write,
            **details,
        )
    if status < 400:
        return UnreadableAnswer(
            f"{host} redirects requests (status {status}): this is probably not the Video API.",
            may_have_arrived=is_write,
            **details,
        )
    return UnreadableAnswer(
        _with_reasons(f"SignalWire answered with the unexpected status {status}", entries), **details
    )


def _rate_limited(seconds: float | None, details: dict[str, Any]) -> RateLimited:
    wait = "a moment" if seconds is None else f"{max(1, round(seconds))} s"
    return RateLimited(f"Too many requests: SignalWire asks to wait {wait}.", retry_after=seconds, **details)


def _refused(entries: tuple[FieldError, ...], codes: set[str], details: dict[str, Any]) -> RefusedFields:
    if not entries:
        entries = (FieldError(None, None, RefusedFields.no_reason),)
        return RefusedFields("SignalWire refused the request: it gave no reason.", errors=entries, **details)
    if any(code.startswith("page_token_") for code in codes):
        return PageTokenRefused(
            "SignalWire no longer knows this page: the list has changed.", errors=entries, **details
        )
    return RefusedFields(_with_reasons("SignalWire refused the request", entries), errors=entries, **details)


def _with_reasons(sentence: str, entries: tuple[FieldError, ...]) -> str:
    reasons = [_reason(entry) for entry in entries[:_SENTENCE_ENTRIES]]
    more = len(entries) - len(reasons)
    if more > 0:
        reasons.append(f"and {more} more")
    return f"{sentence}: {'; '.join(reasons)}".rstrip(".") + "."


def _reason(entry: FieldError) -> str:
    """The entry's words, with the field's name before them where they lack it."""
    name = (entry.attribute or "").replace("_", " ")
    return entry.message if name.casefold() in entry.message.casefold() else f"{name}: {entry.message}"
