"""The catalogue of every screen, for the tests that look at all of them and for the pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from re import Pattern
from re import compile as pattern
from typing import Literal

from playwright.sync_api import Page

DESKTOP = (1440, 900)
PHONE = (390, 844)
"""Width and height of the window in pixels."""

Who = Literal["admin", "viewer", "newcomer", "busy", "stranger"]
"""Who looks: the workspace's admin, a viewer in it, someone in no workspace, someone in several, no one
who signed in."""


@dataclass(frozen=True, kw_only=True)
class Screen:
    """One screen and the way there.

    ``path`` may name ``{slug}``, and by ``{live}``, ``{quiet}``, ``{odd}``, ``{room}`` and ``{live_room}``
    an id; ``fault`` is switched on in the sandbox while it is fetched; ``then`` does the rest.
    """

    name: str
    path: str
    heading: Pattern[str]
    who: Who = "admin"
    fault: str = ""
    then: Callable[[Page], None] | None = None

    def address(self, places: Mapping[str, str]) -> str:
        """The path with the places put in."""
        return self.path.format_map(places)


def _guess(page: Page, name: str) -> None:
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill("not the password")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def _sign_in_wrongly(page: Page) -> None:
    _guess(page, "someone")


def _lock_out(page: Page) -> None:
    for _ in range(5):
        _guess(page, "guessed-at")


def _submit(button: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        # The browser's own check would keep an empty form; the server's answer is what is looked at.
        page.locator("main form").first.evaluate("form => { form.noValidate = true; }")
        page.locator("main").get_by_role("button", name=button, exact=True).click()
        page.wait_for_load_state()

    return press


def _open_dates(page: Page) -> None:
    page.locator("summary", has_text="Dates").click()


def _open_switcher(page: Page) -> None:
    menu = page.get_by_role("button", name="Menu")
    if menu.is_visible():
        menu.click()
    page.locator(".switcher").click()


def _keep_a_preset(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("Nordhafen <b>Q4</b> " + "W" * 60)
    page.get_by_role("button", name="Create").last.click()
    page.get_by_text("Created Nordhafen").wait_for()


def _look_through(page: Page) -> None:
    page.get_by_role("button", name="Scan all conferences").click()
    page.get_by_text("conferences scanned").wait_for()


def _open_a_theme(page: Page) -> None:
    page.locator(".theme-use h3 a").first.click()
    page.wait_for_url("**/in-use/*/")


def _edit_a_preset(page: Page) -> None:
    page.locator(".theme-card h3 a").first.click()
    page.wait_for_url("**/edit/")


def _delete_a_preset(page: Page) -> None:
    page.get_by_role("link", name="Delete ").first.click()
    page.wait_for_url("**/delete/")


def _create_nothing(page: Page) -> None:
    page.locator("form.object-form").evaluate("form => { form.noValidate = true; }")
    page.locator("[data-save-key]").click()
    page.wait_for_load_state()


def _choose_for_two(page: Page) -> None:
    for box in page.locator("tbody .cell-check input").all()[:2]:
        box.check()
    page.locator("[name=action][value=shift]").click()
    page.get_by_role("heading", name="Selected").wait_for()


def _look_what_would_change(page: Page) -> None:
    _choose_for_two(page)
    page.locator("[name=days]").fill("1")
    page.get_by_role("button", name="Dry run").click()
    page.get_by_role("heading", name="Preview").wait_for()


def _extend(page: Page) -> None:
    page.locator('[data-row-menu~="plus-15"]').first.click()
    page.locator("#row-menu").get_by_role("button", name="Extend by 15 min").click()
    page.get_by_role("button", name="Undo").wait_for()


def _see_history(page: Page) -> None:
    _extend(page)
    page.get_by_role("link", name="History", exact=True).click()


def _see_change(page: Page) -> None:
    _see_history(page)
    page.locator(".history-time").first.click()
    page.wait_for_url("**/history/*/")


def _restore(page: Page) -> None:
    _see_change(page)
    page.get_by_role("link", name="Restore").click()
    page.wait_for_url("**/restore/")


_LIST = "/w/{slug}/conferences/"
_ROOMS = "/w/{slug}/rooms/"
_THEMES = "/w/{slug}/themes/"
_NONE = "?starts_after=2001-01-01T00:00&ends_before=2001-01-01T00:01"

SCREENS = (
    Screen(name="sign-in", path="/login/", who="stranger", heading=pattern("Sign in")),
    Screen(
        name="sign-in-wrong",
        path="/login/",
        who="stranger",
        heading=pattern("Sign in"),
        then=_sign_in_wrongly,
    ),
    Screen(
        name="sign-in-on-the-way", path="/login/?next=/account/", who="stranger", heading=pattern("Sign in")
    ),
    Screen(
        name="locked", path="/login/", who="stranger", heading=pattern("Too many attempts"), then=_lock_out
    ),
    Screen(name="home-none", path="/", who="newcomer", heading=pattern("Get started")),
    Screen(name="home-one", path="/", who="viewer", heading=pattern("Conferences")),
    Screen(name="home-many", path="/", who="busy", heading=pattern("Workspaces")),
    Screen(name="account", path="/account/", heading=pattern("Preferences")),
    Screen(name="password", path="/account/password/", heading=pattern("Change password")),
    Screen(
        name="password-wrong",
        path="/account/password/",
        heading=pattern("Change password"),
        then=_submit("Change password"),
    ),
    Screen(name="workspace-new", path="/workspaces/new/", heading=pattern("Add workspace")),
    Screen(
        name="workspace-new-wrong",
        path="/workspaces/new/",
        heading=pattern("Add workspace"),
        then=_submit("Test and add"),
    ),
    Screen(name="settings", path="/w/{slug}/settings/", heading=pattern("Settings")),
    Screen(name="settings-viewer", path="/w/{slug}/settings/", who="viewer", heading=pattern("Settings")),
    Screen(name="people", path="/w/{slug}/people/", heading=pattern("People")),
    Screen(name="people-viewer", path="/w/{slug}/people/", who="viewer", heading=pattern("People")),
    Screen(name="workspace-delete", path="/w/{slug}/delete/", heading=pattern("^Delete ")),
    Screen(name="conferences", path=_LIST, heading=pattern("Conferences")),
    Screen(
        name="conferences-filtered",
        path=_LIST + "?window=closed",
        heading=pattern("Conferences"),
        then=_open_dates,
    ),
    Screen(
        name="conferences-date-wrong",
        path=_LIST + "?starts_after=next+tuesday&ends_before=2026-10-25T02:30",
        heading=pattern("Conferences"),
    ),
    Screen(
        name="conferences-no-match", path=_LIST + _NONE, heading=pattern("^No conference opens and closes")
    ),
    Screen(
        name="conferences-gap", path=_LIST, fault="empty_page_with_next", heading=pattern("there is more")
    ),
    Screen(name="conferences-refused", path=_LIST, fault="401", heading=pattern("did not accept")),
    Screen(name="conferences-forbidden", path=_LIST, fault="403", heading=pattern("lacks a permission")),
    Screen(name="conferences-unknown", path=_LIST, fault="404", heading=pattern("cannot be found")),
    Screen(name="conferences-fault", path=_LIST, fault="500", heading=pattern("has an internal error")),
    Screen(name="conferences-garbage", path=_LIST, fault="garbage", heading=pattern("cannot be read")),
    Screen(name="conferences-gone", path=_LIST, fault="dropped_before", heading=pattern("cannot be reached")),
    Screen(name="switcher", path=_LIST, heading=pattern("Conferences"), then=_open_switcher),
    Screen(name="conference-live", path=_LIST + "{live}/", heading=pattern("Session")),
    Screen(name="conference", path=_LIST + "{quiet}/", heading=pattern("Session")),
    Screen(name="conference-odd-theme", path=_LIST + "{odd}/", heading=pattern("Theme")),
    Screen(
        name="conference-fault",
        path=_LIST + "{quiet}/",
        fault="500",
        heading=pattern("has an internal error"),
    ),
    Screen(name="rooms", path=_ROOMS, heading=pattern("Rooms")),
    Screen(name="rooms-no-match", path=_ROOMS + _NONE, heading=pattern("^No room opens and closes")),
    Screen(name="rooms-refused", path=_ROOMS, fault="401", heading=pattern("did not accept")),
    Screen(name="room", path=_ROOMS + "{room}/", heading=pattern("Session")),
    Screen(name="room-live", path=_ROOMS + "{live_room}/", heading=pattern("Session")),
    Screen(name="room-by-name", path=_ROOMS + "by-name/", heading=pattern("Open a room by name")),
    Screen(
        name="room-by-name-wrong",
        path=_ROOMS + "by-name/?name=no+such+room+here",
        heading=pattern("Open a room by name"),
    ),
    Screen(name="conference-new", path=_LIST + "new/", heading=pattern("^New conference")),
    Screen(
        name="conference-new-wrong",
        path=_LIST + "new/",
        heading=pattern("^New conference"),
        then=_create_nothing,
    ),
    Screen(name="conference-edit", path=_LIST + "{live}/edit/", heading=pattern("^Contrast")),
    Screen(name="conference-edit-odd", path=_LIST + "{odd}/edit/", heading=pattern("^Contrast")),
    Screen(name="conference-duplicate", path=_LIST + "{quiet}/duplicate/", heading=pattern("^Duplicate ")),
    Screen(name="conference-delete", path=_LIST + "{live}/delete/", heading=pattern("^Delete ")),
    Screen(name="conference-join-window", path=_LIST + "{live}/join-window/", heading=pattern("")),
    Screen(name="room-new", path=_ROOMS + "new/", heading=pattern("^New room")),
    Screen(name="room-edit", path=_ROOMS + "{room}/edit/", heading=pattern("^Media")),
    Screen(name="bulk-none", path="/w/{slug}/bulk/", heading=pattern("Bulk changes")),
    Screen(name="bulk-choose", path=_LIST, heading=pattern("Choose an action"), then=_choose_for_two),
    Screen(name="bulk-dry-run", path=_LIST, heading=pattern("Preview"), then=_look_what_would_change),
    Screen(name="bulk", path="/w/{slug}/bulk/", heading=pattern("Bulk changes")),
    Screen(name="history-none", path="/w/{slug}/history/", heading=pattern("^History")),
    Screen(name="themes", path=_THEMES, heading=pattern("No presets yet")),
    Screen(name="theme-new", path=_THEMES + "new/", heading=pattern("New preset")),
    Screen(name="themes-kept", path=_THEMES + "new/", heading=pattern("Nordhafen <b>"), then=_keep_a_preset),
    Screen(name="themes-in-use", path=_THEMES, heading=pattern("^[0-9]+ conferences$"), then=_look_through),
    Screen(name="theme-use", path=_THEMES, heading=pattern("Colours"), then=_open_a_theme),
    Screen(name="theme-edit", path=_THEMES, heading=pattern("Nordhafen <b>"), then=_edit_a_preset),
    Screen(name="theme-delete", path=_THEMES, heading=pattern("^Delete Nordhafen"), then=_delete_a_preset),
    Screen(name="themes-viewer", path=_THEMES, who="viewer", heading=pattern("Nordhafen <b>")),
    Screen(name="conferences-extended", path=_LIST, heading=pattern("Conferences"), then=_extend),
    Screen(name="history", path=_LIST, heading=pattern("^History"), then=_see_history),
    Screen(name="history-change", path=_LIST, heading=pattern(""), then=_see_change),
    Screen(name="history-restore", path=_LIST, heading=pattern(""), then=_restore),
    Screen(name="not-found", path="/w/nobodys/conferences/", heading=pattern("Page not found")),
    Screen(
        name="forbidden",
        path="/w/{slug}/delete/",
        who="viewer",
        heading=pattern("You do not have permission"),
    ),
)
"""Every screen. The two empty lists are not here: they need a sandbox without conferences and rooms."""
