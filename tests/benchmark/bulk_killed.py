"""What a server that is killed in the middle of a run leaves behind, and what the next one makes of it.

``python -m tests.benchmark.bulk_killed``: a process that gives many conferences a theme is killed without
a word. This one notices it, goes on with the run, takes it back, and compares SignalWire's side with what
is said of each object; it ends with an error where they differ. Last it looks on while a living process
waits for a slow answer.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conferences.signalwire.kinds import CONFERENCE
from tests.benchmark.__main__ import ROOT, configure, write
from tests.benchmark.bulk import (
    add_fault,
    an_editor,
    compare,
    sandbox_of,
    theme_number,
    themes,
    time_run,
    words_of,
)

if TYPE_CHECKING:
    from conferences.models import Actor, BulkRun

WORK: Final = (
    "import sys, django; django.setup(); from conferences.services.bulk import worker; "
    "worker.work(int(sys.argv[1]), concurrency=10)"
)


def main() -> None:
    """Read the options, start the sandbox, and do it all."""
    parser = argparse.ArgumentParser(description="A run whose server is killed.")
    parser.add_argument("--conferences", type=int, default=60)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        sandbox_of(conferences=options.conferences, latency_ms=50) as port,
    ):
        configure(Path(folder), port)
        actor = an_editor(port)
        kill_and_go_on(actor)
        check_slowly(actor, port)


def kill_and_go_on(actor: Actor) -> None:
    """Begin a run in a process that is killed, go on here, and take it back."""
    from conferences.models import BulkAction, ItemState
    from conferences.services.bulk import runs, undo, worker

    # What the sandbox has as colours and does not take back would not return.
    time_run(actor, 10)
    before = themes(actor)
    found = runs.collect(actor.workspace, CONFERENCE, request_id=actor.request_id)
    run = runs.create_run(actor, CONFERENCE, found.objects, selection="All")
    runs.choose(actor, run, BulkAction.THEME, {"preset": "Benchmark", "colours": theme_number(2)})
    worker.work(run.pk, concurrency=10)
    run.refresh_from_db()
    runs.confirm(actor, run)
    working = subprocess.Popen([sys.executable, "-c", WORK, str(run.pk)], cwd=ROOT)
    wait_until(partial(run.items.filter(state=ItemState.DONE).exists))
    working.kill()
    working.wait()
    write(f"killed: {words_of(run)}")
    write(f"noticed after {seconds_until_noticed(run):.1f} s")
    if not runs.resume(actor, run):
        raise SystemExit("The run cannot go on.")
    worker.work(run.pk, concurrency=10)
    compare(run, having(actor, run))
    write(f"went on: {words_of(run)}")
    run.refresh_from_db()
    undoing = undo.undo(actor, run)
    if undoing is None:
        raise SystemExit("The run cannot be undone.")
    worker.work(undoing.pk, concurrency=10)
    if themes(actor) != before:
        raise SystemExit("Not everything is as it was before.")
    write(f"taken back: {words_of(undoing)}")


def seconds_until_noticed(run: BulkRun) -> float:
    """How long it takes from now until the run is known to have been left behind."""
    from django.utils import timezone

    killed_at = time.monotonic()
    wait_until(lambda: latest(run).has_died(timezone.now()))
    return time.monotonic() - killed_at


def check_slowly(actor: Actor, port: int) -> None:
    """A dry run in the background whose every answer takes longer than a dead process is waited for."""
    from django.utils import timezone

    from conferences.models import BulkAction, Phase
    from conferences.models.bulk import STALE_AFTER
    from conferences.services.bulk import runs

    found = runs.collect(actor.workspace, CONFERENCE, request_id=actor.request_id)
    run = runs.create_run(actor, CONFERENCE, found.objects[:1], selection="One")
    slow = {"kind": "slow", "milliseconds": 1000 * STALE_AFTER.seconds + 2000, "times": 1}
    add_fault(port, slow)
    runs.choose(actor, run, BulkAction.DELETE, {})
    command = WORK.replace("concurrency=10", "concurrency=1, in_background=True")
    working = subprocess.Popen([sys.executable, "-c", command, str(run.pk)], cwd=ROOT)
    taken_for_dead = 0

    def is_checked() -> bool:
        nonlocal taken_for_dead
        now = latest(run)
        taken_for_dead += bool(now.claim) and now.is_interrupted(timezone.now())
        return now.phase == Phase.CHECKED

    wait_until(is_checked)
    working.wait()
    write(f"slow: taken for dead {taken_for_dead} times")


def latest(run: BulkRun) -> BulkRun:
    """The run as the database has it now."""
    return type(run).objects.get(pk=run.pk)


def having(actor: Actor, run: BulkRun) -> set[str]:
    """The ids of those that have the theme of the run."""
    wanted = run.parameters["colours"]
    return {identifier for identifier, theme in themes(actor).items() if theme == wanted}


def wait_until(is_so: Callable[[], bool]) -> None:
    """Return once ``is_so``, or exit after half a minute."""
    for _ in range(3000):
        if is_so():
            return
        time.sleep(0.01)
    raise SystemExit("Nothing was done.")


if __name__ == "__main__":
    main()
