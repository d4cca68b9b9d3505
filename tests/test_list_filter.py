"""The join-window filter on the lists of conferences and of rooms."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
import responses
from django.test import Client

from conferences.models import Preference, Role, Workspace
from tests import htmx
from tests.conftest import MemberClient
from tests.listing import CONFERENCES, NEXT, ROOMS, Kind, following, give, query, sent


@pytest.fixture(params=[CONFERENCES, ROOMS], ids=["conferences", "rooms"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each list in turn."""
    assert isinstance(request.param, Kind)
    return request.param


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    """A signed-in viewer of the workspace."""
    return member_client(Role.VIEWER)


def test_both_ends_are_sent_in_utc(browser: Client, upstream: responses.RequestsMock, kind: Kind) -> None:
    give(upstream, kind)
    page = browser.get(
        kind.address,
        {"starts_after": "2026-11-09T08:30", "ends_before": "2026-11-10", "zone": "Asia/Kathmandu"},
    ).content.decode()
    assert sent(upstream) == {
        "include_active_session": "true",
        "page_size": "50",
        "starts_after": "2026-11-09T02:45:00Z",
        "ends_before": "2026-11-10T18:15:00Z",
    }
    assert "sent as 2026-11-09T02:45:00Z" in page
    assert "sent as 2026-11-10T18:15:00Z" in page


@pytest.mark.parametrize(
    "typed", ["2026-11-09T08:30:15", "2026-11-09T08:30:15.25+01:00", "2026-11-09T08:30Z"]
)
def test_what_is_shown_as_sent_is_what_was_sent(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, typed: str
) -> None:
    give(upstream, kind)
    page = browser.get(kind.address, {"starts_after": typed}).content.decode()
    assert f"sent as {sent(upstream)['starts_after']}<" in page


def test_times_are_read_in_the_person_s_zone_before_the_workspace_s(
    upstream: responses.RequestsMock, member_client: MemberClient, kind: Kind
) -> None:
    give(upstream, kind)
    browser = member_client(Role.VIEWER, "nell")
    browser.get(kind.address, {"starts_after": "2026-11-09T08:30"})
    assert sent(upstream)["starts_after"] == "2026-11-09T07:30:00Z"
    user = Workspace.objects.get().memberships.get(user__username="nell").user
    Preference.objects.create(user=user, zone="Pacific/Honolulu")
    browser.get(kind.address, {"starts_after": "2026-11-09T08:30"})
    assert sent(upstream)["starts_after"] == "2026-11-09T18:30:00Z"


def test_a_preset_is_kept_as_its_name_through_paging(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind, next=f"/x?{urlencode(NEXT)}")
    first = browser.get(kind.address).content.decode()
    today = htmx.link(first, "Today")["href"]
    assert query(today) == {"window": "today", "zone": "Europe/Berlin"}
    page = browser.get(today).content.decode()
    assert htmx.link(page, "Today")["aria-current"] == "true"
    assert query(following(page)).items() >= query(today).items()
    opens, closes = (datetime.fromisoformat(sent(upstream)[end]) for end in ("starts_after", "ends_before"))
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    assert opens.astimezone(berlin).time() == closes.astimezone(berlin).time() == datetime.min.time()
    assert timedelta(hours=22) < closes - opens < timedelta(hours=26)
    assert abs(datetime.now(UTC) - opens) < timedelta(hours=26)


def test_chips_are_taken_off_one_by_one(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind)
    typed = {
        "starts_after": "2026-11-09T08:30",
        "ends_before": "2026-11-10",
        "zone": "Asia/Kathmandu",
        "page_size": "25",
    }
    page = browser.get(kind.address, {**typed, **NEXT, "page_size": "25"}).content.decode()
    assert "Mon 9 Nov 2026, 08:30" in page
    without = htmx.link(page, "Remove: Opens on or after")["href"]
    assert query(without) == {"ends_before": "2026-11-10", "zone": "Asia/Kathmandu", "page_size": "25"}
    page = browser.get(without).content.decode()
    assert set(sent(upstream)) == {"include_active_session", "page_size", "ends_before"}
    last = htmx.link(page, "Remove: Closes on or before")["href"]
    assert query(last) == {"page_size": "25"}
    browser.get(last)
    assert set(sent(upstream)) == {"include_active_session", "page_size"}


def test_one_end_of_a_preset_taken_off_leaves_the_other_as_it_was_sent(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind)
    page = browser.get(kind.address, {"window": "this-month", "zone": "America/Havana"}).content.decode()
    opens, closes = sent(upstream)["starts_after"], sent(upstream)["ends_before"]
    browser.get(htmx.link(page, "Remove: Opens")["href"])
    assert sent(upstream)["ends_before"] == closes
    browser.get(htmx.link(page, "Remove: Closes")["href"])
    assert sent(upstream)["starts_after"] == opens


