"""The form field for a time zone: text that a script completes, and that the server understands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from conferences.forms.zones import NAME_MAXIMUM, UnknownZone, parse_zone


class ZoneInput(forms.TextInput):
    """A line of text with a list of zones below it, which ``static/js/zone-picker.js`` fills."""

    template_name = "django/forms/widgets/zone.html"

    def __init__(self, **attrs: object) -> None:
        plain = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "words"}
        super().__init__(
            {"class": "input", **plain, "maxlength": NAME_MAXIMUM, "data-zone-picker": "", **attrs}
        )


class ZoneField(forms.CharField):
    """A zone by its name, its city or an old name; cleaned it is the IANA name. Empty is ""."""

    def __init__(self, *, widget: ZoneInput | None = None, **options: Any) -> None:
        super().__init__(max_length=NAME_MAXIMUM, widget=widget or ZoneInput(), **options)
        self.error_messages["required"] = "Enter a time zone, such as Berlin or New York."

    def to_python(self, value: Any) -> str:
        """Raises ValidationError that names the zones which may be meant."""
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return parse_zone(text, datetime.now(UTC))
        except UnknownZone as error:
            raise ValidationError(str(error), code="invalid") from None
