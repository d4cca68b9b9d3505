"""Cursor paging: every row once in each direction, whatever the filter, the size, and what changes."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from conferences.sandbox import Sandbox
from conferences.sandbox.collection import EVERYTHING, Condition, Cursor
from tests.sandbox.calls import Caller, Json
from tests.sandbox.conftest import MakeCaller


def _walk(call: Caller, page: Json, direction: str) -> list[Json]:
    """``page`` and those its links lead to in ``direction``."""
    pages = [page]
    while direction in pages[-1]["links"]:
        pages.append(call.follow(pages[-1]["links"][direction]).json)
        assert len(pages) < 1000
    return pages


def _ids(pages: list[Json]) -> list[str]:
    return [row["id"] for page in pages for row in page["data"]]


FILTERS: list[tuple[str, dict[str, Any]]] = [
    ("/conferences", {}),
    ("/conferences", {"starts_after": "2026-01-01"}),
    ("/conferences", {"ends_before": "1900000000"}),
    ("/conferences", {"starts_after": "2020-01-01", "ends_before": "2100-01-01T00:00:00+01:00"}),
    ("/conferences", {"include_active_session": "true"}),
    ("/rooms", {}),
    ("/rooms", {"starts_after": "2020-01-01"}),
    ("/room_sessions", {}),
    ("/room_sessions", {"status": "completed", "room_name_matches": "a"}),
]


@pytest.mark.parametrize(("path", "query"), FILTERS, ids=lambda value: str(value))
@pytest.mark.parametrize("size", [3, 7, 50, 1000])
def test_forward_and_back_visit_every_row_once(
    populated: Caller, path: str, query: dict[str, Any], size: int
) -> None:
    everything = populated("GET", path, **{**query, "page_size": 1000}).json["data"]
    first = populated("GET", path, **{**query, "page_size": size}).json
    forward = _walk(populated, first, "next")
    assert _ids(forward) == [row["id"] for row in everything]
    assert len(everything) > 10
    backward = _walk(populated, forward[-1], "prev")
    assert [page["data"] for page in backward] == [page["data"] for page in reversed(forward)]
    for page in forward:
        assert ("next" in page["links"], "prev" in page["links"]) == (
            page is not forward[-1],
            page is not first,
        )


def test_links_carry_the_filters_and_name_pages_as_signalwire_does(populated: Caller) -> None:
    first = populated("GET", "/conferences", page_size=5, starts_after="2026-01-01", ends_before="").json
    links = {name: parse_qs(urlsplit(link).query) for name, link in first["links"].items()}
    last = first["data"][-1]["id"]
    assert links == {
        "self": {"page_number": ["0"], "page_size": ["5"], "starts_after": ["2026-01-01"]},
        "first": {"page_size": ["5"], "starts_after": ["2026-01-01"]},
        "next": {
            "page_number": ["1"],
            "page_size": ["5"],
            "page_token": [f"PA{last}"],
            "starts_after": ["2026-01-01"],
        },
    }
    second = populated.follow(first["links"]["next"]).json
    assert f"page_token=PB{second['data'][0]['id']}" in second["links"]["prev"]
    assert "page_number=0" in second["links"]["prev"]


def test_links_are_absolute_or_relative(make_caller: MakeCaller) -> None:
    absolute, relative = make_caller(), make_caller(links="relative")
    for call, start in (
        (absolute, f"{absolute.sandbox.url}/api/video/rooms?"),
        (relative, "/api/video/rooms?"),
    ):
        links = call("GET", "/rooms", page_size=1).json["links"]
        assert all(link.startswith(start) for link in links.values())
        assert set(links) == {"self", "first", "next"}


def test_fifty_rows_are_a_page_newest_first(populated: Caller) -> None:
    rows = populated("GET", "/conferences").json["data"]
    assert len(rows) == 50
    assert [row["created_at"] for row in rows] == sorted((row["created_at"] for row in rows), reverse=True)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_deletions_and_creations_meanwhile_lose_and_repeat_no_row(make_caller: MakeCaller, size: int) -> None:
    call = make_caller(conferences=24)
    everything = [row["id"] for row in call("GET", "/conferences").json["data"]]
    seen: list[str] = []
    page = call("GET", "/conferences", page_size=size).json
    for turn in itertools.count():
        seen += [row["id"] for row in page["data"]]
        if "next" not in page["links"]:
            break
        cursor = seen[-1]
        victim = next((name for name in reversed(everything) if name not in seen), cursor)
        if turn % 2 and victim != cursor:
            everything.remove(victim)
            assert call("DELETE", f"/conferences/{victim}").status == 204
        call.create(display_name=f"Made in turn {turn}")
        page = call.follow(page["links"]["next"]).json
    assert seen == everything
    assert len(everything) < 24


def test_the_token_of_a_deleted_row_is_invalid(call: Caller) -> None:
    page = call("GET", "/conferences", page_size=2).json
    call("DELETE", f"/conferences/{page['data'][-1]['id']}")
    assert call.follow(page["links"]["next"]).errors == {"page_token": "page_token_is_invalid"}


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({"page_number": 1}, {"page_token": "page_token_required"}),
        ({"page_number": -1}, {"page_number": "invalid_parameter_value"}),
        ({"page_number": "one"}, {"page_number": "invalid_parameter_value"}),
        ({"page_size": 0}, {"page_size": "invalid_parameter_value"}),
        ({"page_size": 1001}, {"page_size": "invalid_parameter_value"}),
        ({"page_size": "9" * 5000}, {"page_size": "invalid_parameter_value"}),
        ({"page_size": "٥"}, {"page_size": "invalid_parameter_value"}),
        ({"page_token": "PA"}, {"page_token": "page_token_is_invalid"}),
        ({"page_token": "PX00000000-0000-4000-8000-000000000000"}, {"page_token": "page_token_is_invalid"}),
        ({"page_token": "PA00000000-0000-4000-8000-000000000000"}, {"page_token": "page_token_is_invalid"}),
        ({"include_active_session": "maybe"}, {"include_active_session": "not_a_boolean"}),
        ({"starts_after": "soon"}, {"starts_after": "not_a_datetime"}),
        (
            {"starts_after": "x", "ends_before": "2026-13-01"},
            dict.fromkeys(("starts_after", "ends_before"), "not_a_datetime"),
        ),
    ],
)
def test_a_query_that_cannot_be_is_refused(
    populated: Caller, query: dict[str, Any], errors: dict[str, str]
) -> None:
    reply = populated("GET", "/conferences", **query)
    assert (reply.status, reply.errors) == (422, errors)


def test_the_window_filters_include_their_bound_and_leave_open_ends_out(make_caller: MakeCaller) -> None:
    call = make_caller(conferences=0)
    for name, join_from, join_until in (
        ("early", "2026-03-01T09:59:59Z", "2026-03-01T11:00:00Z"),
        ("exact", "2026-03-01T10:00:00Z", "2026-03-01T12:00:00Z"),
        ("late", "2026-03-01T10:00:01Z", "2026-03-01T12:00:01Z"),
        ("open", None, None),
    ):
        call.create(name=name, join_from=join_from, join_until=join_until)

    def names(**query: Any) -> list[str]:
        return [row["name"] for row in call("GET", "/conferences", **query).json["data"]]

    assert names(starts_after="2026-03-01T10:00:00Z") == ["late", "exact"]
    assert names(starts_after="2026-03-01T11:00:00+01:00") == ["late", "exact"]
    assert names(starts_after="1772359200") == ["late", "exact"]
    assert names(starts_after="2026-03-01T10:00:00.5Z") == ["late"]
    assert names(starts_after="2026-03-02") == []
    assert names(ends_before="2026-03-01T12:00:00Z") == ["exact", "early"]
    assert names(ends_before="2026-03-01T12:00:00.5Z") == ["exact", "early"]
    assert names(starts_after="2026-03-01T10:00:00Z", ends_before="2026-03-01T12:00:00Z") == ["exact"]


def test_a_filter_sees_changes_at_once(call: Caller) -> None:
    assert call("GET", "/conferences", starts_after="2199-01-01").json["data"] == []
    made = call.create(join_from="2199-06-01")
    assert call("GET", "/conferences", starts_after="2199-01-01").json["data"] == [made]
    call("DELETE", f"/conferences/{made['id']}")
    assert call("GET", "/conferences", starts_after="2199-01-01").json["data"] == []


def test_rooms_take_no_unix_timestamp(populated: Caller) -> None:
    assert populated("GET", "/rooms", starts_after="1772359200").errors == {"starts_after": "not_a_datetime"}


def _lines_run(action: Callable[[], object]) -> int:
    """How many lines of Python ``action`` runs: a measure of work that no busy machine disturbs."""
    lines = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)
    return lines


def test_the_last_of_many_pages_takes_the_work_of_the_first() -> None:
    collection = Sandbox(conferences=3000, rooms=0).store.conferences
    filtered = Condition(starts_after="2000-01-01")
    for condition in (EVERYTHING, filtered):
        rows = collection.page(size=3000, cursor=None, condition=condition).rows
        oldest = Cursor("after", rows[-51]["id"])
        first = _lines_run(lambda: collection.page(size=50, cursor=None, condition=condition))  # noqa: B023
        last = _lines_run(lambda: collection.page(size=50, cursor=oldest, condition=condition))  # noqa: B023
        assert len(rows) > 2000
        assert 0 < last < first + 20
