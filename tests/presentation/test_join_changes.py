"""What a dry run says about who can join, now and afterwards."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from conferences.presentation.join_changes import counts, is_known_key, join_change

NOW = datetime(2026, 11, 12, 12, tzinfo=UTC)
PAST, SOON, LATER = "2026-11-12T11:00:00Z", "2026-11-12T13:00:00Z", "2026-11-12T14:00:00Z"
LONG_AGO = "2026-11-12T10:00:00Z"


def window(opens: str | None, closes: str | None) -> dict[str, str | None]:
    return {"join_from": opens, "join_until": closes}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (window(PAST, SOON), window(SOON, LATER), ("Open", "Scheduled")),
        (window(PAST, SOON), window(LONG_AGO, PAST), ("Open", "Closed")),
        (window(LONG_AGO, PAST), window(PAST, SOON), ("Closed", "Open")),
        (window(SOON, LATER), window(PAST, LATER), ("Scheduled", "Open")),
        (window(None, None), window(None, None), ("Always open", "Always open")),
        (window(PAST, None), None, ("Open", "Open")),
    ],
)
def test_join_change_compares_both_windows_with_now(
    before: dict[str, str], after: dict[str, str], words: tuple[str, str]
) -> None:
    change = join_change("shift", before, after, NOW)
    assert change is not None
    assert (change.before, change.after) == words
    assert [badge.words for badge in change.badges] == list(dict.fromkeys(words))


def test_join_change_of_a_deletion_names_the_state_that_is_lost() -> None:
    change = join_change("delete", window(SOON, LATER), None, NOW, is_live=True)
    assert change is not None
    assert (change.key, change.locks_out) == ("scheduled-deleted", False)


def test_join_change_without_a_window_is_none() -> None:
    assert join_change("flag", {"enable_chat": True}, {"enable_chat": False}, NOW) is None
    assert join_change("delete", None, None, NOW) is None


def test_only_a_live_open_conference_that_closes_locks_latecomers_out() -> None:
    closes = join_change("shift", window(PAST, SOON), window(SOON, LATER), NOW, is_live=True)
    quiet = join_change("shift", window(PAST, SOON), window(SOON, LATER), NOW)
    reopens = join_change("shift", window(LONG_AGO, PAST), window(PAST, SOON), NOW, is_live=True)
    assert [change and change.locks_out for change in (closes, quiet, reopens)] == [True, False, False]


def test_counts_name_what_closes_first_and_leave_out_what_stays() -> None:
    changes = [
        join_change("shift", before, after, NOW)
        for before, after in (
            (window(LONG_AGO, PAST), window(PAST, SOON)),
            (window(PAST, SOON), window(LONG_AGO, PAST)),
            (window(PAST, SOON), window(LONG_AGO, PAST)),
            (window(SOON, LATER), window(SOON, LATER)),
        )
    ]
    found = counts([change for change in changes if change], "conference", "conferences")
    assert [(one.key, one.label, one.sentence) for one in found] == [
        ("open-closed", "Open → Closed", "2 open conferences would close"),
        ("closed-open", "Closed → Open", "1 closed conference would reopen"),
    ]


def test_keys_of_the_address_are_known_or_not() -> None:
    assert is_known_key("open-scheduled")
    assert is_known_key("always-open-deleted")
    assert is_known_key("locks-out")
    assert not is_known_key("open-sesame")
