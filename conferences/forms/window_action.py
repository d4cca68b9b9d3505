"""The confirmation before a join window is moved: what was shown is what is sent."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from conferences.forms.shown import read_shown, sign_shown
from conferences.forms.why import why_field
from conferences.models import Workspace
from conferences.signalwire.kinds import Kind

SHOWN_FOR: Final = timedelta(minutes=15)
"""For how long a page that says “now” may be sent: after that, now is another moment."""
_PURPOSE: Final = "doors"


@dataclass(frozen=True, kw_only=True)
class Move:
    """A join window as it is and as it is to become, of the object that is called ``label``.

    ``action`` is the value of a ``WindowAction``; the moments are aware, None where an end is open.
    ``is_live`` says whether a session was running.
    """

    action: str
    label: str
    is_live: bool
    old_opens: datetime | None
    old_closes: datetime | None
    new_opens: datetime | None
    new_closes: datetime | None


class WindowActionForm(forms.Form):
    """Sends a shown move. ``cleaned_data["move"]`` is a ``Move``.

    A fresh page gives the move that it shows as ``shown``; a posted one brings it along.
    """

    move = forms.CharField(widget=forms.HiddenInput)
    why = why_field()

    def __init__(
        self,
        data: Any = None,
        *,
        workspace: Workspace,
        kind: Kind,
        identifier: UUID,
        shown: Move | None = None,
        why: str = "",
    ) -> None:
        initial = {"why": why}
        if shown is not None:
            values = {
                name: value.isoformat() if isinstance(value, datetime) else value
                for name, value in asdict(shown).items()
            }
            initial["move"] = sign_shown(_PURPOSE, workspace, kind, identifier, values)
        super().__init__(data, initial=initial)
        self._subject = (workspace, kind, identifier)

    def clean_move(self) -> Move:
        """Raises ValidationError for a move that was altered, shown too long ago, or of another object."""
        values = read_shown(self.cleaned_data["move"], _PURPOSE, *self._subject, within=SHOWN_FOR)
        if values is None:
            raise ValidationError(
                "This page was open for too long. Its times have been recalculated: "
                "check them and confirm again."
            )
        moments = {
            name: datetime.fromisoformat(values[name]).astimezone(UTC) if values[name] else None
            for name in ("old_opens", "old_closes", "new_opens", "new_closes")
        }
        return Move(
            action=values["action"], label=values["label"], is_live=bool(values["is_live"]), **moments
        )


def read_window(text: str) -> tuple[datetime | None, datetime | None] | None:
    """The window that a button was drawn for, as ``opens/closes`` in ISO 8601; None where it is neither."""
    try:
        opens, closes = text.split("/")
        ends = [datetime.fromisoformat(end).astimezone(UTC) if end else None for end in (opens, closes)]
    except (ValueError, OverflowError):
        return None
    return ends[0], ends[1]
