"""What a list page costs beyond the API call it makes: ``make benchmark``.

A sandbox with 10,000 conferences runs in a process of its own. The dashboard runs in this one, set up
as in production (cached templates, hashed static files, SQLite on disk) and called as a WSGI server
calls it, through every middleware. In turn, a page is asked for and the same API call is made bare:
over a kept-alive connection, its body read, nothing decoded. The difference of the two medians is what
the dashboard adds: session, member, decoding, template, headers.
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
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import requests
from cryptography.fernet import Fernet
from requests.adapters import HTTPAdapter

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
            measure(port, rounds=options.rounds)
        finally:
            sandbox.terminate()
            sandbox.wait()


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


def measure(port: int, *, rounds: int) -> None:
    """Print the table: first and last page of the list, for each page size."""
    from django.test import Client

    from conferences.sandbox.project import API_TOKEN, PROJECT_ID
    from conferences.services import demo

    admin = demo.prepare_account(secrets.token_urlsafe(12))
    workspace = demo.prepare_workspace(
        admin, host=f"127.0.0.1:{port}", project_id=UUID(PROJECT_ID), api_token=API_TOKEN
    )
    browser = Client()
    browser.force_login(admin, "django.contrib.auth.backends.ModelBackend")
    open_page = server(browser.cookies.output(header="", sep=";").strip())
    bare = requests.Session()
    bare.auth = (PROJECT_ID, API_TOKEN)
    wait_for(f"http://127.0.0.1:{port}/")
    calls = observe_calls()
    write(f"Medians of {rounds}, in milliseconds.")
    write(f"{'rows':>5} {'page':<6} {'page':>7} {'bare API call':>14} {'added':>7}")
    for page_size in PAGE_SIZES:
        first = f"{workspace.get_absolute_url()}?page_size={page_size}"
        for name, address in (("first", first), ("last", last_page(open_page, first))):
            calls.clear()
            open_page(address)
            if len(calls) != 1:
                raise SystemExit(f"{address} made {len(calls)} API calls, not one.")
            url = calls[0]
            pages, apis = [], []
            for _ in range(rounds):
                pages.append(timed(lambda address=address: open_page(address)))  # type: ignore[misc]
                apis.append(timed(lambda url=url: bare.get(url, timeout=30).content))  # type: ignore[misc]
            page, api = statistics.median(pages), statistics.median(apis)
            write(f"{page_size:>5} {name:<6} {page:>7.1f} {api:>14.1f} {page - api:>7.1f}")


def server(cookie: str) -> Callable[[str], str]:
    """The dashboard as a WSGI server calls it, with this cookie: address → body of a 200 answer."""
    from dashboard.wsgi import application

    def open_page(address: str) -> str:
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
        body = b"".join(answer).decode()
        answer.close()
        if not started[0].startswith("200"):
            raise SystemExit(f"{address} answered {started[0]}.")
        return body

    return open_page


def last_page(open_page: Callable[[str], str], address: str) -> str:
    """Follow *Next* until there is none."""
    while True:
        link = re.search(r'<a\b[^>]*\bhref="([^"]+)"[^>]*\brel="next"', open_page(address))
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


def timed(action: Callable[[], object]) -> float:
    """Milliseconds that the action takes."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000


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
