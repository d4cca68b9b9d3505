"""How long a run over many conferences takes, one by one and several at a time.

``python -m tests.benchmark.bulk``: a sandbox that takes its time over each answer runs in a process of
its own; the dashboard's runner works here, with SQLite on disk. Each number of workers shifts the join
window of the same conferences by an hour, after its dry run.
"""

from __future__ import annotations

import argparse
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from tests.benchmark.__main__ import ROOT, configure, wait_for, write

if TYPE_CHECKING:
    from conferences.models import Actor


def main() -> None:
    """Read the options, start the sandbox, measure, print, and end the sandbox."""
    parser = argparse.ArgumentParser(description="How long a run over many conferences takes.")
    parser.add_argument("--conferences", type=int, default=500)
    parser.add_argument("--latency-ms", type=int, default=50)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 4])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        sandbox = subprocess.Popen(
            [
                *(sys.executable, "-m", "conferences.sandbox", "--quiet", "--rooms", "0"),
                *("--port", str(port), "--conferences", str(options.conferences)),
                *("--latency-ms", str(options.latency_ms), "--no-require-display-name"),
            ],
            cwd=ROOT,
        )
        try:
            configure(Path(folder), port)
            measure(port, options.workers)
        finally:
            sandbox.terminate()
            sandbox.wait()


def measure(port: int, workers: list[int]) -> None:
    """Select everything once for each number of workers, and time both runs."""
    from django.contrib.auth.models import User

    from conferences.models import Actor, Membership, Role, Workspace
    from conferences.sandbox.project import API_TOKEN, PROJECT_ID

    wait_for(f"http://127.0.0.1:{port}/")
    person = User.objects.create(username="benchmark")
    workspace = Workspace.objects.create(
        name="Benchmark", host=f"127.0.0.1:{port}", project_id=UUID(PROJECT_ID), api_token=API_TOKEN
    )
    Membership.objects.create(workspace=workspace, user=person, role=Role.EDITOR)
    for number in workers:
        write(time_run(Actor(workspace, person, "benchmark"), number))


def time_run(actor: Actor, workers: int) -> str:
    """One line about a dry run and a run with so many workers."""
    from conferences.models import BulkAction, ItemState
    from conferences.services import bulk, bulk_runner

    found = bulk.collect(actor.workspace, "conferences", request_id=actor.request_id)
    run = bulk.freeze(actor, "conferences", found.objects, selection="All")
    bulk.choose(actor, run, BulkAction.SHIFT, {"days": 0, "hours": 1, "minutes": 0, "zone": "UTC"})
    started = time.perf_counter()
    bulk_runner.work(run.pk, concurrency=workers)
    checked = time.perf_counter()
    ready = bulk.tally(run).get(ItemState.READY, 0)
    run.refresh_from_db()
    bulk.confirm(actor, run)
    began = time.perf_counter()
    bulk_runner.work(run.pk, concurrency=workers)
    ended = time.perf_counter()
    done = bulk.tally(run).get(ItemState.DONE, 0)
    return (
        f"{workers} at a time: dry run of {run.total} {checked - started:.1f} s, "
        f"run of {ready} {ended - began:.1f} s, {done} done"
    )


if __name__ == "__main__":
    main()
