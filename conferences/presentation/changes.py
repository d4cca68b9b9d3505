"""Changes as the history tells them: a sentence, an outcome in words, and what differs.

A change is the history's own record, taken as it is: this module knows its fields, not its class.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from conferences.presentation import times
from conferences.presentation.details import meta_text
from conferences.presentation.icons import icon
from conferences.presentation.themes import ThemeLine, colour_square
from conferences.presentation.values import format_value
from conferences.signalwire.kinds import Kind
from conferences.signalwire.limits import CONFERENCE_FIELDS, ROOM_FIELDS
from conferences.theme.colour import channels
from conferences.theme.constants import NAMES

Label = Callable[[Any, str], str]
"""Kind and field name → what the field is called on the screen."""

SHORT: Final = 80
"""Characters of a text that a list shows."""
LISTED: Final = 4
"""Differences that a list shows of one change."""

_KINDS: Final = {field.name: field.kind for field in (*CONFERENCE_FIELDS, *ROOM_FIELDS)}
_MOMENTS: Final = ("created_at", "updated_at")
_WINDOW: Final = {"join_from", "join_until"}

_VERBS: Final = {
    # Action → done, tried, and whether the object follows with "of".
    "create": ("created", "create", False),
    "update": ("changed", "change", False),
    "delete": ("deleted", "delete", False),
    "recreate": ("recreated", "recreate", False),
    "doors": ("changed the join window", "change the join window", True),
    "reset": ("reset a token", "reset a token", True),
    "reveal": ("viewed the access links", "view the access links", True),
    "restore": ("restored values", "restore values", True),
}


_LINKS: Final = (["guest"], ["moderator"])
"""The tokens whose link has a name of its own."""

_PLACES: Final = {kind: {name: place for place, name in enumerate(kind.fields)} for kind in Kind}


def _in_order(kind: Kind, values: object) -> dict[str, Any]:
    """The recorded values in the order of the forms; a database may have kept them in its own."""
    if not isinstance(values, dict):
        return {}
    places = _PLACES[kind]
    return dict(sorted(values.items(), key=lambda item: (places.get(item[0], len(places)), item[0])))


@dataclass(frozen=True)
class OutcomeWords:
    """What came of a change, for people: a word, the name of an icon, a status class, what to do."""

    word: str
    icon: str
    tone: str
    hint: str = ""


_OUTCOMES: Final = {
    "pending": OutcomeWords("In progress", "clock", "soon", "The answer has not come yet."),
    "done": OutcomeWords("Done", "check", "on"),
    "refused": OutcomeWords("Refused", "x-circle", "danger", "Nothing was changed."),
    "failed": OutcomeWords("Failed", "x-circle", "danger", "Nothing was changed."),
    "unknown": OutcomeWords(
        "Unknown, check",
        "exclamation-triangle",
        "warning",
        "It may have been carried out. Check the object’s current values.",
    ),
}


_CHECKING: Final = OutcomeWords(
    "Unknown, checking",
    "clock",
    "warning",
    "It may have been carried out. The dashboard keeps checking and shows the outcome here.",
)


def outcome_words(outcome: str) -> OutcomeWords:
    """The words for an outcome as it stands in the record."""
    return _OUTCOMES.get(outcome, OutcomeWords(outcome, "question-mark-circle", "warning"))


@dataclass(frozen=True)
class Difference:
    """One field of a change: what it is called, and its value before and after, None where unknown."""

    name: str
    label: str
    before: SafeString | None
    after: SafeString | None
    is_changed: bool = True


@dataclass(frozen=True)
class ChangeEntry:
    """One change, seen from ``now`` in ``zone``. ``label`` names its fields."""

    change: Any
    now: datetime
    zone: tzinfo
    label: Label

    @cached_property
    def outcome(self) -> OutcomeWords:
        """What came of it, as of now."""
        outcome = str(self.change.outcome_at(self.now))
        return _CHECKING if outcome == "unknown" and self.change.check_at else outcome_words(outcome)

    @property
    def is_done(self) -> bool:
        """Whether it was certainly carried out."""
        return bool(self.change.outcome == "done")

    @cached_property
    def verb(self) -> str:
        """What the person did, or tried to do, to the object: ``changed 2 fields``."""
        past, infinitive, _ = _VERBS.get(self.change.action, ("changed", "change", False))
        words = past if self.is_done else f"tried to {infinitive}"
        if self.change.action == "reveal" and [name.casefold() for name in self.change.fields] in _LINKS:
            words = words.replace("access links", f"{self.change.fields[0].casefold()} link")
        if self.change.action != "update" or not self.change.fields:
            return words
        if set(self.change.fields) <= _WINDOW:
            return "changed the join window" if self.is_done else "tried to change the join window"
        if len(self.change.fields) > 1:
            return f"{words} {len(self.change.fields)} fields"
        return words

    @cached_property
    def joins_with_of(self) -> bool:
        """Whether the object follows the verb with *of*."""
        if self.change.action != "update":
            return bool(_VERBS.get(self.change.action, ("", "", False))[2])
        return self.verb.endswith(("window", "fields"))

    @property
    def noun(self) -> str:
        """``conference`` or ``room``."""
        return str(self.change.kind).removesuffix("s")

    @property
    def object_label(self) -> str:
        """A name for the object that is never empty."""
        change = self.change
        return str(change.object_title or change.object_name or change.object_id or f"a {self.noun}")

    @cached_property
    def day(self) -> str:
        """The day it began: ``Today``, ``Fri 13 Nov``."""
        return times.day(self.change.opened_at, self.now, self.zone)

    @cached_property
    def time(self) -> str:
        """The time of day it began, to the second: ``09:12:03``."""
        local = times.in_zone(self.change.opened_at, self.zone)
        return f"{local:%H:%M:%S}"

    @cached_property
    def when(self) -> str:
        """Day and time to the minute: ``Today 09:12``."""
        return f"{self.day} {times.minute(self.change.opened_at, self.zone)}"

    @cached_property
    def took(self) -> str:
        """How long it took; empty while it is under way or if no one knows."""
        if self.change.closed_at is None:
            return ""
        seconds = (self.change.closed_at - self.change.opened_at).total_seconds()
        return f"{seconds:.1f} s" if seconds < 60 else times.duration(seconds)

    @cached_property
    def themes(self) -> tuple[ThemeLine, ThemeLine] | None:
        """The theme before and after, where a colour of it was to change or did."""
        if (
            self.change.kind != "conferences"
            or not self._has_both
            or not set(NAMES) & set(self.change.fields)
        ):
            return None
        return ThemeLine(self._before), ThemeLine(self._after)

    @cached_property
    def _names_in_list(self) -> list[str]:
        """The fields that a list shows one by one. Several colours are shown as the theme they belong to."""
        if not self._has_both:
            return []
        names = list(self.change.fields)
        colours = set(NAMES) & set(names) if self.themes else set()
        return [name for name in names if name not in colours] if len(colours) > 1 else names

    @property
    def lists_themes(self) -> bool:
        """Whether a list shows both themes in place of their colours."""
        return self.themes is not None and len(self._names_in_list) < len(self.change.fields)

    @cached_property
    def listed(self) -> list[Difference]:
        """The first differences, short enough for a list."""
        return self._differences(self._names_in_list[:LISTED], short=True)

    @property
    def more(self) -> int:
        """How many differences the list leaves out."""
        return max(0, len(self._names_in_list) - LISTED)

    @cached_property
    def changed(self) -> list[Difference]:
        """Every field that was to change or did; of a creation or deletion every field with a value."""
        if self._has_both:
            return self._differences(list(self.change.fields))
        values = self._before or self._after
        return self._differences([name for name, value in values.items() if value not in (None, "")])

    @cached_property
    def unchanged(self) -> list[Difference]:
        """The fields that stayed as they were."""
        if not self._has_both:
            return []
        names = [name for name in self._before if name not in self.change.fields]
        return self._differences(names, is_changed=False)

    @cached_property
    def _before(self) -> dict[str, Any]:
        return _in_order(self.change.kind, self.change.before)

    @cached_property
    def _after(self) -> dict[str, Any]:
        return _in_order(self.change.kind, self.change.after)

    @property
    def has_before(self) -> bool:
        """Whether it is known what was there before."""
        return bool(self._before)

    @property
    def has_after(self) -> bool:
        """Whether there is anything that was asked for, or came of it."""
        return bool(self._after)

    @property
    def _has_both(self) -> bool:
        return self.has_before and self.has_after

    def _differences(
        self, names: list[str], *, short: bool = False, is_changed: bool = True
    ) -> list[Difference]:
        def shown(values: dict[str, Any], name: str) -> SafeString | None:
            if not values:
                return None
            return show_value(self.change.kind, name, values.get(name), self.now, self.zone, short=short)

        return [
            Difference(
                name,
                self.label(self.change.kind, name),
                shown(self._before, name),
                shown(self._after, name),
                is_changed,
            )
            for name in names
        ]

    def texts(self) -> list[tuple[str, str, str]]:
        """For an export: each field's name, and its values before and after as plain text."""
        return [
            (entry.name, plain_value(self._before.get(entry.name)), plain_value(self._after.get(entry.name)))
            for entry in self.changed
        ]


