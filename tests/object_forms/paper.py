"""A browser without script: reads the form of a page, changes fields, presses a button."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

Pairs = list[tuple[str, str]]


class _Controls(HTMLParser):
    """What the form with a field called ``csrfmiddlewaretoken`` and the class ``stack`` would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.pairs: Pairs = []
        self.buttons: Pairs = []
        self._inside = False
        self._select: str | None = None
        self._options: Pairs = []
        self._area: str | None = None
        self._text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = "data-unsaved" in given
        if not self._inside:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            self._input(name, given)
        elif tag == "button" and name:
            self.buttons.append((name, given.get("value", "")))
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option" and self._select:
            self._options.append(("selected" if "selected" in given else "", given.get("value", "")))
        elif tag == "textarea":
            self._area, self._text = name, []

    def _input(self, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in {"checkbox", "radio"}:
            if "checked" in given:
                self.pairs.append((name, given.get("value", "on")))
        elif kind not in {"submit", "button"}:
            self.pairs.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select" and self._select:
            chosen = [value for mark, value in self._options if mark] or [self._options[0][1]]
            self.pairs.append((self._select, chosen[-1]))
            self._select = None
        elif tag == "textarea" and self._area:
            text = "".join(self._text)
            # A first line end belongs to the tag, and what is sent has CRLF.
            text = text.removeprefix("\r\n").removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
            self.pairs.append((self._area, text))
            self._area = None


def fields_of(page: str) -> dict[str, str]:
    """What the form of a page sends as it stands."""
    return dict(_Controls(page).pairs)


@dataclass
class Paper:
    """One page with a form, as a browser without script holds it."""

    client: Client
    address: str
    response: HttpResponse
    changes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, client: Client, address: str) -> Paper:
        """Get a page, following redirects."""
        response: Any = client.get(address, follow=True)
        if response.redirect_chain:
            address = response.redirect_chain[-1][0]
        return cls(client, address, response)

    @property
    def page(self) -> str:
        """The page's HTML."""
        return self.response.content.decode()

    @property
    def pairs(self) -> Pairs:
        """What is sent, changes included: "" for a check box that was taken out."""
        found = _Controls(self.page).pairs
        kept = [(name, value) for name, value in found if name not in self.changes]
        return kept + [(name, value) for name, value in self.changes.items() if value != "(off)"]

    @property
    def values(self) -> dict[str, str]:
        """What stands in the form."""
        return dict(self.pairs)

    @property
    def buttons(self) -> Pairs:
        """The buttons that say something of their own."""
        return _Controls(self.page).buttons

    def press(self, button: str = "", says: str = "", /, **changes: str) -> Paper:
        """Change fields ("(off)" takes a check box out), press a button, and stay on what comes."""
        if button:
            assert (button, says) in self.buttons
        self.changes |= changes
        data: dict[str, list[str]] = {}
        for key, text in [*self.pairs, *([(button, says)] if button else [])]:
            data.setdefault(key, []).append(text)
        address = self.address
        response: Any = self.client.post(address, data, follow=True)
        if response.redirect_chain:
            address = response.redirect_chain[-1][0]
        return Paper(self.client, address, response)

    @property
    def status(self) -> int:
        """The status of the last answer."""
        return self.response.status_code
