"""The forms of conferences and rooms: what they take, what they refuse, and what they leave alone."""

from __future__ import annotations

import json
import string
import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conferences.forms.api_object import ConferenceForm, ObjectForm, RoomForm
from conferences.forms.captions import caption
from conferences.signalwire.errors import FieldError, RefusedFields
from conferences.signalwire.kinds import writable
from conferences.signalwire.limits import CONFERENCE_FIELDS, ROOM_FIELDS, Field
from conferences.signalwire.models import Conference, Room
from tests.payloads import CONFERENCE_ID

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
FORMS: tuple[type[ObjectForm], ...] = (ConferenceForm, RoomForm)
EVERY_FIELD = [(ConferenceForm, field) for field in CONFERENCE_FIELDS] + [
    (RoomForm, field) for field in ROOM_FIELDS
]
NAMES = [f"{form.kind.noun} {field.name}" for form, field in EVERY_FIELD]
EXAMPLES = settings(max_examples=20, deadline=None)
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=36_500)).map(
    lambda distance: datetime(1990, 1, 1, tzinfo=UTC) + distance
)

STORED = Conference(
    id=UUID(CONFERENCE_ID),
    name="all-hands",
    display_name="All\nhands ",
    description="One\r\ntwo\n\nthree ",
    join_from=datetime(2026, 10, 25, 0, 30, 12, 345_678, tzinfo=UTC),
    join_until=datetime(2026, 11, 12, 10, 0, tzinfo=UTC),
    quality="2160p",
    layout="spotlight-carousel",
    size=None,
    record_on_start=True,
    enable_chat=True,
    enable_room_previews=None,
    tone_on_entry_and_exit=False,
    room_join_video_off=False,
    user_join_video_off=True,
    light_primary="red; no colour",
    dark_primary="#abcdef",
)
STORED_ROOM = Room(
    id=STORED.id,
    name="lab",
    display_name=None,
    max_members=900,
    quality="720p",
    layout="grid-responsive",
    remove_at=datetime(2026, 7, 1, 10, 0, 7, tzinfo=UTC),
    remove_after_seconds_elapsed=0,
    sync_audio_video=None,
    record_on_start=False,
    meta=[1, {"a": True}],
)


def posted(texts: dict[str, str]) -> QueryDict:
    """The texts as a browser sends them: line ends are CRLF in it."""
    data = QueryDict(mutable=True)
    data.update({name: text.replace("\r\n", "\n").replace("\n", "\r\n") for name, text in texts.items()})
    return data


def new(form: type[ObjectForm], **texts: str) -> ObjectForm:
    """A form for a new object, filled as it comes and then changed."""
    filled = {
        name: ("on" if value is True else str(value))
        for name, value in form(zone=BERLIN).initial.items()
        if value not in ("", False)
    }
    filled |= {"display_name": "All hands", "name": "all-hands"}
    return form(posted(filled | texts), zone=BERLIN)


def opened(form: type[ObjectForm], item: Any, **texts: str) -> ObjectForm:
    """The form of an existing object, sent back with ``texts`` changed."""
    base = writable(item)
    filled = form.texts_of(base, BERLIN) | {"shown_zone": str(BERLIN)}
    return form(posted(filled | texts), zone=BERLIN, base=base)


def invalid(field: Field) -> st.SearchStrategy[str]:
    """Texts that the API would refuse for ``field``."""
    words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs")), min_size=1)
    match field.kind:
        case "colour":
            return words.filter(lambda text: not field.matches(text.strip()))
        case "choice":
            return words.filter(lambda text: text not in field.choices)
        case "integer":
            numbers = st.integers(-(10**11), 10**11).filter(
                lambda n: not (field.minimum or 0) <= n <= (field.maximum or 0)
            )
            return st.one_of(
                numbers.map(str), words.filter(lambda text: not text.strip().lstrip("-").isdigit())
            )
        case "date_time":
            return words.filter(lambda text: not text[0].isdigit()) | st.sampled_from(
                ["2026-02-30T10:00", "2026-13-01", "25:00", "2026-11-09T24:30", "0000-01-01T00:00"]
            )
        case "json_object":
            small = st.sampled_from(
                ["[]", "1", "null", "{", '{"a": NaN}', '{"a": 1, "a": 2}', '{"a": 1e999}']
            )
            long = st.integers(1993, 3000).map(lambda n: json.dumps({"a": "x" * n}))
            return small | long
    too_long = st.integers((field.max_length or 0) + 1, (field.max_length or 0) + 40).map(
        lambda length: "ä" * length
    )
    if field.pattern is None:
        return too_long | st.just("a\0b")
    return too_long | words.filter(lambda text: not field.matches(text.strip()))


