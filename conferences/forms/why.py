"""The optional reason that people give for a change; it stands in the history."""

from __future__ import annotations

from django import forms

from conferences.models import WHY_MAXIMUM


def why_field() -> forms.CharField:
    """A field for a reason, never required."""
    return forms.CharField(
        label="Reason",
        required=False,
        max_length=WHY_MAXIMUM,
        help_text="Shown to your colleagues in History.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
