from __future__ import annotations

from collections.abc import Mapping

import pytest

from conferences.signalwire import Conference, Cursor, Page, UnreadableAnswer, iter_items, read_cursor
from conferences.signalwire.limits import PAGING_PARAMETERS
from conferences.signalwire.pagination import cursor_from_link, read_page

from .payloads import conference, encoded, listing

TOKEN = "PA222813ff-94f7-449a-8459-a2649d2095b4"
QUERY = f"page_number=16&page_size=50&page_token={TOKEN}"
CURSOR = {"page_number": "16", "page_token": TOKEN}


@pytest.mark.parametrize(
    "link",
    [
        f"/api/video/conferences?{QUERY}",
        f"https://example.signalwire.com/api/video/conferences?{QUERY}",
        f"https://evil.example/steal?{QUERY}",
        f"//evil.example/?{QUERY}#fragment?page_token=other",
        f"?{QUERY}",
        f"http://[broken?{QUERY}",
        f"javascript:alert(1)?{QUERY}",
        f"/x?{QUERY}&page_token=second&starts_after=2022-01-01&callback=x",
    ],
)
def test_only_the_paging_part_of_a_links_query_is_taken(link: str) -> None:
    assert cursor_from_link(link) == CURSOR


def test_the_placeholder_of_the_documentation_is_handed_back_as_it_came() -> None:
    assert cursor_from_link("https://example.signalwire.com/api/video/rooms?page=2") == {"page": "2"}


def test_a_percent_encoded_value_is_decoded_once() -> None:
    assert cursor_from_link("/x?page_token=PA%2525%2B") == {"page_token": "PA%25+"}


@pytest.mark.parametrize(
    "link",
    [
        None,
        "",
        7,
        [],
        {},
        True,
        "/api/video/conferences",
        "/api/video/conferences?page_size=50",
        "/x?page_token=",
        "/x#?page_token=PA1",
        "/x?page_token=" + "A" * 600,
        "/x?page_token=PA1&x=" + "A" * 9000,
        "/x?page_token=PA%00",
        "/x?page_token=PA1%0d%0aX",
        "/x?" + "&".join(["page_token=PA1"] * 200),
    ],
)
def test_a_link_that_leads_nowhere_is_no_cursor(link: object) -> None:
    assert cursor_from_link(link) is None


def test_a_browsers_address_gives_a_cursor_by_the_same_rules() -> None:
    assert read_cursor({"page_token": TOKEN, "page_number": "16", "page_size": "50", "x": "y"}) == CURSOR
    assert read_cursor({"starts_after": "2022-01-01"}) is None
    assert read_cursor({"page_token": "A" * 600, "page_number": "1"}) is None
    assert set(PAGING_PARAMETERS) >= {"page_number", "page_token", "page"}


@pytest.mark.parametrize(
    "links", [None, "", [], 7, {}, {"next": None}, {"next": ""}, {"self": "/x?page_token=PA1"}]
)
def test_a_list_without_usable_links_is_the_last_page(links: object) -> None:
    page = read_page(encoded({"links": links, "data": [conference()]}), Conference)
    assert (page.next, page.previous, len(page.items)) == (None, None, 1)
    assert not page.is_cut_off


@pytest.mark.parametrize(
    "link", ["/conferences", "/x?page_size=2&amp;page_token=PA1", "?after=7", 17, {"href": "/x"}]
)
def test_a_next_link_that_leads_nowhere_is_not_the_end(link: object) -> None:
    page = read_page(encoded({"links": {"next": link}, "data": [conference()]}), Conference)
    assert (page.next, page.is_cut_off, len(page.items)) == (None, True, 1)
    iterator = iter_items(lambda cursor: page)
    next(iterator)
    with pytest.raises(UnreadableAnswer, match="next page"):
        next(iterator)


def test_a_list_without_the_key_links_is_the_last_page() -> None:
    assert read_page(encoded({"data": []}), Conference).next is None


def test_next_and_previous_are_told_apart() -> None:
    page = read_page(encoded(listing(next="/x?page_token=PA1", prev="/x?page_token=PB1")), Conference)
    assert (page.next, page.previous) == ({"page_token": "PA1"}, {"page_token": "PB1"})


def iter_pages(
    pages: Mapping[str | None, tuple[str, str | None]], **options: int
) -> tuple[list[object], list[str | None]]:
    """Iterate over scripted pages: token → (one letter an item, next token). Gives items and fetches."""
    fetched: list[str | None] = []

    def fetch(cursor: Cursor | None) -> Page[str]:
        token = cursor["page_token"] if cursor else None
        fetched.append(token)
        items, following = pages[token]
        return Page(tuple(items), {"page_token": following} if following else None, None)

    return list(iter_items(fetch, **options)), fetched


def test_the_iterator_walks_every_page_once() -> None:
    items, fetched = iter_pages({None: ("ab", "1"), "1": ("cd", "2"), "2": ("e", None)})
    assert items == list("abcde")
    assert fetched == [None, "1", "2"]


def test_an_empty_page_with_a_next_link_is_not_the_end() -> None:
    items, _ = iter_pages({None: ("", "1"), "1": ("", "2"), "2": ("z", None)})
    assert items == ["z"]


@pytest.mark.parametrize("back", ["1", "2"])
def test_a_repeating_cursor_ends_in_an_error_after_what_was_read(back: str) -> None:
    given: list[str] = []

    def fetch(cursor: Cursor | None) -> Page[str]:
        token = cursor["page_token"] if cursor else "0"
        given.append(token)
        assert len(given) < 10, "the iterator runs in circles"
        return Page((token,), {"page_token": back if token == "2" else str(int(token) + 1)}, None)

    read: list[object] = []
    with pytest.raises(UnreadableAnswer, match="already read"):
        read.extend(iter_items(fetch))
    iterator = iter_items(fetch)
    given.clear()
    assert [next(iterator) for _ in range(3)] == ["0", "1", "2"]


def test_the_iterator_stops_at_its_maximum_of_pages() -> None:
    items, fetched = iter_pages({None: ("a", "1"), "1": ("b", "2"), "2": ("c", None)}, maximum_pages=2)
    assert (items, fetched) == (["a", "b"], [None, "1"])


def test_the_iterator_fetches_no_page_before_it_is_needed() -> None:
    fetched = []

    def fetch(cursor: Cursor | None) -> Page[str]:
        fetched.append(cursor)
        return Page(("a", "b"), {"page_token": "1"}, None)

    iterator = iter_items(fetch)
    assert [next(iterator), next(iterator)] == ["a", "b"]
    assert fetched == [None]
