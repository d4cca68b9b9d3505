"""The dashboard as in production: servers in processes of their own that share one database."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import environ
import psycopg
from cryptography.fernet import Fernet
from django.core.management.utils import get_random_secret_key

from conferences.management.commands.run import LOOPBACK, server_command
from conferences.sandbox.project import API_TOKEN, PROJECT_ID
from dashboard.supervisor import Supervisor
from tests.races.people import SLUG

ROOT: Final = Path(__file__).resolve().parents[2]
PASSWORD: Final = "races-pass-1-word"

_PREPARE: Final = """
import json, sys
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from dashboard.static_files import collect_if_changed
from conferences.models import Membership, Role, Workspace
told = json.loads(sys.argv[1])
call_command("migrate", interactive=False, verbosity=0)
collect_if_changed()
workspace = Workspace.objects.create(
    name="Races", slug=told["slug"], host=told["host"], project_id=told["project"],
    api_token=told["token"], default_zone="Europe/Berlin",
)
for name in told["people"]:
    person = User.objects.create_user(name, password=told["password"])
    Membership.objects.create(workspace=workspace, user=person, role=Role.ADMIN)
"""


def free_port() -> int:
    """A port of this machine that is free at present."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """The address of a new database: on the server of ``DATABASE_URL``, or else a file in ``folder``."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{folder / 'races.sqlite3'}"
        return
    server = environ.Env.db_url_config(url)
    name = f"races_{uuid.uuid4().hex[:12]}"
    known = {"host": server["HOST"], "port": server["PORT"], "user": server["USER"]}
    known |= {"password": server["PASSWORD"], "dbname": server["NAME"]}
    with psycopg.connect(
        **{key: value for key, value in known.items() if value}, autocommit=True
    ) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{url.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def servers(folder: Path, sandbox_port: int, *, number: int, people: list[str]) -> Iterator[list[str]]:
    """The addresses of so many servers; their workspace points at the sandbox on that port."""
    host = f"{LOOPBACK}:{sandbox_port}"
    with database(folder) as url, Supervisor() as supervisor:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment = {
            **kept,
            "ENV_FILE": "",
            "DJANGO_SETTINGS_MODULE": "dashboard.settings",
            "DEBUG": "false",
            "HTTPS": "false",
            "SECRET_KEY": get_random_secret_key(),
            "FIELD_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "ALLOWED_HOSTS": LOOPBACK,
            "DATABASE_URL": url,
            "STATIC_ROOT": str(folder / "static"),
            "SIGNALWIRE_EXTRA_HOSTS": host,
            "LOG_LEVEL": "WARNING",
        }
        told = {"slug": SLUG, "host": host, "project": PROJECT_ID, "token": API_TOKEN}
        told |= {"people": people, "password": PASSWORD}  # type: ignore[dict-item]
        command = [sys.executable, "-c", _PREPARE, json.dumps(told)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120)
        ports = [free_port() for _ in range(number)]
        for port in ports:
            supervisor.start(f"server {port}", server_command(port, autoreload=False), environment)
        for port in ports:
            supervisor.wait_until(lambda port=port: _is_ready(port), what="server")  # type: ignore[misc]
        yield [f"http://{LOOPBACK}:{port}" for port in ports]


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
