"""What becomes of the times when an object is duplicated."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms

from conferences.forms.fields import WholeNumberField
from conferences.forms.widgets import Segments

DAYS_MOST: Final = 3660
TIMES: Final = ("join_from", "join_until", "remove_at")


class DuplicateForm(forms.Form):
    """Whether the copy has the same times, times some days later, or none."""

    times = forms.ChoiceField(
        label="Times",
        choices=[("shift", "Later or earlier"), ("keep", "The same"), ("none", "None")],
        initial="shift",
        widget=Segments,
    )
    days = WholeNumberField(
        label="Days",
        required=False,
        min_value=-DAYS_MOST,
        max_value=DAYS_MOST,
        initial=7,
        help_text="7 is the same weekday next week; a negative number goes back. The time of day stays.",
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        """A shift needs to know how far."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("times") == "shift" and cleaned.get("days") is None and "days" not in self.errors:
            self.add_error("days", "Enter the number of days.")
        return cleaned

    @property
    def query(self) -> dict[str, str]:
        """What a valid form adds to the address of the create form."""
        times = self.cleaned_data["times"]
        if times == "shift":
            return {"days": str(self.cleaned_data["days"])}
        return {"days": "none"} if times == "none" else {}


def shifted(fields: Mapping[str, object], days: str, zone: zoneinfo.ZoneInfo) -> dict[str, str]:
    """The texts of the times of ``fields``, ``days`` later by the calendar of ``zone``.

    ``days`` is a whole number, "none" for no times at all, or anything else for the same times (then
    nothing is returned). An hour that does not exist on its new day is left for the form to ask about.
    """
    if days == "none":
        return dict.fromkeys(TIMES, "")
    try:
        distance = timedelta(days=max(-DAYS_MOST, min(DAYS_MOST, int(days[:6]))))
    except ValueError:
        return {}
    texts = {}
    for name in TIMES:
        moment = fields.get(name)
        if isinstance(moment, datetime):
            try:
                local = moment.astimezone(zone).replace(tzinfo=None) + distance
            except OverflowError:
                continue
            precision = "auto" if local.second or local.microsecond else "minutes"
            texts[name] = local.isoformat(timespec=precision)
    return texts
