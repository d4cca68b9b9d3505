"""Fixtures of the browser tests: Debian's Chromium, a running dashboard, and pages that are watched."""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import responses
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from conferences.models import Role
from conferences.sandbox import Sandbox
from tests.browser.desk import Desk
from tests.browser.screens import DESKTOP
from tests.browser.watch import Watch
from tests.conftest import MakePerson, MakeWorkspace

OpenContext = Callable[..., BrowserContext]
OpenPage = Callable[..., Page]

IS_READY = "() => !document.querySelector('script[src]') || document.documentElement.matches('.has-script')"
"""Whether the scripts that a page needs are loaded: not all of them are when the browser says so."""

expect.set_options(timeout=5_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run. Where there is none the test is skipped, but fails under ``CI``."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        reason = "Chromium is not installed (Debian: apt-get install chromium)."
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture
def sandbox(real_loopback: responses.RequestsMock) -> Iterator[Sandbox]:
    """The Video API with 400 conferences and 100 rooms, on a port of its own."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def desk(
    live_server: LiveServer,
    sandbox: Sandbox,
    settings: Settings,
    make_person: MakePerson,
    make_workspace: MakeWorkspace,
) -> Desk:
    """A dashboard with one workspace, whose admin is Mara."""
    settings.SIGNALWIRE_EXTRA_HOSTS = [sandbox.host]
    person: User = make_person("mara", first_name="Mara", last_name="Lindqvist")
    workspace = make_workspace(
        members={person: Role.ADMIN},
        host=sandbox.host,
        project_id=uuid.UUID(sandbox.project_id),
        token=sandbox.token,
        page_size=50,
    )
    return Desk(url=live_server.url, sandbox=sandbox, workspace=workspace, person=person)


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What the browser complains about. The test fails at its end for anything it did not expect."""
    watch = Watch()
    yield watch
    assert watch.surprises == []


@pytest.fixture
def open_context(browser: Browser, desk: Desk, watch: Watch) -> Iterator[OpenContext]:
    """Open fresh browser profiles: ``open_context(viewport=PHONE, color_scheme="dark")``.

    They close before ``desk`` goes, so that no browser is still asking while the database is emptied.
    """
    contexts: list[BrowserContext] = []

    def open_one(viewport: tuple[int, int] = DESKTOP, **options: Any) -> BrowserContext:
        size = {"width": viewport[0], "height": viewport[1]}
        context = browser.new_context(viewport=size, reduced_motion="reduce", **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(7_000)
        if options.get("java_script_enabled", True):
            context.on("page", _wait_for_scripts)
        watch.attach(context)
        return context

    yield open_one
    for context in contexts:
        context.close()


def _wait_for_scripts(page: Page) -> None:
    """Let ``page.goto`` and ``page.reload`` return once every script has begun its work."""

    def patient(navigate: Callable[..., Any]) -> Callable[..., Any]:
        def navigate_and_wait(*args: Any, **options: Any) -> Any:
            response = navigate(*args, **options)
            page.wait_for_function(IS_READY)
            return response

        return navigate_and_wait

    page.goto = patient(page.goto)  # type: ignore[method-assign]
    page.reload = patient(page.reload)  # type: ignore[method-assign]


@pytest.fixture
def open_page(open_context: OpenContext, desk: Desk) -> OpenPage:
    """Open pages of a signed-in person, each in a profile of its own; takes what ``open_context`` takes."""

    def open_one(*, person: User | None = None, **options: Any) -> Page:
        context = open_context(**options)
        desk.sign_in(context, person)
        return context.new_page()

    return open_one


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page of Mara, who is signed in, at the size of a laptop."""
    return open_page()


@pytest.fixture
def conference_list(page: Page, desk: Desk) -> Page:
    """Mara's page, showing the first page of the conferences."""
    page.goto(desk.address("conference-list"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Conferences")
    expect(page.locator("html")).to_have_class(re.compile("has-script"))
    return page
