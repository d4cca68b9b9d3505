"""Puts the sandbox together: projects, API, faults, server, state file."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path
from threading import Lock, Thread
from typing import Final, Literal, Self
from urllib.parse import urlencode

from conferences.sandbox.administration import PREFIX, Administration
from conferences.sandbox.answers import Answer, Row, json_answer
from conferences.sandbox.api import VideoApi
from conferences.sandbox.faults import HOSTILE_ORIGIN, LATE, Fault, Faults, replacement
from conferences.sandbox.fixtures.population import populate
from conferences.sandbox.paging import BEGINNING
from conferences.sandbox.project import (
    API_TOKEN,
    API_TOKEN_WITHOUT_VIDEO,
    OTHER_API_TOKEN,
    OTHER_PROJECT_ID,
    PROJECT_ID,
    Behaviour,
    NullMode,
    Project,
    PutMode,
)
from conferences.sandbox.requests import Request
from conferences.sandbox.server import Delivery, Server
from conferences.sandbox.state import Origin, StateFile, load, restore, snapshot
from conferences.sandbox.writes import METHODS, PendingWrites, Write

DEFAULT_SEED: Final = 20_260_801
_OTHER_CONFERENCES: Final = 12
_OTHER_ROOMS: Final = 4


class Sandbox:
    """A local Video API.

    ``port`` 0 takes a free one. ``latency_ms`` is added to each answer. ``links`` says how lists name
    their pages. ``put``, ``null``, ``require_display_name`` and ``strict_stored`` answer what the
    specification leaves open, as :class:`~conferences.sandbox.project.Behaviour` has it.
    With ``state`` edits are kept in that file, and its seed and counts win over those given here. With
    ``record`` every request to the API is appended to ``requests`` when it arrives, and every write that
    was accepted to ``writes``, in the order in which they were carried out.

    ``store`` is the project that ``project_id`` and ``token`` open; ``other`` is a second project, whose
    objects are unknown to the first. ``faults.add("429", times=2)`` makes things go wrong.

    Raises :class:`~conferences.sandbox.state.BrokenState` for a state file that cannot be read, and from
    :meth:`start` OSError for a port that is taken.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        conferences: int = 400,
        rooms: int = 100,
        seed: int = DEFAULT_SEED,
        latency_ms: int = 0,
        links: Literal["relative", "absolute"] = "absolute",
        put: PutMode = "merge",
        null: NullMode = "clear",
        require_display_name: bool = True,
        strict_stored: bool = False,
        state: Path | None = None,
        project_id: str = PROJECT_ID,
        token: str = API_TOKEN,
        record: bool = True,
    ) -> None:
        if host not in {"127.0.0.1", "localhost"}:
            raise ValueError("The sandbox listens on loopback only: 127.0.0.1 or localhost.")
        self.project_id = project_id
        self.token = token
        self.requests: list[Request] = []
        self.writes: list[Write] = []
        self.faults = Faults()
        self._writing = Lock()
        self._pending = PendingWrites()
        self._address = (host, port)
        self._latency = latency_ms / 1000
        self._absolute = links == "absolute"
        self._record = record
        self._server: Server | None = None
        self._bound_port = port
        self._thread: Thread | None = None

        saved = None if state is None else load(state)
        now = int(time.time())
        self.origin = Origin(seed, conferences, rooms, now) if saved is None else saved.origin
        behaviour = Behaviour(put, null, require_display_name, strict_stored)
        self.store = self._project(project_id, {token, API_TOKEN_WITHOUT_VIDEO}, behaviour, 0)
        self.other = self._project(OTHER_PROJECT_ID, {OTHER_API_TOKEN}, behaviour, 1)
        self._state: StateFile | None = None
        counts = ((self.origin.conferences, self.origin.rooms), (_OTHER_CONFERENCES, _OTHER_ROOMS))
        projects = [self.store, self.other]
        for project, (conference_count, room_count) in zip(projects, counts, strict=True):
            populate(
                project,
                conference_count=conference_count,
                room_count=room_count,
                started=self.origin.started,
                now=now,
            )
            if saved is not None:
                restore(project, saved)
        if state is not None:
            self._state = StateFile(state, lambda: snapshot(self.origin, projects))
        self._api = VideoApi(projects, without_video=frozenset({API_TOKEN_WITHOUT_VIDEO}))
        self._administration = Administration(self.faults, self.facts)

    def _project(self, identifier: str, tokens: set[str], behaviour: Behaviour, number: int) -> Project:
        seed = self.origin.seed + number
        return Project(identifier, frozenset(tokens), behaviour, seed=seed, changed=self._touch)

    @property
    def host(self) -> str:
        """``127.0.0.1:PORT``, as a client that takes a host wants it."""
        return f"{self._address[0]}:{self._bound_port}"

    @property
    def url(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://{self.host}"

    def facts(self) -> dict[str, str]:
        """What people want to know of it, by name: address, credentials, amounts."""
        return {
            "Address": f"{self.url}/api/video",
            "Project id": self.project_id,
            "API token": self.token,
            "Token of another project": f"{OTHER_PROJECT_ID} {OTHER_API_TOKEN}",
            "Token without the Video scope": API_TOKEN_WITHOUT_VIDEO,
            "Conferences": str(len(self.store.conferences)),
            "Rooms": str(len(self.store.rooms)),
            "Faults": f"{self.url}{PREFIX}/",
        }

    def start(self) -> Self:
        """Listen and answer, in threads of its own."""
        self._pending = PendingWrites()
        server = Server(self._address, self._deliver)
        try:
            if self._state is not None:
                self._state.start()
        except BaseException:
            server.server_close()
            raise
        self._server = server
        self._bound_port = server.server_address[1]
        self._thread = Thread(target=server.serve_forever, name="sandbox", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close all connections at once, drop the writes that have not landed, and write the state file."""
        if self._server is not None:
            self._server.stop()
            self._server = None
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._pending.stop()
        if self._state is not None:
            self._state.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def _touch(self) -> None:
        if self._state is not None:
            self._state.touch()

    def _deliver(self, request: Request) -> Delivery:
        if request.path == PREFIX or request.path.startswith(f"{PREFIX}/"):
            return Delivery(self._administration.answer(request))
        if self._record:
            self.requests.append(request)
        fault = self._delayed(request)
        if fault is None:
            return Delivery(self._answer(request))
        if fault.kind in LATE and request.method in METHODS:
            self._pending.add(fault.milliseconds / 1000, partial(self._answer, request))
        if fault.kind in {"dropped_before", "late_cut"}:
            return Delivery(Answer(204), "dropped")
        instead = replacement(fault)
        if instead is not None:
            return Delivery(instead)
        answer = self._answer(request)
        match fault.kind:
            case "truncated":
                return Delivery(answer, "truncated")
            case "dropped_after":
                return Delivery(answer, "dropped")
            case _:
                return Delivery(_with_odd_links(fault, request, answer))

    def writes_of(self, identifier: str) -> list[Write]:
        """The accepted writes of one object, in order: what each sent, and what it made of the object."""
        return [write for write in self.writes if write.identifier == identifier]

    def _answer(self, request: Request) -> Answer:
        origin = self.url if self._absolute else ""
        if not self._record or request.method not in METHODS:
            return self._api.answer(request, origin=origin)
        # The record is in the order of the state only if one write is carried out at a time.
        with self._writing:
            answer = self._api.answer(request, origin=origin)
            if answer.status < 300:
                self.writes.append(_recorded(request, answer))
            return answer

    def _delayed(self, request: Request) -> Fault | None:
        """Wait as long as this request should; the fault other than slowness that strikes it."""
        struck = self.faults.strike(request.method, request.target, request.body.decode(errors="replace"))
        delay = self._latency + sum(fault.milliseconds for fault in struck if fault.kind == "slow") / 1000
        if delay and self._server is not None:
            self._server.stopping.wait(delay)
        return next((fault for fault in struck if fault.kind != "slow"), None)


def _recorded(request: Request, answer: Answer) -> Write:
    row: Row = json.loads(answer.body) if answer.body else {}
    identifier = row.get("id") or request.path.rstrip("/").rpartition("/")[2]
    return Write(request.method, request.path, identifier, request.json(), row, time.monotonic())


def _with_odd_links(fault: Fault, request: Request, answer: Answer) -> Answer:
    """A list's answer with the links, and perhaps the rows, that the fault wants; others unchanged."""
    envelope: Row = json.loads(answer.body) if answer.status == 200 else {}
    if not (isinstance(envelope.get("links"), dict) and isinstance(envelope.get("data"), list)):
        return answer
    links = envelope["links"]
    if fault.kind == "repeating_next":
        links["next"] = links["self"]
    elif fault.kind == "hostile_next" and "next" in links:
        links["next"] = f"{HOSTILE_ORIGIN}{request.path}?{links['next'].partition('?')[2]}"
    elif fault.kind == "empty_page_with_next":
        # The next page is this one under the next number: nothing is lost, it only comes later.
        parameters = request.parameters
        number = int(parameters.get("page_number") or 0)
        token = parameters.get("page_token") or f"PA{BEGINNING}"
        later = {**parameters, "page_number": str(number + 1), "page_token": token}
        links["next"] = f"{links['self'].partition('?')[0]}?{urlencode(later)}"
        envelope["data"] = []
    return json_answer(200, envelope)
