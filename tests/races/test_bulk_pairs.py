"""Two bulk changes over the same conferences: each row has both changes, or says honestly that it has not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest

from tests.races.bulk import open_bulk, results, wait_for_end
from tests.races.conftest import Arena, Pair
from tests.races.score import Score, press_both, stored

pytestmark = [pytest.mark.races, pytest.mark.xdist_group("races")]

ROWS: Final = 40
OPENS, CLOSES = "2031-05-01T10:00:00Z", "2031-05-01T12:00:00Z"

Change = tuple[dict[str, str | None], str, object]
"""What is typed into the form, and the field that it changes with its value afterwards."""

SHIFT: Final[Change] = (
    {"action": "shift", "direction": "later", "hours": "1", "zone": "Europe/Berlin"},
    "join_until",
    "2031-05-01T13:00:00Z",
)


def flag(field: str, value: bool) -> Change:
    """A switch that is set."""
    return {"action": "flag", "field": field, "value": "on" if value else "off"}, field, value


RACES: Final = [
    (flag("enable_chat", False), SHIFT, 0.0),
    (flag("record_on_start", True), flag("enable_room_previews", True), 0.15),
    (SHIFT, flag("tone_on_entry_and_exit", False), 0.3),
]


def test_two_bulk_changes_of_the_same_rows_keep_both(
    arena: Arena, capsys: pytest.CaptureFixture[str]
) -> None:
    score = Score()

    def race(place: int, changes: tuple[Change, Change], offset: float) -> Callable[[Pair], None]:
        def run(pair: Pair) -> None:
            names = [f"rows-{place}-{row}" for row in range(ROWS)]
            identifiers = [arena.conference(name, join_from=OPENS, join_until=CLOSES) for name in names]
            opened = [
                open_bulk(person, identifiers, typed)
                for person, (typed, _, _) in zip(pair, changes, strict=True)
            ]
            pages = press_both(opened[0], opened[1], offset)
            for person, page, (_, field, value) in zip(pair, pages, changes, strict=True):
                told = results(wait_for_end(person, page))
                assert set(told) == set(names), page
                for name, identifier in zip(names, identifiers, strict=True):
                    is_done, words = told[name]
                    is_so = stored(arena.sandbox, identifier)[field] == value
                    score.add(rows_lost=is_done and not is_so, rows_not_done=not is_done)
                    if is_done is not is_so:
                        score.wrong.append(f"{name} at {offset:.3f} s: {field} is {is_so}, told {words!r}")
            score.add(pairs=ROWS)

        return run

    arena.each([race(place, (one, other), offset) for place, (one, other, offset) in enumerate(RACES)])
    score.settle("bulk × bulk, the same rows", capsys)
    # A row that is left alone is honest, but who waits for a turn has no reason to leave many.
    assert score.counts["rows_not_done"] <= ROWS * len(RACES) * 2 // 20
