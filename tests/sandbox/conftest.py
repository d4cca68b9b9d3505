"""A sandbox to read from, shared by all, and small ones to write to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from conferences.sandbox import Sandbox
from tests.sandbox.calls import Caller

MakeCaller = Callable[..., Caller]


@pytest.fixture(scope="session")
def populated() -> Iterator[Caller]:
    """A caller of a full sandbox that no test changes."""
    with Sandbox() as sandbox:
        yield Caller(sandbox)


@pytest.fixture
def make_caller() -> Iterator[MakeCaller]:
    """Start sandboxes: ``make_caller(put="replace")``; five conferences and three rooms unless told."""
    with ExitStack() as stack:

        def make(**options: Any) -> Caller:
            return Caller(stack.enter_context(Sandbox(**{"conferences": 5, "rooms": 3, **options})))

        yield make


@pytest.fixture
def call(make_caller: MakeCaller) -> Caller:
    """A caller of a small sandbox of its own."""
    return make_caller()
