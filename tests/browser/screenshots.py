"""Take a picture of every screen of a running dashboard, for people to look at.

``python -m tests.browser.screenshots OUT_DIR BASE_URL USER PASSWORD [--sandbox URL]`` while ``make run``
runs: each screen of the catalogue that this account can reach, in light and dark, at 1440 and 390 pixels.
With the sandbox's address its faults are used to show the error screens too.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import urllib.request
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from tests.browser.screens import DESKTOP, PHONE, SCREENS, Screen

_WAYS: tuple[tuple[str, tuple[int, int], Literal["light", "dark"]], ...] = (
    ("1440-light", DESKTOP, "light"),
    ("1440-dark", DESKTOP, "dark"),
    ("390-light", PHONE, "light"),
    ("390-dark", PHONE, "dark"),
)


def main() -> int:
    """Read the command line, take the pictures, and say how many there are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out_dir", type=Path)
    parser.add_argument("base_url")
    parser.add_argument("user")
    parser.add_argument("password")
    parser.add_argument("--sandbox", default="", help="the sandbox's address, for the error screens")
    parser.add_argument("--only", default="", help="a regular expression that the screen's name must match")
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("Chromium is not installed (Debian: apt-get install chromium).\n")
        return 1
    options.out_dir.mkdir(parents=True, exist_ok=True)
    photographer = Photographer(options.out_dir, options.base_url.rstrip("/"), options.sandbox.rstrip("/"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        photographer.take_all(browser, options.user, options.password, re.compile(options.only))
        browser.close()
    sys.stdout.write(f"{photographer.taken} pictures in {options.out_dir}\n")
    return 0


class Photographer:
    """Takes the pictures and puts them into ``folder``."""

    def __init__(self, folder: Path, base_url: str, sandbox_url: str) -> None:
        self.folder = folder
        self.base_url = base_url
        self.sandbox_url = sandbox_url
        self.taken = 0

    def take_all(self, browser: Browser, user: str, password: str, only: re.Pattern[str]) -> None:
        """Every screen that the account can reach, each in the four ways."""
        context = self._context(browser)
        page = context.new_page()
        page.goto(f"{self.base_url}/login/")
        page.get_by_label("User name").fill(user)
        page.get_by_label("Password", exact=True).fill(password)
        page.get_by_role("button", name="Sign in").click()
        page.locator(".shell").wait_for()
        places = self._places(page)
        for screen in SCREENS:
            if not only.search(screen.name) or (screen.fault and not self.sandbox_url):
                continue
            if screen.who == "stranger":
                stranger = self._context(browser)
                self._take(stranger.new_page(), screen, places)
                stranger.close()
            elif screen.who == "admin":
                self._take(page, screen, places)

    def _context(self, browser: Browser) -> BrowserContext:
        context = browser.new_context(reduced_motion="reduce")
        context.set_default_timeout(7_000)
        return context

    def _places(self, page: Page) -> dict[str, str]:
        if not re.search(r"/w/[^/]+/", page.url):
            page.locator(".workspace-link").first.click()
        found = re.search(r"/w/([^/]+)/", page.url)
        if found is None:
            raise SystemExit("This account is in no workspace.")
        slug = found[1]
        places = {"slug": slug}
        titles = page.locator("tbody .name-title")
        running = page.locator("tbody tr", has=page.locator(".live")).locator(".name-title")
        resting = page.locator("tbody tr", has_not=page.locator(".live")).locator(".name-title")
        page.goto(f"{self.base_url}/w/{slug}/conferences/?page_size=250")
        places["live"], places["quiet"] = _identifier(running), _identifier(resting)
        places["odd"] = _identifier(titles.filter(has_text="Theme import test"))
        page.goto(f"{self.base_url}/w/{slug}/rooms/?page_size=250")
        places["live_room"], places["room"] = _identifier(running), _identifier(resting)
        return places

    def _take(self, page: Page, screen: Screen, places: dict[str, str]) -> None:
        try:
            page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
            if screen.fault:
                self._sandbox("POST", {"kind": screen.fault, "path": "^/api/"})
            page.goto(self.base_url + screen.address(places))
            if screen.then is not None:
                screen.then(page)
            for way, viewport, scheme in _WAYS:
                page.set_viewport_size({"width": viewport[0], "height": viewport[1]})
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=self.folder / f"{screen.name}-{way}.png", full_page=True)
                self.taken += 1
        except (BrowserError, KeyError) as error:
            sys.stderr.write(f"{screen.name}: {str(error).splitlines()[0]}\n")
        finally:
            if screen.fault:
                self._sandbox("DELETE")

    def _sandbox(self, method: str, fault: dict[str, str] | None = None) -> None:
        request = urllib.request.Request(
            f"{self.sandbox_url}/_sandbox/faults",
            method=method,
            data=json.dumps(fault).encode() if fault else None,
            headers={"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=5).close()


def _identifier(titles: Locator) -> str:
    """The id in the first of these links; empty where there is none."""
    if titles.count() == 0:
        return ""
    return (titles.first.get_attribute("href") or "").rstrip("/").rpartition("/")[2]


if __name__ == "__main__":
    sys.exit(main())
