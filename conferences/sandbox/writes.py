"""Writes: the record of those that were accepted, and those that land only after their answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Timer
from typing import Final

from conferences.sandbox.answers import Row

METHODS: Final = frozenset({"POST", "PUT", "DELETE"})


@dataclass(frozen=True, slots=True)
class Write:
    """One write that the API accepted.

    ``identifier`` is the id of the object (for a token's reset, of the token), ``body`` what was sent, and
    ``row`` the object as it was then answered (empty for a delete). ``seconds`` is the monotonic clock's.
    """

    method: str
    path: str
    identifier: str
    body: Row
    row: Row
    seconds: float


class PendingWrites:
    """Writes that land after a while. Those that have not landed when it stops are dropped."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._timers: set[Timer] = set()
        self._stopped = False

    def __len__(self) -> int:
        with self._lock:
            return len(self._timers)

    def add(self, seconds: float, land: Callable[[], object]) -> None:
        """Call ``land`` after that many seconds; never once :meth:`stop` was called."""

        def landing() -> None:
            try:
                land()
            finally:
                with self._lock:
                    self._timers.discard(timer)

        timer = Timer(seconds, landing)
        timer.daemon = True
        with self._lock:
            if self._stopped:
                return
            self._timers.add(timer)
            timer.start()

    def stop(self) -> None:
        """Drop what has not landed, and wait until the threads have ended."""
        with self._lock:
            self._stopped = True
            timers = tuple(self._timers)
        for timer in timers:
            timer.cancel()
        for timer in timers:
            timer.join()
        with self._lock:
            self._timers.clear()
