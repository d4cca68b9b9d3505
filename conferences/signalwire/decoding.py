"""From bytes to typed objects: fast where the answer is as specified, tolerant where it is not.

The whole answer is decoded typed in one go. Only if that fails is each record looked at apart, repaired
where its meaning is plain (a date without a time, a number sent as text), and otherwise set aside as
``Unreadable``, so that one record costs itself and not the page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final, Generic, TypeVar, get_args, get_type_hints
from uuid import UUID

import msgspec

from .limits import DEPTH_MAXIMUM, is_too_deep
from .models import Conference, ConferenceToken, Member, Room, Session, Unreadable

T = TypeVar("T", bound=msgspec.Struct)


class Undecodable(ValueError):
    """The body is not what was asked for; ``str()`` is a sentence for people, without any of the body."""


class _Envelope(msgspec.Struct, Generic[T]):
    data: list[T]
    links: Any = None


class _RawEnvelope(msgspec.Struct):
    data: list[msgspec.Raw]
    links: Any = None


class _Label(msgspec.Struct):
    id: Any = None
    name: Any = None


_FAULTS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)  # ValidationError is a DecodeError
_RAW: Final = msgspec.json.Decoder(_RawEnvelope)
_ANYTHING: Final[msgspec.json.Decoder[msgspec.Raw]] = msgspec.json.Decoder(msgspec.Raw)
_MEMBERS: Final[msgspec.json.Decoder[dict[str, msgspec.Raw]]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LABEL: Final = msgspec.json.Decoder(_Label)
_NOT_JSON: Final = "The answer is not in the form of the Video API."
_ESCAPES: Final = re.compile(
    rb"\\(?:(?P<pair>u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.S,
)
_BRACKETS_AND_TEXTS: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}]', re.S)
_DEEPEST: Final = DEPTH_MAXIMUM + 3
"""Nesting at which an answer is cut: ``meta`` at the depth that is just not kept, in a record in a list in
an object. It is far less than a decoder can follow."""
_AT_ONCE: Final = 4 * 1024 * 1024
"""Bytes up to which a list is decoded in one go; of a larger one only the records that are wanted are."""
_WORDS: Final = {"true": True, "1": True, "false": False, "0": False}


@cache
def _decoder(model: type[T]) -> msgspec.json.Decoder[T]:
    return msgspec.json.Decoder(model)


@cache
def _list_decoder(model: type[T]) -> msgspec.json.Decoder[_Envelope[T]]:
    return msgspec.json.Decoder(_Envelope[model])  # type: ignore[valid-type]


# Built while the module is imported, in one thread: msgspec crashes the process when several threads are
# the first to describe the same type (88 of 100 processes whose first twelve lists were decoded at once).
for _model in (Conference, ConferenceToken, Member, Room, Session):
    _decoder(_model)
    _list_decoder(_model)


@cache
def _fields(model: type[msgspec.Struct]) -> dict[str, tuple[Any, frozenset[Any]]]:
    """Field name → its type for msgspec, and the set of plain types that it admits."""
    annotated, plain = get_type_hints(model, include_extras=True), get_type_hints(model)
    return {
        name: (annotated[name], frozenset(get_args(plain[name]) or (plain[name],)))
        for name in model.__struct_fields__
    }


@cache
def _moments(model: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(name for name, (_, kinds) in _fields(model).items() if datetime in kinds)


def decode_list(
    body: bytes, model: type[T], most: int | None = None
) -> tuple[tuple[T | Unreadable, ...], object]:
    """Decode ``{"data": […], "links": …}`` and give the first ``most`` records, and ``links`` as it came.

    Raises ``Undecodable`` where the body is no such object.
    """
    if len(body) <= _AT_ONCE:
        try:
            page = _list_decoder(model).decode(body)
        except _FAULTS:
            pass
        else:
            return tuple(_checked(record) for record in page.data[:most]), page.links
    raw = _tolerantly(_RAW.decode, body)
    return tuple(_record(bytes(record), model) for record in raw.data[:most]), raw.links


def decode_object(body: bytes, model: type[T]) -> T:
    """Decode a single object; raises ``Undecodable`` where the body is none or cannot be repaired."""
    record: T | Unreadable
    try:
        record = _checked(_decoder(model).decode(body))
    except _FAULTS:
        record = _record(bytes(_tolerantly(_ANYTHING.decode, body)), model)
    if isinstance(record, Unreadable):
        raise Undecodable(record.reason)
    return record


def raw_members(body: bytes) -> dict[str, msgspec.Raw]:
    """The members of an object as they came, byte for byte; empty where the body is not proper JSON."""
    try:
        body.decode()
        return _MEMBERS.decode(body)
    except _FAULTS:
        return {}


def _tolerantly(decode: Callable[[bytes], Any], body: bytes) -> Any:
    """Decode ``body``, if need be after replacing what no text may contain and no decoder can follow."""
    for prepare in (bytes, _repair_whole):
        try:
            return decode(prepare(body))
        except _FAULTS:
            continue
    if body.lstrip()[:1] == b"<":
        raise Undecodable("The answer is a web page instead of data: this is probably not the Video API.")
    raise Undecodable(_NOT_JSON if body.strip() else "The answer is empty.")


def _repair_whole(body: bytes) -> bytes:
    return _cut_too_deep(_replace_broken_text(body))


def _cut_too_deep(body: bytes) -> bytes:
    """Put null in the place of what is nested deeper than ``_DEEPEST``, so that the rest can be decoded.

    What is left of the value is still too deep to be kept, so that its record is set aside.
    """
    parts: list[bytes] = []
    depth = begin = 0
    for match in _BRACKETS_AND_TEXTS.finditer(body):
        sign = match[0]
        if sign in (b"[", b"{"):
            depth += 1
            if depth == _DEEPEST + 1:
                parts.append(body[begin : match.start()])
        elif sign in (b"]", b"}"):
            if depth == _DEEPEST + 1:
                parts.append(b"null")
                begin = match.end()
            depth -= 1
    return b"".join([*parts, body[begin:]]) if depth == 0 else body


def _replace_broken_text(body: bytes) -> bytes:
    """Put the replacement character where bytes are no UTF-8 or an escape is half a character."""
    text = body.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").encode()
    return _ESCAPES.sub(lambda match: rb"\ufffd" if match["lone"] else match[0], text)


def _checked(record: T) -> T | Unreadable:
    return _unreadable("meta", record) if is_too_deep(getattr(record, "meta", None)) else _in_utc(record)


def _in_utc(record: T) -> T | Unreadable:
    changes: dict[str, object] = {}
    for name in _moments(type(record)):
        moment = getattr(record, name)
        if moment is not None and moment.tzinfo is not UTC:
            try:
                changes[name] = moment.astimezone(UTC)
            except OverflowError:
                return _unreadable(name, record)
    session = getattr(record, "active_session", None)
    if session is not None and (moved := _in_utc(session)) is not session:
        if isinstance(moved, Unreadable):
            return _unreadable("active_session", record)
        changes["active_session"] = moved
    return msgspec.structs.replace(record, **changes) if changes else record


def _record(raw: bytes, model: type[T]) -> T | Unreadable:
    try:
        return _checked(_decoder(model).decode(raw))
    except _FAULTS:
        pass
    try:
        value = msgspec.json.decode(_replace_broken_text(raw))
    except _FAULTS:
        try:
            return _unreadable(None, _LABEL.decode(raw))
        except _FAULTS:
            return _unreadable(None, _Label())
    if not isinstance(value, dict):
        return _unreadable(None, _Label())
    label = _Label(value.get("id"), value.get("name"))
    repaired, culprit = _repair(value, model)
    if culprit is not None:
        return _unreadable(culprit, label)
    try:
        return _checked(msgspec.convert(repaired, model))
    except (msgspec.ValidationError, RecursionError):
        return _unreadable("id" if "id" not in value else None, label)


def _unreadable(field: str | None, label: Any) -> Unreadable:
    try:
        identity = msgspec.convert(getattr(label, "id", None), UUID)
    except msgspec.ValidationError:
        identity = None
    name = getattr(label, "name", None)
    what = f"the field “{field}”" if field else "this entry"
    return Unreadable(
        id=identity,
        name=name[:200] if isinstance(name, str) else None,
        reason=f"SignalWire sent {what} in an unreadable form.",
    )


def _repair(value: dict[str, Any], model: type[msgspec.Struct]) -> tuple[dict[str, Any], str | None]:
    """The known fields of ``value``, repaired; and the name of the first that cannot be."""
    repaired: dict[str, Any] = {}
    for name, (kind, plain) in _fields(model).items():
        if name not in value:
            continue
        repaired[name] = _repair_value(value[name], plain)
        try:
            msgspec.convert(repaired[name], kind)
        except (msgspec.ValidationError, RecursionError):
            return repaired, name
    return repaired, None


def _repair_value(value: Any, kinds: frozenset[Any]) -> Any:
    if Any in kinds:
        return value
    if Session in kinds and isinstance(value, dict):
        repaired, culprit = _repair(value, Session)
        return repaired if culprit is None else value
    if value in ("", [], {}) and type(None) in kinds and not kinds & {str, bool, int, float}:
        return None
    if isinstance(value, str) and str not in kinds:
        return _repair_text(value.strip(), kinds)
    if bool in kinds and value in (0, 1):
        return bool(value)
    if int in kinds and isinstance(value, float) and value.is_integer():
        return int(value)
    if str in kinds and not kinds & {int, float} and type(value) in (int, float):
        return str(value)
    return value


def _repair_text(text: str, kinds: frozenset[Any]) -> Any:
    if not text and type(None) in kinds:
        return None
    if datetime in kinds:
        return _moment(text) or text
    if bool in kinds:
        return _WORDS.get(text.lower(), text)
    if int in kinds or float in kinds:
        number = _number(text)
        return text if number is None else int(number) if int in kinds and number.is_integer() else number
    if any(get_args(kind)[:1] == (str,) for kind in kinds):
        return (text,)
    return text


def _number(text: str) -> float | None:
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?", text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def _moment(text: str) -> datetime | None:
    """A time in UTC from ISO 8601 text: a date means its midnight, no zone means UTC.

    A second 60, which the specification's own example has, becomes the next minute.
    """
    text = re.sub(r" ?UTC$", "Z", text)
    repaired, leaps = re.subn(r"([T ]\d\d:\d\d):60", r"\1:59", text, count=1)
    try:
        moment = datetime.fromisoformat(repaired)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment + timedelta(seconds=leaps)
    except (ValueError, OverflowError):
        return None
