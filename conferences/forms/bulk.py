"""Forms about many objects at once: what is selected, what is to be done, and the confirmation."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from conferences.forms.captions import label
from conferences.forms.why import why_field
from conferences.forms.widgets import Segments
from conferences.forms.zone_field import ZoneField
from conferences.models import BulkAction, BulkRun
from conferences.signalwire.kinds import CONFERENCE, Kind
from conferences.theme.constants import NAMES

DAYS_MAXIMUM: Final = 3_660
HOURS_MAXIMUM: Final = 1_000
MINUTES_MAXIMUM: Final = 10_000

_CANONICAL: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class SelectionForm(forms.Form):
    """The ids that were ticked: one ``id`` a box on the page, and ``more`` for those of other pages.

    ``wants_all`` says that everything under the list's filter is meant instead.
    """

    more = forms.CharField(required=False, max_length=600_000, strip=True)
    action = forms.ChoiceField(choices=BulkAction.choices, required=False)

    @property
    def wants_all(self) -> bool:
        """Whether the button for everything that matches was pressed."""
        return bool(self.data.get("all"))

    def clean(self) -> dict[str, Any]:
        """Adds ``identifiers``, each once, in the order they came. Raises ValidationError."""
        cleaned = super().clean() or self.cleaned_data
        texts = [*self.data.getlist("id"), *cleaned.get("more", "").split()]  # type: ignore[attr-defined]
        if any(not _CANONICAL.fullmatch(text) for text in texts):
            raise ValidationError("The selection could not be read. Select the rows again.")
        cleaned["identifiers"] = list(dict.fromkeys(UUID(text) for text in texts))
        if not cleaned["identifiers"] and not self.wants_all:
            raise ValidationError("Nothing was selected. Select the rows you want to change.")
        return cleaned


def flag_choices(kind: Kind) -> list[tuple[str, str]]:
    """The switches that can be set on objects of that kind, by field name."""
    return [
        (field.name, label(kind, field.name))
        for field in kind.fields.values()
        if field.kind == "flag" and field.on_update
    ]


@dataclass(frozen=True, slots=True)
class ThemeChoice:
    """A theme that can be chosen: ``name`` is kept with the run, ``colours`` are a hex code for each of
    ``theme.constants.NAMES``, and ``label`` is what the widget draws."""

    value: str
    name: str
    colours: Mapping[str, str]
    label: object


class ThemeChoices(forms.RadioSelect):
    """A radio group of themes, each with its swatches; labels are ``presentation.themes.ThemeLine``."""

    template_name = "django/forms/widgets/themes.html"


def action_choices(kind: Kind) -> list[tuple[str, str]]:
    """What can be done to objects of that kind: rooms have no theme."""
    return [
        (action.value, action.label)
        for action in BulkAction
        if kind == CONFERENCE or action is not BulkAction.THEME
    ]


def _number(caption: str, maximum: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=caption,
        required=False,
        min_value=0,
        max_value=maximum,
        widget=forms.NumberInput(attrs={"class": "input", "inputmode": "numeric"}),
    )


class ActionForm(forms.Form):
    """What is to be done to every object of a run; ``parameters()`` are those ``services.bulk`` describes."""

    action = forms.ChoiceField(label="Action", choices=BulkAction.choices, widget=Segments)
    direction = forms.ChoiceField(
        label="Direction",
        choices=[("later", "Later"), ("earlier", "Earlier")],
        required=False,
        initial="later",
        widget=Segments,
    )
    days = _number("Days", DAYS_MAXIMUM)
    hours = _number("Hours", HOURS_MAXIMUM)
    minutes = _number("Minutes", MINUTES_MAXIMUM)
    zone = ZoneField(
        label="Time zone for days",
        required=False,
        help_text="09:00 stays 09:00 there, even when the clocks change in between.",
    )
    field = forms.ChoiceField(label="Setting", required=False, widget=forms.Select(attrs={"class": "input"}))
    value = forms.ChoiceField(
        label="New value",
        choices=[("on", "On"), ("off", "Off")],
        required=False,
        initial="on",
        widget=Segments,
    )
    theme = forms.ChoiceField(label="Theme", required=False, widget=ThemeChoices)
    why = why_field()

    def __init__(
        self,
        data: Any = None,
        *,
        kind: Kind,
        zone: zoneinfo.ZoneInfo,
        run: BulkRun | None = None,
        action: str = "",
        themes: Sequence[ThemeChoice] = (),
    ) -> None:
        super().__init__(data, initial=_initial(run, zone, action, themes))
        self._themes = {theme.value: theme for theme in themes}
        self.fields["theme"].choices = [(theme.value, theme.label) for theme in themes]  # type: ignore[attr-defined]
        self.fields["action"].choices = action_choices(kind)  # type: ignore[attr-defined]
        self.fields["field"].choices = flag_choices(kind)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Asks for what the chosen action needs. Raises ValidationError."""
        cleaned = super().clean() or self.cleaned_data
        action = cleaned.get("action")
        if action == BulkAction.SHIFT:
            amounts = ("days", "hours", "minutes")
            if not any(name in self.errors for name in amounts) and not any(
                cleaned.get(name) for name in amounts
            ):
                self.add_error("days", "Enter days, hours or minutes.")
            if not cleaned.get("zone") and "zone" not in self.errors:
                self.add_error("zone", "Choose a time zone.")
        elif action == BulkAction.THEME:
            if not cleaned.get("theme") and "theme" not in self.errors:
                self.add_error("theme", "Choose a theme.")
        elif action == BulkAction.FLAG:
            for name, words in (
                ("field", "Choose a setting."),
                ("value", "Choose on or off."),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return cleaned

    def parameters(self) -> dict[str, Any]:
        """What a valid form asks for, fit to be kept as JSON."""
        cleaned = self.cleaned_data
        if cleaned["action"] == BulkAction.FLAG:
            return {"field": cleaned["field"], "value": cleaned["value"] == "on"}
        if cleaned["action"] == BulkAction.SHIFT:
            sign = -1 if cleaned.get("direction") == "earlier" else 1
            amounts = {name: sign * (cleaned.get(name) or 0) for name in ("days", "hours", "minutes")}
            return {**amounts, "zone": cleaned["zone"]}
        if cleaned["action"] == BulkAction.THEME:
            theme = self._themes[cleaned["theme"]]
            return {"preset": theme.name, "colours": {name: theme.colours[name] for name in NAMES}}
        return {}


def _initial(
    run: BulkRun | None, zone: zoneinfo.ZoneInfo, action: str, themes: Sequence[ThemeChoice]
) -> dict[str, Any]:
    initial: dict[str, Any] = {"zone": str(zone), "action": action if action in BulkAction.values else ""}
    if run is None or not run.action:
        return initial
    known = run.parameters
    initial |= {"action": run.action, "why": run.why}
    if run.action == BulkAction.FLAG:
        initial |= {"field": known["field"], "value": "on" if known["value"] else "off"}
    elif run.action == BulkAction.SHIFT:
        amounts = {name: known[name] for name in ("days", "hours", "minutes")}
        initial |= {name: abs(amount) or None for name, amount in amounts.items()}
        initial |= {"zone": known["zone"], "direction": "earlier" if min(amounts.values()) < 0 else "later"}
    elif run.action == BulkAction.THEME:
        # A preset that was changed or deleted since is not what had been chosen.
        chosen = (theme.value for theme in themes if dict(theme.colours) == known["colours"])
        initial["theme"] = next(chosen, "")
    return initial


class ConfirmForm(forms.Form):
    """The last question before the real run. A deletion asks for the number of objects to be typed.

    ``dry_run`` tells the dry run that the page shows from any other of the same run.
    """

    dry_run = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    count = forms.CharField(
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "input input-s", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )

    def __init__(
        self, data: Any = None, *, number: int, must_type: bool, noun: str = "", dry_run: str = ""
    ) -> None:
        super().__init__(data, initial={"dry_run": dry_run})
        self._dry_run = dry_run
        self.number, self.must_type = number, must_type
        field = self.fields["count"]
        field.required = must_type
        field.label = f"Type {number} to delete {noun}"

    def clean_count(self) -> str:
        """Raises ValidationError where the number is another."""
        text: str = self.cleaned_data["count"].strip()
        if self.must_type and text != str(self.number):
            raise ValidationError(f"Type {self.number}, the number of objects to delete.")
        return text

    def clean_dry_run(self) -> str:
        """Raises ValidationError where someone has chosen something else since the page was drawn."""
        text: str = self.cleaned_data["dry_run"]
        if text != self._dry_run:
            raise ValidationError(
                "Someone has changed this bulk change since you opened "
                "the page. Review what would change now, then confirm again."
            )
        return text
