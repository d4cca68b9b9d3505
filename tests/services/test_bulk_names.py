"""What ticked objects are called before the dry run has read them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from conferences.services import reading
from conferences.services.bulk import names
from conferences.services.bulk.names import with_names
from conferences.services.bulk.runs import Selected
from conferences.signalwire.kinds import CONFERENCE
from tests.services.conftest import Desk


def named(desk: Desk, identifiers: list[UUID], **place: Any) -> list[tuple[str, str]]:
    found = with_names(
        desk.actor.workspace, CONFERENCE, identifiers, request_id="test", **{"page_size": 25, **place}
    )
    assert [one.identifier for one in found] == identifiers
    return [(one.name, one.title) for one in found]


def test_names_of_one_page_are_read_with_one_request(desk: Desk) -> None:
    items = [desk.make(CONFERENCE, display_name=f" Number {number} ") for number in range(3)]
    desk.sandbox.requests.clear()
    assert named(desk, [items[2].id, items[0].id]) == [
        (items[2].name, "Number 2"),
        (items[0].name, "Number 0"),
    ]
    assert [request.method for request in desk.sandbox.requests] == ["GET"]


def test_names_of_other_pages_are_read_a_thousand_at_a_time(desk: Desk) -> None:
    items = [desk.make(CONFERENCE, display_name=f"Number {number}") for number in range(30)]
    desk.sandbox.requests.clear()
    titles = [title for _, title in named(desk, [item.id for item in items])]
    assert titles == [f"Number {number}" for number in range(30)]
    assert len(desk.sandbox.requests) == 2


def test_names_that_no_page_has_stay_empty_after_a_few_requests(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE_SIZE", 5)
    for _ in range(40):
        desk.make(CONFERENCE)
    desk.sandbox.requests.clear()
    unknown = UUID(int=7)
    assert named(desk, [unknown], page_size=5) == [("", "")]
    assert len(desk.sandbox.requests) == names.PAGES + 1


def test_a_failing_api_leaves_the_names_to_the_dry_run(desk: Desk) -> None:
    item = desk.make(CONFERENCE)
    desk.sandbox.faults.add("500", method="GET")
    desk.sandbox.requests.clear()
    assert with_names(desk.actor.workspace, CONFERENCE, [item.id], page_size=25, request_id="test") == [
        Selected(item.id)
    ]
    assert len(desk.sandbox.requests) == 1


def test_a_slow_api_is_not_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "SECONDS", 0.2)
    item = desk.make(CONFERENCE)
    desk.sandbox.faults.add("slow", method="GET", milliseconds=1000)
    assert named(desk, [item.id]) == [("", "")]
