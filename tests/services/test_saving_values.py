"""Saving values that are not known here, that are missing, and that were generated."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import responses
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from responses.matchers import json_params_matcher

from conferences.models import Actor, Change, Outcome
from conferences.services.saving.merge import FieldMismatch, same
from conferences.services.saving.payload import StoredValueRejected
from conferences.services.saving.update import save
from conferences.signalwire import Conference, RefusedFields, SignalWireError
from conferences.signalwire.kinds import CONFERENCE, Kind, writable
from conferences.signalwire.limits import Field
from tests.conftest import BASE
from tests.payloads import CONFERENCE_ID, conference
from tests.services.conftest import KINDS, Desk, MakeDesk

ADDRESS = f"{BASE}/conferences/{CONFERENCE_ID}"
UNKNOWN = {
    "layout": "spotlight-carousel",
    "quality": "2160p",
    "dark_primary": "red; background: url(x)",
    "size": "enormous",
}
MODES = list(itertools.product(("merge", "replace", "defaults"), ("clear", "refuse")))


def test_an_unknown_value_is_sent_as_it_came(actor: Actor, upstream: responses.RequestsMock) -> None:
    was = conference(**UNKNOWN, description=None)
    upstream.get(ADDRESS, json=was)
    sent = {name: was[name] for name, field in CONFERENCE.fields.items() if field.on_update}
    expected = {name: value for name, value in sent.items() if value is not None} | {"description": "New"}
    answer = conference(**UNKNOWN, description="New")
    upstream.put(ADDRESS, json=answer, match=[json_params_matcher(expected)])
    saved = save(actor, CONFERENCE, UUID(CONFERENCE_ID), base={}, wanted={"description": "New"})
    assert (saved.changed, saved.not_kept, saved.left_out) == (("description",), (), ())


@pytest.mark.parametrize(("put", "null"), MODES)
def test_an_unknown_value_survives_in_every_mode(make_desk: MakeDesk, put: str, null: str) -> None:
    desk = make_desk(put=put, null=null)
    item = desk.make(CONFERENCE, description="Old")
    desk.direct(item, **UNKNOWN)
    base = desk.values(item)
    saved = save(desk.actor, CONFERENCE, item.id, base=base, wanted={**base, "description": "New"})
    assert (saved.left_out, saved.not_kept) == ((), ())
    assert desk.values(item) == base | {"description": "New"}


@pytest.mark.parametrize("put", ["merge", "replace", "defaults"])
def test_an_unknown_value_that_is_refused_is_asked_about_before_anything_is_saved(
    make_desk: MakeDesk, put: str
) -> None:
    desk = make_desk(put=put, strict_stored=True)
    item = desk.make(CONFERENCE, description="Old")
    desk.direct(item, **UNKNOWN)
    base = desk.values(item)
    with pytest.raises(StoredValueRejected) as refusal:
        save(desk.actor, CONFERENCE, item.id, base=base, wanted={**base, "description": "New"})
    assert refusal.value.values == UNKNOWN
    assert desk.values(item) == base
    (change,) = desk.history()
    assert change.outcome == Outcome.REFUSED
    assert "does not accept a value that is already stored" in change.sentence


def test_who_agreed_to_leave_out_one_field_is_asked_about_the_others(make_desk: MakeDesk) -> None:
    desk = make_desk(strict_stored=True)
    item = desk.make(CONFERENCE)
    desk.direct(item, **UNKNOWN)
    base = desk.values(item)
    wanted = {"light_primary": "blue"}
    with pytest.raises(StoredValueRejected) as refusal:
        save(desk.actor, CONFERENCE, item.id, base={}, wanted=wanted, without=["layout", "quality"])
    assert {*refusal.value.values} == {"dark_primary", "size"}
    assert "light_primary" in {error.attribute for error in refusal.value.errors}
    assert desk.values(item) == base


def test_a_documented_value_is_not_left_out_even_if_someone_agrees(desk: Desk) -> None:
    item = desk.make(CONFERENCE, layout="5up")
    desk.sandbox.faults.add("422", method="PUT", attribute="layout", message="is odd")
    with pytest.raises(RefusedFields) as refusal:
        save(desk.actor, CONFERENCE, item.id, base={}, wanted={"size": "large"}, without=["layout"])
    assert not isinstance(refusal.value, StoredValueRejected)
    assert all("layout" in body for body in desk.sent("PUT"))


@pytest.mark.parametrize("put", ["merge", "replace", "defaults"])
def test_an_unknown_value_that_is_refused_can_be_left_out_which_is_said(
    make_desk: MakeDesk, put: str
) -> None:
    desk = make_desk(put=put, strict_stored=True)
    item = desk.make(CONFERENCE, description="Old")
    desk.direct(item, **UNKNOWN)
    base = desk.values(item)
    wanted = {**base, "description": "New"}
    saved = save(desk.actor, CONFERENCE, item.id, base=base, wanted=wanted, without=[*UNKNOWN, "name"])
    assert {*saved.left_out} == {*UNKNOWN}
    assert isinstance(saved.item, Conference)
    assert saved.item.description == "New"
    lost = {"merge": set(), "defaults": {"layout", "quality", "size"}, "replace": {*UNKNOWN}}[put]
    assert {one.name for one in saved.not_kept} == lost
    assert all(one.sent == UNKNOWN[one.name] for one in saved.not_kept)
    change = desk.history()[-1]
    assert {*change.fields} == {"description"} | lost
    assert "does not accept its stored value" in change.sentence
    assert ("It now has another value: " in change.sentence) is bool(lost)
    assert "did not keep" not in change.sentence
    assert change.before["layout"] == "spotlight-carousel"


def test_a_wrong_value_beside_an_unknown_one_is_the_only_one_complained_of(desk: Desk) -> None:
    item = desk.make(CONFERENCE)
    desk.direct(item, **UNKNOWN)
    before = desk.values(item)
    with pytest.raises(RefusedFields) as refusal:
        save(desk.actor, CONFERENCE, item.id, base={}, wanted={"light_primary": "blue"})
    assert [error.attribute for error in refusal.value.errors] == ["light_primary"]
    assert desk.values(item) == before
    assert desk.history()[-1].outcome == Outcome.REFUSED


def test_a_known_value_is_never_left_out(desk: Desk) -> None:
    item = desk.make(CONFERENCE, join_from="2030-01-01", join_until="2030-02-01")
    late = datetime(2031, 1, 1, tzinfo=UTC)
    with pytest.raises(RefusedFields) as refusal:
        save(desk.actor, CONFERENCE, item.id, base={}, wanted={"join_from": late})
    assert [error.attribute for error in refusal.value.errors] == ["join_until"]
    assert len(desk.sent("PUT")) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("put", "null"), MODES)
def test_what_is_empty_stays_empty_or_is_told(make_desk: MakeDesk, kind: Kind, put: str, null: str) -> None:
    desk = make_desk(put=put, null=null)
    item = desk.make(kind)
    empty = {name for name, field in kind.fields.items() if field.nullable and name != "display_name"}
    desk.direct(item, **dict.fromkeys(empty))
    saved = save(desk.actor, kind, item.id, base={}, wanted={"quality": "1080p"})
    filled = {name for name in empty if desk.values(item)[name] is not None}
    assert {one.name for one in saved.not_kept} == filled
    assert all(one.sent is None for one in saved.not_kept)
    if (put, null) == ("replace", "refuse"):
        assert filled == {name for name in empty if kind.fields[name].default is not None}
    elif null == "clear" or put == "merge":
        assert filled == set()


def test_a_conference_without_a_display_name_asks_for_one(desk: Desk) -> None:
    item = desk.make(CONFERENCE)
    desk.direct(item, display_name=None)
    with pytest.raises(RefusedFields) as refusal:
        save(desk.actor, CONFERENCE, item.id, base={}, wanted={"quality": "1080p"})
    assert [error.attribute for error in refusal.value.errors] == ["display_name"]


def test_a_field_that_an_update_does_not_take_is_never_sent(desk: Desk) -> None:
    item = desk.make(CONFERENCE)
    wanted = {"name": "other", "meta": {"a": 1}, "id": "x", "quality": "1080p"}
    saved = save(desk.actor, CONFERENCE, item.id, base={}, wanted=wanted)
    assert (saved.changed, saved.item.name) == (("quality",), item.name)
    (body,) = desk.sent("PUT")
    assert {"name", "meta", "id"}.isdisjoint(body)


def test_what_signalwire_changed_on_the_way_is_told(actor: Actor, upstream: responses.RequestsMock) -> None:
    upstream.get(ADDRESS, json=conference(description="Old", dark_primary="#000000"))
    answer = conference(description="New", dark_primary="#aabbcc", enable_chat=False, join_until=None)
    upstream.put(ADDRESS, json=answer)
    wanted = {"description": "New ", "dark_primary": "#AABBCC"}
    saved = save(actor, CONFERENCE, UUID(CONFERENCE_ID), base={}, wanted=wanted)
    until = datetime(2022, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert {*saved.not_kept} == {
        FieldMismatch("description", "New ", "New"),
        FieldMismatch("enable_chat", True, False),
        FieldMismatch("join_until", until, None),
    }


def test_an_answer_that_is_older_than_what_is_stored_is_not_believed(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    old, new = conference(dark_primary="#000000"), conference(dark_primary="#AABBCC")
    upstream.get(ADDRESS, json=old)
    upstream.get(ADDRESS, json=new)
    upstream.put(ADDRESS, json=old)
    saved = save(actor, CONFERENCE, UUID(CONFERENCE_ID), base={}, wanted={"dark_primary": "#AABBCC"})
    assert (saved.not_kept, saved.item.dark_primary) == ((), "#AABBCC")  # type: ignore[union-attr]
    change = Change.objects.get()
    assert (change.after["dark_primary"], change.sentence) == ("#AABBCC", "")


def test_an_answer_that_lost_as_much_as_a_read_does_is_the_one_that_is_shown(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    upstream.get(ADDRESS, json=conference(dark_primary="#000000"))
    upstream.get(ADDRESS, json=conference(dark_primary="#222222"))
    upstream.put(ADDRESS, json=conference(dark_primary="#111111"))
    saved = save(actor, CONFERENCE, UUID(CONFERENCE_ID), base={}, wanted={"dark_primary": "#AABBCC"})
    assert saved.item.dark_primary == "#111111"  # type: ignore[union-attr]
    assert saved.not_kept == (FieldMismatch("dark_primary", "#AABBCC", "#111111"),)
    assert Change.objects.get().after["dark_primary"] == "#111111"


@pytest.mark.parametrize("status", [202, 204, 200, 302, 500, 504])
def test_what_is_not_proven_may_still_be_carried_out(
    actor: Actor, upstream: responses.RequestsMock, status: int
) -> None:
    upstream.get(ADDRESS, json=conference())
    upstream.put(ADDRESS, status=status)
    with pytest.raises(SignalWireError) as caught:
        save(actor, CONFERENCE, UUID(CONFERENCE_ID), base={}, wanted={"dark_primary": "#AABBCC"})
    assert caught.value.may_have_arrived
    assert Change.objects.get().outcome == Outcome.UNKNOWN


@pytest.mark.parametrize(("put", "null"), MODES)
def test_an_empty_text_in_a_colour_is_sent_as_it_is_stored(make_desk: MakeDesk, put: str, null: str) -> None:
    desk = make_desk(put=put, null=null)
    item = desk.make(CONFERENCE)
    desk.direct(item, light_success="", description="")
    saved = save(desk.actor, CONFERENCE, item.id, base={}, wanted={"quality": "1080p"})
    assert (saved.changed, saved.left_out) == (("quality",), ())
    body = desk.sent("PUT")[0]
    assert (body["light_success"], body["description"]) == ("", "")


def test_a_refusal_that_names_no_field_makes_null_an_empty_text(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    upstream.get(ADDRESS, json=conference(description="Old"))
    upstream.put(ADDRESS, status=422, json={"errors": "null is not allowed"})
    upstream.put(ADDRESS, json=conference(description=None))
    saved = save(actor, CONFERENCE, UUID(CONFERENCE_ID), base={}, wanted={"description": None})
    assert saved.not_kept == ()
    bodies = [json.loads(call.request.body or "") for call in upstream.calls if call.request.method == "PUT"]
    assert [body["description"] for body in bodies] == [None, ""]


MOMENTS = st.integers(0, 4_000_000_000).map(
    lambda seconds: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def text(most: int | None) -> st.SearchStrategy[str]:
    """What a database keeps: neither NUL nor half a character."""
    return st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=most)


def valid(field: Field) -> st.SearchStrategy[object]:
    """Every value that the specification lets a field have."""
    match field.kind:
        case "flag":
            return st.booleans()
        case "integer":
            return st.integers(field.minimum, field.maximum)
        case "choice":
            return st.sampled_from(field.choices)
        case "colour":
            return st.from_regex(field.pattern or "", fullmatch=True)
        case "date_time":
            return MOMENTS
        case "json_object":
            leaves = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | text(20)
            return st.dictionaries(text(9), leaves | st.lists(leaves, max_size=3), max_size=5)
        case _:
            texts = text(field.max_length)
            return texts.filter(str.strip) if field.name == "display_name" else texts


def changes(kind: Kind) -> st.SearchStrategy[dict[str, object]]:
    fields = {name: valid(field) for name, field in kind.fields.items() if field.on_update}
    return st.fixed_dictionaries({}, optional=fields).map(in_order)


def in_order(values: dict[str, object]) -> dict[str, object]:
    """The window the right way round."""
    opens, closes = values.get("join_from"), values.get("join_until")
    if isinstance(opens, datetime) and isinstance(closes, datetime) and closes < opens:
        return {**values, "join_from": closes, "join_until": opens}
    return values


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("put", ["merge", "replace", "defaults"])
def test_every_valid_value_arrives_exactly_and_nothing_else_changes(
    make_desk: MakeDesk, kind: Kind, put: str
) -> None:
    desk = make_desk(put=put)
    item = desk.make(kind)
    desk.direct(item, join_from=None, join_until=None)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(wanted=changes(kind))
    def save_and_look(wanted: dict[str, object]) -> None:
        base = desk.values(item)
        for name in ("join_from", "join_until"):
            wanted.setdefault(name, None)
        saved = save(desk.actor, kind, item.id, base=base, wanted=wanted)
        assert saved.not_kept == ()
        now = desk.values(item)
        for name in base:
            assert same(now[name], wanted.get(name, base[name])), name

    save_and_look()


def test_a_save_of_what_is_there_sends_and_records_nothing(desk: Desk) -> None:
    item = desk.make(CONFERENCE)
    saved = save(desk.actor, CONFERENCE, item.id, base=writable(item), wanted=writable(item))
    assert (saved.item, saved.change, saved.changed) == (item, None, ())
    assert (desk.sent("PUT"), desk.history()) == ([], [])
