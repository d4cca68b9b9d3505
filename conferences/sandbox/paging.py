"""The query of a list, and the links of its answer.

``page_number`` from 0, ``page_size`` 1 to 1000, ``page_token`` as ``PA<uuid>`` (after that row) or
``PB<uuid>`` (before it); ``next`` and ``prev`` are absent where there is no such page; filters are
carried along. Source: the list parameters of the specification and the links public tools captured.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from conferences.sandbox.answers import Refused, Row, field_error, humanise
from conferences.sandbox.collection import Collection, Condition, Cursor, UnknownCursor
from conferences.sandbox.times import parse_moment, to_text
from conferences.signalwire.limits import PAGE_SIZE_DEFAULT, PAGE_SIZE_MAXIMUM, SESSION_STATUSES

UUID_PATTERN: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
BEGINNING: Final = "ffffffff-ffff-4fff-bfff-ffffffffffff"
"""``PA`` with this id is the page before which there is nothing: used by the empty-page fault."""

_TOKEN: Final = re.compile(rf"(PA|PB)({UUID_PATTERN})")
_NUMBER: Final = re.compile(r"-?\d{1,18}", re.ASCII)
_TRUE: Final = frozenset({"true", "1"})
_FALSE: Final = frozenset({"false", "0", ""})


@dataclass(frozen=True, slots=True)
class PageRequest:
    """What a list was asked for, checked. ``carried`` is the part of the query that links repeat."""

    number: int
    size: int
    token: str | None
    cursor: Cursor | None
    carried: tuple[tuple[str, str], ...]


def read_page(parameters: Mapping[str, str], carried: tuple[str, ...] = ()) -> PageRequest:
    """Check the paging parameters; ``carried`` names the filters to repeat. Raises :class:`Refused`."""
    errors: list[Row] = []
    number = _integer(parameters, "page_number", 0, (0, None), errors)
    size = _integer(parameters, "page_size", PAGE_SIZE_DEFAULT, (1, PAGE_SIZE_MAXIMUM), errors)
    token = parameters.get("page_token") or None
    cursor = None
    if token is not None:
        found = _TOKEN.fullmatch(token)
        if found is None:
            errors.append(_token_error())
        else:
            anchor = None if found[2] == BEGINNING else found[2]
            cursor = Cursor("after" if found[1] == "PA" else "before", anchor)
    elif number > 0:
        message = "A page token is required if the page_number value is greater than 0."
        errors.append(field_error("page_token", "page_token_required", message))
    if errors:
        raise Refused(errors)
    kept = tuple((name, parameters[name]) for name in carried if name in parameters)
    return PageRequest(number, size, token, cursor, kept)


def answer_page(
    collection: Collection, page: PageRequest, *, address: str, condition: Condition | None = None
) -> Row:
    """The envelope ``{"links", "data"}``; ``address`` is the list's own address, without query.

    Raises :class:`Refused` with ``page_token_is_invalid`` when the row of the token is gone.
    """
    try:
        rows = collection.page(size=page.size, cursor=page.cursor, condition=condition or Condition())
    except UnknownCursor:
        raise Refused([_token_error()]) from None

    def link(number: int | None, token: str | None) -> str:
        query: list[tuple[str, str]] = [] if number is None else [("page_number", str(number))]
        query.append(("page_size", str(page.size)))
        if token is not None:
            query.append(("page_token", token))
        return f"{address}?{urlencode([*query, *page.carried])}"

    links = {"self": link(page.number, page.token), "first": link(None, None)}
    if rows.older and rows.rows:
        links["next"] = link(page.number + 1, f"PA{rows.rows[-1]['id']}")
    if rows.newer and rows.rows:
        links["prev"] = link(max(0, page.number - 1), f"PB{rows.rows[0]['id']}")
    return {"links": links, "data": rows.rows}


def read_window(parameters: Mapping[str, str], *, unix: bool) -> Condition:
    """``starts_after`` and ``ends_before``; ``unix`` if a timestamp is allowed. Raises :class:`Refused`."""
    errors: list[Row] = []
    bounds: dict[str, str | None] = {"starts_after": None, "ends_before": None}
    for name in bounds:
        text = parameters.get(name, "")
        if not text:
            continue
        moment = parse_moment(text, unix=unix)
        bounds[name] = None if moment is None else _bound(name, moment)
        if bounds[name] is None:
            errors.append(field_error(name, "not_a_datetime", f"{humanise(name)} must be a DateTime"))
    if errors:
        raise Refused(errors)
    return Condition(starts_after=bounds["starts_after"], ends_before=bounds["ends_before"])


def read_session_filter(parameters: Mapping[str, str]) -> Condition:
    """The filters of ``/room_sessions``; raises :class:`Refused`."""
    room_id = parameters.get("room_id") or None
    status = parameters.get("status") or None
    errors: list[Row] = []
    if room_id is not None and not re.fullmatch(UUID_PATTERN, room_id.lower()):
        errors.append(field_error("room_id", "invalid_parameter_value", "Room Id is invalid"))
    if status is not None and status not in SESSION_STATUSES:
        message = "Status is not included in the list"
        errors.append(field_error("status", "invalid_parameter_value", message))
    if errors:
        raise Refused(errors)
    return Condition(
        room_id=room_id and room_id.lower(),
        room_name=parameters.get("room_name") or None,
        room_name_matches=parameters.get("room_name_matches") or None,
        status=status,
    )


def read_flag(parameters: Mapping[str, str], name: str) -> bool:
    """A boolean of the query, false by default; raises :class:`Refused`."""
    text = parameters.get(name, "").lower()
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise Refused([field_error(name, "not_a_boolean", f"{humanise(name)} must be a boolean")])


def _bound(name: str, moment: datetime) -> str | None:
    """Stored times are whole seconds, so a fraction rounds towards the inside of the range."""
    if name == "starts_after" and moment.microsecond:
        try:
            moment += timedelta(seconds=1)
        except OverflowError:
            return None
    return to_text(moment)


def _integer(
    parameters: Mapping[str, str],
    name: str,
    default: int,
    bounds: tuple[int, int | None],
    errors: list[Row],
) -> int:
    text = parameters.get(name, "")
    if not text:
        return default
    minimum, maximum = bounds
    label = humanise(name)
    if not _NUMBER.fullmatch(text):
        problem = f"{label} is not a number"
    elif int(text) < minimum:
        problem = f"{label} must be greater than or equal to {minimum}"
    elif maximum is not None and int(text) > maximum:
        problem = f"{label} must be less than or equal to {maximum}"
    else:
        return int(text)
    errors.append(field_error(name, "invalid_parameter_value", problem))
    return default


def _token_error() -> Row:
    return field_error("page_token", "page_token_is_invalid", "The provided page token is not valid.")