def valid(field: Field) -> st.SearchStrategy[tuple[str, object]]:
    """Texts, and the value that each must arrive as."""
    match field.kind:
        case "colour":
            return st.text(string.hexdigits, min_size=6, max_size=6).map(lambda text: (f"#{text}",) * 2)
        case "choice":
            return st.sampled_from(field.choices).map(lambda text: (text, text))
        case "flag":
            return st.sampled_from([("on", True)])
        case "integer":
            return st.integers(field.minimum, field.maximum).map(lambda number: (str(number), number))
        case "date_time":
            return MOMENTS.map(lambda moment: (moment.isoformat(), moment))
        case "json_object":
            leaf = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8)
            objects = st.dictionaries(
                st.text(st.characters(codec="utf-8"), max_size=8),
                st.recursive(leaf, lambda inner: st.lists(inner, max_size=3), max_leaves=5),
                max_size=4,
            ).filter(lambda value: _encodes(value) and len(json.dumps(value)) <= 2000)
            return objects.map(lambda value: (json.dumps(value), value))
    signs = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))
    if field.pattern is not None:
        signs = st.sampled_from(string.ascii_letters + string.digits + "_-")
    texts = st.text(signs, min_size=1, max_size=field.max_length)
    if field.name == "description":
        texts = texts | texts.map(lambda text: text[:20] + "\n" + text[-20:])
    return texts.filter(lambda text: bool(text.strip())).map(lambda text: (text, text))


