"""What the lists of conferences and of rooms share: paging, fragments, odd records."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import pytest
import responses
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from conferences.models import Role, Workspace
from tests import htmx
from tests.conftest import BASE, MakeWorkspace, MemberClient
from tests.listing import CONFERENCES, NEXT, ROOMS, VARY, Kind, address, following, give, query, sent
from tests.payloads import numbered


@pytest.fixture(params=[CONFERENCES, ROOMS], ids=["conferences", "rooms"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each list in turn."""
    assert isinstance(request.param, Kind)
    return request.param


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    """A signed-in viewer of the workspace."""
    return member_client(Role.VIEWER)


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
    "asked", ["0", "1", "-25", "1000", "25.0", "٢٥", " 25", "025", "", "all", "9" * 3000, "25\0"]
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
    page = browser.get(
        kind.address, {"page_token": "PA0", "window": "today", "zone": "Asia/Kathmandu"}
    ).content.decode()
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


@pytest.mark.parametrize(
    ("place", "number"), [("page_number=3&page_token=PAx", 4), ("page=3", 3), ("page=x", None)]
)
def test_the_pager_numbers_the_page_as_its_cursor_does(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, place: str, number: int | None
) -> None:
    give(upstream, kind)
    page = browser.get(f"{kind.address}?{place}").content.decode()
    assert (f"Page {number}, " in page) if number else ("Page " not in page)


@pytest.mark.parametrize(
    ("start", "next_link", "words"),
    [
        ("", "/x?offset=50", "link to the next page cannot be read"),
        ("?page_token=PA1", "/x?page_token=PA1", "this same page as the next one"),
    ],
)
@pytest.mark.parametrize("is_empty", [False, True])
def test_a_next_link_that_leads_nowhere_is_not_called_the_end(
    browser: Client,
    upstream: responses.RequestsMock,
    kind: Kind,
    start: str,
    next_link: str,
    words: str,
    is_empty: bool,
) -> None:
    records = [] if is_empty else [kind.record()]
    upstream.get(kind.upstream, json={"links": {"next": next_link}, "data": records})
    page = browser.get(kind.address + start).content.decode()
    text = htmx.words(page)
    assert words in text
    assert "end of the list" not in text
    assert 'rel="next"' not in page


def test_a_list_that_does_not_exist_is_no_deleted_object(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    upstream.get(kind.upstream, json={"error": "Not Found"}, status=404)
    answer = browser.get(kind.address)
    text = htmx.words(answer.content.decode())
    assert answer.status_code == 502
    assert f"no list of {kind.plural}" in text
    assert "deleted" not in text


@pytest.mark.parametrize(("zone", "words"), [("UTC", "Times are UTC."), ("Asia/Tokyo", "Asia/Tokyo, UTC+9.")])
def test_the_zone_is_named_once(
    browser: Client, upstream: responses.RequestsMock, workspace: Workspace, kind: Kind, zone: str, words: str
) -> None:
    workspace.default_zone = zone
    workspace.save()
    give(upstream, kind)
    assert words in htmx.words(browser.get(kind.address).content.decode())


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_the_row_of_an_unreadable_record_reaches_the_last_column(
    member_client: MemberClient, upstream: responses.RequestsMock, kind: Kind, role: Role
) -> None:
    upstream.get(kind.upstream, json={"links": {}, "data": [{"id": "no-uuid"}]})
    page = member_client(role).get(kind.address).content.decode()
    headings = [tag for tag in htmx.tags(page, "th") if tag.get("scope") == "col"]
    (row,) = (tag for tag in htmx.tags(page, "th") if tag.get("scope") == "row")
    boxes = 1 if role == Role.EDITOR else 0
    assert boxes + int(row["colspan"] or 0) == len(headings)


def test_a_list_page_asks_the_database_once_for_each_thing(
    browser: Client, upstream: responses.RequestsMock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    give(upstream, CONFERENCES)
    browser.get(CONFERENCES.address)
    # Session, person, preference, memberships with their workspaces, and the token of this one.
    with django_assert_num_queries(5):
        browser.get(CONFERENCES.address)
