"""The confirmation before a conference or room is deleted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from conferences.forms.shown import read_shown, sign_shown
from conferences.forms.why import why_field
from conferences.models import Workspace
from conferences.signalwire.kinds import Kind

_PURPOSE: Final = "delete"


@dataclass(frozen=True, kw_only=True)
class Doomed:
    """What the page says of the object that is to be deleted.

    ``label`` is never empty; ``name`` is its name at SignalWire. ``live_for`` is how long the running
    session has lasted, in words, and ``inside`` how many people are in it, where that is known.
    """

    label: str
    name: str
    is_live: bool
    live_for: str = ""
    inside: int | None = None

    @property
    def to_type(self) -> str:
        """What must be typed to confirm; empty while no one is inside."""
        return (self.name or self.label) if self.is_live else ""


def read_doomed(text: str, workspace: Workspace, kind: Kind, identifier: UUID) -> Doomed | None:
    """What the page showed when it was sent; None if that was altered or belongs to another object."""
    values = read_shown(text, _PURPOSE, workspace, kind, identifier)
    return None if values is None else Doomed(**values)


class ObjectDeleteForm(forms.Form):
    """A reason and, while a session runs, the object's name, typed."""

    name = forms.CharField(
        label="Name",
        widget=forms.TextInput(
            attrs={
                "class": "input input-code",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    why = why_field()

    def __init__(
        self, data: Any = None, *, workspace: Workspace, kind: Kind, identifier: UUID, doomed: Doomed
    ) -> None:
        super().__init__(data)
        self._to_type = doomed.to_type
        self.shown = sign_shown(_PURPOSE, workspace, kind, identifier, asdict(doomed))
        if self._to_type:
            self.fields["name"].help_text = f"Type {self._to_type} to confirm."
        else:
            del self.fields["name"]

    def clean_name(self) -> str:
        """Raises ValidationError when it is not the object's name."""
        typed: str = self.cleaned_data["name"]
        if typed.strip() != self._to_type.strip():
            raise ValidationError(f"This is not the name. Type {self._to_type} exactly.")
        return typed
