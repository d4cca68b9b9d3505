"""The form of a conference and the form of a room, for a new one and for one that exists."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar, Final, cast

from django import forms
from django.http import QueryDict

from conferences.forms import fields as own
from conferences.forms import meta
from conferences.forms.base import Fields
from conferences.forms.building import build_field, loosen
from conferences.forms.captions import label
from conferences.forms.local_time import known_zone
from conferences.forms.names import any_name, next_name, suggest_name
from conferences.forms.theme import ThemeRows
from conferences.forms.why import why_field
from conferences.forms.zone_field import ZoneField, ZoneInput
from conferences.forms.zones import UnknownZone, parse_zone
from conferences.signalwire.errors import FieldError, RefusedFields
from conferences.signalwire.kinds import CONFERENCE, ROOM, Kind
from conferences.signalwire.limits import Field

Texts = Mapping[str, str]
"""What stands in a form's inputs: name → text, as a browser would post it."""

_NOT_UNIQUE: Final = {"value_not_unique", "not_unique_within_project", "not_unique_within_space"}


class ObjectForm(ThemeRows, forms.Form):
    """Every writable field of one kind of object, typed in one time zone.

    ``data`` is a posted form; ``texts`` fills a form without judging it. ``base`` has the stored values of
    an existing object, and is None for a new one; ``start`` has values that a new one begins with instead of
    the API's defaults. ``zone`` is the person's; the one chosen in the form
    comes before it. A moment whose text was left alone stays that moment when the zone is changed, and is
    shown in the new one; what was typed is read in the new one.
    """

    kind: ClassVar[Kind]

    why = why_field()

    def __init__(
        self,
        data: Texts | None = None,
        *,
        zone: zoneinfo.ZoneInfo,
        base: Fields | None = None,
        texts: Texts | None = None,
        start: Fields | None = None,
    ) -> None:
        given = data if data is not None else texts
        self.base = base
        self.name_offer = ""
        self.zone, self.zone_error = _chosen_zone(given or {}, zone)
        if given:
            given = _in_zone(given, self.kind, base or {}, zone, self.zone)
            given["zone"] = given.get("zone", "") if self.zone_error else str(self.zone)
        super().__init__(given if data is not None else None)
        self._build()
        self.initial = self._initial(given, start or {})
        self._show_choices(given)
        self._understand_moments(given)

    @classmethod
    def texts_of(cls, fields: Fields, zone: zoneinfo.ZoneInfo) -> dict[str, str]:
        """Values as they stand in the inputs; what has no value is left out."""
        limits = cls.kind.fields
        texts = {name: text_of(limits[name], value, zone) for name, value in fields.items() if name in limits}
        return {name: text for name, text in texts.items() if text} | {"zone": str(zone)}

    def _limits(self) -> Iterable[Field]:
        for limits in self.kind.fields.values():
            if limits.on_update if self.base is not None else True:
                yield limits

    def _build(self) -> None:
        for limits in self._limits():
            if self.base is not None and limits.name not in self.base:
                continue
            stored = limits.default if self.base is None else self.base[limits.name]
            field = build_field(self.kind, limits, is_open=limits.kind == "flag" and stored is None)
            if isinstance(field, own.MomentField):
                field.set_zone(self.zone)
            if self.base is not None:
                cast(own.KeptField, field).keep(text_of(limits, stored, self.zone), stored)
                loosen(field, limits, stored)
            self.fields[limits.name] = field
        self.fields["zone"] = ZoneField(
            label="Time zone",
            required=False,
            widget=ZoneInput(**{"class": "input input-s", "data-zone": ""}),
        )

    def _initial(self, given: Texts | None, start: Fields) -> dict[str, Any]:
        if given is None:
            stored = self.base if self.base is not None else {**_defaults(self.kind), **start}
            given = self.texts_of(stored, self.zone)
        initial: dict[str, Any] = {name: given.get(name, "") for name in self.fields}
        for name, field in self.fields.items():
            if isinstance(field, own.FlagField):
                initial[name] = initial[name] not in ("", "off")
        return initial | {"zone": given["zone"] if self.zone_error else str(self.zone)}

    def _show_choices(self, given: Texts | None) -> None:
        for name, field in self.fields.items():
            if isinstance(field, own.ChoiceField) and given is not None:
                field.show(given.get(name, ""))

    def _understand_moments(self, given: Texts | None) -> None:
        for name, field in self.fields.items():
            if isinstance(field, own.MomentField):
                field.understand((given if given is not None else self.initial).get(name, ""))

    def clean(self) -> dict[str, Any]:
        """Name what has no name, and look at both ends of the window together."""
        cleaned = super().clean() or self.cleaned_data
        if self.base is None and "name" not in self.errors and not cleaned.get("name"):
            self._suggest_name(cleaned)
        opens, closes = cleaned.get("join_from"), cleaned.get("join_until")
        stored = self.base or {}
        is_new = (opens, closes) != (stored.get("join_from"), stored.get("join_until"))
        if opens and closes and closes < opens and is_new:
            self.add_error("join_until", "This is before it opens. Choose a later time, or clear one end.")
        return cleaned

    def _suggest_name(self, cleaned: dict[str, Any]) -> None:
        title = cleaned.get("display_name") or ""
        if title.strip():
            cleaned["name"] = suggest_name(title) or any_name(self.kind.noun)
            # So that the page shows what was sent when it comes back.
            cast(dict[str, Any], self.data)["name"] = cleaned["name"]
        elif "display_name" not in self.errors:
            self.add_error("name", "Enter a name, or a display name from which one can be made.")

    def to_fields(self) -> dict[str, object]:
        """What a valid form says: for a new object all that has a value, else every writable field."""
        names = [limits.name for limits in self._limits() if limits.name in self.fields]
        fields = {name: self.cleaned_data[name] for name in names}
        return fields if self.base is not None else {k: v for k, v in fields.items() if v is not None}

    def add_upstream_errors(self, error: RefusedFields) -> None:
        """Put each of SignalWire's errors on the field it names, those that name none of ours on top."""
        self.errors  # noqa: B018 (judges the form first: errors can only be added to a judged one)
        for entry in error.errors:
            name = entry.attribute or ""
            here = name if name in self.fields else None
            self.add_error(here, _with_label(label(self.kind, name) if name else "", entry))
            if here == "name" and entry.code in _NOT_UNIQUE:
                self.name_offer = next_name(str(self.data.get("name", "")))

    @property
    def zone_name(self) -> str:
        """The IANA name of the zone in which times are shown and read."""
        return str(self.zone)

    @property
    def unsaved_labels(self) -> list[str]:
        """What stands in the form and is not stored, by name, in the order of the form."""
        labels = []
        for name, field in self.fields.items():
            if isinstance(field, own.KeptField) and field.saved_text is not None:
                value = self[name].data if self.is_bound else self.initial[name]
                if not field._same(value, field.saved_text):
                    labels.append(str(field.label))
        return labels

    @property
    def flags(self) -> list[forms.BoundField]:
        """The flags, in the order of the screen."""
        return [self[name] for name in self.flag_names if name in self.fields]

    flag_names: ClassVar[tuple[str, ...]] = ()

    def describe_choices(self, name: str, words: Callable[[str], str]) -> None:
        """Show the documented values of a field in words."""
        cast(own.ChoiceField, self.fields[name]).describe(words)


