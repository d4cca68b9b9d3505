"""What the tools of the theme panel make of the ten colours in a posted form, for browsers without script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import QueryDict

from conferences.forms.captions import caption
from conferences.forms.theme import SHAPE
from conferences.signalwire.kinds import CONFERENCE
from conferences.signalwire.limits import DEFAULT_THEME
from conferences.theme.constants import MODES, NAMES, Theme, of_mode
from conferences.theme.deriving import copied, derive_dark, from_brand, swapped
from conferences.theme.drawing import drawn_theme
from conferences.theme.parsing import normalise, read_theme
from conferences.theme.repair import fix_all, repair
from conferences.theme.report import report


@dataclass(frozen=True)
class Acted:
    """A posted form after a tool of the panel was used, and what there is to say about it."""

    data: QueryDict
    notes: tuple[str, ...]


def apply_theme_action(data: QueryDict, action: str, *, saved: Theme, found: Theme | None = None) -> Acted:
    """What stands in a form after the button ``theme_action`` with the value ``action`` was pressed.

    ``saved`` are the stored colours. ``found`` are those of the preset or conference that was asked for, by
    whoever could look them up; None where there is none. Anything unknown changes nothing. Colours that
    were typed in another form are written as the API wants them; a stored text is left as it is.
    """
    before = {name: data.get(name, "") for name in NAMES}
    texts = {name: _tidy(text, saved.get(name)) for name, text in before.items()}
    drawn = drawn_theme(texts, saved, DEFAULT_THEME)
    tool, _, rest = action.partition(":")
    made, notes = _TOOLS.get(tool, _nothing)(_Press(rest, texts, drawn, saved, data, found))
    result = data.copy()
    for name, text in texts.items():
        new = made.get(name, text) or ""
        # The same colour in other letters is no change.
        result[name] = text if new.upper() == text.upper() else new
    changed = [caption(CONFERENCE, name)[0] for name in NAMES if result[name] != before[name]]
    if action and action != "preview":
        notes = (*notes, f"Changed, not saved yet: {', '.join(changed)}." if changed else "Nothing changed.")
    return Acted(result, notes)


def _tidy(text: str, saved: str | None) -> str:
    return text if text == (saved or "") else normalise(text) or text


@dataclass(frozen=True)
class _Press:
    """A press of a tool: what follows its colon, and everything it may work on."""

    rest: str
    texts: Theme
    drawn: Mapping[str, str]
    saved: Theme
    data: QueryDict
    found: Theme | None


_Made = tuple[Theme, tuple[str, ...]]


def _nothing(press: _Press) -> _Made:
    return {}, ()


def _copy(press: _Press) -> _Made:
    if press.rest not in MODES:
        return {}, ()
    target = next(mode for mode in MODES if mode != press.rest)
    return copied(press.texts, press.rest, target), ()


def _swap(press: _Press) -> _Made:
    return swapped(press.texts), ()


def _derive_dark(press: _Press) -> _Made:
    return derive_dark(press.drawn), ()


def _brand(press: _Press) -> _Made:
    code = normalise(press.data.get("theme_brand", ""))
    return (from_brand(code), ()) if code else ({}, (SHAPE,))


def _paste(press: _Press) -> _Made:
    reading = read_theme(press.data.get("theme_paste", ""))
    return reading.colours, tuple(reading.problems)


def _found(press: _Press) -> _Made:
    if press.found is None:
        return {}, ("There are no such colours here.",)
    codes = {name: code for name, text in press.found.items() if text and (code := normalise(text))}
    if not codes:
        return {}, ("It has no colours set.",)
    others = [caption(CONFERENCE, name)[0] for name in NAMES if name not in codes]
    return codes, (f"It has no colour for: {', '.join(others)}. Those stay unchanged.",) if others else ()


def _saved(press: _Press) -> _Made:
    return {name: press.saved.get(name) or "" for name in NAMES}, ()


def _defaults(press: _Press) -> _Made:
    return DEFAULT_THEME, ()


def _fix(press: _Press) -> _Made:
    mode, _, key = press.rest.partition(":")
    if mode not in MODES:
        return {}, ()
    colours = of_mode(press.drawn, mode)
    fix = repair(colours, key)
    if fix is None:
        return {}, ()
    role = next(pair.role for pair in report(colours) if pair.key == key)
    return {f"{mode}_{role}": fix.colour}, ()


def _fix_all(press: _Press) -> _Made:
    if press.rest not in MODES:
        return {}, ()
    fixed = fix_all(of_mode(press.drawn, press.rest))
    return {f"{press.rest}_{role}": colour for role, colour in fixed.items()}, ()


_TOOLS: Final[Mapping[str, Callable[[_Press], _Made]]] = {
    "copy": _copy,
    "swap": _swap,
    "derive-dark": _derive_dark,
    "brand": _brand,
    "paste": _paste,
    "preset": _found,
    "from-conference": _found,
    "saved": _saved,
    "defaults": _defaults,
    "fix": _fix,
    "fix-all": _fix_all,
}
