"""People who sign in and work over HTTP, each with a browser of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urljoin

import requests

from tests.races.pages import Form, Page, Told

SLUG: Final = "races"
_SECONDS: Final = 60


@dataclass
class Person:
    """One browser session at one server; not to be used by two threads at a time."""

    name: str
    server: str
    session: requests.Session = field(default_factory=requests.Session)

    def sign_in(self, password: str) -> None:
        """Sign in with the form."""
        page = self.get("/login/")
        answer = self.submit(page, page.form("password"), {"username": self.name, "password": password})
        assert answer.was_redirected, answer
        assert "/login/" not in answer.url, answer

    def get(self, path: str) -> Page:
        """A page, redirects followed. ``path`` is under the workspace unless it begins with a slash."""
        answer = self.session.get(self._address(path), timeout=_SECONDS)
        return Page(answer.status_code, answer.url, answer.text, was_redirected=bool(answer.history))

    def submit(
        self, page: Page, form: Form, values: Mapping[str, str | None] | None = None, *, follow: bool = True
    ) -> Page:
        """Send a form of ``page``, and where it redirects look at the page that then comes."""
        return self.post(urljoin(page.url, form.action), form.filled(values or {}), follow=follow)

    def post(self, url: str, pairs: list[tuple[str, str]], *, follow: bool = True) -> Page:
        """Send these fields, and where it redirects look at the page that then comes."""
        answer = self.session.post(self._address(url), data=pairs, timeout=_SECONDS, allow_redirects=False)
        if not (answer.is_redirect and follow):
            return Page(answer.status_code, answer.url, answer.text)
        landed = self.session.get(urljoin(answer.url, answer.headers["Location"]), timeout=_SECONDS)
        return Page(landed.status_code, landed.url, landed.text, was_redirected=True)

    def _address(self, path: str) -> str:
        if path.startswith("http"):
            return path
        return self.server + (path if path.startswith("/") else f"/w/{SLUG}/{path}")


@dataclass
class Prepared:
    """A form that is open and filled in; nothing but the button is left to press."""

    person: Person
    page: Page
    form: Form
    values: Mapping[str, str | None]

    def press(self) -> Page:
        """Press the button."""
        return self.person.submit(self.page, self.form, self.values)

    def told(self) -> Told:
        """Press the button, and what is then told."""
        return self.press().told


def open_form(person: Person, path: str, field_name: str, values: Mapping[str, str | None]) -> Prepared:
    """Open the page ``path`` and fill in the form that has the field ``field_name``."""
    page = person.get(path)
    assert page.status == 200, page
    return Prepared(person, page, page.form(field_name), values)


def open_window_action(person: Person, conference: str, action: str) -> Prepared:
    """The button of a window action: its confirmation page where it has one, or the button itself."""
    page = person.get(f"conferences/{conference}/")
    links = page.links(f"action={action}")
    if links:
        page = person.get(links[0])
        return Prepared(person, page, page.form("move"), {})
    for form in page.forms():
        for button in form.buttons:
            if f"action={action}" in button.action:
                return Prepared(
                    person, page, replace(form, action=button.action), {button.name: button.value}
                )
    raise AssertionError(f"No window action {action}: {page!r}")
