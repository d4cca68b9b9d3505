"""The heartbeat beside work that waits."""

from __future__ import annotations

import threading
import time

import pytest

from conferences.services.bulk.heartbeat import heartbeat


def test_the_heart_beats_while_the_block_waits_and_stops_with_it() -> None:
    beats: list[float] = []
    with heartbeat(lambda: beats.append(time.monotonic()), 0.02):
        time.sleep(0.3)
    ended = len(beats)
    assert ended >= 3
    time.sleep(0.1)
    assert len(beats) == ended
    assert not [thread for thread in threading.enumerate() if thread.name == "heartbeat"]


def test_a_failing_beat_is_logged_and_the_next_is_made(caplog: pytest.LogCaptureFixture) -> None:
    beats: list[int] = []

    def beat() -> None:
        beats.append(1)
        raise RuntimeError("database is locked")

    with heartbeat(beat, 0.02):
        time.sleep(0.2)
    assert len(beats) >= 2
    assert "a heartbeat failed" in caplog.text


def test_the_heart_stops_where_the_block_fails() -> None:
    with pytest.raises(ValueError, match="over"), heartbeat(lambda: None, 0.02):
        raise ValueError("over")
    assert not [thread for thread in threading.enumerate() if thread.name == "heartbeat"]
