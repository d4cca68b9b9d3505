"""How fast a run begins with its objects."""

from __future__ import annotations

import pytest

from conferences.models import BulkAction, ItemState, Membership, Phase
from conferences.services.bulk.pace import PER_SECOND, Pace
from tests.services.bulk_runs import carried_out, checked, run_over, states
from tests.services.conftest import Desk, FakeTime

LIMIT = 13_800
"""Writes that SignalWire takes from an account in ten seconds."""


def begun_at(number: int, *, answer_seconds: float) -> list[float]:
    """When each object begins, where each answer takes so long."""
    pace, now, moments = Pace(), 50.0, []
    for _ in range(number):
        now += pace.wait(now)
        moments.append(now)
        now += answer_seconds
    return moments


def most_in(seconds: float, moments: list[float]) -> int:
    return max(sum(start <= one < start + seconds for one in moments) for start in moments[::50])


@pytest.mark.parametrize("answer_seconds", [0.0, 0.001])
def test_four_runs_stay_within_the_limit_even_if_each_object_is_sent_three_times(
    answer_seconds: float,
) -> None:
    moments = begun_at(5_000, answer_seconds=answer_seconds)
    assert most_in(10, moments) * 3 * 4 <= LIMIT
    assert moments[-1] - moments[0] == pytest.approx(5_000 / PER_SECOND - 1, abs=0.1)


def test_nothing_is_waited_for_where_answers_take_longer_than_the_pace() -> None:
    moments = begun_at(200, answer_seconds=0.02)
    assert moments[-1] - moments[0] == pytest.approx(199 * 0.02)


def test_a_rest_is_not_saved_up_for_later() -> None:
    pace = Pace()
    pace.wait(0.0)
    waits = [pace.wait(1_000.0) for _ in range(PER_SECOND + 10)]
    assert sum(seconds == 0 for seconds in waits) == PER_SECOND


@pytest.mark.django_db
def test_a_run_keeps_the_pace(desk: Desk, editor: Membership, time: FakeTime) -> None:
    run = checked(desk, run_over(desk, PER_SECOND + 5), BulkAction.FLAG, field="enable_chat", value=False)
    run = carried_out(run, time)
    assert (run.phase, set(states(run))) == (Phase.FINISHED, {ItemState.DONE})
    # Time stands still but for what is waited: the first go at once, the others one by one.
    assert sum(time.slept) == pytest.approx(5 / PER_SECOND)
