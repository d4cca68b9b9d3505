"""Themes as text: what people paste, and what they take away.

Everything read here was typed, pasted or sent by someone: a text that is no colour is said to be none, and
nothing but ``#RRGGBB`` comes out.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from conferences.theme.constants import MODES, NAMES, ROLES, Theme

LONGEST: Final = 20_000
"""Characters of a text in which a theme is looked for."""

_LONGEST_COLOUR: Final = 80
_LONGEST_QUOTE: Final = 30
_SPACE: Final = " \t\r\n\f"
_ALIASES: Final = {"positive": "success"}
# The API's own objects keep a theme at the top; other people put it one level down.
_WRAPPERS: Final = ("theme", "colours", "colors", "conference")

_CODE: Final = re.compile(r"#?(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{3}f|[0-9a-f]{6}ff)")
_FUNCTION: Final = re.compile(r"rgba?\(([^()]*)\)")
_NUMBER: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?(%?)")
_OPAQUE: Final = re.compile(r"1(?:\.0{1,6})?|100(?:\.0{1,6})?%")

_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_DECLARATION: Final = re.compile(
    r"([a-z][a-z_-]{3,40})[\"']?[ \t\r\n\f]{0,40}[:=][ \t\r\n\f]{0,40}[\"']?"
    r"(rgba?\([^(){};]*\)|[^ \t\r\n\f;,{}\"']+)"
)
_NAME: Final = re.compile(
    r"(?:sw[-_])?(?:(light|dark)[-_])?"
    r"(background|foreground|primary|success|negative|positive)(?:[-_](light|dark))?"
)
_NEGATED: Final = re.compile(r":not\([^)]*\)")
_TOKEN: Final = re.compile(r"rgba?\([^()]{0,80}\)|[^ \t\r\n\f,;|/\"'\[\]{}]+", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """The colours found, ``#RRGGBB`` by name, and what is missing or unreadable, a sentence each."""

    colours: dict[str, str]
    problems: tuple[str, ...]


def normalise(text: str | None) -> str | None:
    """``#RRGGBB`` of an opaque sRGB colour as people write it; None for anything else.

    Takes three, four, six or eight hex digits with or without ``#``, and ``rgb()`` with numbers or
    percentages, in any case. Alpha has to be full. Values out of range and named colours are refused.
    """
    if text is None or len(text) > _LONGEST_COLOUR or not text.isascii():
        return None
    text = text.strip(_SPACE).lower()
    if _CODE.fullmatch(text):
        digits = text.lstrip("#")
        if len(digits) < 6:
            digits = "".join(digit * 2 for digit in digits[:3])
        return f"#{digits[:6].upper()}"
    function = _FUNCTION.fullmatch(text)
    return None if function is None else _of_function(function[1])


def _of_function(inside: str) -> str | None:
    if "," in inside:
        parts = inside.split(",")
    else:
        colour, slash, alpha = inside.partition("/")
        parts = re.findall(rf"[^{_SPACE}]+", colour)
        if slash:
            if len(parts) != 3:
                return None
            parts.append(alpha)
    parts = [part.strip(_SPACE) for part in parts]
    if len(parts) not in {3, 4} or (len(parts) == 4 and not _OPAQUE.fullmatch(parts[3])):
        return None
    numbers = [_NUMBER.fullmatch(part) for part in parts[:3]]
    units = {number[1] if number else None for number in numbers}
    if units not in ({""}, {"%"}):
        return None
    values = [float(part.rstrip("%")) for part in parts[:3]]
    if units == {"%"}:
        values = [value * 255 / 100 for value in values]
    if max(values) > 255:
        return None
    return "#" + "".join(f"{math.floor(value + 0.5):02X}" for value in values)


