"""The server as it runs in production: pages a second, and what a browser asks for."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
LATENCY: Final = 100
"""Milliseconds that the sandbox takes over each answer."""
SECONDS: Final = 8.0
CLIENTS: Final = 24


def measure_server(conferences: int) -> None:
    """Print the throughput for 25 and 50 rows, and the weight of two visits."""
    with _sandbox(conferences) as sandbox_port, _server() as port:
        cookie, address = _sign_in(sandbox_port)
        for size in (25, 50):
            pages = _pages_a_second(port, f"{address}?page_size={size}", cookie)
            _write(f"{size} rows, 2 workers of 8 threads, upstream {LATENCY} ms: {pages:.0f} pages a second.")
        _visit(port, f"{address}?page_size=50", cookie)


def _pages_a_second(port: int, path: str, cookie: str) -> float:
    ends = time.monotonic() + SECONDS

    def ask() -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        count = 0
        headers = {"Cookie": cookie, "Host": "localhost", "Accept-Encoding": "br"}
        while time.monotonic() < ends:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise SystemExit(f"{path} answered {response.status}.")
            count += 1
        connection.close()
        return count

    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as pool:
        total = sum(pool.map(lambda _: ask(), range(CLIENTS)))
    return total / (time.monotonic() - began)


def _visit(port: int, path: str, cookie: str) -> None:
    """Open the list in Chromium twice, and count what is asked for and how much comes over the wire."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        _write("Without Playwright and Chromium no visit is measured.")
        return
    name, _, value = cookie.partition("=")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        context = browser.new_context()
        context.add_cookies([{"name": name, "value": value, "url": f"http://localhost:{port}"}])
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        received: list[Any] = []
        session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
        for visit in ("First", "Second"):
            received.clear()
            page.goto(f"http://localhost:{port}{path}")
            page.wait_for_load_state("networkidle")
            asked = [size for size in received if size]
            _write(f"{visit} visit: {len(asked)} requests, {sum(asked) / 1000:.1f} kB with their headers.")
        browser.close()


def _sign_in(sandbox_port: int) -> tuple[str, str]:
    """The cookie of an administrator, and the address of a list that comes from the sandbox."""
    from uuid import UUID

    from django.contrib.auth import get_user_model
    from django.test import Client

    from conferences.models import Workspace
    from conferences.sandbox.project import API_TOKEN, PROJECT_ID
    from conferences.services import demo

    person = get_user_model().objects.get(username="demo")
    Workspace.objects.all().delete()
    workspace = demo.prepare_workspace(
        person, host=f"127.0.0.1:{sandbox_port}", project_id=UUID(PROJECT_ID), api_token=API_TOKEN
    )
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    found = re.search(r"sessionid=\w+", client.cookies.output())
    if found is None:
        raise SystemExit("There is no session.")
    return found[0], workspace.get_absolute_url()


@contextmanager
def _sandbox(conferences: int) -> Iterator[int]:
    with _program(
        *("-m", "conferences.sandbox", "--quiet", "--latency-ms", str(LATENCY)),
        *("--conferences", str(conferences), "--port"),
    ) as port:
        os.environ["SIGNALWIRE_EXTRA_HOSTS"] = f"127.0.0.1:{port}"
        from django.conf import settings

        settings.SIGNALWIRE_EXTRA_HOSTS = [f"127.0.0.1:{port}"]
        yield port


@contextmanager
def _server() -> Iterator[int]:
    with _program(
        *("-m", "granian", "--interface", "wsgi", "--no-ws", "--workers", "2", "--blocking-threads", "8"),
        *("--log-level", "error", "dashboard.wsgi:application", "--port"),
    ) as port:
        yield port


@contextmanager
def _program(*command: str) -> Iterator[int]:
    """A program of Python in a process of its own, at a free port, which is the last of its arguments."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, *command, str(port)], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        else:
            raise SystemExit(f"{command[1]} did not start.")
        yield port
    finally:
        process.terminate()
        process.wait()


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
