"""The name under which a room is looked up."""

from __future__ import annotations

from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator

from conferences.signalwire.limits import ROOM_FIELDS

_NAME = next(field for field in ROOM_FIELDS if field.name == "name")


class RoomNameForm(forms.Form):
    """One field, with the limits the API sets for a room's name."""

    name = forms.CharField(
        label="Room name",
        help_text="The name in API addresses, not the display name. Case-sensitive.",
        validators=[
            MaxLengthValidator(_NAME.max_length or 0),
            RegexValidator(rf"\A{_NAME.pattern}\Z", "Use only letters, digits, hyphens and underscores."),
        ],
        widget=forms.TextInput(
            attrs={
                "class": "input input-code",
                "maxlength": _NAME.max_length,
                "pattern": _NAME.pattern,
                "autocapitalize": "none",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )

    def add_not_found(self) -> None:
        """Say at the field that SignalWire knows no such room."""
        self.add_error(
            "name",
            "SignalWire has no room with this name in this project. "
            "Check the spelling; it may have been deleted.",
        )
