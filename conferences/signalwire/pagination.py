"""Pages and the cursors between them.

The API gives ``links.next`` as an address, relative or absolute. Only the parts of its query that say
where a page starts are taken; host, path and everything else in it are ignored, so that no answer can
send the credentials elsewhere. Source: ``specs/signalwire-rest/video-api`` and SignalWire's paging page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import parse_qsl, urlencode

import msgspec

from .decoding import decode_list
from .errors import UnreadableAnswer
from .limits import PAGE_SIZE_MAXIMUM, PAGING_PARAMETERS
from .models import Unreadable

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
S = TypeVar("S", bound=msgspec.Struct)

Cursor = Mapping[str, str]
"""Where a page starts: some of ``limits.PAGING_PARAMETERS`` with their values, never empty."""

CURSOR_VALUE_MAXIMUM: Final = 512
CURSOR_MAXIMUM: Final = 1024
"""How many characters a whole cursor may have in an address: every link of a list carries it."""
_LINK_MAXIMUM: Final = 8192
_FIELDS_MAXIMUM: Final = 100


@dataclass(frozen=True, slots=True)
class Page(Generic[T_co]):
    """One page of a list. ``next`` and ``previous`` are None where the API names no such page.

    ``items`` may be empty although there is a next page. There is no total: the API has none.
    ``is_cut_off``: the API names a next page, but in a form that leads nowhere. ``is_shortened``: it sent
    more than it was asked for, and what is too much was left out.
    """

    items: tuple[T_co | Unreadable, ...]
    next: Cursor | None
    previous: Cursor | None
    is_cut_off: bool = False
    is_shortened: bool = False


def read_cursor(parameters: Mapping[str, str]) -> Cursor | None:
    """The cursor among ``parameters`` (of a link or of a browser's address), or None.

    One value that is over-long or not printable spoils the whole, as half a cursor would lead to another
    page than the one meant; so does an over-long whole.
    """
    cursor = {name: parameters[name] for name in PAGING_PARAMETERS if parameters.get(name)}
    for value in cursor.values():
        if len(value) > CURSOR_VALUE_MAXIMUM or not value.isprintable():
            return None
    return cursor if cursor and len(urlencode(cursor)) <= CURSOR_MAXIMUM else None


def cursor_from_link(link: object) -> Cursor | None:
    """The cursor of a ``links`` entry, whatever came there; None where it leads nowhere."""
    if not isinstance(link, str) or len(link) > _LINK_MAXIMUM:
        return None
    query = link.partition("#")[0].partition("?")[2]
    try:
        pairs = parse_qsl(query, max_num_fields=_FIELDS_MAXIMUM)
    except ValueError:
        return None
    return read_cursor(dict(reversed(pairs)))  # reversed: of a name given twice the first counts


def read_page(body: bytes, model: type[S], most: int = PAGE_SIZE_MAXIMUM) -> Page[S]:
    """Decode the body of a list that was asked for ``most`` records; raises ``decoding.Undecodable``."""
    items, links = decode_list(body, model, most + 1)
    if not isinstance(links, dict):
        links = {}
    link = links.get("next")
    following = cursor_from_link(link)
    is_cut_off = following is None and link not in (None, "")
    previous = cursor_from_link(links.get("prev"))
    return Page(items[:most], following, previous, is_cut_off, is_shortened=len(items) > most)


def iter_items(
    fetch: Callable[[Cursor | None], Page[T]], *, maximum_pages: int = 1000
) -> Iterator[T | Unreadable]:
    """Walk a list from its first page to its last, or until ``maximum_pages`` were read.

    ``fetch`` is called with None first and then with each page's ``next``. Raises ``UnreadableAnswer``
    where a page holds more than it was asked for, or points back to one already read or to none that can be
    read (everything read until then has been given), and whatever ``fetch`` raises.
    """
    cursor: Cursor | None = None
    seen: set[frozenset[tuple[str, str]]] = set()
    for _ in range(maximum_pages):
        page = fetch(cursor)
        yield from page.items
        if page.is_shortened:
            raise UnreadableAnswer("SignalWire sent more rows on a page than requested.")
        cursor = page.next
        if cursor is None:
            if page.is_cut_off:
                raise UnreadableAnswer("SignalWire’s link to the next page cannot be read.")
            return
        key = frozenset(cursor.items())
        if key in seen:
            raise UnreadableAnswer("SignalWire’s list links back to a page that was already read.")
        seen.add(key)
