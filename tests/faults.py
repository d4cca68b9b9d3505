"""Which of the sandbox's faults a test goes through. A new fault joins all of them by itself."""

from __future__ import annotations

from typing import Final

from conferences.sandbox.faults import KINDS

ON_ONE_CALL: Final = [kind for kind in KINDS if "next" not in kind]
"""What can happen to one call; the others are faults of a list's pages."""

FAILURES: Final = [kind for kind in ON_ONE_CALL if kind != "slow"]
"""What keeps one call from being answered as asked."""

READ_FAILURES: Final = [kind for kind in FAILURES if kind != "422"]
"""The same for a call that sends no fields."""
