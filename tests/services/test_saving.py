"""Saving: two people and the API itself change one object, in every order and every reading of PUT."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from conferences.models import Outcome
from conferences.services.saving.merge import same
from conferences.services.saving.put import Conflict
from conferences.services.saving.update import save
from conferences.signalwire import RefusedFields
from conferences.signalwire.kinds import CONFERENCE, ROOM, Kind, writable
from tests.services.conftest import KINDS, Desk, MakeDesk

MODES = list(itertools.product(("merge", "replace", "defaults"), ("clear", "refuse")))
NOON = datetime(2030, 5, 6, 12, 30, 15, tzinfo=UTC)


def other_values(kind: Kind, name: str) -> tuple[object, object]:
    """Two values for a field that are neither its default nor each other."""
    field = kind.fields[name]
    match field.kind:
        case "flag":
            return not field.default, bool(field.default)
        case "integer":
            return 7, 8
        case "choice":
            others = [choice for choice in field.choices if choice != field.default]
            return others[0], [*others, field.default][1]
        case "colour":
            return "#112233", "#445566"
        case "date_time":
            year = {"join_from": 2030, "join_until": 2031}.get(name, 2032)
            return NOON.replace(year=year), NOON.replace(year=year, second=45)
        case "json_object":
            return {"cost": 1}, {"cost": 2, "list": [True, None, "ü"]}
        case _:
            return f"One {name}", f"Zwei “{name}”"


def names_of(kind: Kind) -> list[str]:
    return [name for name, field in kind.fields.items() if field.on_update]


def wire(value: object) -> object:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value


def agrees(values: Mapping[str, object], expected: Mapping[str, object]) -> bool:
    return all(same(values[name], value) for name, value in expected.items())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("direct", [False, True], ids=["both with us", "the other in the api"])
def test_two_people_who_change_any_two_different_fields_lose_nothing(
    desk: Desk, kind: Kind, direct: bool
) -> None:
    for mine, theirs in itertools.permutations(names_of(kind), 2):
        if {mine, theirs} == {"join_from", "join_until"}:
            continue  # has a test of its own: the two have an order
        item = desk.make(kind)
        base = writable(item)
        (my_value, _), (their_value, _) = other_values(kind, mine), other_values(kind, theirs)
        if direct:
            desk.direct(item, **{theirs: wire(their_value)})
        else:
            save(desk.actor, kind, item.id, base=base, wanted={**base, theirs: their_value})
        saved = save(desk.actor, kind, item.id, base=base, wanted={**base, mine: my_value})
        assert (saved.changed, saved.merged, saved.not_kept) == ((mine,), (theirs,), ()), (mine, theirs)
        assert agrees(desk.values(item), {**base, mine: my_value, theirs: their_value}), (mine, theirs)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("direct", [False, True], ids=["both with us", "the other in the api"])
def test_two_people_who_change_the_same_field_are_asked_and_nothing_is_sent(
    desk: Desk, kind: Kind, direct: bool
) -> None:
    for name in names_of(kind):
        item = desk.make(kind, quality="1080p", max_members=5)
        if kind.fields[name].kind == "flag" or name == "quality":
            continue  # of two values, two people who change one choose the same
        base = writable(item)
        theirs, mine = other_values(kind, name)
        if direct:
            desk.direct(item, **{name: wire(theirs)})
        else:
            save(desk.actor, kind, item.id, base=base, wanted={**base, name: theirs})
        before, records = len(desk.sent("PUT")), len(desk.history())
        with pytest.raises(Conflict) as conflict:
            save(desk.actor, kind, item.id, base=base, wanted={**base, name: mine, "quality": "720p"})
        (field,) = conflict.value.fields
        assert field.name == name
        assert same(field.base, base[name])
        assert same(field.theirs, theirs)
        assert same(field.mine, mine)
        assert (len(desk.sent("PUT")), len(desk.history())) == (before, records)
        now = writable(conflict.value.theirs)
        saved = save(desk.actor, kind, item.id, base=now, wanted={**now, name: mine, "quality": "720p"})
        assert {*saved.changed} == {name, "quality"}
        assert agrees(desk.values(item), {**base, name: mine, "quality": "720p"}), name


def test_people_who_chose_the_same_do_not_disagree(desk: Desk) -> None:
    item = desk.make(CONFERENCE)
    base = writable(item)
    wanted = {**base, "size": "large"}
    save(desk.actor, CONFERENCE, item.id, base=base, wanted=wanted)
    saved = save(desk.actor, CONFERENCE, item.id, base=base, wanted=wanted)
    assert (saved.change, saved.changed, saved.item.size) == (None, (), "large")  # type: ignore[union-attr]
    assert len(desk.sent("PUT")) == len(desk.history()) == 1


def test_windows_changed_by_two_people_to_what_cannot_be_are_refused_at_the_field(desk: Desk) -> None:
    item = desk.make(CONFERENCE, join_from="2030-01-01", join_until="2030-02-01")
    base = writable(item)
    desk.direct(item, join_from="2031-01-01T00:00:00Z", join_until="2031-02-01T00:00:00Z")
    with pytest.raises(Conflict):
        save(desk.actor, CONFERENCE, item.id, base=base, wanted={**base, "join_until": NOON})
    desk.direct(item, join_until="2030-02-01T00:00:00Z")
    with pytest.raises(RefusedFields) as refusal:
        save(desk.actor, CONFERENCE, item.id, base=base, wanted={**base, "join_until": NOON})
    assert [error.attribute for error in refusal.value.errors] == ["join_until"]
    assert same(desk.values(item)["join_from"], datetime(2031, 1, 1, tzinfo=UTC))
    assert desk.history()[-1].outcome == Outcome.REFUSED


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("put", "null"), MODES)
def test_one_changed_field_changes_nothing_else_however_put_is_meant(
    make_desk: MakeDesk, kind: Kind, put: str, null: str
) -> None:
    desk = make_desk(put=put, null=null)
    for name in names_of(kind):
        everything = {other: wire(other_values(kind, other)[1]) for other in names_of(kind)}
        item = desk.make(kind)
        desk.direct(item, **everything)
        base = desk.values(item)
        saved = save(desk.actor, kind, item.id, base=base, wanted={name: other_values(kind, name)[0]})
        assert (saved.changed, saved.not_kept, saved.left_out) == ((name,), (), ()), name
        assert agrees(desk.values(item), {**base, name: other_values(kind, name)[0]}), name


def can_be_emptied(put: str, null: str, kind: Kind, name: str) -> bool:
    """Whether the sandbox has any way of emptying a field, in this reading of PUT and of null."""
    field = kind.fields[name]
    return null == "clear" or field.kind == "text" or (put == "replace" and field.default is None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("put", "null"), MODES)
def test_a_field_is_emptied_wherever_that_can_be_done_and_otherwise_refused(
    make_desk: MakeDesk, kind: Kind, put: str, null: str
) -> None:
    desk = make_desk(put=put, null=null)
    clearable = [n for n in names_of(kind) if kind.fields[n].nullable and not kind.fields[n].required]
    for name in clearable:
        if kind == ROOM and name == "display_name":
            continue  # has a default of its own: the room's name
        item = desk.make(kind)
        desk.direct(item, **{name: wire(other_values(kind, name)[0])})
        base = desk.values(item)
        if can_be_emptied(put, null, kind, name):
            saved = save(desk.actor, kind, item.id, base=base, wanted={**base, name: None})
            assert (saved.changed, saved.not_kept) == ((name,), ()), name
            assert agrees(desk.values(item), {**base, name: None}), name
            assert desk.history()[-1].outcome == Outcome.DONE
        else:
            with pytest.raises(RefusedFields):
                save(desk.actor, kind, item.id, base=base, wanted={**base, name: None})
            assert agrees(desk.values(item), base), name
            assert desk.history()[-1].outcome == Outcome.REFUSED
