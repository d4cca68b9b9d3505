"""Fills a project with made-up conferences, rooms and sessions."""

from __future__ import annotations

from conferences.sandbox.answers import Row
from conferences.sandbox.lifelike.conferences import Planned, conferences, is_over
from conferences.sandbox.lifelike.dice import MINUTE, dice, seconds_of
from conferences.sandbox.lifelike.rooms import rooms
from conferences.sandbox.lifelike.sessions import recordings, session
from conferences.sandbox.project import Project

_PAST_SESSIONS_MAXIMUM = 500


def populate(project: Project, *, conference_count: int, room_count: int, started: int, now: int) -> None:
    """Make everything as of ``started``; the running sessions as of ``now`` (both epoch seconds).

    The two differ when a saved state is taken up again: dates that were seen stay as they were, while
    the people in the rooms come back.
    """
    planned = [
        *_made(project, "conferences", conference_count, started),
        *_made(project, "rooms", room_count, started),
    ]
    held = [*_running(project, planned, started, now), *_past(project, planned, started)]
    project.sessions.generate(sorted(held, key=lambda row: str(row["start_time"])))
    project.recordings.generate(
        recording
        for row in reversed(project.sessions.newest_first())
        for recording in recordings(row, seed=project.seed)
    )


def _made(project: Project, kind: str, count: int, started: int) -> list[Planned]:
    make, collection = (conferences, project.conferences) if kind == "conferences" else (rooms, project.rooms)
    planned = list(make(count, project.seed, started))
    collection.generate(plan.row for plan in planned)
    return planned


def _running(project: Project, planned: list[Planned], started: int, now: int) -> list[Row]:
    made = []
    for plan in planned:
        if plan.since is None:
            continue
        begun = plan.since + now - started
        present, gone = plan.people
        # A meeting that everybody has left is over: its session ended with the last of them.
        ended = None if present else begun + (now - begun) * 2 // 3
        row = session(plan.row, seed=project.seed, begun=begun, ended=ended, people=present + gone)
        project.attendance[row["id"]] = plan.people
        if present:
            project.live[plan.row["id"]] = row["id"]
        made.append(row)
    return made


def _past(project: Project, planned: list[Planned], started: int) -> list[Row]:
    made: list[Row] = []
    for plan in reversed(planned):
        if len(made) == _PAST_SESSIONS_MAXIMUM:
            break
        opens = plan.row["join_from"]
        if plan.since is not None or opens is None or not is_over(plan.row, started):
            continue
        chance = dice(project.seed, plan.row["id"], "past")
        if chance.random() < 0.15:
            continue
        begun = seconds_of(opens) + chance.randint(0, 12) * MINUTE
        ended = max(begun + MINUTE, seconds_of(plan.row["join_until"]) - chance.randint(-20, 25) * MINUTE)
        people = min(plan.row.get("max_members") or 60, chance.randint(2, 60))
        row = session(plan.row, seed=project.seed, begun=begun, ended=ended, people=people)
        project.attendance[row["id"]] = (0, people)
        made.append(row)
    return made
