"""Runs the vendor's own Python client, unchanged, against a sandbox: ``make conformance``.

Needs an environment with ``requirements/conformance.txt``. Prints ``N passed, N failed`` and exits
non-zero if anything failed.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from signalwire.rest import RestClient, SignalWireRestError  # type: ignore[import-not-found, unused-ignore]

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from conferences.sandbox.project import (  # noqa: E402
    API_TOKEN,
    API_TOKEN_WITHOUT_VIDEO,
    OTHER_API_TOKEN,
    OTHER_PROJECT_ID,
    PROJECT_ID,
)

CONFERENCES = 130
CHECKS: list[Callable[[Any, str], None]] = []
Check = Callable[[Any, str], None]


def check(function: Check) -> Check:
    """Note ``function(client, host)`` as a check."""
    CHECKS.append(function)
    return function


def connect(host: str, project: str = PROJECT_ID, token: str = API_TOKEN) -> Any:
    """The vendor's client for the sandbox at ``host``."""
    return RestClient(project=project, token=token, host=host)


def expect(condition: object, what: str) -> None:
    """Fail with ``what`` unless ``condition`` holds; unlike assert, also under ``python -O``."""
    if not condition:
        raise AssertionError(what)


@contextmanager
def refused(status: int) -> Iterator[list[Any]]:
    """Require the vendor's error class with ``status``; the list receives the error."""
    caught: list[Any] = []
    try:
        yield caught
    except SignalWireRestError as error:
        caught.append(error)
        expect(error.status_code == status, f"status {error.status_code} instead of {status}")
        expect(error.request_id, "an error without a request id")
    else:
        raise AssertionError(f"no error instead of {status}")


@contextmanager
def sandbox(*arguments: str) -> Iterator[str]:
    """Run a sandbox of its own and give its ``host:port``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "conferences.sandbox", "--port", str(port), "--quiet", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        deadline = time.monotonic() + 15
        while process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


@check
def paginates_all_conferences(client: Any, host: str) -> None:
    rows = list(client.video.conferences.paginate(page_size=17))
    expect(len({row["id"] for row in rows}) == len(rows) == CONFERENCES, f"{len(rows)} conferences")


@check
def paginates_with_a_filter(client: Any, host: str) -> None:
    rows = list(client.video.conferences.paginate(page_size=5, starts_after="2020-01-01"))
    expect(5 < len(rows) < CONFERENCES, f"{len(rows)} filtered conferences")
    expect(all(row["join_from"] for row in rows), "a conference without join_from")


@check
def lists_a_page(client: Any, host: str) -> None:
    page = client.video.conferences.list(page_size=3)
    expect(len(page["data"]) == 3 and "prev" not in page["links"] and page["links"]["next"], "a first page")


@check
def creates_gets_updates_and_deletes_a_conference(client: Any, host: str) -> None:
    conferences = client.video.conferences
    made = conferences.create(name="vendor-check", display_name="Vendor check", size="small")
    expect(conferences.get(made["id"]) == made, "a conference that reads as it was created")
    changed = conferences.update(made["id"], display_name="Changed", tone_on_entry_and_exit=False)
    expect(changed["display_name"] == "Changed" and changed["size"] == "small", "a merged update")
    cleared = conferences.update(made["id"], display_name="Changed", extras={"join_until": None})
    expect(cleared["join_until"] is None, "a cleared field")
    expect(conferences.delete(made["id"]) == {}, "an empty answer to a delete")
    with refused(404):
        conferences.get(made["id"])


@check
def reads_and_resets_conference_tokens(client: Any, host: str) -> None:
    made = client.video.conferences.create(display_name="Tokens", name="vendor-tokens")
    tokens = client.video.conferences.list_conference_tokens(made["id"])["data"]
    expect([token["name"] for token in tokens] == ["Moderator", "Guest"], "the two tokens")
    reset = client.video.conference_tokens.reset(tokens[1]["id"])
    expect(reset["id"] == tokens[1]["id"] and reset["token"] != tokens[1]["token"], "a reset token")
    expect(re.fullmatch("vpt_[0-9a-f]{32}", reset["token"]), "the shape of a token")
    expect(client.video.conference_tokens.get(reset["id"]) == reset, "a token that reads as it was reset")
    client.video.conferences.delete(made["id"])


@check
def works_with_rooms(client: Any, host: str) -> None:
    rooms = client.video.rooms
    made = rooms.create(name="vendor-room")
    expect(rooms.get("vendor-room")["id"] == made["id"], "a room by its name")
    expect(rooms.update(made["id"], max_members=7)["max_members"] == 7, "an updated room")
    expect(made["id"] in {row["id"] for row in rooms.paginate(page_size=9)}, "the room in the list")
    expect(rooms.delete(made["id"]) == {}, "an empty answer to a delete")
    expect(client.video.room_tokens.create(room_name="vendor-room")["token"].count(".") == 2, "a room token")


@check
def reads_sessions_and_members(client: Any, host: str) -> None:
    live = client.video.room_sessions.list(status="in-progress")["data"]
    expect(live, "sessions in progress")
    expect(client.video.room_sessions.get(live[0]["id"])["id"] == live[0]["id"], "one session")
    expect(client.video.room_sessions.list_members(live[0]["id"])["data"], "members of a session")


@check
def tells_refused_fields(client: Any, host: str) -> None:
    with refused(422) as caught:
        client.video.conferences.create(display_name="x" * 201, size="huge", name="no spaces")
    attributes = [error["attribute"] for error in caught[0].body["errors"]]
    expect(attributes == ["name", "display_name", "size"], f"attributes {attributes}")


@check
def tells_wrong_credentials(client: Any, host: str) -> None:
    for token in ("wrong", API_TOKEN_WITHOUT_VIDEO):
        with refused(401):
            connect(host, token=token).video.conferences.list()


@check
def hides_objects_of_another_project(client: Any, host: str) -> None:
    other = connect(host, OTHER_PROJECT_ID, OTHER_API_TOKEN)
    theirs = other.video.conferences.list(page_size=1)["data"][0]["id"]
    with refused(404):
        client.video.conferences.get(theirs)


def main() -> int:
    """Run every check with both styles of links; the exit code."""
    passed = failed = 0
    for links in ("relative", "absolute"):
        with sandbox("--conferences", str(CONFERENCES), "--rooms", "30", "--links", links) as host:
            client = connect(host)
            for function in CHECKS:
                try:
                    function(client, host)
                    passed += 1
                except Exception:
                    failed += 1
                    sys.stdout.write(f"FAILED {function.__name__} ({links} links)\n{traceback.format_exc()}")
    sys.stdout.write(f"{passed} passed, {failed} failed\n")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
