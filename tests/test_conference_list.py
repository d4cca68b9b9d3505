"""The columns of the list of conferences; what both lists share is in test_list_pages."""

from __future__ import annotations

from typing import Any

import pytest
import responses
from django.test import Client

from conferences.models import Preference, Role, Workspace
from tests import htmx
from tests.conftest import BASE, MemberClient
from tests.payloads import CONFERENCE_ID, at, conference, listing, live, numbered

ADDRESS = "/w/nordhafen-events/conferences/"
SPOOF = "\u202egpj.exe"


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    """A signed-in viewer of the workspace."""
    return member_client(Role.VIEWER)


def rows(browser: Client, upstream: responses.RequestsMock, *records: dict[str, Any]) -> list[str]:
    """The HTML of each row of a list with these records."""
    upstream.get(f"{BASE}/conferences", json=listing(*records))
    response = browser.get(ADDRESS)
    assert response.status_code == 200
    return response.content.decode().split("<tbody")[1].split("<tr")[1:]


def test_a_row_tells_what_the_list_is_for(browser: Client, upstream: responses.RequestsMock) -> None:
    (row,) = rows(
        browser,
        upstream,
        conference(
            display_name="All hands",
            name="all_hands",
            join_from=at(hours=-1),
            join_until=at(minutes=42.5),
            quality="1080p",
            layout="highlight-1-responsive",
            size="large",
            updated_at=at(hours=-2.1),
            active_session=live(),
        ),
    )
    text = htmx.words("<tr" + row)
    for words in (
        "All hands",
        "all_hands",
        "Live 1 h 16",
        "Open, closes in 42 min",
        "1080p · Large, 300",
        "One highlighted",
        "2 h ago",
    ):
        assert words in text
    link = htmx.link(row, "All hands")
    assert link["href"] == f"{ADDRESS}{CONFERENCE_ID}/"
    assert row.count('class="swatch"') == 2


def test_a_row_with_nothing_but_an_id_has_words_for_all_that_is_missing(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    nothing = {**dict.fromkeys(conference()), "id": CONFERENCE_ID, "active_session": None}
    (row,) = rows(browser, upstream, nothing)
    text = htmx.words("<tr" + row)
    for words in ("No display name", "Always open", "quality not set", "size not set", "layout not set"):
        assert words in text
    assert "None" not in text
    assert row.count("no colours set") == 4  # a tooltip and words for each mode
    assert htmx.tags(row, "a")[0]["title"] == CONFERENCE_ID


@pytest.mark.parametrize(
    ("opens", "closes", "words"),
    [
        (None, None, "Always open No start, no end"),
        ({"hours": -1}, None, "Open, no end Since"),
        (None, {"days": 40}, "Open, closes in 40 days Until"),
        ({"minutes": 30.5}, None, "Opens in 30 min From"),
        ({"days": 40}, {"days": 41}, "Opens in 40 days"),
        ({"hours": -3}, {"minutes": -58.5}, "Closed 58 min ago"),
        ({"hours": 3}, {"hours": -3}, "Closes before it opens"),
    ],
)
def test_the_window_says_whether_one_can_enter_now(
    browser: Client,
    upstream: responses.RequestsMock,
    opens: dict[str, float] | None,
    closes: dict[str, float] | None,
    words: str,
) -> None:
    first, last = (None if distance is None else at(**distance) for distance in (opens, closes))
    (row,) = rows(browser, upstream, conference(join_from=first, join_until=last))
    assert words in htmx.words("<tr" + row)
    assert row.count('class="gauge"') == 1


def test_times_are_in_the_person_s_zone(
    member_client: MemberClient, upstream: responses.RequestsMock, workspace: Workspace
) -> None:
    browser = member_client(Role.VIEWER, "nell")
    upstream.get(
        f"{BASE}/conferences", json=listing(conference(join_from="2031-03-01T12:00:00Z", join_until=None))
    )
    page = htmx.words(browser.get(ADDRESS).content.decode())
    assert "From Sat 1 Mar 2031 13:00" in page
    assert "Join window, Berlin time" in page
    Preference.objects.create(
        user=workspace.memberships.get(user__username="nell").user, zone="Asia/Kathmandu"
    )
    page = htmx.words(browser.get(ADDRESS).content.decode())
    assert "From Sat 1 Mar 2031 17:45" in page
    assert "Join window, Kathmandu time" in page
    assert "Times are Asia/Kathmandu, UTC+5:45" in page


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7|add:7 }}{% debug %}",
        "x" * 200,
        "全体会議・東京 🎥",
        "اجتماع عام",
        SPOOF,
        "a\0b",
    ],
)
def test_a_name_is_shown_as_text_in_a_box_of_its_own(
    browser: Client, upstream: responses.RequestsMock, name: str
) -> None:
    (row,) = rows(
        browser, upstream, conference(display_name=name, name=name, layout=name, size=name, quality=name)
    )
    assert name in htmx.words("<tr" + row) or "\0" in name
    assert "<script>" not in row
    assert "<img" not in row
    shown = row.split("<bdi>")[1].split("</bdi>")[0]
    assert len(shown) >= len(name)


