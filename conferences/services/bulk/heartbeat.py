"""A heartbeat of its own for work that may wait long for an answer."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connections

logger = logging.getLogger("conferences.heartbeat")


@contextmanager
def heartbeat(beat: Callable[[], None], seconds: float) -> Iterator[None]:
    """Call ``beat`` every so many ``seconds``, in a thread of its own, until the block ends.

    The first call comes after ``seconds``. One that fails is logged, and the next is made all the same.
    """
    ended = threading.Event()

    def run() -> None:
        try:
            while not ended.wait(seconds):
                try:
                    beat()
                except Exception:
                    logger.exception("a heartbeat failed")
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
