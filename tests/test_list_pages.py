"""What the lists of conferences and of rooms share: paging, filter, fragments, empty states."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import responses
from django.test import Client

from conferences.models import Preference, Role, Workspace
from tests import htmx
from tests.conftest import BASE, MakeWorkspace, MemberClient
from tests.payloads import conference, listing, numbered, room

VARY = {"HX-Request", "HX-Target", "HX-History-Restore-Request"}
NEXT = {"page_number": "1", "page_size": "50", "page_token": "PA222813ff-94f7-449a-8459-a2649d2095b4"}


@dataclass(frozen=True)
class Kind:
    """One of the two lists: its address here and upstream, its DOM id, and how a record is made."""

    address: str
    upstream: str
    id: str
    plural: str
    record: Any


CONFERENCES = Kind(
    "/w/nordhafen-events/conferences/", f"{BASE}/conferences", "conference-list", "conferences", conference
)
ROOMS = Kind("/w/nordhafen-events/rooms/", f"{BASE}/rooms", "room-list", "rooms", room)


@pytest.fixture(params=[CONFERENCES, ROOMS], ids=["conferences", "rooms"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each list in turn."""
    assert isinstance(request.param, Kind)
    return request.param


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    """A signed-in viewer of the workspace."""
    return member_client(Role.VIEWER)


def give(upstream: responses.RequestsMock, kind: Kind, *records: dict[str, Any], **links: str) -> None:
    upstream.get(kind.upstream, json=listing(*(records or (kind.record(),)), **links))


def address(upstream: responses.RequestsMock, number: int = -1) -> str:
    """The address of an upstream request."""
    return str(upstream.calls[number].request.url)


