"""A change of many conferences at once, as a person makes it from the list to its results."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from tests.races.pages import Form, Page
from tests.races.people import Person, Prepared

_SECONDS: Final = 60
DONE: Final = ("on", "success")
"""The looks of a row that says that it was carried out."""


def open_bulk(person: Person, identifiers: list[str], values: Mapping[str, str | None]) -> Prepared:
    """Select, say what is to be done, and wait for the dry run: the start is left to press."""
    page = person.get("conferences/")
    selection = page.form(action="/bulk/")
    ticked = [*selection.filled({}), *(("id", identifier) for identifier in identifiers)]
    page = person.post(selection.action, ticked)
    page = person.submit(page, page.form("action", action="/choose/"), values)
    page = wait_for_end(person, page)
    return Prepared(person, page, page.form(action="/start/"), {})


def wait_for_end(person: Person, page: Page, seconds: float = _SECONDS) -> Page:
    """The page of a run once nothing is at work on it."""
    deadline = time.monotonic() + seconds
    while _is_working(page):
        assert time.monotonic() < deadline, page
        time.sleep(0.25)
        page = person.get(page.url.partition("?")[0])
    return page


def find_form(page: Page, action: str) -> Form | None:
    """The form whose address contains ``action``, if the page has it."""
    return next((form for form in page.forms() if action in form.action), None)


def results(page: Page) -> dict[str, tuple[bool, str]]:
    """Of each object of a run, by its name: whether it is said to be done, and the words."""
    found = {}
    for row in page.root.all("tr"):
        cells = row.all("td", of_class="cell-result")
        names = row.all(of_class="name-code")
        if cells and names:
            (status,) = cells[0].all(of_class="status")
            is_done = any(f"status-{tone}" in status.classes for tone in DONE)
            found[names[0].text] = (is_done, cells[0].text)
    return found


def _is_working(page: Page) -> bool:
    return find_form(page, "/stop/") is not None
