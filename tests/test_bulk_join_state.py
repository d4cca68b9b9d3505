"""What the dry run of a bulk change tells of who can join: per row, counted, and as a filter."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from conferences.models import BulkItem, BulkRun, ItemState, Phase, Role, Workspace
from conferences.signalwire.kinds import CONFERENCE
from tests import htmx
from tests.bulk import RUNS, page
from tests.conftest import MemberClient
from tests.payloads import at, numbered


@pytest.fixture
def editor(member_client: MemberClient) -> Client:
    return member_client(Role.EDITOR)


def window(opens: str | None, closes: str | None) -> dict[str, str | None]:
    return {"join_from": opens, "join_until": closes}


def dry_run(workspace: Workspace, *items: dict[str, Any], **fields: Any) -> BulkRun:
    """A shift whose dry run has just been done."""
    values = {"action": "shift", "parameters": {"days": 1, "hours": 0, "minutes": 0, "zone": "UTC"}}
    run = BulkRun.objects.create(
        workspace=workspace,
        person_name="Mara",
        kind=CONFERENCE,
        selection="Ticked",
        total=len(items),
        phase=Phase.CHECKED,
        **{**values, **fields},
    )
    for position, item in enumerate(items, start=1):
        state = {"state": ItemState.READY, "title": f"Number {position}"}
        BulkItem.objects.create(run=run, position=position, object_id=numbered(position), **{**state, **item})
    return run


@pytest.fixture
def shift(workspace: Workspace) -> BulkRun:
    """A day later: two open ones close (one of them live), a closed one opens, a later one stays so."""
    is_open = window(at(hours=-1), at(hours=1))
    tomorrow = window(at(hours=23), at(hours=25))
    return dry_run(
        workspace,
        {"before": is_open, "after": tomorrow},
        {"before": is_open, "after": tomorrow, "is_live": True, "title": "All <hands>"},
        {"before": window(at(hours=-25), at(hours=-23)), "after": window(at(hours=-1), at(hours=1))},
        {"before": window(at(hours=48), at(hours=50)), "after": window(at(hours=72), at(hours=74))},
        {"before": window(None, None), "after": window(None, None), "state": ItemState.NOTHING},
    )


def rows(text: str) -> list[str]:
    return [htmx.words(row) for row in text.split("<tbody")[1].split("</tbody>")[0].split("<tr ")[1:]]


def test_each_row_of_a_shift_shows_the_join_state_now_and_after(editor: Client, shift: BulkRun) -> None:
    found = rows(page(editor, shift))
    assert "Open → becomes Scheduled" in found[0]
    assert "Closed → becomes Open" in found[2]
    assert "Scheduled" in found[3]
    assert "becomes" not in found[3]
    assert "Always open" in found[4]


def test_changes_of_the_join_state_are_counted_and_lead_to_their_rows(editor: Client, shift: BulkRun) -> None:
    text = page(editor, shift)
    assert htmx.link(text, "2 open conferences would close now and open again later")["href"] == (
        f"{RUNS}{shift.pk}/?join=open-scheduled"
    )
    assert "1 closed conference would reopen" in htmx.words(text)
    found = page(editor, shift, "?join=open-scheduled")
    assert len(rows(found)) == 2
    current = [tag for tag in htmx.tags(found, "a") if tag.get("aria-current") == "true"]
    assert f"{RUNS}{shift.pk}/?join=open-scheduled" in [tag["href"] for tag in current]
    assert len(rows(page(editor, shift, "?join=closed-open"))) == 1


def test_live_conferences_that_would_lock_latecomers_out_are_named(editor: Client, shift: BulkRun) -> None:
    text = page(editor, shift)
    assert "1 live conference would lock latecomers out" in htmx.words(text)
    assert "<bdi>All &lt;hands&gt;</bdi>" in text.split("join-counts")[0]
    assert "<hands>" not in text
    (row,) = rows(page(editor, shift, "?join=locks-out"))
    assert "hands" in row


def test_a_filter_by_join_state_without_rows_offers_all(editor: Client, shift: BulkRun) -> None:
    text = page(editor, shift, "?join=always-open-closed")
    assert "Nothing matches this filter any more." in htmx.words(text)
    assert htmx.link(text, "Show all 5")["href"] == f"{RUNS}{shift.pk}/"


@pytest.mark.parametrize("query", ["join=open-sesame", "show=nonsense"])
def test_an_unknown_filter_of_a_bulk_change_is_told(editor: Client, shift: BulkRun, query: str) -> None:
    text = page(editor, shift, f"?{query}")
    assert f"Unknown filter “{query}”: all conferences are shown." in htmx.words(text)
    assert len(rows(text)) == 5


def test_the_filter_of_a_dry_run_is_no_error_once_it_was_started(editor: Client, shift: BulkRun) -> None:
    BulkRun.objects.update(phase=Phase.FINISHED)
    text = page(editor, shift, "?join=open-scheduled")
    assert "Unknown filter" not in text
    assert len(rows(text)) == 5
    assert "Join state" not in text


def test_a_deletion_counts_by_the_join_state_of_now(editor: Client, workspace: Workspace) -> None:
    run = dry_run(
        workspace,
        {"before": window(at(hours=24), at(hours=25))},
        {"before": window(at(hours=-25), at(hours=-24))},
        action="delete",
        parameters={},
    )
    text = page(editor, run)
    assert "1 scheduled conference would be deleted" in htmx.words(text)
    assert "1 closed conference would be deleted" in htmx.words(text)
    (row,) = rows(page(editor, run, "?join=scheduled-deleted"))
    assert "Scheduled → becomes Deleted" in row


def test_a_switch_says_nothing_of_the_join_state(editor: Client, workspace: Workspace) -> None:
    run = dry_run(
        workspace,
        {"before": {"enable_chat": True}, "after": {"enable_chat": False}},
        action="flag",
        parameters={"field": "enable_chat", "value": False},
    )
    assert "Join state" not in page(editor, run)


def test_a_shift_that_opens_or_closes_nothing_says_so(editor: Client, workspace: Workspace) -> None:
    later = {"before": window(at(hours=48), at(hours=50)), "after": window(at(hours=72), at(hours=74))}
    text = htmx.words(page(editor, dry_run(workspace, later)))
    assert "No conference would open or close because of this." in text
