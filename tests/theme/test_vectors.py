"""The cases that hold this package and the browser's modules together are those of today's code."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.theme.make_vectors import FILE, FUNCTIONS, camel, vectors


def same(first: Any, second: Any) -> bool:
    """Whether two values of JSON are equal, numbers to the ninth decimal."""
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(same, first, second))
    if isinstance(first, float) and isinstance(second, float | int):
        return first == pytest.approx(second, abs=1e-9)
    return type(first) is type(second) and bool(first == second)


def test_the_vectors_are_those_of_this_code() -> None:
    stored = json.loads(FILE.read_text())
    made = vectors()
    assert stored.keys() == made.keys()
    for name, pairs in made.items():
        assert same(stored[name], pairs), f"{name}: python -m tests.theme.make_vectors makes them anew"


def test_every_function_has_vectors() -> None:
    modules = {name: name.split(".") for name in FUNCTIONS}
    stored = json.loads(FILE.read_text())
    assert set(stored) == {f"{module}.{camel(function)}" for module, function in modules.values()}
    assert all(stored.values())


def test_the_vectors_stay_small() -> None:
    assert FILE.stat().st_size < 200_000
