"""What htmx does with an answer, done in Python: cut, compare, follow."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any, ClassVar

from django.http import HttpResponse
from django.test import Client

_VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class _Reader(HTMLParser):
    """Notes every start tag, and where the element ``id`` begins and ends in the text."""

    def __init__(self, text: str, id: str = "") -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._id, self._text = id, text
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._open = 0
        self._tag = ""
        self.begin: int | None = None
        self.end: int | None = None
        self.feed(text)
        self.close()

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if self.begin is None and self._id and attributes.get("id") == self._id:
            self.begin, self._tag, self._open = self._place(), tag, 1
        elif self._open and tag == self._tag and tag not in _VOID:
            self._open += 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == self._tag:
            self._open -= 1
            if not self._open:
                self.end = self._text.index(">", self._place()) + 1


def element(page: str, id: str) -> str:
    """The outer HTML of the element ``id`` of ``page``. Fails where there is none."""
    reader = _Reader(page, id)
    assert reader.begin is not None, f"The page has no element {id!r}."
    assert reader.end is not None, f"The element {id!r} is never closed."
    return page[reader.begin : reader.end]


def tags(page: str, name: str) -> list[dict[str, str]]:
    """The attributes of every element ``name``, in order; "" for those without a value."""
    return [attributes for tag, attributes in _Reader(page).tags if tag == name]


def link(page: str, words: str) -> dict[str, str]:
    """The attributes of the first ``<a href>`` whose text has ``words``. Fails where there is none."""
    for match in re.finditer(r"<a\b[^>]*>.*?</a>", page, re.S):
        plain = " ".join(re.sub(r"<[^>]*>", " ", match[0]).split())
        attributes = tags(match[0], "a")[0]
        if words in plain and "href" in attributes:
            return attributes
    raise AssertionError(f"The page has no link {words!r}.")


def unsigned(page: str) -> str:
    """A page without what differs from one rendering to the next: the token and the key of its forms."""
    return re.sub(r'name="(csrfmiddlewaretoken|form_key)" value="[^"]*"', "", page).strip()


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page, without those that only say which rendering the form came from."""
    return {
        field["name"]: field["value"]
        for field in tags(page, "input")
        if field.get("type") == "hidden" and field["name"] not in {"csrfmiddlewaretoken", "form_key"}
    }


class _Words(HTMLParser):
    """Collects the text; every tag but those that only mark a phrase is a break in it."""

    phrases: ClassVar = {"b", "bdi", "em", "i", "strong"}

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.pieces.append("" if tag in self.phrases else " ")

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append("" if tag in self.phrases else " ")


def words(page: str) -> str:
    """What a person reads: the text without tags, white space folded, entities as characters."""
    reader = _Words()
    reader.feed(page)
    reader.close()
    return " ".join("".join(reader.pieces).split())


def headers(target: str = "", **more: str) -> dict[str, str]:
    """The headers htmx sends with a request that fills ``target``."""
    return {"HX-Request": "true", **({"HX-Target": target} if target else {}), **more}


def split_title(text: str) -> tuple[str, str]:
    """The ``<title>`` with which a fragment begins, "" for none, and what follows it."""
    match = re.match(r"\s*(<title>.*?</title>)(.*)", text, re.S)
    return (match[1], match[2].strip()) if match else ("", text.strip())


def swap(client: Client, address: str, target: str, **options: Any) -> HttpResponse:
    """GET ``address`` as htmx would, and require the answer to be that part of the fresh page.

    Gives the fragment's answer.
    """
    fragment = client.get(address, headers=headers(target), **options)
    page = client.get(address, **options)
    assert fragment.status_code == page.status_code
    title, part = split_title(fragment.content.decode())
    assert unsigned(part) == unsigned(element(page.content.decode(), target))
    assert title in ("", split_title(page.content.decode()[page.content.decode().index("<title>") :])[0])
    return fragment  # type: ignore[return-value]
