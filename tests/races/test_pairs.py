"""Two people who save at nearly the same moment: both changes stay, or the second is asked.

What is lost is told by the sandbox's own state; what was said is told by the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.races.conftest import Arena, Pair
from tests.races.pages import Told
from tests.races.people import open_form, open_window_action
from tests.races.score import ASKED, Score, press_both, spread, stored

pytestmark = [pytest.mark.races, pytest.mark.xdist_group("races")]


def in_turn(pair: Pair, place: int) -> Pair:
    """The same two people, with every second time the other one first."""
    return pair if place % 2 else (pair[1], pair[0])


def test_two_forms_with_different_fields_keep_both_changes(
    arena: Arena, capsys: pytest.CaptureFixture[str]
) -> None:
    score = Score()

    def race(place: int, offset: float) -> Callable[[Pair], None]:
        def run(pair: Pair) -> None:
            one, other = in_turn(pair, place)
            identifier = arena.conference(f"different-{place}")
            path = f"conferences/{identifier}/edit/"
            first = open_form(one, path, "base", {"display_name": f"Renamed {place}"})
            second = open_form(other, path, "base", {"description": f"Described {place}"})
            pages = press_both(first, second, offset)
            told = [page.told for page in pages]
            row = stored(arena.sandbox, identifier)
            kept = [row["display_name"] == f"Renamed {place}", row["description"] == f"Described {place}"]
            lost = sum(not is_kept for is_kept in kept)
            untrue = sum(said is Told.SAVED and not is_kept for said, is_kept in zip(told, kept, strict=True))
            score.add(pairs=1, lost=lost, untrue=untrue, both_told_saved=told == [Told.SAVED] * 2)
            if lost or told != [Told.SAVED] * 2:
                score.wrong.append(f"{place} at {offset:.3f} s: {kept}, {pages}")

        return run

    arena.each([race(place, offset) for place, offset in enumerate(spread(56))])
    score.settle("form × form, different fields", capsys)


def test_two_forms_with_the_same_field_ask_the_second(
    arena: Arena, capsys: pytest.CaptureFixture[str]
) -> None:
    score = Score()

    def race(place: int, offset: float) -> Callable[[Pair], None]:
        def run(pair: Pair) -> None:
            identifier = arena.conference(f"same-{place}")
            path = f"conferences/{identifier}/edit/"
            values = [f"First {place}", f"Second {place}"]
            opened = [
                open_form(person, path, "base", {"display_name": value})
                for person, value in zip(in_turn(pair, place), values, strict=True)
            ]
            pages = press_both(opened[0], opened[1], offset)
            told = [page.told for page in pages]
            final = stored(arena.sandbox, identifier)["display_name"]
            untrue = sum(
                said is Told.SAVED and final != value for said, value in zip(told, values, strict=True)
            )
            asked = sum(said in ASKED for said in told)
            writes = len(arena.sandbox.writes_of(identifier))
            score.add(pairs=1, untrue=untrue, asked=asked, overwritten=writes > 1)
            if untrue or asked != 1 or told.count(Told.SAVED) != 1 or writes != 1:
                score.wrong.append(f"{place} at {offset:.3f} s: {final!r}, {pages}")

        return run

    arena.each([race(place, offset) for place, offset in enumerate(spread(32))])
    score.settle("form × form, same field", capsys)


@pytest.mark.parametrize(("action", "number"), [("close-now", 32), ("plus-60", 16)])
def test_a_form_and_a_window_action_keep_both_changes(
    arena: Arena, capsys: pytest.CaptureFixture[str], action: str, number: int
) -> None:
    score = Score()

    def race(place: int, offset: float) -> Callable[[Pair], None]:
        def run(pair: Pair) -> None:
            one, other = in_turn(pair, place // 2)
            now = datetime.now(UTC).replace(microsecond=0)
            ends = {"join_from": now - timedelta(hours=1), "join_until": now + timedelta(hours=1)}
            identifier = arena.conference(
                f"{action}-{place}",
                **{name: end.strftime("%Y-%m-%dT%H:%M:%SZ") for name, end in ends.items()},
            )
            before = stored(arena.sandbox, identifier)
            form = open_form(
                one, f"conferences/{identifier}/edit/", "base", {"display_name": f"Renamed {place}"}
            )
            moving = open_window_action(other, identifier, action)
            both = (form, moving) if place % 2 else (moving, form)
            pages = press_both(both[0], both[1], offset)
            row = stored(arena.sandbox, identifier)
            is_renamed = row["display_name"] == f"Renamed {place}"
            is_moved = row["join_until"] != before["join_until"]
            kept = (is_renamed, is_moved) if place % 2 else (is_moved, is_renamed)
            told = [page.told for page in pages]
            outcomes = list(zip(told, kept, strict=True))
            untrue = sum(said is Told.SAVED and not is_kept for said, is_kept in outcomes)
            asked = sum(said in ASKED for said in told)
            score.add(pairs=1, lost=untrue, both_kept=all(kept), asked=asked)
            if any((said is Told.SAVED) != is_kept for said, is_kept in outcomes) or sum(kept) + asked != 2:
                score.wrong.append(f"{place} at {offset:.3f} s: {kept}, {pages}")

        return run

    arena.each([race(place, offset) for place, offset in enumerate(spread(number))])
    score.settle(f"form × {action}", capsys)


def test_two_creations_of_one_name_make_one_object(arena: Arena, capsys: pytest.CaptureFixture[str]) -> None:
    score = Score()

    def race(place: int, offset: float) -> Callable[[Pair], None]:
        def run(pair: Pair) -> None:
            kind, name = ("conferences", "rooms")[place % 2], f"twin-{place}"
            collection = getattr(arena.sandbox.store, kind)
            opened = [
                open_form(person, f"{kind}/new/", "display_name", {"name": name, "display_name": value})
                for person, value in zip(in_turn(pair, place // 2), ("First", "Second"), strict=True)
            ]
            pages = press_both(opened[0], opened[1], offset)
            made = [row for row in collection.newest_first() if row["name"].startswith(name)]
            told = [page.told for page in pages]
            row = collection.named(name) or {}
            true = [
                said is Told.SAVED and row.get("display_name") == value
                for said, value in zip(told, ("First", "Second"), strict=True)
            ]
            untrue = told.count(Told.SAVED) - sum(true)
            score.add(
                pairs=1,
                duplicates=len(made) - 1,
                untrue=untrue,
                told_of_the_other=sum(not is_true for is_true in true),
            )
            if len(made) != 1 or sum(true) != 1 or untrue:
                score.wrong.append(f"{place} at {offset:.3f} s: {len(made)} made, {pages}")

        return run

    arena.each([race(place, offset) for place, offset in enumerate(spread(16))])
    score.settle("create × create, one name", capsys)
