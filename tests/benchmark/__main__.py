"""What the dashboard costs: ``make benchmark``.

A sandbox with 10,000 conferences runs in a process of its own. The dashboard runs in this one, set up
as in production (cached templates, hashed static files, SQLite on disk) and called as a WSGI server
calls it, through every middleware. In turn, a page is asked for and the same API call is made bare:
over a kept-alive connection, its body read, nothing decoded. The difference of the two medians is what
the dashboard adds: session, member, decoding, template, headers. Django's own changelist of as many rows
is measured in between, and so is the account page.

Then the server itself is started, two workers of eight threads, with a sandbox that takes 100 ms over each
answer: how many pages a second it serves, and what a browser asks for on a first and on a second visit.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import requests
from cryptography.fernet import Fernet
from requests.adapters import HTTPAdapter

from tests.benchmark.admin import CHANGELIST, prepare_changelist
from tests.benchmark.served import measure_server

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE_SIZES: Final = (50, 250)


def main() -> None:
    """Read the options, start the sandbox, measure, print, and end the sandbox."""
    parser = argparse.ArgumentParser(description="What a list page costs beyond its API call.")
    parser.add_argument("--conferences", type=int, default=10_000)
    parser.add_argument(
        "--rounds", type=int, default=60, help="how often each is measured; the median counts"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        sandbox = subprocess.Popen(
            [
                *(sys.executable, "-m", "conferences.sandbox", "--quiet"),
                *("--port", str(port), "--conferences", str(options.conferences)),
            ],
            cwd=ROOT,
        )
        try:
            configure(Path(folder), port)
            measure(port, rounds=options.rounds, conferences=options.conferences)
        finally:
            sandbox.terminate()
            sandbox.wait()
        measure_server(options.conferences)


def configure(folder: Path, port: int) -> None:
    """Set Django up as in production, with its state in ``folder``; log lines are written and dropped."""
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "dashboard.demo_settings",
            "ENV_FILE": "",
            "DEBUG": "false",
            "HTTPS": "false",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "FIELD_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
            "ALLOWED_HOSTS": "localhost",
            "DATABASE_URL": f"sqlite:///{folder / 'desk.sqlite3'}",
            "STATIC_ROOT": str(folder / "static"),
            "SIGNALWIRE_EXTRA_HOSTS": f"127.0.0.1:{port}",
            "LOG_LEVEL": "INFO",
        }
    )
    import logging

    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    import dashboard.wsgi  # noqa: F401 - sets Django up once more, logging included

    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(io.StringIO())


def measure(port: int, *, rounds: int, conferences: int) -> None:
    """Print what each page costs and weighs."""
    from django.test import Client

    from conferences.sandbox.project import API_TOKEN, PROJECT_ID
    from conferences.services import demo

    prepare_changelist(conferences)
    admin = demo.prepare_account(secrets.token_urlsafe(12))
    workspace = demo.prepare_workspace(
        admin, host=f"127.0.0.1:{port}", project_id=UUID(PROJECT_ID), api_token=API_TOKEN
    )
    browser = Client()
    browser.force_login(admin, "django.contrib.auth.backends.ModelBackend")
    cookie = browser.cookies.output(header="", sep=";").strip()
    open_page = server(cookie)
    wait_for(f"http://127.0.0.1:{port}/")
    addresses = {f"{size} rows": f"{workspace.get_absolute_url()}?page_size={size}" for size in PAGE_SIZES}
    addresses["50 rows, last page"] = last_page(open_page, addresses["50 rows"])
    bare = bare_calls(open_page, addresses)
    pages = {**addresses, "Account": "/account/", "Django's changelist, 50 rows": CHANGELIST}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in [*pages, *bare]}
    for _ in range(rounds):
        for name, address in pages.items():
            taken[name].append(timed(lambda address=address: open_page(address)))  # type: ignore[misc]
        for name, call in bare.items():
            taken[name].append(timed(call))
    wall, cpu = (
        {name: statistics.median(pair[place] for pair in pairs) for name, pairs in taken.items()}
        for place in (0, 1)
    )
    write(f"Medians of {rounds}, in ms; weight in kB of HTML, as made and with Brotli.\n")
    write("| Page | time | bare API call | added | added, CPU | kB | kB sent |")
    write("|---|---|---|---|---|---|---|")
    for name, address in pages.items():
        api, api_cpu = (times.get(f"API, {name}", 0.0) for times in (wall, cpu))
        raw, sent = (len(open_page(address, encoding)) / 1000 for encoding in ("identity", "br"))
        write(
            f"| {name} | {wall[name]:.1f} | {api:.1f} | {wall[name] - api:.1f} | {cpu[name] - api_cpu:.1f} "
            f"| {raw:.1f} | {sent:.1f} |"
        )
    changelist, mine, api = (wall[name] for name in (list(pages)[-1], "50 rows", "API, 50 rows"))
    write(
        f"\nDjango's changelist takes {changelist / mine:.1f} times as long as 50 rows with their API call, "
        f"and {changelist / (mine - api):.1f} times as long as what is added to the call.\n"
    )


def bare_calls(
    open_page: Callable[..., bytes], addresses: Mapping[str, str]
) -> dict[str, Callable[[], object]]:
    """For each page, the API call that it makes, made over one connection that is kept."""
    from conferences.sandbox.project import API_TOKEN, PROJECT_ID

    session = requests.Session()
    session.auth = (PROJECT_ID, API_TOKEN)
    calls = observe_calls()
    found: dict[str, Callable[[], object]] = {}
    for name, address in addresses.items():
        calls.clear()
        open_page(address)
        if len(calls) != 1:
            raise SystemExit(f"{address} made {len(calls)} API calls, not one.")
        found[f"API, {name}"] = partial(_read, session, calls[0])
    return found


def _read(session: requests.Session, url: str) -> bytes:
    content: bytes = session.get(url, timeout=30).content
    return content


def server(cookie: str) -> Callable[..., bytes]:
    """The dashboard as a WSGI server calls it, with this cookie: address → body of a 200 answer."""
    from dashboard.wsgi import application

    def open_page(address: str, encoding: str = "br") -> bytes:
        path, _, query = address.partition("?")
        started: list[Any] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_COOKIE": cookie,
            "HTTP_ACCEPT_ENCODING": encoding,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
        }

        def start(
            status: str, headers: list[tuple[str, str]], error: Any = None, /
        ) -> Callable[[bytes], object]:
            started.append(status)
            return lambda data: None

        answer = application(environ, start)
        body = b"".join(answer)
        answer.close()
        if not started[0].startswith("200"):
            raise SystemExit(f"{address} answered {started[0]}.")
        return body

    return open_page


def last_page(open_page: Callable[..., bytes], address: str) -> str:
    """Follow *Next* until there is none."""
    while True:
        link = re.search(
            r'<a\b[^>]*\bhref="([^"]+)"[^>]*\brel="next"', open_page(address, "identity").decode()
        )
        if link is None:
            return address
        address = unescape(link.group(1))


def observe_calls() -> list[str]:
    """A list that every request of the API service adds its full URL to."""
    urls: list[str] = []
    send = HTTPAdapter.send

    def observed(self: HTTPAdapter, request: requests.PreparedRequest, *args: Any, **options: Any) -> Any:
        urls.append(str(request.url))
        return send(self, request, *args, **options)

    HTTPAdapter.send = observed  # type: ignore[method-assign]
    return urls


def timed(action: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds that the action takes, by the clock and of this process."""
    began, began_cpu = time.perf_counter(), time.process_time()
    action()
    return (time.perf_counter() - began) * 1000, (time.process_time() - began_cpu) * 1000


def wait_for(url: str) -> None:
    """Wait until the server at ``url`` answers anything."""
    for _ in range(600):
        try:
            requests.get(url, timeout=5)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("The sandbox did not answer.")


def write(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
