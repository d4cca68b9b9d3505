"""Which of the sandbox's faults a test goes through. A new fault joins all of them by itself."""

from __future__ import annotations

from typing import Final

from conferences.sandbox.faults import KINDS, LATE

ON_ONE_CALL: Final = [kind for kind in KINDS if "next" not in kind and kind not in LATE]
"""What can happen to one call; the others are faults of a list's pages, or go on when the call is over."""

FAILURES: Final = [kind for kind in ON_ONE_CALL if kind != "slow"]
"""What keeps one call from being answered as asked."""

READ_FAILURES: Final = [kind for kind in (*FAILURES, *sorted(LATE)) if kind != "422"]
"""The same for a call that sends no fields."""

UNPROVEN: Final = frozenset(
    {"500", "html_502", "garbage", "dropped_before", "truncated", "dropped_after"}
    | {kind for kind in KINDS if kind.startswith("late_")}
)
"""After which no one can tell from the answer whether a write was carried out."""