def test_hostile_colours_are_never_drawn(browser: Client, upstream: responses.RequestsMock) -> None:
    hostile = '#000000" onload="alert(1)'
    (row,) = rows(browser, upstream, conference(light_primary=hostile, dark_background="url(//evil.example)"))
    assert "onload" not in row
    assert "evil.example" not in row
    assert "Light theme has a value that is not a colour. Dark theme has a value that is not a colour" in row
    assert 'class="swatch"' not in row


def test_text_that_cannot_be_read_is_warned_of(browser: Client, upstream: responses.RequestsMock) -> None:
    readable = {"light_negative": "#C62828", "light_success": "#2E7D32"}
    readable |= {name.replace("light", "dark"): colour for name, colour in readable.items()}
    faint, lesser, plain = rows(
        browser,
        upstream,
        conference(dark_foreground="#EEEEEE"),
        conference(id=numbered(2)),
        conference(id=numbered(3), **readable),
    )
    assert "Text is hard to read in dark mode, 1.1 to 1" in faint
    # Low contrast of a button or the meter is told where themes are looked at.
    assert ["swatch-warning" in row for row in (faint, lesser, plain)] == [True, False, False]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, ""),
        (1, "One live session on this page."),
        (3, "Three live sessions on this page."),
        (12, "12 live sessions on this page."),
    ],
)
def test_the_running_sessions_are_counted(
    browser: Client, upstream: responses.RequestsMock, count: int, words: str
) -> None:
    records = [conference(id=numbered(number), active_session=live()) for number in range(count)]
    upstream.get(f"{BASE}/conferences", json=listing(*records, conference(active_session=None)))
    page = htmx.words(browser.get(ADDRESS).content.decode())
    assert words in page
    assert ("on this page." in page) is bool(words)
    assert page.count("Live 1 h 16") == count


@pytest.mark.parametrize("session", [None, ..., {}, {"status": "completed"}, {"status": None}, []])
def test_a_session_that_does_not_run_is_not_live(
    browser: Client, upstream: responses.RequestsMock, session: Any
) -> None:
    (row,) = rows(browser, upstream, conference(active_session=session))
    assert "Live" not in htmx.words("<tr" + row)


def test_closed_with_people_inside_is_said(browser: Client, upstream: responses.RequestsMock) -> None:
    (row,) = rows(browser, upstream, conference(join_until=at(hours=-1), active_session=live()))
    assert "Closed, people still inside" in htmx.words("<tr" + row)


def test_unknown_fields_and_values_of_tomorrow_do_no_harm(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    (row,) = rows(
        browser, upstream, conference(layout="mosaic-7", quality="8k", size="gigantic", hologram={"on": True})
    )
    text = htmx.words("<tr" + row)
    assert "8k · gigantic" in text
    assert "mosaic-7" in text
    assert "hologram" not in text
