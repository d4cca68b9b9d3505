"""One form field for each kind of field the API has, with its limits as validators and HTML attributes.

Every field that edits something stored knows the stored value and the text it was shown as: text that
comes back untouched is the stored value, exactly, however it was shown. So seconds that no input shows,
line ends, and values that no validator here knows all survive a save.
"""

from __future__ import annotations

import json
import re
import zoneinfo
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from conferences.forms import meta
from conferences.forms.join_window_filter import input_type
from conferences.forms.local_time import LocalTimeError, parse_local
from conferences.forms.widgets import Segments
from conferences.signalwire.limits import Field

_WHOLE_NUMBER: Final = re.compile(r"-?[0-9]{1,12}", re.ASCII)
_PLAIN: Final = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
NOT_SET: Final = ""
"""What a choice without a value is called in a form."""


def local_text(moment: datetime, zone: zoneinfo.ZoneInfo) -> str:
    """A moment as it is typed in ``zone``; with its offset where the local time alone would not name it."""
    try:
        local = moment.astimezone(zone)
    except (OverflowError, ValueError):
        return moment.isoformat()
    precision = "auto" if local.second or local.microsecond else "minutes"
    text = local.replace(tzinfo=None).isoformat(timespec=precision)
    try:
        if parse_local(text, zone).moment == moment:
            return text
    except LocalTimeError:
        pass
    return local.isoformat(timespec=precision)


class KeptField(forms.Field):
    """Gives the stored value back where its text was left alone."""

    saved_text: str | None = None
    saved_value: object = None

    def keep(self, text: str, value: object) -> None:
        """What is stored, and how it is shown."""
        self.saved_text, self.saved_value = text, value
        if self.required and value is None:
            self.required = False  # what never had a value may go on without one

    def clean(self, value: Any) -> Any:
        """The stored value where its text came back; else what the field makes of ``value``."""
        if self.saved_text is not None and self._same(value, self.saved_text):
            return self.saved_value
        return super().clean(value)

    def _same(self, value: Any, text: str) -> bool:
        return (value or "") == text


class TextField(KeptField, forms.CharField):
    """Text as it was typed, with plain line ends; empty is None. Blank is empty where it is required."""

    is_long = False

    def __init__(self, limits: Field, **options: Any) -> None:
        super().__init__(max_length=limits.max_length, strip=False, empty_value=None, **options)

    def keep(self, text: str, value: object) -> None:
        """What is stored. A title that the API demands is asked for where there is none, too."""
        self.saved_text, self.saved_value = text, value

    def clean(self, value: Any) -> Any:
        """The text. Raises ValidationError where the API demands one and none is stored either."""
        cleaned = super().clean(value)
        if self.required and cleaned is None and self.saved_text is not None:
            name = str(self.label).lower()
            raise ValidationError(
                f"Enter a {name}. SignalWire requires one with every save, and none is stored.",
                code="required",
            )
        return cleaned

    def to_python(self, value: Any) -> Any:
        """Browsers send a line end as two signs; the API gets one."""
        text = super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)
        return None if self.required and isinstance(text, str) and not text.strip() else text

    def _same(self, value: Any, text: str) -> bool:
        # A text area sends CRLF whatever it was given, and an input of one line drops line ends.
        gap = "\n" if self.is_long else ""
        flat = [re.sub(r"\r\n|\r|\n", gap, words or "") for words in (value, text)]
        return flat[0] == flat[1]


class PatternField(KeptField, forms.CharField):
    """Text of a given pattern; empty is None."""

    def __init__(self, limits: Field, *, message: str, **options: Any) -> None:
        super().__init__(
            max_length=limits.max_length,
            empty_value=None,
            validators=[RegexValidator(rf"\A{limits.pattern}\Z", message)],
            **options,
        )


class WholeNumberField(KeptField, forms.IntegerField):
    """A whole number, in digits and nothing else."""

    def to_python(self, value: Any) -> int | None:
        """The number; raises ValidationError for a fraction, a sign too many, or words."""
        text = str(value or "").strip()
        if not text:
            return None
        if not _WHOLE_NUMBER.fullmatch(text):
            raise ValidationError("Enter a whole number.", code="invalid")
        return int(text)


class ChoiceField(KeptField, forms.ChoiceField):
    """One of the values the API documents, or the one that is stored, whatever that is.

    ``known`` maps each documented value to its words.
    """

    def __init__(self, known: dict[str, str], **options: Any) -> None:
        super().__init__(choices=list(known.items()), **options)
        self.known = known
        self.typed = ""

    def describe(self, words: Callable[[str], str]) -> None:
        """Show documented values in words; one that is not documented keeps its own name."""
        self.known = {value: words(value) for value in self.known}
        self._offer()

    def keep(self, text: str, value: object) -> None:
        """A stored value that is not on the list joins it, under its own name."""
        super().keep(text, value)
        self._offer()

    def show(self, text: str) -> None:
        """Show what was typed or copied, also where it cannot be chosen."""
        self.typed = text
        self._offer()

    def _offer(self) -> None:
        self.choices = list(self.known.items())
        text = self.saved_text
        if text is not None and text not in self.known:
            self.choices = [(text, f"{text} (as it is)" if text else "Not set"), *self.known.items()]
        if self.typed and self.typed not in {*self.known, text}:
            # Shown, so that nothing else is chosen in its place without a word; refused when it is sent.
            self.widget.choices = [(self.typed, f"{self.typed} (not known)"), *self.widget.choices]


