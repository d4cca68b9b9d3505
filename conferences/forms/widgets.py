"""Widgets of the dashboard."""

from __future__ import annotations

from django import forms


class Segments(forms.RadioSelect):
    """A radio group of few choices, drawn as one row of segments."""

    template_name = "django/forms/widgets/segments.html"
