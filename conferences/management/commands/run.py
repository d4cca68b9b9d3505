"""``manage.py run``: the whole dashboard on this machine, with the sandbox behind it."""

from __future__ import annotations

import fcntl
import http.client
import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from conferences.management.commands.createenv import demo_password
from conferences.sandbox.project import API_TOKEN, PROJECT_ID
from conferences.services import demo
from dashboard.readiness import migrations_are_applied
from dashboard.static_files import collect_if_changed
from dashboard.supervisor import ProgramEnded, Supervisor, end_with_parent

LOOPBACK: Final = "127.0.0.1"

_BLOCK: Final = """
  Conference Desk is running.

    Address    http://localhost:{port}/
    User       {user}
    Password   {password}
    Sandbox    http://localhost:{sandbox_port}/_sandbox/   (switch faults on and off)

  Press Ctrl-C to stop. Your data is kept.
"""


class Command(BaseCommand):
    help = "Run the dashboard on this machine as in production, with the sandbox and a demo account."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command's options."""
        parser.add_argument("--autoreload", action="store_true", help="develop: DEBUG, and reload on change")
        parser.add_argument(
            "--state",
            type=Path,
            default=settings.BASE_DIR / "var",
            metavar="FOLDER",
            help="where the sandbox keeps its edits (default: var)",
        )
        parser.add_argument(
            "--end-with-parent", action="store_true", help="stop when the calling process ends"
        )

    def handle(self, *args: object, autoreload: bool, state: Path, **options: object) -> None:
        """Check what can be checked, start everything, say where it is, and wait."""
        if options["end_with_parent"]:
            end_with_parent()
        if settings.HTTPS:
            raise CommandError(
                "HTTPS is on, so .env describes a real installation. This command is for a machine of "
                "your own; README.md says how to start in production."
            )
        if settings.DEBUG is not autoreload:
            raise CommandError('DEBUG must be false for "make run", and true for "make dev".')
        port, sandbox_port = port_from("PORT", 8000), port_from("SANDBOX_PORT", 8081)
        if port == sandbox_port:
            raise CommandError("PORT and SANDBOX_PORT are the same. Choose another number for one of them.")
        os.umask(0o077)  # what the programs write is for this account alone
        state.mkdir(mode=0o700, exist_ok=True)
        with only_one(state / "run.lock"):
            check_port("PORT", port)
            check_port("SANDBOX_PORT", sandbox_port)
            try:
                self._run(port, sandbox_port, state, autoreload=autoreload)
            except ProgramEnded as error:
                raise CommandError(f"{error} Everything else was stopped too.") from None

    def _run(self, port: int, sandbox_port: int, state: Path, *, autoreload: bool) -> None:
        sandbox_host = f"{LOOPBACK}:{sandbox_port}"
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        environment["SIGNALWIRE_EXTRA_HOSTS"] = ",".join([*settings.SIGNALWIRE_EXTRA_HOSTS, sandbox_host])
        with Supervisor() as supervisor:
            supervisor.start("sandbox", sandbox_command(sandbox_port, state / "sandbox.json"), environment)
            if not migrations_are_applied():
                self.stdout.write("Preparing the database …")
                call_command("migrate", interactive=False, verbosity=0)
            if not autoreload and collect_if_changed():
                self.stdout.write("Collected the static files.")
            password = os.environ.get("DEMO_PASSWORD", "").strip() or None
            if password is None and not demo.account_exists():
                password = demo_password()
            admin = demo.prepare_account(password)
            demo.prepare_workspace(admin, host=sandbox_host, project_id=UUID(PROJECT_ID), api_token=API_TOKEN)
            if supervisor.is_ending:
                return
            environment["DJANGO_SETTINGS_MODULE"] = "dashboard.demo_settings"
            supervisor.start("server", server_command(port, autoreload=autoreload), environment)
            supervisor.wait_until(lambda: answers(sandbox_port), what="sandbox")
            supervisor.wait_until(lambda: answers(port), what="server")
            if not supervisor.is_ending:
                self.stdout.write(
                    _BLOCK.format(
                        port=port,
                        sandbox_port=sandbox_port,
                        user=admin.username,
                        password=password or "as you set it (DEMO_PASSWORD=… sets another)",
                    )
                )
                self.stdout.flush()
            # As when SignalWire is down: the dashboard says so, and goes on when it is there again.
            supervisor.wait(
                spared={"sandbox": lambda sentence: self._tell_how_to_go_on(sentence, sandbox_port, state)}
            )

    def _tell_how_to_go_on(self, sentence: str, sandbox_port: int, state: Path) -> None:
        again = f".venv/bin/python manage.py sandbox --port {sandbox_port} --state {state / 'sandbox.json'}"
        self.stderr.write(f"{sentence} The dashboard keeps running without it. To start it again:\n  {again}")


def sandbox_command(port: int, state: Path) -> list[str]:
    """How the sandbox is started; its edits survive in the file ``state``."""
    return [
        *(sys.executable, "-m", "conferences.sandbox", "--quiet"),
        *("--port", str(port), "--state", str(state)),
    ]


def server_command(port: int, *, autoreload: bool) -> list[str]:
    """How the server is started: granian as in production, or Django's own for development."""
    if autoreload:
        return [sys.executable, "manage.py", "runserver", f"{LOOPBACK}:{port}"]
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", LOOPBACK, "--port", str(port), "--workers", "2", "--blocking-threads", "8"),
        *("--log-level", "error", "dashboard.wsgi:application"),
    ]


def port_from(name: str, default: int) -> int:
    """The port that the variable names. Raises CommandError when it is none."""
    value = os.environ.get(name, "").strip() or str(default)
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise CommandError(f"{name} must be a port between 1 and 65535, not {value!r}.")
    return int(value)


def check_port(name: str, port: int) -> None:
    """Raise CommandError, naming the variable that chooses another, when the port cannot be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError:
            raise CommandError(f"You may not use port {port}. Choose a higher one with {name}.") from None
        except OSError:
            raise CommandError(
                f"Port {port} is in use by another program. Choose another: make run {name}={port + 1}"
            ) from None


def answers(port: int) -> bool:
    """Whether a server on this machine answers HTTP there without a fault of its own."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock file. Raises CommandError when another process holds it: two would share one state."""
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError("It is already running from this folder. Stop that one first.") from None
        yield
