"""From the limits of an API field to the form field: the only place where the kinds of both meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from django import forms

from conferences.forms import fields as own
from conferences.forms.captions import caption
from conferences.forms.theme import colour_field
from conferences.forms.widgets import Segments
from conferences.signalwire.kinds import Kind
from conferences.signalwire.limits import SIZES, Field

QUICK_OPENS: Final = (("now", "Now"), ("hour", "+1 h"), ("none", "No limit"))
QUICK_CLOSES: Final = (("hour", "+1 h"), ("day", "End of day"), ("week", "One week"), ("none", "No limit"))
_LONG: Final = {"description"}
_PART: Final = "conferences/_form_{}.html"


def build_field(kind: Kind, limits: Field, *, is_open: bool) -> forms.Field:
    """The form field for ``limits``. ``is_open``: a flag that has no value, so *not set* is a choice."""
    label, help_text = caption(kind, limits.name)
    options: dict[str, Any] = {"label": label, "help_text": help_text}
    if limits.kind == "flag":
        if is_open:
            return own.OpenFlagField(**options)
        return own.FlagField(template_name=_PART.format("switch"), **options)
    options["required"] = limits.required or (limits.kind == "integer" and not limits.nullable)
    return _BUILDERS[limits.kind](limits, options)


def _text(limits: Field, options: dict[str, Any]) -> forms.Field:
    if limits.pattern is not None:
        return _named(limits, options)
    is_long = limits.name in _LONG
    field = own.TextField(
        limits,
        template_name=_PART.format("counted"),
        widget=own.text_area(rows=4) if is_long else own.text_input(),
        **options,
    )
    field.is_long = is_long
    field.widget.attrs["data-count"] = str(limits.max_length)
    return field


def _named(limits: Field, options: dict[str, Any]) -> forms.Field:
    # A name that is left empty is made from the display name.
    attrs = {"pattern": limits.pattern or "", "data-suggest-from": "display_name"}
    return own.PatternField(
        limits,
        message="Use only letters, digits, hyphens and underscores.",
        widget=own.text_input(code=True, **attrs),
        **{**options, "required": False},
    )


def _colour(limits: Field, options: dict[str, Any]) -> forms.Field:
    return colour_field(limits, **options)


def _choice(limits: Field, options: dict[str, Any]) -> forms.Field:
    few = len(limits.choices) <= 4
    return own.ChoiceField(
        known={value: _choice_words(limits.name, value) for value in limits.choices},
        widget=Segments if few else forms.Select(attrs={"class": "input"}),
        **{**options, "required": True},
    )


def _choice_words(name: str, value: str) -> str:
    return f"{value.capitalize()}, {SIZES[value]}" if name == "size" else value


def _whole_number(limits: Field, options: dict[str, Any]) -> forms.Field:
    return own.WholeNumberField(
        min_value=limits.minimum, max_value=limits.maximum, widget=own.number_input(limits), **options
    )


def _moment(limits: Field, options: dict[str, Any]) -> forms.Field:
    opens = limits.name == "join_from"
    return own.MomentField(
        day_ends=not opens,
        quick=QUICK_OPENS if opens else QUICK_CLOSES,
        template_name=_PART.format("moment"),
        **options,
    )


def _meta(limits: Field, options: dict[str, Any]) -> forms.Field:
    field = own.MetaField(
        limits, template_name=_PART.format("counted"), widget=own.text_area(rows=8, code=True), **options
    )
    field.widget.attrs |= {"data-count": str(limits.max_length), "data-count-as": "json"}
    return field


_BUILDERS: Final[dict[str, Callable[[Field, dict[str, Any]], forms.Field]]] = {
    "text": _text,
    "date_time": _moment,
    "choice": _choice,
    "integer": _whole_number,
    "colour": _colour,
    "json_object": _meta,
}


def loosen(field: forms.Field, limits: Field, value: object) -> None:
    """Take away the browser's checks that a stored value of ``field`` would fail untouched."""
    attrs = cast(dict[str, Any], field.widget.attrs)
    if isinstance(value, str) and not limits.matches(value):
        attrs.pop("pattern", None)
    if isinstance(value, int) and not isinstance(value, bool):
        if limits.minimum is not None and value < limits.minimum:
            attrs.pop("min", None)
        if limits.maximum is not None and value > limits.maximum:
            attrs.pop("max", None)