def plain_value(value: Any) -> str:
    """A recorded value as text that means the same to a machine: times in UTC, true and false, JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def show_value(
    object_kind: Kind, name: str, value: Any, now: datetime, zone: tzinfo, *, short: bool = False
) -> SafeString:
    """A recorded value of the field ``name`` for people; ``short`` fits into a line of a list."""
    if value is None or value in ("", {}):
        return format_html('<span class="null">{}</span>', "not set")
    if isinstance(value, bool):
        return format_html(
            '<span class="status status-{}">{}{}</span>',
            "on" if value else "off",
            icon("check" if value else "minus"),
            "On" if value else "Off",
        )
    kind = "date_time" if name in _MOMENTS else _KINDS.get(name, "text")
    match kind:
        case "date_time" if (moment := _moment(value)) is not None:
            return _show_moment(moment, now, zone, short=short)
        case "colour" if (swatch := colour_swatch(name, value)) is not None:
            return swatch
        case "json_object":
            text = plain_value(value) if short else meta_text(value) or ""
            return _show_text(text, short=short, code=True)
    words = format_value(object_kind, name, value, zone)
    return _show_text(words, short=short, code=name in ("id", "name"))


def colour_swatch(name: str, value: Any) -> SafeString | None:
    """A hex code with a swatch of it; None where ``name`` is no field of a colour, or the value is none."""
    if _KINDS.get(name) != "colour" or not isinstance(value, str) or channels(value) is None:
        return None
    return format_html(
        '<span class="colour-value">{}<code>{}</code></span>',
        colour_square(value),
        value,
    )


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _show_moment(moment: datetime, now: datetime, zone: tzinfo, *, short: bool) -> SafeString:
    utc = times.utc_text(times.in_zone(moment, UTC))
    if short:
        words = times.moment_in_words(moment, now, zone)
        return format_html('<time datetime="{0}" title="{0}">{1}</time>', utc, words)
    return format_html(
        '<time datetime="{}">{}</time> <small>{}</small>',
        utc,
        times.full(moment, zone),
        times.utc_beside(moment, zone),
    )


def _show_text(text: str, *, short: bool, code: bool = False) -> SafeString:
    if not short:
        if code and "\n" in text:
            return format_html('<pre class="json"><code>{}</code></pre>', text)
        return format_html("<code>{}</code>" if code else '<bdi class="description">{}</bdi>', text)
    flat = " ".join(text.split())
    element = "code" if code else "bdi"
    if len(flat) <= SHORT:
        return format_html("<{0}>{1}</{0}>", element, flat)
    return format_html('<{0} title="{1}">{2}…</{0}>', element, text, flat[: SHORT - 1])
