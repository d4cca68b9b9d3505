"""Two servers, one sandbox that takes its time, and people who are signed in at each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
import responses

from conferences.sandbox import Sandbox
from tests.races.desk import PASSWORD, free_port, servers
from tests.races.people import Person

LATENCY_MS: Final = 150
LANES: Final = 8
"""Pairs at the same time, each about objects of its own."""

Pair = tuple[Person, Person]


@dataclass
class Arena:
    """What a race needs: where it happens, and two people for each lane, mostly at different servers."""

    sandbox: Sandbox
    servers: list[str]
    lanes: list[Pair] = field(default_factory=list)

    def conference(self, name: str, **fields: Any) -> str:
        """The id of a new conference at SignalWire's side."""
        body = {"name": name, "display_name": name, "description": "As it was", **fields}
        return str(self.sandbox.store.create_conference(body)["id"])

    def each(self, races: list[Callable[[Pair], object]]) -> None:
        """Run every race in one of the lanes, as many at a time as there are lanes."""
        waiting, lock = list(reversed(races)), threading.Lock()

        def work(pair: Pair) -> None:
            while True:
                with lock:
                    if not waiting:
                        return
                    race = waiting.pop()
                race(pair)

        with ThreadPoolExecutor(len(self.lanes)) as pool:
            for done in [pool.submit(work, pair) for pair in self.lanes]:
                done.result()


@pytest.fixture(scope="package")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """Servers, sandbox and people, all started and signed in."""
    port = free_port()
    folder = tmp_path_factory.mktemp("races")
    with (
        servers(folder, port, number=2, people=["ada", "bea"]) as addresses,
        Sandbox(port=port, conferences=0, rooms=0, latency_ms=LATENCY_MS) as sandbox,
    ):
        # In every fourth lane both work at one server.
        lanes = [
            (Person("ada", addresses[0]), Person("bea", addresses[0 if number % 4 == 3 else 1]))
            for number in range(LANES)
        ]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda person: person.sign_in(PASSWORD), [one for lane in lanes for one in lane]))
        yield Arena(sandbox, addresses, lanes)


@pytest.fixture(autouse=True)
def _real_servers(real_loopback: responses.RequestsMock) -> None:
    """The network is open to the servers of this machine."""
