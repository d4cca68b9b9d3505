"""The runner with real threads and a database on disk, in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from django.conf import settings


def test_what_a_killed_server_leaves_is_told_truly_goes_on_and_can_be_taken_back() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.benchmark.bulk_killed"],
        cwd=Path(settings.BASE_DIR),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    killed, noticed, went_on, taken_back, slow = ended.stdout.splitlines()
    assert re.fullmatch(r"killed: \d+ begun, .*\d+ done, \d+ ready", killed)
    assert re.fullmatch(r"went on: .*\d+ done(, \d+ unknown)?", went_on)
    assert taken_back.startswith("taken back: ")
    # The page of a run asks again within a second once a heartbeat is late.
    seconds = re.fullmatch(r"noticed after ([0-9.]+) s", noticed)
    assert seconds is not None
    assert float(seconds[1]) <= 4.1
    # A process that waits for a slow answer is alive.
    assert slow == "slow: taken for dead 0 times"


def test_several_threads_share_the_work_and_lose_nothing() -> None:
    # SQLite in memory, which the suite runs on, has no room for threads of their own.
    ended = subprocess.run(
        [
            *(sys.executable, "-W", "error::ResourceWarning", "-m", "tests.benchmark.bulk"),
            *("--conferences", "24", "--latency-ms", "10", "--workers", "4"),
        ],
        cwd=Path(settings.BASE_DIR),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    line = re.search(r"4 at a time: dry run of 24 .* run of (\d+) .*, (\d+) done", ended.stdout)
    assert line is not None, ended.stdout
    assert 0 < int(line[1]) == int(line[2])
    # Some of the writes of the second run meet a fault; what succeeded is taken back, all of it.
    undo = re.search(r"4 at a time: undo of (\d+) .* s, (\d+) done$", ended.stdout, re.MULTILINE)
    assert undo is not None, ended.stdout
    assert 0 < int(undo[1]) == int(undo[2])
