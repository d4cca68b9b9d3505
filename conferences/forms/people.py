"""Forms about who belongs to a workspace."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from conferences.forms.widgets import Segments
from conferences.models import Membership, Role


class MemberRoleForm(forms.Form):
    """Another role for a member."""

    role = forms.TypedChoiceField(
        choices=Role.choices, coerce=Role, widget=forms.Select(attrs={"class": "input input-s"})
    )

    def __init__(
        self, data: Any = None, *, membership: Membership, person: str, role: str | None = None
    ) -> None:
        super().__init__(data, initial={"role": role or membership.role}, auto_id=f"%s-{membership.pk}")
        # In a table the column's heading is the visible label; this one tells the rows apart.
        self.fields["role"].widget.attrs["aria-label"] = f"Role of {person}"


class MemberAddForm(forms.Form):
    """An existing account, by user name or e-mail address, and its role."""

    who = forms.CharField(
        label="User name or email address",
        max_length=254,
        help_text="Must be an existing account. An administrator of this dashboard creates accounts.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.TypedChoiceField(
        choices=Role.choices,
        coerce=Role,
        initial=Role.VIEWER,
        widget=Segments,
    )

    def clean_who(self) -> User:
        """The account. Raises ValidationError, with the same words whatever the reason."""
        text: str = self.cleaned_data["who"]
        active = User.objects.filter(is_active=True)
        found = list(active.filter(username=text)[:1]) or list(active.filter(email__iexact=text)[:2])
        if len(found) != 1:
            # Not found, inactive and ambiguous look alike, so that no one can sound out accounts.
            raise ValidationError(
                "No account can be added under this name. Check the spelling, or try the user name."
            )
        return found[0]
