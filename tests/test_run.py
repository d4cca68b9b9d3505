"""`make run` starts everything, says what is in the way, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
import requests
import responses
from django.conf import settings as active
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from pytest_django import Settings

from conferences.management.commands import run
from conferences.models import Membership, Role, Workspace
from conferences.sandbox.project import API_TOKEN, PROJECT_ID
from conferences.services import demo
from dashboard.supervisor import ProgramEnded, Supervisor

PASSWORD = "k7fd-m3xp-q9ta"
SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def free_port() -> int:
    """A port of this machine that no one uses just now."""
    with socket.socket() as probe:
        probe.bind((run.LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_alive(process: int) -> bool:
    """Whether the process runs; one that ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def eventually(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Whether the condition comes true in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def children_of(process: int) -> list[int]:
    """The processes that this one started, and those that they started."""
    found: list[int] = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        for child in path.read_text().split():
            found += [int(child), *children_of(int(child))]
    return found


# --- What stands in the way is said before anything starts


def test_a_taken_port_is_named_with_the_variable_that_chooses_another() -> None:
    with socket.socket() as taken:
        taken.bind((run.LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"Port {port} is in use .* make run SANDBOX_PORT={port + 1}"):
            run.check_port("SANDBOX_PORT", port)
    run.check_port("SANDBOX_PORT", port)


@pytest.mark.parametrize("value", ["0", "65536", "-1", "http", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PORT", value)
    with pytest.raises(CommandError, match="PORT must be a port between 1 and 65535"):
        run.port_from("PORT", 8000)


def test_the_two_ports_must_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8099")
    monkeypatch.setenv("SANDBOX_PORT", "8099")
    with pytest.raises(CommandError, match="PORT and SANDBOX_PORT are the same"):
        call_command("run")


def test_the_demo_account_is_never_made_in_a_real_installation(settings: Settings) -> None:
    settings.HTTPS = True
    with pytest.raises(CommandError, match="HTTPS is on"):
        call_command("run")


def test_a_second_start_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    with (
        run.only_one(tmp_path / "run.lock"),
        pytest.raises(CommandError, match="already running"),
        run.only_one(tmp_path / "run.lock"),
    ):
        pass
    with run.only_one(tmp_path / "run.lock"):
        pass


# --- The demo account and its workspace


def demo_workspace(host: str) -> Workspace:
    """The demo workspace after one more start with the sandbox at ``host``."""
    admin = demo.prepare_account(PASSWORD)
    return demo.prepare_workspace(admin, host=host, project_id=UUID(PROJECT_ID), api_token=API_TOKEN)


@pytest.mark.django_db
def test_the_demo_account_is_admin_of_a_workspace_that_points_at_the_sandbox() -> None:
    workspace = demo_workspace("127.0.0.1:8081")
    membership = Membership.objects.get(workspace=workspace)
    assert (membership.user.username, membership.role) == ("demo", Role.ADMIN)
    assert membership.user.check_password(PASSWORD)
    assert membership.user.is_superuser
    assert (workspace.host, workspace.api_token) == ("127.0.0.1:8081", API_TOKEN)


@pytest.mark.django_db
def test_a_second_start_keeps_the_data_and_follows_the_port() -> None:
    first = demo_workspace("127.0.0.1:8081")
    Workspace.objects.update(name="Playground", page_size=100)
    User.objects.update(first_name="Mara")
    hashed = User.objects.get().password
    second = demo_workspace("127.0.0.1:9081")
    assert (second.pk, second.name, second.page_size) == (first.pk, "Playground", 100)
    assert Workspace.objects.get().host == "127.0.0.1:9081"
    user = User.objects.get()
    assert (user.first_name, user.password) == ("Mara", hashed)


@pytest.mark.django_db
def test_fresh_encryption_keys_do_not_lock_the_sandbox_out(settings: Settings) -> None:
    demo_workspace("127.0.0.1:8081")
    settings.FIELD_ENCRYPTION_KEYS = ["YW5vdGhlci1lbmNyeXB0aW9uLWtleS0wMTIzNDU2Nzg="]
    assert demo_workspace("127.0.0.1:8081").api_token == API_TOKEN
    assert Workspace.objects.get().api_token == API_TOKEN


@pytest.mark.django_db
def test_a_given_password_is_set_and_none_leaves_the_one_chosen_in_the_browser() -> None:
    demo.prepare_account(PASSWORD)
    assert demo.prepare_account("another-password").check_password("another-password")
    assert demo.prepare_account(None).check_password("another-password")


# --- Ending


def test_a_program_that_ends_by_itself_is_named() -> None:
    with Supervisor() as supervisor:
        supervisor.start("server", [sys.executable, "-c", "raise SystemExit(3)"], os.environ)
        with pytest.raises(ProgramEnded, match=r"The server ended by itself \(exit code 3\)"):
            supervisor.wait()


def test_a_program_that_may_end_is_named_once_and_the_others_go_on() -> None:
    told: list[str] = []
    with Supervisor() as supervisor:
        supervisor.start("sandbox", [sys.executable, "-c", "raise SystemExit(3)"], os.environ)
        supervisor.start("server", [sys.executable, "-c", "import time; time.sleep(1.5)"], os.environ)
        with pytest.raises(ProgramEnded, match="The server ended by itself"):
            supervisor.wait(spared={"sandbox": told.append})
    assert told == ["The sandbox ended by itself (exit code 3)."]


def test_waiting_for_an_answer_ends_when_none_comes() -> None:
    with Supervisor() as supervisor, pytest.raises(ProgramEnded, match="sandbox did not answer"):
        supervisor.wait_until(lambda: False, what="sandbox", seconds=0.1)


def test_leaving_ends_a_program_together_with_what_it_started(tmp_path: Path) -> None:
    started = tmp_path / "started"
    code = (
        "import os, pathlib, signal, subprocess, sys, time\n"
        f"child = subprocess.Popen({SLEEP!r})\n"
        f"pathlib.Path({str(started)!r}).write_text(f'{{os.getpid()}} {{child.pid}}')\n"
        "time.sleep(60)"
    )
    with Supervisor() as supervisor:
        supervisor.start("server", [sys.executable, "-c", code], os.environ)
        assert eventually(lambda: started.exists() and len(started.read_text().split()) == 2)
        processes = [int(word) for word in started.read_text().split()]
        assert all(is_alive(process) for process in processes)
    assert eventually(lambda: not any(is_alive(process) for process in processes))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent died")
def test_a_supervisor_that_is_killed_leaves_nothing_behind() -> None:
    code = (
        "import os\nfrom dashboard.supervisor import Supervisor\n"
        "with Supervisor() as supervisor:\n"
        f"    supervisor.start('server', {SLEEP!r}, os.environ)\n"
        "    print('up', flush=True)\n"
        "    supervisor.wait()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=active.BASE_DIR, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        children = children_of(process.pid)
        assert len(children) == 1
        process.kill()
    assert eventually(lambda: not any(is_alive(child) for child in children))


# --- All of it


class Running:
    """``manage.py run`` in a process of its own, with its state in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.port, self.sandbox_port = free_port(), free_port()
        environment_file = folder / "desk.env"
        if not environment_file.exists():
            call_command("createenv", path=environment_file, verbosity=0)
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--state", str(folder)],
            cwd=active.BASE_DIR,
            env={
                **kept,
                "ENV_FILE": str(environment_file),
                "DATABASE_URL": f"sqlite:///{folder / 'desk.sqlite3'}",
                "STATIC_ROOT": str(folder / "static"),
                "DEMO_PASSWORD": PASSWORD,
                "PORT": str(self.port),
                "SANDBOX_PORT": str(self.sandbox_port),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output = self._read_block()

    def _read_block(self) -> str:
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if "Press Ctrl-C to stop" in line:
                break
        return "".join(lines)

    def get_list(self) -> str:
        """The first list that the demo account sees after signing in."""
        with requests.Session() as browser:
            address = f"http://localhost:{self.port}/"
            page = browser.get(address, timeout=20).text
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            assert token, page
            values = {"username": "demo", "password": PASSWORD, "csrfmiddlewaretoken": token.group(1)}
            answer = browser.post(address + "login/", values, timeout=20)
            assert answer.status_code == 200, answer.text
            style = re.search(r'href="(/static/css/app\.[0-9a-f]{12}\.css)"', answer.text)
            assert style, answer.text
            assert browser.get(address[:-1] + style.group(1), timeout=20).status_code == 200
            return answer.text

    def end(self, number: signal.Signals) -> None:
        """Send the signal to the command alone and wait until all that it started is gone."""
        everything = [self.process.pid, *children_of(self.process.pid)]
        assert len(everything) >= 4, "the sandbox, the server and its workers"
        self.process.send_signal(number)
        assert self.process.stdout is not None
        self.output += self.process.stdout.read()
        self.process.wait(20)
        assert eventually(lambda: not any(is_alive(process) for process in everything))


@pytest.fixture
def start(tmp_path: Path, real_loopback: responses.RequestsMock) -> Iterator[Callable[[], Running]]:
    """Start it, as often as wanted, with the same state."""
    started: list[Running] = []

    def run_it() -> Running:
        started.append(Running(tmp_path))
        return started[-1]

    yield run_it
    for running in started:
        if running.process.poll() is None:
            running.process.terminate()
            running.process.wait(20)
        if running.process.stdout:
            running.process.stdout.close()


def test_it_starts_signs_in_shows_the_list_ends_and_starts_again(
    start: Callable[[], Running], tmp_path: Path
) -> None:
    first = start()
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert {"desk.sqlite3", "desk.sqlite3-wal", "run.lock", "desk.env"} <= {path.name for path in files}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert f"http://localhost:{first.port}/" in first.output
    assert PASSWORD in first.output
    first_page = first.get_list()
    assert "Sandbox" in first_page
    assert first_page.count("<tr") > 10
    first.end(signal.SIGINT)
    assert first.process.returncode == 0
    assert "Traceback" not in first.output
    assert API_TOKEN not in first.output

    second = start()  # on other ports
    assert second.get_list().count("<tr") == first_page.count("<tr")
    commands = {
        child: Path(f"/proc/{child}/cmdline").read_bytes() for child in children_of(second.process.pid)
    }
    server = next(child for child, command in commands.items() if b"granian" in command)
    sandbox = next(child for child, command in commands.items() if b"conferences.sandbox" in command)
    os.kill(sandbox, signal.SIGKILL)
    assert second.process.stdout is not None
    assert "The sandbox ended by itself (signal 9). The dashboard keeps running" in next(
        line for line in second.process.stdout if "ended" in line
    )
    assert requests.get(f"http://localhost:{second.port}/readyz", timeout=20).text.strip() == "ready"
    everything = [second.process.pid, *children_of(second.process.pid)]
    os.kill(server, signal.SIGKILL)
    assert second.process.wait(20) == 1
    assert (
        "The server ended by itself (signal 9). Everything else was stopped too."
        in second.process.stdout.read()
    )
    assert eventually(lambda: not any(is_alive(process) for process in everything))
