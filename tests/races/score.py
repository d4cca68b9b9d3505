"""What a race is made of: two buttons pressed at nearly the same moment, and the counts of many."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import pytest

from conferences.sandbox import Sandbox
from tests.races.pages import Page, Told
from tests.races.people import Prepared

LONGEST_OFFSET: Final = 0.3
ASKED: Final = (Told.CONFLICT, Told.BUSY)


def spread(number: int) -> list[float]:
    """So many offsets in seconds, even from none to the longest."""
    return [LONGEST_OFFSET * place / max(1, number - 1) for place in range(number)]


def press_both(first: Prepared, second: Prepared, offset: float) -> tuple[Page, Page]:
    """Press both buttons, the second ``offset`` seconds after the first; the pages that come."""
    together = threading.Barrier(2)
    pages: dict[int, Page] = {}

    def press(place: int, prepared: Prepared, delay: float) -> None:
        together.wait(timeout=60)
        time.sleep(delay)
        pages[place] = prepared.press()

    threads = [
        threading.Thread(target=press, args=(0, first, 0.0)),
        threading.Thread(target=press, args=(1, second, offset)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return pages[0], pages[1]


@dataclass
class Score:
    """What came of many pairs. ``wrong`` has a line for each that went wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def add(self, **numbers: int | bool) -> None:
        """Count; safe for the threads of the lanes, as each race does it once."""
        for name, number in numbers.items():
            self.counts[name] += int(number)

    def settle(self, what: str, capsys: pytest.CaptureFixture[str]) -> None:
        """Print one line, and fail where something went wrong."""
        numbers = ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in self.counts.items())
        with capsys.disabled():
            print(f"\nraces: {what}: {numbers} ({time.monotonic() - self.begun:.0f} s)")  # noqa: T201
        assert not self.wrong, "\n".join(self.wrong[:10])


def stored(sandbox: Sandbox, identifier: str) -> dict[str, object]:
    """A conference as SignalWire has it."""
    return sandbox.store.conferences.get(identifier)