def read_theme(text: str) -> Reading:
    """The theme that a text holds: JSON, CSS custom properties, or ten codes in the order of ``NAMES``.

    Never raises: what is missing, too long or no colour is told in ``problems``, and then what was taken too.
    """
    if len(text) > LONGEST:
        return Reading({}, ("The text is longer than 20,000 characters.",))
    found = _from_json(text)
    problems: list[str] = []
    if found is None:
        found = list(_from_css(text))
        if not found:
            found = _from_codes(text, problems)
    colours: dict[str, str] = {}
    for name, value in found:
        colour = normalise(value)
        if colour is None:
            problems.append(f"{_spoken(name)} is not an opaque sRGB colour{_quoted(value)}.")
        else:
            colours[name] = colour
    del problems[len(NAMES) :]
    if not colours:
        return Reading({}, (*problems, "No theme was found in this text."))
    missing = [_spoken(name) for name in NAMES if name not in colours]
    if missing:
        taken = ", ".join(_spoken(name) for name in NAMES if name in colours)
        problems += [f"Used: {taken}.", f"Not found, left unchanged: {', '.join(missing)}."]
    return Reading({name: colours[name] for name in NAMES if name in colours}, tuple(problems))


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _quoted(value: str | None) -> str:
    if value is None:
        return ""
    return f": “{value}”" if len(value) <= _LONGEST_QUOTE else f": “{value[:_LONGEST_QUOTE]}…”"


def _name_of(text: str, mode: str) -> str | None:
    """The API's name of a colour called ``text``, where ``mode`` is meant unless the text names one."""
    match = _NAME.fullmatch(text)
    if match is None or (match[1] and match[3]):
        return None
    return f"{match[1] or match[3] or mode}_{_ALIASES.get(match[2], match[2])}"


def _from_json(text: str) -> list[tuple[str, str | None]] | None:
    """Names and texts of a JSON object; None if the text is none, or has no colour of a theme in it."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict):
        return None
    for inner in (data, *(data.get(key) for key in _WRAPPERS)):
        if isinstance(inner, dict):
            found = list(_from_object(inner))
            if found:
                return found
    return None


def _from_object(data: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
    for mode in MODES:
        inner = data.get(mode)
        known = [(f"{mode}_{role}", data) for role in (*ROLES, *_ALIASES)]
        if isinstance(inner, dict):
            known += [(role, inner) for role in (*ROLES, *_ALIASES)]
        for key, place in known:
            name = _name_of(key, mode)
            if name is not None and key in place:
                value = place[key]
                yield name, value if isinstance(value, str) else None


def _from_css(text: str) -> Iterator[tuple[str, str | None]]:
    """Names and texts of the declarations; the innermost block that names a mode says which is meant."""
    modes = ["light"]
    start = 0
    plain = _COMMENT.sub(" ", text).lower()
    for mark in re.finditer(r"[{};]|\Z", plain):
        segment = plain[start : mark.start()]
        start = mark.end()
        if mark.group() == "{":
            modes.append(_mode_of(segment) or modes[-1])
            continue
        for match in _DECLARATION.finditer(segment):
            name = _name_of(match[1].strip("-_"), modes[-1])
            if name is not None:
                yield name, match[2]
        if mark.group() == "}" and len(modes) > 1:
            modes.pop()


def _mode_of(selector: str) -> str | None:
    words = re.findall(r"[a-z]+", _NEGATED.sub(" ", selector))
    return next((word for word in reversed(words) if word in MODES), None)


def _from_codes(text: str, problems: list[str]) -> list[tuple[str, str | None]]:
    values = _TOKEN.findall(text)
    if not any(normalise(value) for value in values[: len(NAMES)]):
        return []
    if len(values) > len(NAMES):
        problems.append(f"There are {len(values)} values; the first ten were read.")
    return list(zip(NAMES, values, strict=False))


def _known(theme: Theme) -> dict[str, str]:
    return {name: colour for name in NAMES if (colour := normalise(theme.get(name))) is not None}


def as_json(theme: Theme) -> str:
    """The colours of a theme as a JSON object with the API's names. What is no colour is left out."""
    return json.dumps(_known(theme), indent=2)


def as_css(theme: Theme) -> str:
    """The colours of a theme as CSS custom properties. What is no colour is left out."""
    lines = [f"  --sw-{name.replace('_', '-')}: {colour};\n" for name, colour in _known(theme).items()]
    return f":root {{\n{''.join(lines)}}}\n"