def test_one_invalid_end_is_said_at_its_field_and_the_other_still_applies(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind, kind.record(display_name="Still listed"))
    response = browser.get(kind.address, {"starts_after": "soon", "ends_before": "2026-11-10T10:00"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Still listed" in page
    assert set(sent(upstream)) == {"include_active_session", "page_size", "ends_before"}
    field = next(tag for tag in htmx.tags(page, "input") if tag.get("id") == "starts_after")
    assert field["aria-invalid"] == "true"
    assert field["value"] == "soon"
    assert field["type"] == "text"
    assert field["aria-describedby"].split() == ["starts_after-help", "starts_after-error"]
    assert "Enter a date and time" in htmx.element(page, "starts_after-error")
    other = next(tag for tag in htmx.tags(page, "input") if tag.get("id") == "ends_before")
    assert "aria-invalid" not in other
    assert other["type"] == "datetime-local"


@pytest.mark.parametrize(
    ("typed", "words", "moments"),
    [
        ("2026-10-25T02:30", "twice", ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]),
        ("2026-03-29T02:30", "does not exist", ["2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"]),
    ],
)
def test_an_hour_that_is_not_unique_is_asked_about_and_the_answers_are_links(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, typed: str, words: str, moments: list[str]
) -> None:
    give(upstream, kind)
    parameters = {"starts_after": typed, "ends_before": "2026-12-01T00:00", "zone": "Europe/Berlin"}
    page = browser.get(kind.address, parameters).content.decode()
    assert words in htmx.element(page, "starts_after-error")
    assert "starts_after" not in sent(upstream)
    choices = htmx.tags(page.split('id="starts_after-error"')[1].split('id="starts_after-help"')[0], "a")
    found = []
    for choice in choices:
        assert choice["href"] == choice["hx-get"]
        chosen = browser.get(choice["href"]).content.decode()
        assert 'aria-invalid="true"' not in chosen
        found.append(sent(upstream)["starts_after"])
        assert sent(upstream)["ends_before"] == "2026-11-30T23:00:00Z"
    assert sorted(found) == moments


@pytest.mark.parametrize(
    "zone",
    ["../../etc/passwd", "Mars/Olympus", "europe/berlin", "<script>alert(1)</script>", "x" * 3999, "\0"],
)
def test_an_unknown_zone_is_said_and_the_person_s_own_is_used(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, zone: str
) -> None:
    give(upstream, kind)
    response = browser.get(kind.address, {"starts_after": "2026-11-09T08:30", "zone": zone})
    page = response.content.decode()
    assert response.status_code == 200
    assert sent(upstream)["starts_after"] == "2026-11-09T07:30:00Z"
    assert "No time zone is called" in page
    assert "Times are in Europe/Berlin" in page
    assert "<script>alert" not in page
    assert "x" * 61 not in htmx.element(page, "starts_after-help") + page.split("No time zone")[1][:200]


@pytest.mark.parametrize("end", ["starts_after", "ends_before"])
@pytest.mark.parametrize(
    "typed",
    [
        "0001-01-01",
        "0001-01-01T00:00+14:00",
        "9999-12-31",
        "9999-12-31T23:59:59-14:00",
        "2026-13-45",
        "2026-11-09T25:00",
        "2026-11-09T08:30+99:99",
        "\0",
        "<b>\u202e",
        "9" * 3_900,
        "2026-11-09T08:30" + " " * 200 + "x",
        "２０２６-11-09",
        "2026-W01-1T08:30",
    ],
)
def test_whatever_is_typed_the_list_is_there(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, end: str, typed: str
) -> None:
    give(upstream, kind, kind.record(display_name="Still listed"))
    response = browser.get(kind.address, {end: typed})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Still listed" in page
    assert "<b>\u202e" not in page
    field = next(tag for tag in htmx.tags(page, "input") if tag.get("id") == end)
    if end not in sent(upstream):
        assert field["aria-invalid"] == "true"
        assert field["type"] == "text"


def test_a_filter_that_closes_before_it_opens_applies_the_opening_end(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind)
    page = browser.get(kind.address, {"starts_after": "2026-11-09T08:30", "ends_before": "2026-11-08T08:30"})
    assert "This is before the opening date" in page.content.decode()
    assert "starts_after" in sent(upstream)
    assert "ends_before" not in sent(upstream)
