"""What a run over many objects is called, and what each result reads like."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime

import pytest

from conferences.presentation.bulk import Progress, action_in_words, result, values_in_words

BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 12, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "hours", "minutes", "words"),
    [
        (1, 0, 0, "Join window 1 day later, days of Europe/Berlin"),
        (-2, -1, -1, "Join window 2 days 1 hour 1 minute earlier, days of Europe/Berlin"),
        (0, 0, 90, "Join window 90 minutes later"),
    ],
)
def test_a_shift_is_named_with_its_direction(days: int, hours: int, minutes: int, words: str) -> None:
    parameters = {"days": days, "hours": hours, "minutes": minutes, "zone": "Europe/Berlin"}
    assert action_in_words("shift", parameters, {}) == words


def test_a_switch_is_named_by_its_caption_or_else_by_its_field() -> None:
    parameters = {"field": "enable_chat", "value": False}
    assert action_in_words("flag", parameters, {"enable_chat": "Chat"}) == "Chat: off"
    assert action_in_words("flag", {**parameters, "value": True}, {}) == "enable_chat: on"
    assert action_in_words("delete", {}, {}) == "Delete"
    assert action_in_words("", {}, {}) == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (None, ""),
        ({"enable_chat": True}, "On"),
        ({"enable_chat": False}, "Off"),
        ({"enable_chat": None}, "not set"),
        (
            {"join_from": "2026-11-12T08:00:00Z", "join_until": "2026-11-12T10:00:00Z"},
            "Today 09:00 – 11:00",
        ),
        ({"join_from": "2026-11-13T08:00:00Z", "join_until": None}, "From Tomorrow 09:00"),
        ({"join_from": None, "join_until": "2026-11-12T10:00:00Z"}, "Until Today 11:00"),
        ({"join_from": None, "join_until": None}, "No start, no end"),
    ],
)
def test_values_are_read_in_the_persons_zone(values: dict[str, object] | None, words: str) -> None:
    assert values_in_words(values, NOW, BERLIN) == words


@pytest.mark.parametrize(
    ("state", "phase", "action", "left", "words"),
    [
        ("ready", "checked", "flag", False, "Will change"),
        ("ready", "checked", "delete", False, "Will be deleted"),
        ("ready", "running", "flag", False, "Own words"),
        ("begun", "running", "flag", False, "Own words"),
        ("begun", "running", "flag", True, "Unknown, check"),
        ("a state of tomorrow", "running", "flag", False, "Own words"),
    ],
)
def test_a_state_says_what_it_means_in_its_phase(
    state: str, phase: str, action: str, left: bool, words: str
) -> None:
    assert result(state, "Own words", phase=phase, action=action, is_left_behind=left).words == words


def test_progress_is_full_only_when_all_has_ended() -> None:
    assert (Progress(999, 1000).percent, Progress(3, 3).percent, Progress(0, 0).percent) == (99, 100, 100)


def test_a_theme_is_named_by_its_preset() -> None:
    assert action_in_words("theme", {"preset": "Brand", "colours": {}}, {}) == "Theme “Brand”"
