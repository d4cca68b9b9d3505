"""What must hold on every screen: axe finds nothing, nothing is too wide, nothing is styled inline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.auth.models import User
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django import Settings

from conferences.models import Label, Membership, Role, Workspace
from conferences.sandbox import Sandbox
from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, overflow
from tests.browser.screens import DESKTOP, PHONE, SCREENS, Screen
from tests.browser.targets import small_targets
from tests.browser.watch import Watch
from tests.conftest import MakePerson, MakeWorkspace

pytestmark = pytest.mark.browser

_ALL_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_COLOUR_RULES = {"runOnly": ["color-contrast", "link-in-text-block"]}
# Every rule at both widths and every colour in both schemes; what is not colour is the same in both.
_LOOKS: list[tuple[tuple[int, int], Literal["light", "dark"], dict[str, Any]]] = [
    (DESKTOP, "light", _ALL_RULES),
    (DESKTOP, "dark", _COLOUR_RULES),
    (PHONE, "dark", _ALL_RULES),
    (PHONE, "light", _COLOUR_RULES),
]
_OUTER = "elements => elements.map((element) => element.outerHTML)"
Show = Callable[[Screen], Page]


@pytest.fixture
def people(desk: Desk, make_person: MakePerson, make_workspace: MakeWorkspace) -> dict[str, User]:
    """Anyone who looks at a screen, by the word of the catalogue."""
    viewer, newcomer, busy = make_person("viewer"), make_person("newcomer"), make_person("busy")
    Membership.objects.create(workspace=desk.workspace, user=viewer, role=Role.VIEWER)
    Membership.objects.create(workspace=desk.workspace, user=busy, role=Role.EDITOR)
    for label in Label:
        make_workspace(f"Summit {label.label}", members={busy: Role.VIEWER}, label=label)
    return {"admin": desk.person, "viewer": viewer, "newcomer": newcomer, "busy": busy}


@pytest.fixture
def places(desk: Desk) -> dict[str, str]:
    """The ids that the catalogue's addresses name."""
    store = desk.sandbox.store
    conferences, rooms = store.conferences.newest_first(), store.rooms.newest_first()
    return {
        "slug": desk.workspace.slug,
        "live": next(row["id"] for row in conferences if row["id"] in store.live),
        "quiet": next(row["id"] for row in conferences if row["id"] not in store.live),
        "odd": next(row["id"] for row in conferences if "url(" in (row["light_primary"] or "")),
        "room": next(row["id"] for row in rooms if row["id"] not in store.live),
        "live_room": next(row["id"] for row in rooms if row["id"] in store.live),
    }


@pytest.fixture
def show(
    open_page: OpenPage, desk: Desk, watch: Watch, people: dict[str, User], places: dict[str, str]
) -> Show:
    """Bring a screen up in its looker's page, and make sure that it is the one that was meant."""
    watch.expect_status(403, 404, 422, 429, 502)
    # Twenty-five rows show whatever fifty would, and axe looks at each.
    Workspace.objects.update(page_size=25)
    pages: dict[str, Page] = {}

    def one(screen: Screen) -> Page:
        if screen.who not in pages:
            pages[screen.who] = open_page(person=people.get(screen.who, desk.person))
        page = pages[screen.who]
        if screen.who == "stranger":
            page.context.clear_cookies()
            cache.clear()
        if screen.fault:
            desk.sandbox.faults.add(screen.fault)
        page.goto(desk.url + screen.address(places))
        desk.sandbox.faults.clear()
        if screen.then is not None:
            screen.then(page)
        expect(page.get_by_role("heading", name=screen.heading).first).to_be_attached()
        return page

    return one


def _finish_transitions(page: Page) -> None:
    page.evaluate(
        """() => document.getAnimations()
          .filter((one) => one.effect.getComputedTiming().endTime !== Infinity)
          .forEach((one) => one.finish())"""
    )


def _violations(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe finds, a line for each of the first elements of each rule."""
    found = page.evaluate(
        "options => axe.run(options)", {**rules, "resultTypes": ["violations"], "preload": False}
    )
    return [
        f"{one['id']} ({one['impact']}) {one['help']}: {node['target']} {node['html'][:160]}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


def test_every_control_is_large_enough_at_the_width_of_a_phone(show: Show) -> None:
    findings: dict[str, list[str]] = {}
    for screen in SCREENS:
        page = show(screen)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        if small := small_targets(page):
            findings[screen.name] = small
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    assert findings == {}


def test_every_screen_is_accessible_fits_a_phone_and_has_nothing_inline(show: Show, watch: Watch) -> None:
    findings: list[str] = []
    for screen in SCREENS:
        page = show(screen)
        # A preview's colours are set by a script, property by property, as the policy allows.
        inline = page.locator(
            "[style]:not([data-widget], [data-strip]), style, script:not([src]), "
            "[onclick], [onload], [onchange], [onsubmit]"
        )
        said = [f"inline: {one[:160]}" for one in inline.evaluate_all(_OUTER)]
        said += watch.surprises
        page.evaluate(AXE_SCRIPT)
        for viewport, scheme, rules in _LOOKS:
            page.set_viewport_size({"width": viewport[0], "height": viewport[1]})
            page.emulate_media(color_scheme=scheme)
            _finish_transitions(page)
            said += [f"{scheme}, {viewport[0]}: {one}" for one in _violations(page, rules)]
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            if pixels := overflow(page):
                said.append(f"{pixels} px too wide at {width}")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
        findings += [f"{screen.name}: {one}" for one in said]
        # axe measures with styles of its own, which the policy forbids: those are no fault of the page.
        watch.complaints.clear()
    assert findings == []


@pytest.mark.parametrize("name", ["conference-list", "room-list"])
def test_axe_finds_nothing_on_an_empty_workspace(
    open_page: OpenPage, desk: Desk, settings: Settings, watch: Watch, name: str
) -> None:
    watch.expect("Applying inline style violates|CSP violation: style-src")
    with Sandbox(conferences=0, rooms=0) as empty:
        settings.SIGNALWIRE_EXTRA_HOSTS = [empty.host]
        desk.workspace.host = empty.host
        desk.workspace.save()
        page = open_page()
        page.goto(desk.address(name))
        expect(page.get_by_role("heading", name="in this workspace")).to_be_visible()
        page.evaluate(AXE_SCRIPT)
        assert _violations(page, _ALL_RULES) == []
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert overflow(page) == 0
        page.emulate_media(color_scheme="dark")
        assert _violations(page, _ALL_RULES) == []
