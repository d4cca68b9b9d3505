"""Two people and one field: base, theirs and yours, and a choice for each."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests import htmx
from tests.object_forms.conftest import Desk, MakeDesk
from tests.object_forms.paper import Paper

CHANGES: dict[str, tuple[Any, str, Any]] = {
    "display_name": ("Theirs", "Mine", "Mine"),
    "description": ("Theirs\nin two lines", "Mine\r\nin two lines", "Mine\nin two lines"),
    "layout": ("5up", "2x2", "2x2"),
    "quality": ("1080p", "720p", "720p"),
    "record_on_start": (False, "(off)", False),
    "join_from": ("2026-11-12T08:30:00Z", "2026-11-12T10:00", "2026-11-12T09:00:00Z"),
    "enable_room_previews": (True, "off", False),
}
"""Field → what someone else stores meanwhile, what is typed here, and what that must be stored as."""


def start(desk: Desk) -> tuple[str, Paper]:
    identifier = desk.make(description="Old", join_from="2026-11-12T08:00:00Z", record_on_start=True)
    desk.direct(identifier, enable_room_previews=None, quality="2160p")
    return identifier, desk.edit(identifier)


def test_the_three_values_stand_side_by_side(desk: Desk) -> None:
    identifier, form = start(desk)
    desk.direct(identifier, description="Theirs", layout="5up")
    page = form.press(description="Mine", join_from="2026-11-12T10:00")
    assert page.status == 409
    words = htmx.words(page.page)
    for said in (
        "Description",
        "When you opened it",
        "Old",
        "Theirs",
        "Yours",
        "Mine",
        "Nothing is saved yet",
    ):
        assert said in words
    assert desk.sent("PUT") == []
    assert desk.history() == []


@pytest.mark.parametrize("choice", ["theirs", "mine"])
@pytest.mark.parametrize("name", [name for name in CHANGES if name != "record_on_start"])
def test_what_is_chosen_is_saved_and_nothing_else_is_lost(desk: Desk, name: str, choice: str) -> None:
    identifier, form = start(desk)
    theirs, typed, stored = CHANGES[name]
    desk.direct(identifier, **{name: theirs, "join_until": "2026-12-01T00:00:00Z"})
    page = form.press(**{name: typed, "why": "Because"})
    assert page.status == 409
    done = page.press(**{f"choose-{name}": choice})
    assert done.status == 200
    row = desk.get(identifier)
    assert row[name] == (theirs if choice == "theirs" else stored)
    assert row["join_until"] == "2026-12-01T00:00:00Z"


@pytest.mark.parametrize("choices", list(itertools.product(("theirs", "mine"), repeat=2)))
def test_each_field_is_chosen_on_its_own(desk: Desk, choices: tuple[str, str]) -> None:
    identifier, form = start(desk)
    desk.direct(identifier, description="Theirs", layout="5up", display_name="Other title")
    page = form.press(description="Mine", layout="2x2", join_until="2026-11-13T10:00")
    page.press(**{"choose-description": choices[0], "choose-layout": choices[1]})
    row = desk.get(identifier)
    assert row["description"] == {"theirs": "Theirs", "mine": "Mine"}[choices[0]]
    assert row["layout"] == {"theirs": "5up", "mine": "2x2"}[choices[1]]
    assert row["display_name"] == "Other title"
    assert row["join_until"] == "2026-11-13T09:00:00Z"


def test_without_a_choice_it_asks_again(desk: Desk) -> None:
    identifier, form = start(desk)
    desk.direct(identifier, description="Theirs", layout="5up")
    page = form.press(description="Mine", layout="2x2")
    again = page.press(**{"choose-layout": "mine"})
    assert again.status == 422
    assert "Choose one value for each field" in again.page
    assert again.values["choose-layout"] == "mine"
    assert "Old" in htmx.words(again.page)
    assert desk.sent("PUT") == []
    again.press(**{"choose-description": "mine"})
    assert (desk.get(identifier)["description"], desk.get(identifier)["layout"]) == ("Mine", "2x2")


def test_an_answer_of_neither_is_no_choice(desk: Desk) -> None:
    identifier, form = start(desk)
    desk.direct(identifier, description="Theirs")
    page = form.press(description="Mine")
    assert page.press(**{"choose-description": "base"}).status == 422
    assert desk.get(identifier)["description"] == "Theirs"


def test_back_to_the_form_keeps_everything_typed_and_their_other_changes(desk: Desk) -> None:
    identifier, form = start(desk)
    desk.direct(identifier, description="Theirs", layout="5up")
    page = form.press(description="Mine", why="Because")
    again = page.press("action", "edit")
    assert again.status == 200
    assert (again.values["description"], again.values["layout"]) == ("Mine", "5up")
    assert again.values["why"] == "Because"
    again.press(description="Both")
    assert (desk.get(identifier)["description"], desk.get(identifier)["layout"]) == ("Both", "5up")


def test_a_third_change_while_choosing_asks_once_more(desk: Desk) -> None:
    identifier, form = start(desk)
    desk.direct(identifier, description="Second")
    page = form.press(description="Mine")
    desk.direct(identifier, description="Third")
    again = page.press(**{"choose-description": "mine"})
    assert again.status == 409
    assert "Third" in htmx.words(again.page)
    again.press(**{"choose-description": "mine"})
    assert desk.get(identifier)["description"] == "Mine"


def test_the_same_change_on_both_sides_is_no_conflict(desk: Desk) -> None:
    identifier, form = start(desk)
    desk.direct(identifier, description="Same")
    done = form.press(description="Same")
    assert done.status == 200
    assert desk.get(identifier)["description"] == "Same"


def test_deleted_while_choosing_offers_to_create_again(desk: Desk) -> None:
    identifier, form = start(desk)
    desk.direct(identifier, description="Theirs")
    page = form.press(description="Mine")
    desk.call("DELETE", f"/{desk.kind}/{identifier}")
    gone = page.press(**{"choose-description": "mine"})
    assert gone.status == 410
    assert ("description", "Mine") in gone.pairs


def test_a_refused_save_after_choosing_is_back_at_the_form(desk: Desk) -> None:
    identifier, form = start(desk)
    desk.direct(identifier, description="Theirs")
    page = form.press(description="Mine")
    desk.sandbox.faults.add("500", method="PUT")
    again = page.press(**{"choose-description": "mine"})
    assert again.status == 502
    assert again.values["description"] == "Mine"
    desk.sandbox.faults.clear()
    again.press()
    assert desk.get(identifier)["description"] == "Mine"


def test_seconds_survive_a_conflict(desk: Desk) -> None:
    identifier, form = start(desk)
    desk.direct(identifier, description="Theirs", join_until="2026-10-25T00:30:17Z")
    page = form.press(description="Mine", zone="America/New_York")
    page.press(**{"choose-description": "mine"})
    row = desk.get(identifier)
    assert (row["join_until"], row["join_from"]) == ("2026-10-25T00:30:17Z", "2026-11-12T08:00:00Z")


def test_what_the_page_shows_is_escaped(make_desk: MakeDesk) -> None:
    desk = make_desk("conferences")
    identifier, form = start(desk)
    desk.direct(identifier, description="<script>theirs</script>")
    page = form.press(description="<script>mine</script>")
    assert page.status == 409
    assert "<script>theirs" not in page.page
    assert "<script>mine" not in page.page


def test_colours_have_a_swatch_beside_their_text_and_what_is_no_colour_has_none(make_desk: MakeDesk) -> None:
    desk = make_desk("conferences")
    identifier = desk.make(light_primary="#111111")
    form = desk.edit(identifier)
    hostile = '"><rect fill="url(//x)'
    desk.direct(identifier, light_primary=hostile)
    page = form.press(light_primary="#333333")
    assert page.status == 409
    fills = [tag["fill"] for tag in htmx.tags(page.page, "rect")]
    assert {"#111111", "#333333"} <= {*fills}
    assert not any("url(" in fill for fill in fills)
    words = htmx.words(page.page)
    assert hostile in words
    assert "#111111" in words
    assert "#333333" in words