def sent(upstream: responses.RequestsMock, number: int = -1) -> dict[str, str]:
    """The query of an upstream request; fails where a name stands twice in it."""
    pairs = parse_qsl(urlsplit(address(upstream, number)).query, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def following(page: str) -> str:
    """Where the link to the next page leads."""
    (link,) = (tag for tag in htmx.tags(page, "a") if tag.get("rel") == "next")
    assert link["href"] == link["hx-get"]
    return link["href"]


def query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


# The request


def test_a_page_costs_exactly_one_request_which_asks_for_sessions(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind)
    assert browser.get(kind.address).status_code == 200
    (call,) = upstream.calls
    assert call.request.method == "GET"
    assert urlsplit(address(upstream)).path == urlsplit(kind.upstream).path
    assert sent(upstream) == {"include_active_session": "true", "page_size": "50"}


@pytest.mark.parametrize("asked", ["25", "50", "100", "250"])
def test_the_page_size_of_the_address_is_asked_for(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, asked: str
) -> None:
    give(upstream, kind, next=f"/api/video/x?{urlencode(NEXT)}")
    page = browser.get(kind.address, {"page_size": asked}).content.decode()
    assert sent(upstream)["page_size"] == asked
    assert f"<option selected>{asked}</option>" in page
    assert query(following(page)).get("page_size", "50") == asked


@pytest.mark.parametrize(
    "asked", ["0", "1", "-25", "1000", "25.0", "٢٥", " 25", "025", "", "all", "9" * 5000, "25\0"]
)
def test_any_other_page_size_falls_back_to_the_workspace_s(
    browser: Client, upstream: responses.RequestsMock, workspace: Workspace, kind: Kind, asked: str
) -> None:
    Workspace.objects.filter(pk=workspace.pk).update(page_size=100)
    give(upstream, kind)
    assert browser.get(kind.address, {"page_size": asked}).status_code == 200
    assert sent(upstream)["page_size"] == "100"


def test_the_last_of_repeated_parameters_counts(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind)
    browser.get(kind.address + "?page_size=25&page_size=250&page_size[]=100")
    assert sent(upstream)["page_size"] == "250"


def test_the_cursor_goes_upstream_exactly_as_the_link_gave_it(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    token = "PAa+b/c=d&e f%20\u00e9"
    give(upstream, kind, next="https://evil.example/other?" + urlencode({**NEXT, "page_token": token}))
    first = browser.get(kind.address).content.decode()
    link = following(first)
    assert urlsplit(link).path == kind.address
    assert urlsplit(link).netloc == ""
    browser.get(link)
    assert sent(upstream) == {
        "include_active_session": "true",
        "page_size": "50",
        "page_number": "1",
        "page_token": token,
    }
    assert {address(upstream, number).split("/")[2] for number in (0, 1)} == {BASE.split("/")[2]}


@pytest.mark.parametrize("value", ["x" * 513, "PA\n", "PA\0", "\u202ePA"])
def test_a_cursor_that_no_link_can_have_given_is_the_first_page(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, value: str
) -> None:
    give(upstream, kind)
    assert browser.get(kind.address, {"page_number": "1", "page_token": value}).status_code == 200
    assert set(sent(upstream)) == {"include_active_session", "page_size"}


def test_the_request_s_id_is_handed_on(browser: Client, upstream: responses.RequestsMock, kind: Kind) -> None:
    give(upstream, kind)
    browser.get(kind.address, headers={"X-Request-ID": "from-the-proxy-1"})
    assert upstream.calls[0].request.headers["X-Request-Id"] == "from-the-proxy-1"


# Paging


def test_first_previous_and_next_are_plain_links_that_htmx_may_take(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    back = {"page_number": "0", "page_size": "50", "page_token": "PB1"}
    give(upstream, kind, next=f"/x?{urlencode(NEXT)}", prev=f"/x?{urlencode(back)}")
    page = browser.get(kind.address, {**NEXT, "window": "today", "zone": "Asia/Kathmandu"}).content.decode()
    kept = {"window": "today", "zone": "Asia/Kathmandu"}
    assert query(following(page)) == kept | {
        "page_number": "1",
        "page_token": NEXT["page_token"],
    }
    assert query(htmx.link(page, "Previous")["href"]) == kept | {"page_number": "0", "page_token": "PB1"}
    assert query(htmx.link(page, "First")["href"]) == kept
    assert all("hx-get" in htmx.link(page, words) for words in ("First", "Previous", "Today", "Refresh"))


def test_every_htmx_link_and_form_works_without_javascript(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind, next=f"/x?{urlencode(NEXT)}", prev="/x?page_token=PB1")
    address = kind.address + "?" + urlencode({**NEXT, "starts_after": "2026-01-01", "ends_before": "x"})
    page = browser.get(address).content.decode()
    links = [tag for tag in htmx.tags(page, "a") if "hx-get" in tag]
    assert len(links) > 8
    assert all(tag["href"] == tag["hx-get"] for tag in links)
    forms = [tag for tag in htmx.tags(page, "form") if "hx-get" in tag]
    assert len(forms) == 2
    assert all(tag["action"] == tag["hx-get"] == kind.address and tag["method"] == "get" for tag in forms)
    assert not [tag for tag in htmx.tags(page, "button") if "hx-get" in tag]


def test_at_the_ends_the_links_are_named_but_lead_nowhere(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind)
    page = browser.get(kind.address).content.decode()
    dead = [tag for tag in htmx.tags(page, "a") if tag.get("aria-disabled") == "true"]
    assert len(dead) == 3
    assert not any("href" in tag or "hx-get" in tag for tag in dead)
    assert "This is the end of the list." in page


@pytest.mark.parametrize(
    ("cursor", "words"),
    [
        ({}, "Page 1, 1 "),
        ({"page_number": "7", "page_token": "PA1"}, "Page 8, 1 "),
        ({"page_token": "PA1"}, " 1 "),
        ({"page_number": "-1"}, " 1 "),
        ({"page_number": "٣"}, " 1 "),
        ({"page_number": "9" * 500}, " 1 "),
    ],
)
def test_the_page_is_numbered_only_where_the_cursor_tells(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, cursor: dict[str, str], words: str
) -> None:
    give(upstream, kind)
    page = htmx.words(browser.get(kind.address, cursor).content.decode())
    assert f"{words}{kind.plural.removesuffix('s')}." in page
    assert ("Page " in page) is words.startswith("Page")


def test_the_page_size_form_keeps_the_filter_and_drops_the_place(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind)
    page = browser.get(kind.address, {**NEXT, "starts_after": "2026-11-09T08:30", "zone": "Asia/Kathmandu"})
    form = page.content.decode().split('class="pager-size"')[1].split("</form>")[0]
    assert {tag["name"]: tag["value"] for tag in htmx.tags(form, "input")} == {
        "starts_after": "2026-11-09T08:30",
        "zone": "Asia/Kathmandu",
    }


@pytest.mark.parametrize("code", ["page_token_is_invalid", "page_token_required"])
def test_a_page_that_expired_leads_to_the_first_with_a_word_about_it(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, code: str
) -> None:
    refusal = {"errors": [{"code": code, "message": "No", "attribute": "page_token"}]}
    upstream.get(kind.upstream, json=refusal, status=422)
    address = kind.address + "?" + urlencode({**NEXT, "window": "today", "zone": "UTC", "page_size": "25"})
    response = browser.get(address)
    assert response.status_code == 302
    assert query(response.headers["Location"]) == {"window": "today", "zone": "UTC", "page_size": "25"}
    assert set(response.headers["Vary"].split(", ")) >= VARY
    upstream.reset()
    give(upstream, kind)
    assert "this is the first page again" in browser.get(response.headers["Location"]).content.decode()
    assert "this is the first page again" not in browser.get(kind.address).content.decode()


def test_under_htmx_an_expired_page_loads_the_first_as_a_whole(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    refusal = {"errors": [{"code": "page_token_is_invalid", "message": "No"}]}
    upstream.get(kind.upstream, json=refusal, status=422)
    response = browser.get(kind.address, NEXT, headers=htmx.headers(kind.id))
    assert response.headers["HX-Redirect"] == kind.address
    assert response.content == b""
    assert set(response.headers["Vary"].split(", ")) >= VARY


def test_a_refused_token_on_the_first_page_does_not_lead_in_circles(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    refusal = {"errors": [{"code": "page_token_is_invalid", "message": "No"}]}
    upstream.get(kind.upstream, json=refusal, status=422)
    response = browser.get(kind.address)
    assert response.status_code == 502
    assert "Try again" in response.content.decode()


# Fragments


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"page_size": "25"},
        {"window": "this-week"},
        {"starts_after": "2026-03-29T02:30", "ends_before": "nonsense"},
    ],
)
def test_the_fragment_is_a_slice_of_the_fresh_page(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, parameters: dict[str, str]
) -> None:
    give(upstream, kind, kind.record(), kind.record(id=numbered(2)), next=f"/x?{urlencode(NEXT)}")
    response = htmx.swap(browser, f"{kind.address}?{urlencode(parameters)}", kind.id)
    assert b"<html" not in response.content


@pytest.mark.parametrize(
    "headers",
    [
        {},
        htmx.headers(),
        htmx.headers("content"),
        htmx.headers("../../etc/passwd"),
        htmx.headers("list", **{"HX-History-Restore-Request": "true"}),
        {"HX-Request": "false", "HX-Target": "list"},
    ],
)
def test_anything_else_gets_the_whole_page(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, headers: dict[str, str]
) -> None:
    give(upstream, kind)
    if headers.get("HX-Target") == "list":
        headers = headers | {"HX-Target": kind.id}
    response = browser.get(kind.address, headers=headers)
    assert response.content.decode().startswith("<!doctype html>")
    assert set(response.headers["Vary"].split(", ")) >= VARY


def test_the_fragment_varies_by_htmx_s_headers_and_is_kept_by_no_shared_cache(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind)
    response = browser.get(kind.address, headers=htmx.headers(kind.id))
    assert set(response.headers["Vary"].split(", ")) >= VARY
    assert "private" in response.headers["Cache-Control"]


# Who may see it


@pytest.mark.parametrize("role", list(Role))
def test_every_member_sees_the_list(
    member_client: MemberClient, upstream: responses.RequestsMock, kind: Kind, role: Role
) -> None:
    give(upstream, kind)
    assert member_client(role).get(kind.address).status_code == 200


def test_a_stranger_gets_the_same_answer_as_for_a_workspace_that_does_not_exist(
    member_client: MemberClient, upstream: responses.RequestsMock, kind: Kind
) -> None:
    stranger = member_client(None)
    answers = [
        stranger.get(address, headers={"X-Request-ID": "the-same-id"})
        for address in (kind.address, kind.address.replace("nordhafen-events", "no-such-workspace"))
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Nordhafen" not in answers[0].content.decode()
    assert len(upstream.calls) == 0


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_allowed(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, method: str
) -> None:
    assert getattr(browser, method)(kind.address).status_code == 405
    assert len(upstream.calls) == 0


def test_head_is_answered_like_get_without_a_body(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind)
    response = browser.head(kind.address)
    assert response.status_code == 200
    assert response.content == b""


def test_the_list_of_one_workspace_never_asks_with_the_key_of_another(
    make_workspace: MakeWorkspace, upstream: responses.RequestsMock, browser: Client, kind: Kind
) -> None:
    make_workspace("Other", host="other.signalwire.com", token="PTother0123456789")
    give(upstream, kind)
    browser.get(kind.address)
    assert address(upstream).startswith(BASE)


# Empty lists


def states(page: str) -> str:
    return htmx.words(page.split('<div class="state">')[1].split('<nav class="pager"')[0])


def test_each_reason_for_an_empty_page_has_its_own_words(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    noun = kind.plural.removesuffix("s")
    upstream.get(kind.upstream, json=listing())
    nothing = browser.get(kind.address).content.decode()
    assert f"No {kind.plural} in this workspace" in states(nothing)
    no_match = browser.get(kind.address, {"ends_before": "2026-01-01"}).content.decode()
    assert f"No {noun} has its whole window in there" in states(no_match)
    past = browser.get(kind.address, NEXT).content.decode()
    assert "This page is empty by now" in states(past)
    upstream.reset()
    upstream.get(kind.upstream, json=listing(next="/x?page_token=PA9&page_number=2"))
    gap = browser.get(kind.address, NEXT).content.decode()
    assert "there is more" in states(gap)
    assert query(htmx.link(gap, "Next page")["href"])["page_token"] == "PA9"
    assert htmx.link(gap, "First page")["href"] == kind.address


def test_nothing_matching_offers_to_take_off_either_end_or_both(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    upstream.get(kind.upstream, json=listing())
    address = {"starts_after": "2026-01-01T00:00", "ends_before": "2026-01-02T00:00", "zone": "UTC"}
    page = browser.get(kind.address, address).content.decode().split('<div class="state">')[1]
    without = query(htmx.link(page, "Without “opens on or after”")["href"])
    assert without == {"ends_before": "2026-01-02T00:00", "zone": "UTC"}
    assert htmx.link(page, "Any time")["href"] == kind.address


def test_a_filter_that_could_not_be_used_is_no_reason_for_an_empty_list(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    upstream.get(kind.upstream, json=listing())
    page = browser.get(kind.address, {"ends_before": "tomorrow-ish"}).content.decode()
    assert f"No {kind.plural} in this workspace" in states(page)


# The filter


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
    assert "Write a day and a time" in htmx.element(page, "starts_after-error")
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
    ["../../etc/passwd", "Mars/Olympus", "europe/berlin", "<script>alert(1)</script>", "x" * 9999, "\0"],
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
    assert "Times are read in Europe/Berlin" in page
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
        "9" * 20_000,
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
    assert "This is before the opening end" in page.content.decode()
    assert "starts_after" in sent(upstream)
    assert "ends_before" not in sent(upstream)


# Rows


def test_an_unreadable_record_is_shown_as_such_and_costs_nothing_else(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    broken = kind.record(id=numbered(7), name="broken<one>", join_from={"when": "never"})
    give(upstream, kind, kind.record(display_name="Before"), broken, kind.record(display_name="After"))
    page = browser.get(kind.address).content.decode()
    text = htmx.words(page)
    assert text.index("Before") < text.index("This record cannot be read") < text.index("After")
    assert "broken<one>" in text
    assert "join_from" in text
    assert "broken<one>" not in page


def test_a_record_without_id_is_unreadable_too(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    upstream.get(kind.upstream, json={"links": None, "data": [{}, None, 5, "x", [], {"id": "no-uuid"}]})
    page = htmx.words(browser.get(kind.address).content.decode())
    assert page.count("This record cannot be read") == 6


def test_the_token_and_the_project_are_nowhere_on_the_page(
    browser: Client, upstream: responses.RequestsMock, workspace: Workspace, kind: Kind
) -> None:
    give(upstream, kind)
    page = browser.get(kind.address).content.decode()
    assert workspace.api_token not in page
    assert str(workspace.project_id) not in page


def test_a_full_page_of_250_is_one_table(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind, *(kind.record(id=numbered(number)) for number in range(250)))
    page = browser.get(kind.address, {"page_size": "250"}).content.decode()
    assert page.count('<tr role="row">') == 251
    assert f"250 {kind.plural}." in page
