"""How fast a run may begin with its objects, however fast SignalWire answers."""

from __future__ import annotations

from typing import Final

PER_SECOND: Final = 100
"""Objects that a run begins to change in a second, in the long run; so many it may begin at once.

SignalWire accepts 13,800 writes in 10 seconds from one account, whichever client sends them (rate limits).
A run begins 1,100 objects in any 10 seconds at most: ten seconds' worth and those begun at once. An object
is one write, or up to three where SignalWire asks for another attempt or another way to send it. So four
runs at once keep within the limit even if each object needs three, and twelve where each needs one.
Reads are not limited.
"""


class Pace:
    """Says how long to wait before the next object. Not safe for threads."""

    def __init__(self) -> None:
        self._due = float("-inf")

    def wait(self, now: float) -> float:
        """Seconds from ``now`` until the next object may begin; it counts as begun then."""
        self._due = max(self._due, now - 1.0) + 1 / PER_SECOND
        return max(0.0, self._due - now)
