"""How long a theme for many conferences takes, one by one and several at a time.

``python -m tests.benchmark.bulk``: a sandbox that takes its time over each answer runs in a process of
its own; the dashboard's runner works here, with SQLite on disk. Each number of workers gives the same
conferences a theme of its own, after its dry run. Then, with the last number, a tenth of the objects meet
a fault, and that run is taken back. After each run SignalWire's side is compared with what the run says of
each object; the benchmark ends with an error where they differ.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import requests

from conferences.signalwire.kinds import CONFERENCE
from tests.benchmark.__main__ import ROOT, configure, wait_for, write

if TYPE_CHECKING:
    from conferences.models import Actor, BulkRun


def main() -> None:
    """Read the options, start the sandbox, measure, print, and end the sandbox."""
    parser = argparse.ArgumentParser(description="How long a theme for many takes.")
    parser.add_argument("--conferences", type=int, default=500)
    parser.add_argument("--latency-ms", type=int, default=50)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 12])
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        sandbox_of(conferences=options.conferences, latency_ms=options.latency_ms) as port,
    ):
        configure(Path(folder), port)
        measure(port, options.workers)


@contextmanager
def sandbox_of(*, conferences: int, latency_ms: int) -> Iterator[int]:
    """A sandbox in a process of its own, at a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    sandbox = subprocess.Popen(
        [
            *(sys.executable, "-m", "conferences.sandbox", "--quiet", "--rooms", "0"),
            *("--port", str(port), "--conferences", str(conferences)),
            *("--latency-ms", str(latency_ms), "--no-require-display-name"),
        ],
        cwd=ROOT,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/")
        yield port
    finally:
        sandbox.terminate()
        sandbox.wait()


def an_editor(port: int) -> Actor:
    """Someone who may change things in a workspace that points at the sandbox."""
    from django.contrib.auth.models import User

    from conferences.models import Actor, Membership, Role, Workspace
    from conferences.sandbox.project import API_TOKEN, PROJECT_ID

    person = User.objects.create(username="benchmark")
    workspace = Workspace.objects.create(
        name="Benchmark", host=f"127.0.0.1:{port}", project_id=UUID(PROJECT_ID), api_token=API_TOKEN
    )
    Membership.objects.create(workspace=workspace, user=person, role=Role.EDITOR)
    return Actor(workspace, person, "benchmark")


def measure(port: int, workers: list[int]) -> None:
    """Give everything a theme with each number of workers, then once with faults, and take that back."""
    actor = an_editor(port)
    for number in workers:
        write(time_run(actor, number)[1])
    before = themes(actor)
    add_faults(port)
    run, words = time_run(actor, workers[-1], name="with faults ")
    write(words)
    requests.delete(f"http://127.0.0.1:{port}/_sandbox/faults", timeout=5)
    write(time_undo(actor, run, workers[-1]))
    if themes(actor) != before:
        raise SystemExit("Not everything is as it was before.")
    write(f"At most {most_begun()} writes were begun in 10 seconds.")


def add_faults(port: int) -> None:
    """About a tenth of the objects meet a fault with every write to them, each kind a quarter of those."""
    for number, kind in enumerate(("500", "422", "dropped_before", "dropped_after")):
        # The last two digits of an id are any of 256 pairs.
        pairs = [f"{pair:02x}" for pair in range(number, 256, 40)]
        fault: dict[str, object] = {"kind": kind, "method": "PUT", "path": f"({'|'.join(pairs)})$"}
        if kind == "422":
            fault |= {"attribute": "light_primary", "message": "is refused today"}
        add_fault(port, fault)


def add_fault(port: int, fault: dict[str, object]) -> None:
    """Switch a fault of the sandbox on."""
    answer = requests.post(
        f"http://127.0.0.1:{port}/_sandbox/faults",
        data=json.dumps(fault),
        headers={"Content-Type": "application/json"},
        timeout=5,
    )
    answer.raise_for_status()


def theme_number(number: int) -> dict[str, str]:
    """Ten colours that no other number has."""
    from conferences.theme.constants import NAMES

    return {name: f"#{number:02X}{place:02X}A0" for place, name in enumerate(NAMES)}


def themes(actor: Actor) -> dict[str, dict[str, Any]]:
    """The ten colours of every conference by its id, as the API has them now."""
    from conferences.services import reading
    from conferences.services.themes import colours_of
    from conferences.signalwire import Conference, Cursor

    found: dict[str, dict[str, Any]] = {}
    cursor: Cursor | None = None
    while True:
        page = reading.list_page(
            actor.workspace, CONFERENCE, page_size=1000, cursor=cursor, request_id=actor.request_id
        )
        found |= {str(item.id): colours_of(item) for item in page.items if isinstance(item, Conference)}
        if page.next is None:
            return found
        cursor = page.next


def time_run(actor: Actor, workers: int, name: str = "") -> tuple[BulkRun, str]:
    """A dry run and a run with so many workers, and one line about both."""
    from conferences.models import BulkAction, BulkRun, ItemState
    from conferences.services.bulk import runs, worker

    found = runs.collect(actor.workspace, CONFERENCE, request_id=actor.request_id)
    run = runs.create_run(actor, CONFERENCE, found.objects, selection="All")
    colours = theme_number(BulkRun.objects.count())
    runs.choose(actor, run, BulkAction.THEME, {"preset": "Benchmark", "colours": colours})
    started = time.perf_counter()
    worker.work(run.pk, concurrency=workers)
    checked = time.perf_counter()
    ready = runs.tally(run).get(ItemState.READY, 0)
    run.refresh_from_db()
    runs.confirm(actor, run)
    began = time.perf_counter()
    worker.work(run.pk, concurrency=workers)
    ended = time.perf_counter()
    run.refresh_from_db()
    have = {identifier for identifier, theme in themes(actor).items() if theme == colours}
    compare(run, have)
    return run, (
        f"{workers} at a time: {name}dry run of {run.total} {checked - started:.1f} s, "
        f"run of {ready} {ended - began:.1f} s, {words_of(run)}"
    )


def compare(run: BulkRun, have: set[str]) -> None:
    """Exit where an item says what is not so: ``have`` are the ids of those with the new theme."""
    from conferences.models import ItemState

    for item in run.items.all():
        is_right = {
            ItemState.DONE: str(item.object_id) in have,
            ItemState.UNKNOWN: True,
        }.get(ItemState(item.state), str(item.object_id) not in have)
        if not is_right:
            raise SystemExit(f"{item.object_id} is said to be {item.state}, which is not so.")


def time_undo(actor: Actor, run: BulkRun, workers: int) -> str:
    """One line about taking the run back."""
    from conferences.services.bulk import undo, worker

    undoing = undo.undo(actor, run)
    if undoing is None:
        raise SystemExit("The run cannot be undone.")
    began = time.perf_counter()
    worker.work(undoing.pk, concurrency=workers)
    ended = time.perf_counter()
    return f"{workers} at a time: undo of {undoing.total} {ended - began:.1f} s, {words_of(undoing)}"


def words_of(run: BulkRun) -> str:
    """``450 done, 12 failed``"""
    from conferences.services.bulk import runs

    return ", ".join(f"{number} {state.value}" for state, number in sorted(runs.tally(run).items()))


def most_begun() -> int:
    """The most writes of the whole benchmark that were begun in any ten seconds."""
    from conferences.models import Change

    moments = [
        one.timestamp() for one in Change.objects.order_by("opened_at").values_list("opened_at", flat=True)
    ]
    first = most = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= 10:
            first += 1
        most = max(most, last - first + 1)
    return most


if __name__ == "__main__":
    main()
