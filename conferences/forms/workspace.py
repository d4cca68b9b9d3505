"""Forms about a workspace: its settings, and the confirmation before it is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.views.decorators.debug import sensitive_variables

from conferences.forms.widgets import Segments
from conferences.forms.zone_field import ZoneField
from conferences.models import PAGE_SIZES, Label, Secret, Workspace
from conferences.signalwire.hosts import InvalidSpaceHost, SpaceHost, parse_space_host

_CODE: Final = {"class": "input input-code", "autocomplete": "off", "spellcheck": "false"}


class SpaceHostField(forms.CharField):
    """Understands a Space's name, its host, or an address pasted from the browser."""

    def clean(self, value: Any) -> Any:
        """A ``SpaceHost``. Raises ValidationError with the parser's own sentence."""
        text = super().clean(value)
        try:
            return parse_space_host(text, extra_hosts=settings.SIGNALWIRE_EXTRA_HOSTS)
        except InvalidSpaceHost as error:
            raise ValidationError(str(error), code="invalid") from None


class SecretInput(forms.PasswordInput):
    """Takes a secret in, never shows one, and keeps what was typed out of tracebacks."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Secret:
        """What was typed, as a Secret."""
        return Secret(super().value_from_datadict(data, files, name) or "")


class SecretField(forms.CharField):
    """Text whose cleaned value is a Secret."""

    def to_python(self, value: Any) -> Secret:
        """The text without white space around it."""
        return Secret(super().to_python(value))


class PageSizeField(forms.TypedChoiceField):
    """One of the sizes that a list page may have, as an int."""

    def __init__(self, **options: Any) -> None:
        choices = [(size, str(size)) for size in PAGE_SIZES]
        super().__init__(choices=choices, coerce=int, widget=Segments, **options)


class WorkspaceForm(forms.Form):
    """A workspace's settings. The token goes in and never comes out.

    ``workspace`` is the one being changed, or None for a new one. ``cleaned_data["host"]`` is a
    ``SpaceHost``; ``cleaned_data["api_token"]`` is empty where the stored token stays. ``texts`` fills the
    form without judging it.
    """

    name = forms.CharField(
        max_length=80,
        help_text="The name your colleagues use, such as Nordhafen Events.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    label = forms.ChoiceField(
        choices=Label.choices,
        initial=Label.PRODUCTION,
        help_text="Its colour is always on screen, so no one mistakes one workspace for another.",
        widget=Segments,
    )
    host = SpaceHostField(
        label="Space",
        max_length=2000,
        help_text="The Space’s name, or its address pasted from the browser: example.signalwire.com.",
        widget=forms.TextInput(
            attrs={
                "class": "input input-code",
                "autocomplete": "off",
                "spellcheck": "false",
                "inputmode": "url",
            }
        ),
    )
    project_id = forms.UUIDField(
        label="Project ID",
        error_messages={"invalid": "A project ID looks like 3f7c1c1e-0b63-4b3a-9d0e-5a4f1d2c3b4a."},
        help_text="On the API page of your SignalWire dashboard.",
        widget=forms.TextInput(
            attrs={"class": "input input-code", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    api_token = SecretField(
        label="API token",
        max_length=500,
        help_text="From the same page; it needs the Video scope. It is encrypted and never shown again.",
        widget=SecretInput(attrs={**_CODE, "autocomplete": "new-password"}),
    )
    default_zone = ZoneField(
        label="Time zone",
        initial="UTC",
        help_text="For invitations, and for times on screen unless a person has chosen another zone.",
    )
    page_size = PageSizeField(label="Rows per page", initial=50)
    keep_anyway = forms.BooleanField(
        label="Save even though the test failed",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "check"}),
    )

    def __init__(
        self, data: Any = None, *, workspace: Workspace | None = None, texts: Mapping[str, str] | None = None
    ) -> None:
        initial = _initial(workspace) if workspace else {}
        super().__init__(data, initial=initial | dict(texts or {}))
        self.workspace = workspace
        if workspace is not None:
            token = self.fields["api_token"]
            token.required = False
            quoted = (
                f"The stored one ends in {workspace.token_last_four}. " if workspace.token_last_four else ""
            )
            token.help_text = (
                f"{quoted}Leave empty to keep it. Changing the Space or project requires the token again."
            )

    def clean_name(self) -> str:
        """The name with its white space made plain. Raises ValidationError when nothing is left."""
        name = " ".join(self.cleaned_data["name"].split())
        if not any(sign.isprintable() and not sign.isspace() for sign in name):
            raise ValidationError("Enter a name.")
        return name

    @sensitive_variables()
    def clean_api_token(self) -> Secret:
        """The token as typed. Raises ValidationError for what no HTTP header can carry."""
        token: Secret = self.cleaned_data["api_token"]
        if not (token.isascii() and token.isprintable()) or " " in token:
            raise ValidationError("A token has only letters, digits and symbols, and no spaces.")
        return token

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        """Never let the stored token go to another host or project."""
        cleaned = super().clean() or self.cleaned_data
        if (
            self.workspace
            and "api_token" not in self.errors
            and not cleaned.get("api_token")
            and self._moved()
        ):
            self.add_error(
                "api_token",
                "Enter the token again: the stored one is never sent to another Space or project.",
            )
        return cleaned

    def _moved(self) -> bool:
        if self.workspace is None:
            return False
        host, project_id = self.cleaned_data.get("host"), self.cleaned_data.get("project_id")
        return (host is not None and str(host) != self.workspace.host) or (
            project_id is not None and project_id != self.workspace.project_id
        )

    @property
    def connection_fields(self) -> list[forms.BoundField]:
        """The fields that say how SignalWire is reached."""
        return [self[name] for name in ("host", "project_id", "api_token")]

    @property
    def changes_connection(self) -> bool:
        """Whether a valid form changes how SignalWire is reached, so that a test is due."""
        return self.workspace is None or self._moved() or bool(self.cleaned_data.get("api_token"))

    @property
    def host_value(self) -> SpaceHost:
        """The Space of a valid form."""
        return cast(SpaceHost, self.cleaned_data["host"])

    @sensitive_variables()
    def ask_for_token_again(self) -> None:
        """Say that a typed token was not kept, at its field, unless that field has an error already."""
        if self.data.get("api_token") and "api_token" not in self.errors:
            self.add_error("api_token", "Paste the token again: it is never sent back to this page.")


def _initial(workspace: Workspace) -> dict[str, Any]:
    names = ("name", "label", "host", "project_id", "default_zone", "page_size")
    return {name: getattr(workspace, name) for name in names}


class WorkspaceDeleteForm(forms.Form):
    """The workspace's name, typed, before it is deleted."""

    name = forms.CharField(
        label="Workspace name",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, workspace: Workspace) -> None:
        super().__init__(data)
        self.workspace = workspace
        self.fields["name"].help_text = f"Type {workspace.name} to confirm."

    def clean_name(self) -> str:
        """Raises ValidationError when it is not this workspace's name."""
        name: str = self.cleaned_data["name"]
        if name != self.workspace.name:
            raise ValidationError(f"This is not the name. Type {self.workspace.name} exactly.")
        return name
