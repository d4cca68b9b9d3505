"""A room's ``meta``: a JSON object as people type it, and what is wrong with it and where."""

from __future__ import annotations

import json
from typing import Any

from conferences.signalwire.limits import is_too_deep


class MetaError(ValueError):
    """The text is no JSON object that can be sent. ``str(error)`` is a sentence for the field."""


def to_text(value: Any) -> str:
    """The value as indented JSON, to be edited."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def compact_length(value: Any) -> int:
    """How many characters the value has when it is sent."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def parse(text: str, *, most: int) -> dict[str, Any]:
    """The object that ``text`` writes down.

    Raises MetaError for what is no JSON, no object, longer than ``most`` characters once serialised, or
    would not arrive as it was typed: a key that stands twice, a number no other reader could hold.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_without_doubles, parse_constant=_no_constant, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        raise MetaError(f"Line {error.lineno}, column {error.colno}: {_words(error, text)}") from None
    except RecursionError:
        raise MetaError("This is nested too deeply.") from None
    except MetaError:
        raise
    except ValueError:  # a whole number of thousands of digits
        raise MetaError("A number here has too many digits.") from None
    if not isinstance(value, dict):
        raise MetaError('Enter an object in curly brackets: {"team": "blue"}.')
    if is_too_deep(value):
        raise MetaError("This is nested too deeply.")
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise MetaError(r"Half of a character (\ud800 to \udfff) stands alone in here.") from None
    length = compact_length(value)
    if length > most:
        raise MetaError(f"This has {length:,} characters when serialised; the maximum is {most:,}.")
    return value


def _words(error: json.JSONDecodeError, text: str) -> str:
    if error.pos >= len(text.rstrip()):
        return "the text ends too early; a bracket, quotation mark or value is missing."
    expected = {
        "Expecting property name enclosed in double quotes": "a key in double quotes is expected here.",
        "Expecting ':' delimiter": "a colon is expected here.",
        "Expecting ',' delimiter": "a comma or a closing bracket is expected here.",
        "Expecting value": "a value is expected here.",
        "Extra data": "the object ended before this.",
        "Unterminated string starting at": "this text has no closing quotation mark.",
        "Illegal trailing comma before end of object": "remove this comma; nothing follows it.",
        "Illegal trailing comma before end of array": "remove this comma; nothing follows it.",
    }
    return expected.get(error.msg, "this is not JSON.")


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise MetaError(f"The key “{key[:60]}” appears twice; only one could be kept.")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise MetaError(f"{name} is not a JSON value.")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise MetaError(f"The number {text[:40]} is too large.")
    return number
