"""Pages as a person without JavaScript has them: their forms, and what they say came of a change."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

Pairs = list[tuple[str, str]]
_VOID: Final = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


@dataclass
class Element:
    """An element and what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """This element and every one inside it, in document order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child

    @property
    def classes(self) -> list[str]:
        """The names in its ``class``."""
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """All text in it, blanks collapsed."""
        return " ".join(self._raw().split())

    def _raw(self) -> str:
        return "".join(child if isinstance(child, str) else f" {child._raw()} " for child in self.children)

    def all(self, tag: str = "", *, of_class: str = "") -> list[Element]:
        """The elements in it with that tag and that class."""
        return [one for one in self if tag in ("", one.tag) and (not of_class or of_class in one.classes)]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("document")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in _VOID:
            made = self._open[-1].children[-1]
            assert isinstance(made, Element)
            self._open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


@dataclass(frozen=True)
class Button:
    """A button that sends a form; ``action`` is where to, empty for the form's own address."""

    name: str
    value: str
    action: str


@dataclass
class Form:
    """A form as it would be sent: ``pairs`` are its fields, ``buttons`` those that have a name.

    ``names`` are those of all its fields and buttons, boxes that are not ticked among them.
    """

    action: str
    method: str
    names: set[str]
    pairs: Pairs
    buttons: list[Button]

    def filled(self, values: Mapping[str, str | None]) -> Pairs:
        """The fields with other values; None leaves a field out (a box that is not ticked)."""
        kept = [pair for pair in self.pairs if pair[0] not in values]
        return [*kept, *((name, value) for name, value in values.items() if value is not None)]


class Told(enum.StrEnum):
    """What a person was told of a change."""

    SAVED = "saved"
    CONFLICT = "conflict"
    BUSY = "busy"
    UNKNOWN = "unknown"
    NOTHING = "nothing was changed"
    REFUSED = "refused"
    OTHER = "something else"


_UNKNOWN: Final = re.compile(
    r"(not|cannot be) (yet )?(known|sure|certain|clear)|unknown|may have (it|been)"
    r"|be(ing)? (looked up|checked)",
    re.I,
)
_NOTHING: Final = re.compile(
    r"nothing (was|is|has been) (saved|changed|created|sent|deleted|reset|restored|undone)", re.I
)
_BUSY: Final = re.compile(
    r"(someone|someone) else is|busy|being (saved|changed) (right )?now|try again in a", re.I
)


class Page:
    """An answer. ``url`` is where it came from, after any redirect."""

    def __init__(self, status: int, url: str, html: str, *, was_redirected: bool = False) -> None:
        self.status = status
        self.url = url
        self.html = html
        self.was_redirected = was_redirected
        builder = _Builder()
        builder.feed(html)
        builder.close()
        self.root = builder.root

    def __repr__(self) -> str:
        return f"<{self.status} {self.url} {self.messages}>"

    @property
    def messages(self) -> list[tuple[str, str]]:
        """Level (``success``, ``info``, ``warning``, ``danger``, ``error``) and text of each message."""
        found = []
        for element in self.root.all(of_class="message"):
            levels = [name.partition("-")[2] for name in element.classes if name.startswith("message-")]
            found.append((levels[0] if levels else "", element.text))
        return found

    def forms(self) -> list[Form]:
        """The forms that change something."""
        forms = [_form(element) for element in self.root.all("form")]
        return [form for form in forms if form.method == "post"]

    def form(self, *names: str, action: str = "") -> Form:
        """The form with fields or buttons of these names, whose action contains ``action``."""
        for form in self.forms():
            if action in form.action and form.names.issuperset(names):
                return form
        raise AssertionError(f"No form with {names} {action!r}: {self!r}\n{self.html[:3000]}")

    def links(self, containing: str) -> list[str]:
        """The addresses of links that contain this text."""
        found = (element.attributes.get("href", "") for element in self.root.all("a"))
        return [address for address in found if containing in address]

    @property
    def told(self) -> Told:
        """What the page says came of the change that it answers."""
        said = self.messages
        words = " ".join(text for _, text in said)
        if self.status == 422:
            return Told.REFUSED
        if any(
            "name" in one.attributes and one.attributes["name"].startswith("choose-") for one in self.root
        ):
            return Told.CONFLICT
        if _UNKNOWN.search(words):
            return Told.UNKNOWN
        if self.status < 300 and self.was_redirected:
            if any(level == "success" for level, _ in said):
                return Told.SAVED
            if _NOTHING.search(words):
                return Told.NOTHING
            return Told.SAVED if said else Told.OTHER
        if _BUSY.search(words) or self.status == 423:
            return Told.BUSY
        if self.status == 409:
            return Told.CONFLICT
        return Told.NOTHING if _NOTHING.search(words) else Told.OTHER


def _form(element: Element) -> Form:
    names: set[str] = set()
    pairs: Pairs = []
    buttons: list[Button] = []
    for one in element:
        name, value, kind = (one.attributes.get(key, "") for key in ("name", "value", "type"))
        if not name or "disabled" in one.attributes:
            continue
        names.add(name)
        if one.tag == "button":
            buttons.append(Button(name, value, one.attributes.get("formaction", "")))
        elif one.tag == "textarea":
            text = "".join(child for child in one.children if isinstance(child, str))
            pairs.append((name, text.removeprefix("\r\n").removeprefix("\n").replace("\n", "\r\n")))
        elif one.tag == "select":
            options = one.all("option")
            chosen = [option for option in options if "selected" in option.attributes] or options[:1]
            pairs += [(name, option.attributes.get("value", option.text)) for option in chosen]
        elif one.tag == "input" and kind in ("checkbox", "radio"):
            if "checked" in one.attributes:
                pairs.append((name, one.attributes.get("value", "on")))
        elif one.tag == "input" and kind not in ("submit", "button", "image", "file"):
            pairs.append((name, value))
    action, method = (element.attributes.get(key, "") for key in ("action", "method"))
    return Form(action, method.lower(), names, pairs, buttons)
