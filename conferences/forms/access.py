"""Showing a conference's tokens, and the confirmation before one gets a new value."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from conferences.forms.shown import read_shown, sign_shown
from conferences.forms.why import why_field
from conferences.forms.zone_field import ZoneField, ZoneInput
from conferences.models import Workspace
from conferences.signalwire.kinds import CONFERENCE

_PURPOSE: Final = "token-reset"


class TokenShowForm(forms.Form):
    """Which tokens to show: those of a role, or one by its id; and the zone of the times in invitations."""

    role = forms.ChoiceField(choices=[("guest", "Guest"), ("moderator", "Moderator")], required=False)
    token = forms.UUIDField(required=False)
    zone = ZoneField(label="Times in", required=False, widget=ZoneInput(**{"class": "input input-s"}))

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError unless exactly one of role and token is given, or a zone alone."""
        cleaned = super().clean() or self.cleaned_data
        asked = [name for name in ("role", "token") if cleaned.get(name)]
        if len(asked) > 1 or not (asked or cleaned.get("zone") or "zone" in self.errors):
            raise ValidationError("Choose a token to show.")
        return cleaned

    @property
    def is_zone_only(self) -> bool:
        """Whether a bound form asks for no token, only for another zone."""
        asked = self.data.get("role") or self.data.get("token")
        return self.is_bound and bool(self.data.get("zone")) and not asked


def read_reset(text: str, workspace: Workspace, token: UUID) -> dict[str, str] | None:
    """What the page showed: the conference’s ``label``, the token’s ``title`` and the ``fingerprint`` of its
    value; None if altered."""
    return read_shown(text, _PURPOSE, workspace, CONFERENCE, token)


class TokenResetForm(forms.Form):
    """The token's ``title``, typed, before every link with its present value stops working.

    ``label`` is what the conference is called, ``fingerprint`` that of the token's value (see
    ``services.access``).
    """

    name = forms.CharField(
        label="Token name",
        widget=forms.TextInput(
            attrs={"class": "input", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    why = why_field()

    def __init__(
        self,
        data: Any = None,
        *,
        workspace: Workspace,
        token: UUID,
        label: str,
        title: str,
        fingerprint: str,
    ) -> None:
        super().__init__(data)
        self._title = title
        shown = {"label": label, "title": title, "fingerprint": fingerprint}
        self.shown = sign_shown(_PURPOSE, workspace, CONFERENCE, token, shown)
        self.fields["name"].help_text = f"Type {title} to confirm."

    def clean_name(self) -> str:
        """Raises ValidationError when it is not this token's name; capitals do not count."""
        typed: str = self.cleaned_data["name"]
        if typed.strip().casefold() != self._title.strip().casefold():
            raise ValidationError(f"This is not the name. Type {self._title}.")
        return typed
