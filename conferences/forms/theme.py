"""The ten colour fields of a theme, for every form that has them."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from conferences.forms import fields as own
from conferences.forms.captions import caption, role_words
from conferences.signalwire.kinds import CONFERENCE
from conferences.signalwire.limits import CONFERENCE_FIELDS, Field
from conferences.theme.constants import MODES, NAMES
from conferences.theme.parsing import normalise

SHAPE: Final = "Enter a colour as # and six hex digits, such as #1D2127."


class ColourField(own.KeptField, forms.CharField):
    """A colour exactly as the API takes it, ``#rrggbb``; empty is None."""

    def __init__(self, limits: Field, **options: Any) -> None:
        self.limits = limits
        super().__init__(empty_value=None, validators=[self._judge], **options)

    def _same(self, value: Any, text: str) -> bool:
        # An input of one line drops line ends, and no one has changed anything by that.
        return re.sub(r"[\r\n]", "", value or "") == re.sub(r"[\r\n]", "", text)

    def _judge(self, text: str) -> None:
        if self.limits.matches(text):
            return
        code = normalise(text)
        raise ValidationError(f"Enter it as {code}." if code else SHAPE, code="invalid")


def colour_field(limits: Field, **options: Any) -> ColourField:
    """The form field for ``limits``; ``options`` are those of a Django field."""
    return ColourField(
        limits,
        widget=own.text_input(
            code=True,
            pattern=limits.pattern or "",
            placeholder=str(limits.default or ""),
        ),
        **options,
    )


def colour_fields(*, required: bool) -> dict[str, ColourField]:
    """All ten, for a form that has nothing stored."""
    limits = {field.name: field for field in CONFERENCE_FIELDS}
    return {
        name: colour_field(limits[name], label=caption(CONFERENCE, name)[0], required=required)
        for name in NAMES
    }


class ThemeRows(forms.Form):
    """A form with the ten colour fields: they come in rows, as the theme panel shows them."""

    @property
    def theme_rows(self) -> list[dict[str, Any]]:
        """A row a role: its title, its words and the field of each mode; none without such fields."""
        return [
            {"title": title, "words": words, "fields": [self[f"{mode}_{role}"] for mode in MODES]}
            for role, title, words in role_words()
            if f"light_{role}" in self.fields
        ]
