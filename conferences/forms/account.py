"""Forms about one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError

from conferences.forms.widgets import Segments
from conferences.forms.zone_field import ZoneField
from conferences.models import ColourScheme


class SignInForm(AuthenticationForm):
    """User name and password."""

    error_messages = {  # noqa: RUF012 - Django's own attribute
        **AuthenticationForm.error_messages,
        "invalid_login": "Wrong user name or password. Both are case-sensitive.",
    }

    def get_invalid_login_error(self) -> ValidationError:
        """Say why the demo account, whose name everyone knows, cannot sign in here."""
        if self.cleaned_data.get("username") == settings.DEMO_USERNAME and not settings.DEMO_SIGN_IN:
            return ValidationError("The demo account works only with “make run” and “make dev”.", code="demo")
        return super().get_invalid_login_error()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["username"].label = "User name"
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
        if self.is_bound:
            # After a refusal the focus belongs on what was wrong.
            self.fields["username"].widget.attrs.pop("autofocus", None)


class PreferenceForm(forms.Form):
    """Time zone and colour scheme of one person."""

    zone = ZoneField(
        label="Time zone",
        required=False,
        help_text="Times are shown and entered in this zone, with UTC beside them. Type a city or an offset, "
        "or leave empty to use the workspace’s zone.",
    )
    colour_scheme = forms.ChoiceField(label="Appearance", choices=ColourScheme.choices, widget=Segments)


class OwnPasswordForm(PasswordChangeForm):
    """The old password and, twice, the new one."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"
            if self.is_bound:
                field.widget.attrs.pop("autofocus", None)
        # Django's own help is a list, which cannot stand in a paragraph.
        self.fields["new_password1"].help_text = " ".join(password_validators_help_texts())
        self.fields["new_password2"].help_text = ""
