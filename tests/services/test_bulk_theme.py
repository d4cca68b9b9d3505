"""Applying a theme to many conferences: what is compared, what is sent, what is left alone."""

from __future__ import annotations

from typing import Any

import pytest

from conferences.models import BulkAction, ItemState, Outcome, Phase
from conferences.services.bulk import runs
from conferences.signalwire.kinds import CONFERENCE
from conferences.theme.constants import NAMES
from tests.services.bulk_runs import carried_out, checked, its_actor, lose, run_over, states, work
from tests.services.conftest import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("editor")]

BRAND: dict[str, Any] = {name: f"#0A1B{number:02X}" for number, name in enumerate(NAMES)}
THEME: dict[str, Any] = {"preset": "Brand", "colours": BRAND}
HOSTILE = "red; background:url(//x)"


def colours(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in NAMES}


def test_each_conference_gets_the_ten_colours_and_nothing_else(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 3, description="Mine"), BulkAction.THEME, **THEME)
    assert desk.sent("PUT") == []
    item = run.items.get(position=1)
    assert set(item.before) == set(NAMES) == set(item.after)
    assert item.after == BRAND
    run = carried_out(run)
    assert (run.phase, states(run)) == (Phase.FINISHED, [ItemState.DONE] * 3)
    assert [colours(row) for row in desk.rows(CONFERENCE)] == [BRAND] * 3
    assert {row["description"] for row in desk.rows(CONFERENCE)} == {"Mine"}
    assert [(one.run_id, one.outcome) for one in desk.history()] == [(run.pk, Outcome.DONE)] * 3
    assert set(desk.history()[0].fields) == set(NAMES)


def test_the_same_colours_in_other_letter_case_are_nothing_to_change(desk: Desk) -> None:
    lower: dict[str, Any] = {name: colour.lower() for name, colour in BRAND.items()}
    run = checked(desk, run_over(desk, 1, **lower), BulkAction.THEME, **THEME)
    assert states(run) == [ItemState.NOTHING]
    assert run.items.get().sentence == "It already has this theme."


def test_a_colour_that_is_right_but_for_its_case_is_sent_as_it_is(desk: Desk) -> None:
    run = run_over(desk, 1, **{**BRAND, "dark_primary": "#0a1bcc", "dark_success": "#0a1b08"})
    run = carried_out(checked(desk, run, BulkAction.THEME, **THEME))
    assert states(run) == [ItemState.DONE]
    row = desk.rows(CONFERENCE)[0]
    assert row["dark_primary"] == BRAND["dark_primary"]
    assert row["dark_success"] == "#0a1b08"
    assert desk.history()[-1].fields == ["dark_primary"]


def test_stored_values_that_are_no_colour_are_kept_as_text_and_replaced(desk: Desk) -> None:
    run = run_over(desk, 1)
    desk.direct(desk.get(CONFERENCE, run.items.get().object_id), light_primary=HOSTILE, dark_primary=None)
    run = checked(desk, run, BulkAction.THEME, **THEME)
    before = run.items.get().before
    assert (before["light_primary"], before["dark_primary"]) == (HOSTILE, None)
    assert states(carried_out(run)) == [ItemState.DONE]
    assert colours(desk.rows(CONFERENCE)[0]) == BRAND


@pytest.mark.parametrize("is_to_change", [True, False])
def test_a_conference_whose_theme_someone_touched_since_the_dry_run_is_left_alone(
    desk: Desk, is_to_change: bool
) -> None:
    # Also where the touched colour was already as the theme has it.
    start: dict[str, Any] = {} if is_to_change else {"light_primary": BRAND["light_primary"]}
    run = checked(desk, run_over(desk, 2, **start), BulkAction.THEME, **THEME)
    first = run.items.get(position=1)
    desk.direct(desk.get(CONFERENCE, first.object_id), light_primary="#123456")
    run = carried_out(run)
    assert states(run) == [ItemState.CONFLICT, ItemState.DONE]
    assert "light primary" in run.items.get(position=1).sentence
    theirs = desk.get(CONFERENCE, first.object_id)
    assert theirs.light_primary == "#123456"  # type: ignore[union-attr]
    assert len(desk.sent("PUT")) == 1


def test_a_try_that_was_carried_out_after_all_is_recognised(desk: Desk) -> None:
    run = checked(desk, run_over(desk, 2), BulkAction.THEME, **THEME)
    first, _ = run.items.all()
    runs.confirm(its_actor(run), run)
    desk.direct(desk.get(CONFERENCE, first.object_id), **BRAND)
    lose(run)
    again = work(runs.try_again(desk.actor, work(run), runs.retryable(run)))
    assert states(again) == [ItemState.NOTHING, ItemState.READY]
    assert "after all" in again.items.get(position=1).sentence


@pytest.mark.parametrize("fault", ["500", "422", "dropped_after", "dropped_before", "garbage"])
def test_a_tenth_that_fails_does_not_keep_the_others_from_their_theme(desk: Desk, fault: str) -> None:
    run = checked(desk, run_over(desk, 20), BulkAction.THEME, **THEME)
    struck = [str(item.object_id) for item in run.items.all()[4::10]]
    desk.sandbox.faults.add(fault, method="PUT", path="|".join(struck))
    run = carried_out(run)
    assert run.phase == Phase.FINISHED
    rows = {row["id"]: colours(row) for row in desk.rows(CONFERENCE)}
    for item in run.items.all():
        has_it = rows[str(item.object_id)] == BRAND
        if item.state == ItemState.DONE:
            assert has_it
        else:
            assert str(item.object_id) in struck
            assert item.state == ItemState.UNKNOWN or not has_it
    assert sum(state == ItemState.DONE for state in states(run)) >= 18
