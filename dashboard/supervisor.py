"""Starting several programs as one, and ending all of them whichever way the end comes."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType, MappingProxyType, TracebackType
from typing import Final, Self

GRACE: Final = 10.0
"""Seconds a program has to end by itself before it is killed."""

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PARENT_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG of prctl(2)
_library: Final = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class ProgramEnded(Exception):
    """A program ended that should have kept running; ``str()`` says which, and with what code."""


def end_with_parent() -> None:
    """Have the kernel end this process (SIGTERM) when its parent dies, even by SIGKILL. Linux only."""
    if _library is not None:
        _library.prctl(_PARENT_DEATH_SIGNAL, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class _Running:
    name: str
    process: subprocess.Popen[bytes]


@dataclass(slots=True)
class Supervisor:
    """A context in which programs run; leaving it ends every one of them.

    Each program leads a process group of its own, so that Ctrl-C in a terminal reaches us alone and
    the programs end in order, the last started first, together with what they started themselves.
    """

    _running: list[_Running] = field(default_factory=list)
    _asked_to_end: threading.Event = field(default_factory=threading.Event)
    _previous: dict[signal.Signals, object] = field(default_factory=dict)

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # started under nohup: it is to outlive its terminal
            self._previous[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._asked_to_end.clear()
        for running in reversed(self._running):
            self._end(running)
        for number, handler in self._previous.items():
            signal.signal(number, handler)  # type: ignore[arg-type]

    @property
    def is_ending(self) -> bool:
        """Whether someone asked for the end."""
        return self._asked_to_end.is_set()

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start a program; ``name`` is what people are told when it ends by itself."""
        ours = os.getpid()

        def in_child() -> None:
            end_with_parent()
            if os.getppid() != ours:  # the parent died before the kernel knew
                os._exit(1)

        # Nothing here runs threads, so code between fork and exec is safe.
        process = subprocess.Popen(  # noqa: S603
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=in_child,
        )
        self._running.append(_Running(name, process))

    def wait_until(self, ready: Callable[[], bool], *, what: str, seconds: float = 60.0) -> None:
        """Wait for ``ready()``, or until the end is asked for. Raises ProgramEnded, also at the timeout."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self._asked_to_end.wait(0.05):
                return
            self._check()
            if time.monotonic() > deadline:
                raise ProgramEnded(f"The {what} did not answer within {seconds:.0f} seconds.")

    def wait(self, *, spared: Mapping[str, Callable[[str], None]] = MappingProxyType({})) -> None:
        """Wait until the end is asked for. Raises ProgramEnded when a program ends by itself.

        A program that ``spared`` names may end: what stands there is called with a sentence about it.
        """
        while not self._asked_to_end.wait(0.2):
            self._check(spared)

    def _check(self, spared: Mapping[str, Callable[[str], None]] = MappingProxyType({})) -> None:
        for running in tuple(self._running):
            code = running.process.poll()
            if code is None:
                continue
            how = f"signal {-code}" if code < 0 else f"exit code {code}"
            sentence = f"The {running.name} ended by itself ({how})."
            if running.name not in spared:
                raise ProgramEnded(sentence)
            self._running.remove(running)
            self._end(running)
            spared[running.name](sentence)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._asked_to_end.set()

    def _end(self, running: _Running) -> None:
        process = running.process
        asked = time.monotonic()
        deadline, again = asked + GRACE, asked + 1.0
        if process.poll() is None:
            process.terminate()
        # A second Ctrl-C means: now.
        while process.poll() is None and time.monotonic() < deadline and not self._asked_to_end.wait(0.02):
            if time.monotonic() > again:
                # A worker that was just starting may have missed what its leader told it.
                again += 1.0
                _signal_group(process.pid, signal.SIGTERM)
        # What is left of the group: workers whose leader died, or a program that does not listen.
        _signal_group(process.pid, signal.SIGKILL)
        process.wait()


def _signal_group(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)
