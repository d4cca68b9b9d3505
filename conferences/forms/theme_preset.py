"""The form of a theme preset: a name and ten colours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from conferences.forms.theme import ThemeRows, colour_fields
from conferences.models.theme_preset import PRESET_NAME_MAXIMUM
from conferences.theme.constants import NAMES


class ThemePresetForm(ThemeRows, forms.Form):
    """A preset. ``data`` is a posted form; ``texts`` fills one without judging it.

    Every colour is needed and must be what the API takes: a preset says how a conference will look,
    wherever it is applied.
    """

    name = forms.CharField(
        max_length=PRESET_NAME_MAXIMUM,
        help_text="A name your colleagues will recognise, such as Nordhafen or Summer campaign.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    is_default = forms.BooleanField(
        label="Default for new conferences",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "check"}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, texts: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        for name, field in colour_fields(required=True).items():
            field.error_messages["required"] = "Choose a colour. A preset needs all ten."
            self.fields[name] = field
        self.texts = dict.fromkeys(self.fields, "")
        given = data if data is not None else texts or {}
        self.texts |= {name: str(given.get(name) or "") for name in self.fields}
        self.initial = {**self.texts, "is_default": bool(given.get("is_default"))}

    def clean_name(self) -> str:
        """The name with its white space made plain. Raises ValidationError when nothing is to be seen."""
        name = " ".join(self.cleaned_data["name"].split())
        if not any(sign.isprintable() and not sign.isspace() for sign in name):
            raise ValidationError("Enter a name.")
        return name

    @property
    def colours(self) -> dict[str, str]:
        """The ten colours of a valid form."""
        return {name: self.cleaned_data[name] for name in NAMES}

    def add_taken(self) -> None:
        """Say that another preset has the name."""
        self.add_error("name", "Another preset of this workspace has this name. Choose another one.")
