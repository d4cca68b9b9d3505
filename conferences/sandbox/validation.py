"""Checks a request body against :mod:`conferences.signalwire.limits` and words what is wrong.

All failing fields are reported at once. Codes are those of SignalWire's ``error-codes`` page; the style
of the messages ("Size is not included in the list") is what the live API was seen to use. No code for
an over-long text is published, so ``invalid_parameter_value`` stands in for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from conferences.sandbox.answers import Row, field_error, humanise
from conferences.sandbox.times import parse_moment, to_text
from conferences.signalwire.limits import Field

_INVALID = "invalid_parameter_value"


def check_fields(
    fields: Sequence[Field], body: Row, *, clear_with_null: bool, stored: Row | None = None
) -> tuple[dict[str, Any], list[Row]]:
    """Read the known ``fields`` out of ``body``.

    Returns the accepted values by field name, as they will be stored (times normalised to UTC text), and
    the errors in the order of ``fields``. Unknown keys are dropped silently, as the live API does. A null
    clears a nullable field if ``clear_with_null``, otherwise it is a wrong type. Whether a required field
    is missing altogether is not judged here: see :func:`missing`. A value that ``stored`` has already is
    not judged again: what a server keeps, it knows.
    """
    accepted: dict[str, Any] = {}
    errors: list[Row] = []
    for field in fields:
        if field.name not in body:
            continue
        value = body[field.name]
        if value is None and field.nullable and clear_with_null and not field.required:
            accepted[field.name] = None
            continue
        if field.required and (value is None or (isinstance(value, str) and not value.strip())):
            errors.append(missing(field.name))
            continue
        if stored is not None and _is_stored(value, stored.get(field.name)):
            accepted[field.name] = value
            continue
        problem = _problem(field, value)
        if problem:
            errors.append(field_error(field.name, *problem))
        else:
            accepted[field.name] = _stored(field, value)
    return accepted, errors


def missing(name: str) -> Row:
    """The error for a required field that is absent or blank."""
    return field_error(name, "missing_required_parameter", f"{humanise(name)} is required")


def window_error(join_from: str | None, join_until: str | None) -> Row | None:
    """The error for a window that ends before it begins, or None. Both are UTC texts of one format."""
    if join_from is None or join_until is None or join_until >= join_from:
        return None
    message = "Join Until date can't be in the past of Join From date."
    return field_error("join_until", "invalid_join_until_date", message)


def name_taken() -> Row:
    """The error for a name in use; its message lacks the field's name, as the live API's does."""
    return field_error("name", "not_unique_within_project", "must be unique within project")


def _is_stored(value: Any, stored: Any) -> bool:
    return value is not None and type(value) is type(stored) and bool(value == stored)


def _stored(field: Field, value: Any) -> Any:
    if field.kind == "date_time":
        moment = parse_moment(value)
        return None if moment is None else to_text(moment)
    return value


def _problem(field: Field, value: Any) -> tuple[str, str] | None:
    """Code and message of what is wrong with ``value``; None if nothing is."""
    label = humanise(field.name)
    match field.kind:
        case "flag":
            return None if isinstance(value, bool) else ("not_a_boolean", f"{label} must be a boolean")
        case "integer":
            return _integer_problem(field, label, value)
        case "json_object":
            return _object_problem(field, label, value)
        case "date_time" if not isinstance(value, str):
            return "datetime_required", "This value must be a DateTime"
        case "date_time":
            return None if parse_moment(value) else ("not_a_datetime", f"{label} must be a DateTime")
        case "choice":
            known = isinstance(value, str) and value in field.choices
            return None if known else (_INVALID, f"{label} is not included in the list")
        case _:
            return _text_problem(field, label, value)


def _text_problem(field: Field, label: str, value: Any) -> tuple[str, str] | None:
    if not isinstance(value, str):
        return "not_a_string", f"{label} must be a string"
    if field.max_length is not None and len(value) > field.max_length:
        return _INVALID, f"{label} is too long (maximum is {field.max_length} characters)"
    return None if field.matches(value) else (_INVALID, f"{label} is invalid")


def _integer_problem(field: Field, label: str, value: Any) -> tuple[str, str] | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return _INVALID, f"{label} is not a number"
    if field.minimum is not None and value < field.minimum:
        return _INVALID, f"{label} must be greater than or equal to {field.minimum}"
    if field.maximum is not None and value > field.maximum:
        return _INVALID, f"{label} must be less than or equal to {field.maximum}"
    return None


def _object_problem(field: Field, label: str, value: Any) -> tuple[str, str] | None:
    if not isinstance(value, dict):
        return "not_a_hash", f"{label} must be a hash"
    length = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    if field.max_length is not None and length > field.max_length:
        return _INVALID, f"{label} is too long (maximum is {field.max_length} characters)"
    return None
