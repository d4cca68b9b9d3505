"""One case for each kind of write that the dashboard makes, ready to be sent, on an object of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from tests.races.bulk import open_bulk, wait_for_end
from tests.races.conftest import Arena
from tests.races.pages import Told
from tests.races.people import Person, Prepared, open_form, open_window_action

BULK_ROWS: Final = 8


@dataclass
class Case:
    """One write that is about to be made.

    ``labels`` are what the history calls the objects, ``fault`` says which requests the gateway answers,
    ``has_landed`` whether SignalWire has it, ``made`` how many objects there are (or times it was done).
    ``told`` is what was said at each press of the button, ``seconds`` how long the first took.
    ``done_before`` is how many entries with *Done* the history has of each object already.
    """

    what: str
    labels: list[str]
    prepared: Prepared
    fault: dict[str, Any]
    has_landed: Callable[[], bool]
    made: Callable[[], int] = lambda: 1
    told: list[Told] = field(default_factory=list)
    seconds: float = 0.0
    done_before: int = 0


def name_of(what: str, mark: str) -> str:
    return f"{what}-{mark}".replace(" ", "-").replace("_", "-")


def _create(kind: str) -> Callable[[Arena, Person, str], Case]:
    def prepare(arena: Arena, person: Person, mark: str) -> Case:
        what, collection = f"create {kind[:-1]}", getattr(arena.sandbox.store, kind)
        name = name_of(what, mark)
        form = open_form(person, f"{kind}/new/", "display_name", {"name": name, "display_name": name})
        concerned = {"method": "POST", "path": f"/{kind}$", "body": f'"{name}"'}
        return Case(
            what,
            [name],
            form,
            concerned,
            lambda: collection.named(name) is not None,
            lambda: sum(row["name"].startswith(name) for row in collection.newest_first()),
        )

    return prepare


def _conference(arena: Arena, what: str, mark: str, **fields: Any) -> tuple[str, str, Callable[[], Any]]:
    name = name_of(what, mark)
    identifier = arena.conference(name, **fields)
    return name, identifier, lambda: arena.sandbox.store.conferences.get(identifier)


def _update(arena: Arena, person: Person, mark: str) -> Case:
    name, identifier, row = _conference(arena, "update", mark)
    form = open_form(person, f"conferences/{identifier}/edit/", "base", {"description": "Changed"})
    concerned = {"method": "PUT", "path": identifier}
    return Case("update", [name], form, concerned, lambda: row()["description"] == "Changed")


def _update_room(arena: Arena, person: Person, mark: str) -> Case:
    name, rooms = name_of("update room", mark), arena.sandbox.store.rooms
    identifier = arena.sandbox.store.create_room({"name": name})["id"]
    form = open_form(person, f"rooms/{identifier}/edit/", "base", {"description": "Changed"})
    concerned = {"method": "PUT", "path": identifier}
    return Case(
        "update room", [name], form, concerned, lambda: rooms.get(identifier)["description"] == "Changed"
    )


def _window(arena: Arena, person: Person, mark: str) -> Case:
    name, identifier, row = _conference(arena, "window", mark)
    form = open_window_action(person, identifier, "close-now")
    concerned = {"method": "PUT", "path": identifier}
    return Case("window action", [name], form, concerned, lambda: row()["join_until"] is not None)


def _delete(arena: Arena, person: Person, mark: str) -> Case:
    name, identifier, _ = _conference(arena, "delete", mark)
    form = open_form(person, f"conferences/{identifier}/delete/", "shown", {})
    concerned = {"method": "DELETE", "path": identifier}
    return Case("delete", [name], form, concerned, lambda: identifier not in arena.sandbox.store.conferences)


def _reset(arena: Arena, person: Person, mark: str) -> Case:
    name, identifier, _ = _conference(arena, "reset", mark)
    store = arena.sandbox.store
    token = store.conference_tokens(identifier)[1]
    path = f"conferences/{identifier}/tokens/{token['id']}/reset/"
    form = open_form(person, path, "shown", {"name": token["name"]})
    return Case(
        "token reset",
        [name],
        form,
        {"method": "POST", "path": token["id"]},
        lambda: store.conference_token(token["id"])["token"] != token["token"],
        lambda: len(arena.sandbox.writes_of(token["id"])),
    )


def _restore(arena: Arena, person: Person, mark: str) -> Case:
    name, identifier, row = _conference(arena, "restore", mark)
    assert (
        open_form(person, f"conferences/{identifier}/edit/", "base", {"description": "Changed"}).told()
        is Told.SAVED
    )
    links = person.get(f"history/?object={identifier}").links("/history/")
    entry = next(link for link in links if link.rstrip("/").rpartition("/")[2].isdigit())
    form = open_form(person, f"{entry}restore/", "fields_to_restore", {})
    concerned = {"method": "PUT", "path": identifier}
    return Case(
        "restore", [name], form, concerned, lambda: row()["description"] == "As it was", done_before=1
    )


def _bulk(arena: Arena, person: Person, mark: str, *, what: str = "bulk", is_done: bool = True) -> Case:
    rows = [_conference(arena, f"{what} {number}", mark) for number in range(BULK_ROWS)]
    identifiers = [identifier for _, identifier, _ in rows]
    start = open_bulk(person, identifiers, {"action": "flag", "field": "record_on_start", "value": "on"})
    concerned = {"method": "PUT", "path": "|".join(one[:13] for one in identifiers)}
    return Case(
        what,
        [name for name, _, _ in rows],
        start,
        concerned,
        lambda: all(row()["record_on_start"] is is_done for _, _, row in rows),
    )


def _undo(arena: Arena, person: Person, mark: str) -> Case:
    case = _bulk(arena, person, mark, what="undo", is_done=False)
    page = wait_for_end(person, case.prepared.press())
    assert not case.has_landed(), page
    undo = Prepared(person, page, page.form(action="/undo/"), {})
    return replace(case, prepared=undo, done_before=1)


CASES: Final = [
    _create("conferences"),
    _create("rooms"),
    _update,
    _update_room,
    _window,
    _delete,
    _reset,
    _restore,
    _bulk,
    _undo,
]
