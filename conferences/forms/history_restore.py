"""Which of a change's old values are to be put back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict

from conferences.forms.why import why_field


class RestoreForm(forms.Form):
    """A tick for each field, the reason, and signed what the object had when the page was opened."""

    base = forms.CharField(widget=forms.HiddenInput)
    fields_to_restore = forms.MultipleChoiceField(
        label="Fields", error_messages={"required": "Choose at least one field."}
    )
    why = why_field()

    def __init__(
        self, data: QueryDict | None = None, *, choices: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(data, **options)
        cast(forms.MultipleChoiceField, self.fields["fields_to_restore"]).choices = list(choices)
        # All of them, until someone chose.
        self.chosen = data.getlist("fields_to_restore") if data is not None else [name for name, _ in choices]