class ConferenceForm(ObjectForm):
    """A conference."""

    kind = CONFERENCE
    flag_names = (
        "record_on_start",
        "enable_chat",
        "tone_on_entry_and_exit",
        "room_join_video_off",
        "user_join_video_off",
        "enable_room_previews",
    )


class RoomForm(ObjectForm):
    """A room."""

    kind = ROOM
    flag_names = ("record_on_start", "enable_room_previews", "sync_audio_video")


def form_for(kind: Kind) -> type[ObjectForm]:
    """The form of a conference or of a room."""
    return ConferenceForm if kind == CONFERENCE else RoomForm


def text_of(limits: Field, value: object, zone: zoneinfo.ZoneInfo) -> str:
    """A value as it stands in its input; "" for none."""
    if value is None:
        return ""
    if limits.kind == "flag":
        return "on" if value else "off"
    if limits.kind == "date_time":
        return own.local_text(cast(Any, value), zone)
    return meta.to_text(value) if limits.kind == "json_object" else str(value)


def _defaults(kind: Kind) -> dict[str, object]:
    return {field.name: field.default for field in kind.fields.values()}


def _chosen_zone(given: Texts, otherwise: zoneinfo.ZoneInfo) -> tuple[zoneinfo.ZoneInfo, str]:
    """The zone that a form asks for, and what is wrong with its name. A wrong one changes nothing."""
    text = given.get("zone", "").strip()
    if not text:
        return otherwise, ""
    try:
        return zoneinfo.ZoneInfo(parse_zone(text, datetime.now(UTC))), ""
    except UnknownZone as error:
        return known_zone(given.get("shown_zone", "")) or otherwise, str(error)


def _in_zone(
    given: Texts, kind: Kind, base: Fields, default: zoneinfo.ZoneInfo, zone: zoneinfo.ZoneInfo
) -> dict[str, str] | QueryDict:
    """The same texts with every untouched moment written in ``zone``."""
    shown = known_zone(given.get("shown_zone", "")) or default
    moments = [field for field in kind.fields.values() if field.kind == "date_time" and field.name in base]
    changed = {
        field.name: text_of(field, base[field.name], zone)
        for field in moments
        if given.get(field.name, "").strip() == text_of(field, base[field.name], shown)
    }
    copied = given.copy() if isinstance(given, QueryDict) else dict(given)
    for name, text in changed.items():
        copied[name] = text
    return copied


def _with_label(name: str, entry: FieldError) -> str:
    """SignalWire's words, with the field's name before them where they lack it."""
    attribute = (entry.attribute or "").replace("_", " ").casefold()
    said = entry.message.casefold()
    if not name or name.casefold() in said or (attribute and attribute in said):
        return entry.message
    return f"{name} {entry.message}" if entry.message[:1].islower() else f"{name}: {entry.message}"
