"""Over-long requests against the server of production: refused at once, with nothing on disk or in memory."""

from __future__ import annotations

import contextlib
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings as active

from conferences.management.commands.run import LOOPBACK
from tests.test_run import children_of, eventually, free_port
from tests.test_settings import environment_of

pytestmark = pytest.mark.xdist_group("servers")

MEGABYTE = 1_000_000
HEAD = (
    "POST /login/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + "a" * 32 + "\r\n"
    "Content-Type: multipart/form-data; boundary=b\r\n{length}\r\n\r\n"
)
PART = '--b\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n'


@dataclass
class Served:
    """A running server: where it listens, where it would put uploads, and its first process."""

    port: int
    uploads: Path
    process: int

    def memory(self) -> int:
        """The most memory that any process of the server ever had, in bytes."""
        peaks = [
            int(match[1]) * 1024
            for process in (self.process, *children_of(self.process))
            if (match := re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text()))
        ]
        return max(peaks)

    def send(self, head: str, body: str, megabytes: int, *, chunked: bool = False) -> tuple[bytes, float]:
        """Send up to so many megabytes until the answer comes; gives its beginning and the seconds."""
        piece = b"x" * MEGABYTE
        if chunked:
            piece = b"%x\r\n%s\r\n" % (len(piece), piece)
        with socket.create_connection((LOOPBACK, self.port), timeout=20) as connection:
            began = time.monotonic()
            # A server that has answered closes the connection, whatever is still on its way.
            with contextlib.suppress(ConnectionError):
                connection.sendall((head + body).encode())
                for _ in range(megabytes):
                    connection.sendall(piece)
            with contextlib.suppress(ConnectionError):
                return connection.recv(12), time.monotonic() - began
            return b"", time.monotonic() - began


def listens(port: int) -> bool:
    """Whether the server takes connections."""
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application under granian, with an empty folder for temporary files."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    (uploads := folder / "uploads").mkdir()
    environment = environment_of(
        {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": f"sqlite:///{folder / 'desk.sqlite3'}",
            "TMPDIR": str(uploads),
        }
    )
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--workers", "1"]
    command += ["--host", LOOPBACK, "--port", str(port), "--log-level", "error", "dashboard.wsgi:application"]
    with subprocess.Popen(command, cwd=active.BASE_DIR, env=environment) as process:
        try:
            served = Served(port, uploads, process.pid)
            assert eventually(lambda: listens(port))
            yield served
        finally:
            process.terminate()


@pytest.mark.parametrize(
    ("length", "status", "megabytes"),
    [
        ("Content-Length: 400000000", b"413", 0),
        ("Content-Length: 400000000", b"413", 100),
        ("Transfer-Encoding: chunked", b"411", 100),
    ],
    ids=["announced", "sent", "chunked"],
)
def test_an_over_long_body_is_answered_at_once_and_lands_nowhere(
    served: Served, length: str, status: bytes, megabytes: int
) -> None:
    before = served.memory()
    chunked = "chunked" in length
    answer, seconds = served.send(
        HEAD.format(length=length), "" if chunked else PART, megabytes, chunked=chunked
    )
    # Where much was still on its way, the system may throw the answer away with the connection.
    assert answer == b"HTTP/1.1 " + status or (megabytes and not answer)
    assert seconds < 5
    assert list(served.uploads.iterdir()) == []
    assert served.memory() - before < 20 * MEGABYTE


def test_a_file_that_is_short_enough_is_refused_too(served: Served) -> None:
    head = HEAD.format(length="Content-Length: 900000")
    answer, seconds = served.send(head, PART + "x" * (900_000 - len(PART)), 0)
    assert answer == b"HTTP/1.1 400"
    assert seconds < 5
    assert list(served.uploads.iterdir()) == []
