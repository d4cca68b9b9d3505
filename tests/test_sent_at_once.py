"""A form that is sent twice at the same time, to two server processes that share a database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from conferences.models import Submission
from conferences.models.submission import LEASE
from conferences.sandbox import Sandbox
from tests import htmx
from tests.object_forms.paper import fields_of
from tests.sandbox.calls import Caller

pytestmark = pytest.mark.xdist_group("servers")

# Makes the tables, an account and a workspace, and prints the account's session.
PREPARE = """
import sys, uuid, django
django.setup()
from django.core.management import call_command
from django.test import Client
from conferences.services import demo
call_command("migrate", verbosity=0)
admin = demo.prepare_account(None)
host, project, token = sys.argv[1:]
demo.prepare_workspace(admin, host=host, project_id=uuid.UUID(project), api_token=token)
client = Client()
client.force_login(admin, "django.contrib.auth.backends.ModelBackend")
print(client.cookies["sessionid"].value)
"""
# Makes as if the leases of what a killed server held had ended.
AGE = """
import sys, datetime, django
django.setup()
from django.db.models import F
from conferences.models import ObjectLock, Submission
ObjectLock.objects.all().delete()
Submission.objects.update(claimed_at=F("claimed_at") - datetime.timedelta(seconds=float(sys.argv[1])))
"""


@dataclass
class Servers:
    """Two servers with one database, in front of one sandbox."""

    environment: dict[str, str]
    sandbox: Sandbox
    session: str = ""
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def python(self, source: str, *arguments: str) -> str:
        """Run ``source`` beside the servers."""
        return subprocess.run(
            [sys.executable, "-c", source, *arguments],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout.strip()

    def start(self) -> int:
        """Start a server of one process; gives its port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--port", str(port)]
        command += ["--host", "127.0.0.1", "--workers", "1", "--blocking-threads", "8"]
        self.running[port] = subprocess.Popen(
            [*command, "--log-level", "error", "dashboard.wsgi:application"],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        eventually(lambda: is_ready(port))
        return port

    def kill(self, port: int) -> None:
        """Kill a server with all its processes, without a word."""
        process = self.running.pop(port)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def get(self, port: int, path: str) -> str:
        """A page."""
        answer = requests.get(self._url(port, path), cookies=self._cookies, timeout=30)
        assert answer.status_code == 200, answer.status_code
        return answer.text

    def send(self, port: int, path: str, data: dict[str, str]) -> requests.Response:
        """Post a form as a browser does that does not follow the answer."""
        return requests.post(
            self._url(port, path),
            data | {"csrfmiddlewaretoken": "x" * 32},
            cookies=self._cookies | {"csrftoken": "x" * 32},
            allow_redirects=False,
            timeout=40,
        )

    @property
    def _cookies(self) -> dict[str, str]:
        return {"sessionid": self.session}

    @staticmethod
    def _url(port: int, path: str) -> str:
        return f"http://127.0.0.1:{port}{path}"

    def writes(self) -> list[str]:
        """The methods of the writes that reached SignalWire."""
        return [request.method for request in self.sandbox.requests if request.method != "GET"]


def is_ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5).ok
    except requests.ConnectionError:
        return False


def eventually(condition: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < ends_at
        time.sleep(0.02)


@pytest.fixture(scope="module")
def _two_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    folder: Path = tmp_path_factory.mktemp("servers")
    with Sandbox(conferences=0, rooms=0) as sandbox:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "dashboard.demo_settings",
            "DEBUG": "true",
            "DATABASE_URL": f"sqlite:///{folder / 'desk.sqlite3'}",
            "SIGNALWIRE_EXTRA_HOSTS": sandbox.host,
        }
        servers = Servers(environment, sandbox)
        servers.session = servers.python(PREPARE, sandbox.host, sandbox.project_id, sandbox.token)
        servers.start()
        servers.start()
        yield servers
        for port in list(servers.running):
            servers.kill(port)


@pytest.fixture
def servers(_two_servers: Servers, real_loopback: responses.RequestsMock) -> Servers:
    """The two servers, with an empty sandbox."""
    store = _two_servers.sandbox.store
    for row in store.conferences.newest_first():
        store.conferences.remove(row["id"])
    _two_servers.sandbox.faults.clear()
    _two_servers.sandbox.requests.clear()
    return _two_servers