def _encodes(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


# A check box can only be on or off.
TYPED = [(form, field) for form, field in EVERY_FIELD if field.kind != "flag"]


@pytest.mark.parametrize(
    ("form", "field"), TYPED, ids=[f"{form.kind.noun} {field.name}" for form, field in TYPED]
)
@given(data=st.data())
@EXAMPLES
def test_an_invalid_value_is_refused_at_its_field(
    form: type[ObjectForm], field: Field, data: st.DataObject
) -> None:
    text = data.draw(invalid(field))
    refused = new(form, **{field.name: text})
    assert not refused.is_valid()
    assert set(refused.errors) == {field.name}
    assert refused[field.name].value() == text  # as it was typed


@pytest.mark.parametrize(("form", "field"), EVERY_FIELD, ids=NAMES)
@given(data=st.data())
@EXAMPLES
def test_a_valid_value_arrives_exactly(form: type[ObjectForm], field: Field, data: st.DataObject) -> None:
    text, value = data.draw(valid(field))
    accepted = new(form, **{field.name: text})
    assert accepted.is_valid(), accepted.errors
    assert accepted.to_fields()[field.name] == value
    if field.on_update:
        item: Any = STORED if form is ConferenceForm else STORED_ROOM
        changes = {field.name: text, "display_name": text if field.name == "display_name" else "Lab"}
        if field.name in ("join_from", "join_until"):
            changes = {"join_from": "", "join_until": ""} | changes
        changed = opened(form, item, **changes)
        assert changed.is_valid(), changed.errors
        assert changed.to_fields()[field.name] == value


@pytest.mark.parametrize(("form", "item"), [(ConferenceForm, STORED), (RoomForm, STORED_ROOM)])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"])
def test_a_form_that_is_sent_back_untouched_changes_nothing(
    form: type[ObjectForm], item: Any, zone: str
) -> None:
    untouched = opened(form, item, zone=zone)
    assert untouched.is_valid(), untouched.errors
    assert untouched.to_fields() == writable(item)
    assert untouched.unsaved_labels == []


def test_what_no_validator_knows_is_among_the_choices_and_survives() -> None:
    form = opened(ConferenceForm, STORED, description="New")
    assert form.is_valid()
    fields = form.to_fields()
    assert (fields["quality"], fields["layout"]) == ("2160p", "spotlight-carousel")
    assert fields["light_primary"] == "red; no colour"
    page = str(form["layout"]) + str(form["light_primary"]) + str(form["quality"])
    assert "spotlight-carousel (as it is)" in page
    assert "2160p (as it is)" in page
    assert 'pattern="' not in str(form["light_primary"])
    assert form.unsaved_labels == ["Description"]


def test_an_unknown_value_of_another_object_is_refused() -> None:
    form = new(ConferenceForm, layout="spotlight-carousel")
    assert set(form.errors) == {"layout"}


@given(
    moment=MOMENTS,
    zone=st.sampled_from(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"]),
)
@example(moment=datetime(2026, 10, 25, 0, 30, tzinfo=UTC), zone="Europe/Berlin")
@example(moment=datetime(2026, 10, 25, 1, 30, 5, tzinfo=UTC), zone="Europe/Berlin")
@EXAMPLES
def test_a_moment_is_typed_as_the_local_time_of_the_zone_and_comes_back(moment: datetime, zone: str) -> None:
    text = ConferenceForm.texts_of({"join_from": moment}, zoneinfo.ZoneInfo(zone))["join_from"]
    form = new(ConferenceForm, join_from=text, zone=zone)
    assert form.is_valid(), form.errors
    assert form.to_fields()["join_from"] == moment


def test_another_zone_keeps_the_stored_moment_and_reads_what_was_typed_in_it() -> None:
    form = opened(ConferenceForm, STORED, join_until="2026-11-13T09:00", zone="America/New_York")
    assert form.is_valid(), form.errors
    assert form.to_fields()["join_from"] == STORED.join_from
    assert form.to_fields()["join_until"] == datetime(2026, 11, 13, 14, 0, tzinfo=UTC)
    assert form["join_from"].value() == "2026-10-24T20:30:12.345678"  # shown in the zone chosen


@pytest.mark.parametrize(
    ("text", "words"),
    [("2026-03-29T02:30", "does not exist"), ("2026-10-25T02:30", "occurs twice")],
)
def test_an_hour_that_is_not_unique_is_asked_about_with_choices(text: str, words: str) -> None:
    form = new(ConferenceForm, join_from=text)
    assert words in str(form.errors["join_from"])
    offered = form.fields["join_from"].offered  # type: ignore[attr-defined]
    assert len(offered) == 2
    chosen = new(ConferenceForm, join_from=offered[1].isoformat())
    assert chosen.is_valid()
    assert chosen.to_fields()["join_from"] == offered[1]


def test_a_window_that_ends_before_it_begins_is_refused_at_its_end() -> None:
    form = new(ConferenceForm, join_from="2026-11-12T09:00", join_until="2026-11-12T08:30")
    assert set(form.errors) == {"join_until"}
    same = new(ConferenceForm, join_from="2026-11-12T09:00", join_until="2026-11-12T09:00")
    assert same.is_valid()


def test_a_window_that_is_stored_the_wrong_way_round_does_not_stop_other_changes() -> None:
    item = Conference(
        id=STORED.id,
        display_name="x",
        quality="720p",
        layout="5up",
        join_from=STORED.join_until,
        join_until=STORED.join_from,
    )
    assert opened(ConferenceForm, item, display_name="y").is_valid()


def test_clearing_gives_none() -> None:
    form = opened(ConferenceForm, STORED, join_until="", description="", dark_primary="")
    assert form.is_valid(), form.errors
    fields = form.to_fields()
    assert [fields[name] for name in ("join_until", "description", "dark_primary")] == [None, None, None]
    room = opened(RoomForm, STORED_ROOM, meta="", remove_at="")
    assert room.is_valid(), room.errors
    assert [room.to_fields()[name] for name in ("meta", "remove_at")] == [None, None]


def test_a_new_object_sends_only_what_has_a_value() -> None:
    form = new(ConferenceForm)
    assert form.is_valid()
    fields = form.to_fields()
    assert {"join_from", "join_until", "description"}.isdisjoint(fields)
    defaults = {field.name: field.default for field in CONFERENCE_FIELDS if field.default is not None}
    assert {name: fields[name] for name in defaults} == defaults


@pytest.mark.parametrize(
    ("text", "value"), [("", None), ("on", True), ("off", False)], ids=["not set", "on", "off"]
)
def test_a_flag_without_a_value_can_stay_so(text: str, value: bool | None) -> None:
    form = opened(ConferenceForm, STORED, enable_room_previews=text)
    assert form.is_valid()
    assert form.to_fields()["enable_room_previews"] is value


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"a": 1,}', "Line 1, column"),
        ('{"a": 1\n "b": 2}', "Line 2, column 2"),
        ('{\n"a": "x', "Line 2, column 6"),
        ("[1]", "curly brackets"),
        ('{"a": 1, "a": 2}', "twice"),
        ('{"a": "\\ud800"}', "Half of a character"),
        ('{"a": 1e999}', "too large"),
        ('{"a": ' + "9" * 5000 + "}", "too many digits"),
        ('{"a": ' + "[" * 100_000, "nested too deeply"),
        ('{"a": ' + "[" * 100 + "]" * 100 + "}", "nested too deeply"),
    ],
)
def test_meta_says_where_it_is_wrong(text: str, where: str) -> None:
    (error,) = new(RoomForm, meta=text).errors["meta"]
    assert where in error


