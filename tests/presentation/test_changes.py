"""Changes in words: who did what, what differs, and what came of it."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conferences.forms.captions import label
from conferences.models import Action, Change, Outcome
from conferences.presentation.changes import ChangeEntry, show_value
from conferences.signalwire.kinds import CONFERENCE, ROOM
from conferences.theme.constants import NAMES
from tests import htmx
from tests.history import BEFORE

NOW = datetime(2026, 11, 12, 9, 18, tzinfo=UTC)
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")


def entry(**values: Any) -> ChangeEntry:
    values = {
        "person_name": "Mara",
        "kind": "conferences",
        "object_title": "All hands",
        "action": Action.UPDATE,
        "before": BEFORE,
        "after": {**BEFORE, "layout": "5up"},
        "fields": ["layout"],
        "outcome": Outcome.DONE,
        "opened_at": NOW - timedelta(hours=1),
        **values,
    }
    return ChangeEntry(Change(**values), NOW, BERLIN, label)


def shown(name: str, value: Any, *, short: bool = False) -> str:
    return htmx.words(show_value(CONFERENCE, name, value, NOW, BERLIN, short=short))


@pytest.mark.parametrize(
    ("values", "verb"),
    [
        ({}, "changed"),
        ({"fields": ["layout", "quality"]}, "changed 2 fields"),
        ({"fields": ["join_from", "join_until"]}, "changed the join window"),
        ({"fields": ["join_until"], "outcome": Outcome.FAILED}, "tried to change the join window"),
        ({"outcome": Outcome.REFUSED}, "tried to change"),
        ({"outcome": Outcome.UNKNOWN}, "tried to change"),
        ({"outcome": Outcome.PENDING}, "tried to change"),
        ({"action": Action.DELETE}, "deleted"),
        ({"action": Action.DELETE, "outcome": Outcome.FAILED}, "tried to delete"),
        ({"action": Action.RESET_TOKEN}, "reset a token"),
        ({"action": Action.RESTORE}, "restored values"),
    ],
)
def test_a_sentence_claims_only_what_was_done(values: dict[str, Any], verb: str) -> None:
    assert entry(**values).verb == verb


@pytest.mark.parametrize("action", Action)
def test_every_action_has_words_of_its_own(action: Action) -> None:
    assert entry(action=action, outcome=Outcome.FAILED).verb.startswith("tried to ")
    assert (entry(action=action).verb == "changed") == (action is Action.UPDATE)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_word_and_an_icon(outcome: Outcome) -> None:
    words = entry(outcome=outcome, opened_at=NOW).outcome
    assert words.word == str(outcome.label)
    assert words.icon != "question-mark-circle"


@pytest.mark.parametrize(
    ("age", "word"), [(timedelta(seconds=59), "In progress"), (timedelta(seconds=61), "Unknown, check")]
)
def test_what_is_under_way_for_more_than_a_minute_is_unknown(age: timedelta, word: str) -> None:
    assert entry(outcome=Outcome.PENDING, opened_at=NOW - age).outcome.word == word


def test_unknown_outcome_that_is_still_being_checked_says_so() -> None:
    words = entry(outcome=Outcome.UNKNOWN, opened_at=NOW, check_at=NOW).outcome
    assert words.word == "Unknown, checking"
    assert "keeps checking" in words.hint


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("enable_chat", True, "On"),
        ("enable_chat", False, "Off"),
        ("description", None, "not set"),
        ("description", "", "not set"),
        ("join_until", "2026-11-12T10:00:00Z", "Thu 12 Nov 2026, 11:00 10:00 UTC"),
        ("layout", "highlight-1-responsive", "One highlighted"),
        ("layout", "brand-new", "brand-new"),
        ("size", "large", "Large, up to 300 people"),
        ("max_members", 20, "20"),
        ("light_primary", "#044EF4", "#044EF4"),
        ("light_primary", "red", "red"),
        ("join_until", "not a time", "not a time"),
    ],
)
def test_a_value_is_shown_for_people(name: str, value: Any, words: str) -> None:
    assert shown(name, value) == words


def test_a_time_in_a_list_is_short_and_keeps_utc_beside() -> None:
    assert shown("join_until", "2026-11-12T10:00:00Z", short=True) == "Today 11:00"
    html = show_value(CONFERENCE, "join_until", "2026-11-12T10:00:00Z", NOW, BERLIN, short=True)
    assert 'datetime="2026-11-12T10:00:00Z"' in html


def test_a_colour_is_drawn_only_if_it_is_one() -> None:
    drawn = show_value(CONFERENCE, "light_primary", "#044EF4", NOW, BERLIN)
    assert 'fill="#044EF4"' in drawn
    evil = '#044EF4" onload="x'
    assert "<svg" not in show_value(CONFERENCE, "light_primary", evil, NOW, BERLIN)


@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize("name", ["display_name", "light_primary", "layout", "meta", "join_from", "strange"])
def test_no_value_can_bring_markup(name: str, short: bool) -> None:
    html = show_value(ROOM, name, "<script>alert(1)</script>\"'", NOW, BERLIN, short=short)
    assert "<script>" not in html


def test_a_long_text_is_cut_in_a_list_and_whole_on_its_page() -> None:
    text = "word " * 200
    assert len(shown("description", text, short=True)) <= 80
    assert shown("description", text).count("word") == 200


def test_meta_is_json() -> None:
    assert shown("meta", {"a": [1, True]}) == '{ "a": [ 1, true ] }'
    assert shown("meta", {"a": [1, True]}, short=True) == '{"a": [1, true]}'


def test_a_list_shows_four_fields_and_counts_the_rest() -> None:
    fields = list(BEFORE)
    one = entry(fields=fields)
    assert [difference.name for difference in one.listed] == fields[:4]
    assert one.more == 2
    assert [difference.name for difference in one.changed] == fields


def test_a_deletion_lists_what_there_was_and_a_creation_what_was_asked_for() -> None:
    deleted = entry(action=Action.DELETE, after=None, fields=[])
    assert deleted.listed == []
    assert [difference.name for difference in deleted.changed] == [
        name for name, value in BEFORE.items() if value is not None
    ]
    assert all(difference.after is None for difference in deleted.changed)
    created = entry(action=Action.CREATE, before=None, after={"name": "new"}, fields=["name"])
    assert [(one.before, htmx.words(one.after or "")) for one in created.changed] == [(None, "new")]


def test_the_fields_that_stayed_are_apart() -> None:
    assert [one.name for one in entry().unchanged] == [name for name in BEFORE if name != "layout"]


def test_an_object_without_any_name_still_has_a_label() -> None:
    assert entry(object_title="", object_name="", object_id=None).object_label == "a conference"


THEMED = {**BEFORE, **dict.fromkeys(NAMES, "#FFFFFF")}


def test_several_colours_are_one_theme_in_a_list_and_one_colour_is_itself() -> None:
    several = {"light_primary": "#044EF4", "dark_negative": "#B00020", "layout": "5up"}
    one = entry(before=THEMED, after=THEMED | several, fields=list(several))
    assert [difference.name for difference in one.listed] == ["layout"]
    assert (one.lists_themes, one.more) == (True, 0)
    assert one.themes is not None
    assert [theme.verdict for theme in one.themes] == ["22 of 22 low contrast", "15 of 22 low contrast"]
    single = entry(before=THEMED, after=THEMED | {"dark_negative": "#B00020"}, fields=["dark_negative"])
    assert [difference.name for difference in single.listed] == ["dark_negative"]
    assert (single.lists_themes, single.themes is None) == (False, False)


def test_a_change_without_a_colour_or_without_a_before_tells_of_no_theme() -> None:
    assert entry().themes is None
    assert entry(before=None, after=THEMED, fields=list(NAMES)).themes is None