def send_twice(servers: Servers, path: str, data: dict[str, str]) -> list[requests.Response]:
    """Press the button, and again while the first is on its way to SignalWire; each at its own server."""
    first, second = list(servers.running)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(servers.send, first, path, data)
        eventually(lambda: bool(servers.writes()))
        other = pool.submit(servers.send, second, path, data)
        return [one.result(), other.result()]


def create(servers: Servers, **fields: Any) -> str:
    reply = Caller(servers.sandbox)("POST", "/conferences", {"name": "lab", "display_name": "Lab"} | fields)
    servers.sandbox.requests.clear()
    return f"/w/sandbox/conferences/{reply.json['id']}/edit/"


def test_a_second_save_waits_for_the_first_and_shares_its_answer(servers: Servers) -> None:
    path = create(servers)
    port = next(iter(servers.running))
    data = fields_of(servers.get(port, path)) | {"display_name": "Renamed"}
    servers.sandbox.faults.add("slow", method="PUT", milliseconds=1500)
    answers = send_twice(servers, path, data)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert servers.writes() == ["PUT"]
    # Only the second answer reached the browser. The message of the first is shown there, and once.
    pages = [servers.get(port, answers[1].headers["Location"]) for _ in range(2)]
    assert [page.count('class="message ') for page in pages] == [1, 0]
    assert "message-success" in pages[0]


def test_a_create_pressed_twice_makes_one_object_and_says_so_once(servers: Servers) -> None:
    path = "/w/sandbox/conferences/new/"
    port = next(iter(servers.running))
    data = fields_of(servers.get(port, path)) | {"display_name": "Twice", "name": "twice"}
    servers.sandbox.faults.add("slow", method="POST", milliseconds=1500)
    answers = send_twice(servers, path, data)
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [row["name"] for row in servers.sandbox.store.conferences.newest_first()] == ["twice"]
    assert servers.writes().count("POST") == 1
    pages = [htmx.words(servers.get(port, answers[1].headers["Location"])) for _ in range(2)]
    assert [page.count("Created Twice.") for page in pages] == [1, 0]
    assert "no proper answer" not in pages[0]


def test_a_second_save_that_finds_the_first_refused_is_tried_itself(servers: Servers) -> None:
    path = create(servers)
    port = next(iter(servers.running))
    data = fields_of(servers.get(port, path)) | {"display_name": "Renamed"}
    servers.sandbox.faults.add("slow", method="PUT", milliseconds=1000, times=1)
    servers.sandbox.faults.add("403", method="PUT", times=1)
    answers = send_twice(servers, path, data)
    assert [answer.status_code for answer in answers] == [502, 302]
    assert servers.writes() == ["PUT", "PUT"]


def test_what_a_killed_server_was_at_can_be_sent_again_after_the_lease(servers: Servers) -> None:
    path = create(servers)
    left, killed = next(iter(servers.running)), servers.start()
    data = fields_of(servers.get(left, path)) | {"display_name": "Renamed"}
    fault = servers.sandbox.faults.add("slow", method="PUT", milliseconds=1500)
    with ThreadPoolExecutor(1) as pool:
        lost = pool.submit(servers.send, killed, path, data)
        eventually(lambda: bool(servers.writes()))
        servers.kill(killed)
        assert isinstance(lost.exception(), requests.ConnectionError)
    servers.sandbox.faults.remove(fault.identifier)
    servers.python(AGE, str(LEASE.total_seconds()))
    answer = servers.send(left, path, data)
    assert answer.status_code == 302
    assert "already sent" not in servers.get(left, answer.headers["Location"])


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory has no two writers")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_left", [False, True])
def test_of_many_claims_at_once_one_is_granted(person: User, is_left: bool) -> None:
    if is_left:
        then = timezone.now() - LEASE - timedelta(seconds=1)
        Submission.objects.create(user=person, fingerprint="f" * 64, claimed_at=then)
    ready = threading.Barrier(8, timeout=10)
    granted: list[bool] = []

    def claim() -> None:
        try:
            ready.wait()
            granted.append(Submission.objects.claim(person.pk, "f" * 64)[1])
        finally:
            connection.close()

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(granted) == [False] * 7 + [True]
