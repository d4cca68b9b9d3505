"""Keeps edits in a file: written soon after a change and at the end, as a whole or not at all.

The file holds the edits and what the made-up data was made from, so it stays small, and dates that
people saw stay the dates they were.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, Final

from conferences.sandbox.answers import Row
from conferences.sandbox.collection import Collection
from conferences.sandbox.project import CONFERENCE_TEMPLATE, ROOM_TEMPLATE, Project

_FORMAT: Final = "conference-desk sandbox state 1"
_DELAY_SECONDS: Final = 0.4


class BrokenState(Exception):
    """The state file cannot be read; the message is a sentence. The file is left as it is."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What the made-up data is made from; ``started`` is epoch seconds."""

    seed: int
    conferences: int
    rooms: int
    started: int


@dataclass(frozen=True, slots=True)
class Saved:
    """A state file's contents; ``projects`` by project id, see :func:`snapshot`."""

    origin: Origin
    projects: dict[str, Row] = field(default_factory=dict)


def snapshot(origin: Origin, projects: list[Project]) -> Row:
    """All edits as JSON."""
    return {
        "format": _FORMAT,
        "origin": asdict(origin),
        "projects": {
            project.identifier: {
                "conferences": _edits(project.conferences),
                "rooms": _edits(project.rooms),
                "tokens": dict(project.token_values),
            }
            for project in projects
        },
    }


def load(path: Path) -> Saved | None:
    """Read a state file; None if there is none. Raises :class:`BrokenState`."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenState(f"The state file {path} cannot be read: {error}.") from error
    try:
        value = json.loads(text)
        if value["format"] != _FORMAT:
            raise _broken(path)
        origin = Origin(**value["origin"])
        if not all(type(number) is int and number >= 0 for number in asdict(origin).values()):
            raise _broken(path)
        for saved in value["projects"].values():
            _check(saved)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _broken(path) from error
    return Saved(origin, value["projects"])


def restore(project: Project, saved: Saved) -> None:
    """Lay the saved edits over the made-up data of ``project``."""
    edits = saved.projects.get(project.identifier)
    if edits is None:
        return
    _lay_over(project.conferences, edits["conferences"], CONFERENCE_TEMPLATE)
    _lay_over(project.rooms, edits["rooms"], ROOM_TEMPLATE)
    project.token_values.update(edits["tokens"])


class StateFile:
    """Writes ``snapshot()`` to ``path`` a moment after each :meth:`touch`, and once more at the end."""

    def __init__(self, path: Path, snapshot: Callable[[], Row]) -> None:
        self._path = path
        self._snapshot = snapshot
        self._dirty = Event()
        self._stopping = Event()
        self._writing = Lock()
        self._thread = Thread(target=self._run, name="sandbox-state", daemon=True)

    def start(self) -> None:
        """Write the file once, so that a place that cannot be written to is known at the start.

        Raises :class:`BrokenState`.
        """
        try:
            self._write()
        except OSError as error:
            raise BrokenState(f"The state file {self._path} cannot be written: {error}.") from error
        self._thread.start()

    def touch(self) -> None:
        """Note that something changed."""
        self._dirty.set()

    def stop(self) -> None:
        """Write what is not yet written, and end."""
        self._stopping.set()
        self._dirty.set()
        if self._thread.is_alive():
            self._thread.join()
        self._try_to_write()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._dirty.wait()
            if self._stopping.wait(_DELAY_SECONDS):
                return
            self._dirty.clear()
            self._try_to_write()

    def _try_to_write(self) -> None:
        try:
            self._write()
        except OSError as error:
            sys.stderr.write(f"The state file {self._path} cannot be written: {error}.\n")

    def _write(self) -> None:
        with self._writing:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
            try:
                # The conference tokens in it open nothing, yet no one else needs to read them.
                descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    json.dump(self._snapshot(), file, ensure_ascii=False)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(self._path)
            finally:
                draft.unlink(missing_ok=True)


def _broken(path: Path) -> BrokenState:
    return BrokenState(
        f"The state file {path} is not one the sandbox wrote, or is damaged. "
        "It was not changed. Move it or name another file."
    )


def _edits(collection: Collection) -> Row:
    entries, removed, upcoming = collection.edits()
    return {"rows": [list(entry) for entry in entries], "removed": removed, "next": upcoming}


def _check(saved: Any) -> None:
    """Raise ValueError, KeyError or TypeError for what :func:`restore` could not lay over."""
    for kind in ("conferences", "rooms"):
        edits = saved[kind]
        for sequence, row in edits["rows"]:
            if (
                type(sequence) is not int
                or not isinstance(row["id"], str)
                or not isinstance(row["name"], str)
            ):
                raise ValueError(kind)
        if type(edits["next"]) is not int or not all(isinstance(entry, str) for entry in edits["removed"]):
            raise ValueError(kind)
    if not all(isinstance(value, str) for value in saved["tokens"].values()):
        raise ValueError("tokens")


def _lay_over(collection: Collection, edits: Row, template: Row) -> None:
    rows = [(sequence, {**template, **row}) for sequence, row in edits["rows"]]
    collection.restore(rows, edits["removed"], edits["next"])