def test_meta_counts_its_characters_once_serialised() -> None:
    just = {"a": "ä" * 1992}
    assert len(json.dumps(just, ensure_ascii=False, separators=(",", ":"))) == 2000
    assert new(RoomForm, meta=json.dumps(just, ensure_ascii=False, indent=4)).is_valid()
    (error,) = new(RoomForm, meta=json.dumps({"a": "ä" * 1993}, ensure_ascii=False)).errors["meta"]
    assert "2,001" in error
    assert "2,000" in error


def test_meta_that_is_only_written_differently_is_no_change_but_true_for_one_is() -> None:
    item = Room(id=STORED.id, display_name="x", quality="720p", layout="5up", max_members=2, meta={"a": 1})
    assert opened(RoomForm, item, meta=' {"a" : 1}').is_valid()
    changed = opened(RoomForm, item, meta='{"a": true}')
    assert changed.is_valid()
    meta = changed.to_fields()["meta"]
    assert isinstance(meta, dict)
    assert meta["a"] is True


@given(title=st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=150))
@example(title="Köln: Q4 Überblick")
@example(title="全員会議")
@EXAMPLES
def test_a_name_is_made_from_the_display_name_where_none_was_typed(title: str) -> None:
    form = new(ConferenceForm, name="", display_name=title)
    assert form.is_valid(), form.errors
    name = str(form.to_fields()["name"])
    field = CONFERENCE_FIELDS[0]
    assert field.matches(name)
    assert len(name) <= (field.max_length or 0)


def test_a_room_without_any_name_is_asked_for_one() -> None:
    assert set(new(RoomForm, name="", display_name="").errors) == {"name"}


def test_the_errors_of_signalwire_stand_at_their_fields_with_the_label_where_it_is_missing() -> None:
    form = new(ConferenceForm)
    assert form.is_valid()
    form.add_upstream_errors(
        RefusedFields(
            "Refused.",
            errors=(
                FieldError("name", "not_unique_within_project", "must be unique within project"),
                FieldError("size", "invalid_parameter_value", "Size is not included in the list"),
                FieldError("join_until", "x", "Value must be a datetime"),
                FieldError("bandwidth", "x", "is wrong"),
                FieldError(None, None, "Something else."),
            ),
        )
    )
    assert form.errors["name"] == ["Name must be unique within project"]
    assert form.errors["size"] == ["Size is not included in the list"]
    assert form.errors["join_until"] == ["Closes: Value must be a datetime"]
    assert form.non_field_errors() == ["Bandwidth is wrong", "Something else."]
    assert form.name_offer == "all-hands-2"


@pytest.mark.parametrize("form", FORMS)
def test_every_writable_field_has_a_caption_and_its_limits_in_html(form: type[ObjectForm]) -> None:
    page = {name: str(form(zone=BERLIN)[name]) for name in form(zone=BERLIN).fields}
    for field in CONFERENCE_FIELDS if form is ConferenceForm else ROOM_FIELDS:
        assert caption(form.kind, field.name)[0]
        if field.max_length and field.kind == "text":
            assert f'maxlength="{field.max_length}"' in page[field.name]
        if field.pattern:
            assert "pattern=" in page[field.name]
        if field.minimum is not None:
            assert f'min="{field.minimum}"' in page[field.name]
            assert f'max="{field.maximum}"' in page[field.name]
        for choice in field.choices:
            assert f'value="{choice}"' in page[field.name]


def test_times_far_away_are_refused_and_never_break_the_form() -> None:
    for text in ("0001-01-01T00:00", "9999-12-31T23:59", "x" * 10_000):
        form = new(ConferenceForm, join_from=text, zone="Pacific/Auckland")
        form.is_valid()
        if "join_from" not in form.errors:
            value = form.to_fields()["join_from"]
            assert isinstance(value, datetime)
            assert value - timedelta(0) == value