class _CheckBox(forms.CheckboxInput):
    """A check box that also understands ``off``, as a page of hidden fields sends it."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(name, "off") != "off"


class FlagField(KeptField, forms.BooleanField):
    """On or off, as a check box."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=_CheckBox(attrs={"class": "check"}), **options)

    def _same(self, value: Any, text: str) -> bool:
        return bool(value) == (text == "on")


class OpenFlagField(KeptField, forms.TypedChoiceField):
    """On, off or not set, for a flag that has no value."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=[(NOT_SET, "Not set"), ("on", "On"), ("off", "Off")],
            coerce=lambda value: value == "on",
            empty_value=None,
            required=False,
            widget=Segments,
            **options,
        )


class MomentInput(forms.TextInput):
    """The browser's own picker for a local time, or a line of text for what that cannot show."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        text = context["widget"]["value"] or ""
        context["widget"]["type"] = input_type(text)
        if text.count(":") > 1:
            context["widget"]["attrs"]["step"] = "1"  # without it the browser refuses seconds
        return context


class MomentField(KeptField, forms.Field):
    """A moment, typed as the local time of ``zone``; cleaned it is in UTC. Empty is None.

    ``offered`` are the moments that may have been meant by an hour that does not exist or comes twice.
    A day alone is its beginning, with ``day_ends`` the midnight that ends it.
    """

    zone: zoneinfo.ZoneInfo = zoneinfo.ZoneInfo("UTC")

    def __init__(self, *, day_ends: bool, quick: tuple[tuple[str, str], ...], **options: Any) -> None:
        super().__init__(widget=MomentInput(attrs={"class": "input"}), **options)
        self.day_ends = day_ends
        self.quick = quick
        self.offered: tuple[datetime, ...] = ()
        self.echo: datetime | None = None

    def keep(self, text: str, value: object) -> None:
        """What is stored; a script can show it in another zone."""
        super().keep(text, value)
        if isinstance(value, datetime):
            self.widget.attrs |= {"data-moment": value.isoformat(), "data-shown": text}

    def set_zone(self, zone: zoneinfo.ZoneInfo) -> None:
        """Read and show local times of that zone."""
        self.zone = zone
        self.widget.attrs["data-local-time"] = str(zone)

    def to_python(self, value: Any) -> datetime | None:
        """The moment in UTC; raises ValidationError with the question the time raises."""
        text = str(value or "").strip()
        if not text:
            return None
        if len(text) > 60:
            raise ValidationError("Enter a date and time, such as 2026-11-09 08:30.", code="invalid")
        try:
            return parse_local(text, self.zone, day_ends=self.day_ends).moment
        except LocalTimeError as error:
            self.offered = error.choices
            raise ValidationError(str(error), code="invalid") from None

    def understand(self, text: object) -> None:
        """Note in ``echo`` which moment the text names, to be shown beside it."""
        try:
            value = self.clean(text)
        except ValidationError:
            value = None
        self.echo = value if isinstance(value, datetime) else None

    def _same(self, value: Any, text: str) -> bool:
        return str(value or "").strip() == text


class MetaField(KeptField, forms.CharField):
    """A JSON object. Empty is None."""

    is_json = True

    def __init__(self, limits: Field, **options: Any) -> None:
        super().__init__(empty_value=None, **options)
        self.most = limits.max_length or 0

    def clean(self, value: Any) -> Any:
        """The object; the stored one where only white space differs."""
        cleaned = super().clean(value)
        # Compared as text, because to Python 1 and true are the same.
        texts = [json.dumps(item, sort_keys=True) for item in (cleaned, self.saved_value)]
        return self.saved_value if texts[0] == texts[1] else cleaned

    def to_python(self, value: Any) -> Any:
        """Raises ValidationError that says where the text goes wrong."""
        text = super().to_python(value)
        if text is None:
            return None
        try:
            return meta.parse(text, most=self.most)
        except meta.MetaError as error:
            raise ValidationError(str(error), code="invalid") from None

    def _same(self, value: Any, text: str) -> bool:
        return bool((value or "").replace("\r\n", "\n") == text)


def text_area(*, rows: int, code: bool = False) -> forms.Textarea:
    """A text area of the house's look."""
    look = {"class": "input input-code", **_PLAIN} if code else {"class": "input"}
    return forms.Textarea(attrs={**look, "rows": rows})


def text_input(*, code: bool = False, **attrs: object) -> forms.TextInput:
    """An input of one line."""
    look = {"class": "input input-code", **_PLAIN} if code else {"class": "input", "autocomplete": "off"}
    return forms.TextInput(attrs={**look, **attrs})


def number_input(limits: Field) -> forms.NumberInput:
    """An input for a whole number."""
    return forms.NumberInput(attrs={"class": "input", "inputmode": "numeric", "autocomplete": "off"})
