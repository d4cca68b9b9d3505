"""SignalWire fails in every way, on every page that asks it: the words, the status, the way on."""

from __future__ import annotations

import html
import socket
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
import responses
from cryptography.fernet import Fernet
from django.test import Client
from pytest_django import Settings
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NameResolutionError

from conferences.models import Role, Workspace
from conferences.signalwire import (
    AccountProblem,
    CredentialsRefused,
    HostUnknown,
    NotFound,
    PermissionMissing,
    RateLimited,
    RefusedFields,
    TimedOut,
    Unavailable,
    UnreadableAnswer,
)
from tests import htmx
from tests.conftest import API_TOKEN, BASE, HOST, MemberClient
from tests.payloads import CONFERENCE_ID, ROOM_ID, listing

ROOT = "/w/nordhafen-events"
LISTS = {f"{ROOT}/conferences/": "conference-list", f"{ROOT}/rooms/": "room-list"}
PAGES = {
    f"{ROOT}/conferences/": f"{BASE}/conferences",
    f"{ROOT}/rooms/": f"{BASE}/rooms",
    f"{ROOT}/conferences/{CONFERENCE_ID}/": f"{BASE}/conferences/{CONFERENCE_ID}",
    f"{ROOT}/rooms/{ROOM_ID}/": f"{BASE}/rooms/{ROOM_ID}",
    f"{ROOT}/rooms/by-name/?name=lobby": f"{BASE}/rooms/lobby",
}
# SignalWire asks for longer than anyone waits, so the client does not try again.
LONG = {"Retry-After": "600"}


@dataclass(frozen=True)
class Failure:
    """What SignalWire does, and what of it must be on our answer."""

    remedy: str
    status: int
    title: str
    sentence: str
    answer: dict[str, Any] = field(hash=False)


def unknown_host() -> requests.ConnectionError:
    lookup = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    cause = NameResolutionError(HOST, HTTPSConnection(HOST), lookup)
    cause.__cause__ = lookup
    return requests.ConnectionError(cause)


FAILURES = {
    "401": Failure(
        "credentials",
        502,
        CredentialsRefused.title,
        "The project ID or the API token is wrong",
        {"json": {"error": "Unauthorized"}, "status": 401},
    ),
    "403": Failure(
        "permission",
        502,
        PermissionMissing.title,
        "Give the API token the Video scope",
        {"json": {"error": "Forbidden"}, "status": 403},
    ),
    "404": Failure(
        "not-found",
        404,
        NotFound.title,
        "It was deleted, or belongs to another project",
        {"json": {"error": "Not Found"}, "status": 404},
    ),
    "429": Failure(
        "rate-limited",
        503,
        RateLimited.title,
        "SignalWire asks to wait 30 s",
        {
            "json": {"errors": [{"code": "rate_limit_exceeded"}]},
            "status": 429,
            "headers": {"Retry-After": "30"},
        },
    ),
    "500": Failure(
        "unavailable",
        502,
        Unavailable.title,
        "an internal error (status 500)",
        {"json": {"error": "Internal Server Error"}, "status": 500, "headers": LONG},
    ),
    "502 as a web page": Failure(
        "unavailable",
        502,
        Unavailable.title,
        "an internal error (status 502)",
        {"body": "<html><script>alert(1)</script></html>", "status": 502, "headers": LONG},
    ),
    "422": Failure(
        "refused",
        502,
        RefusedFields.title,
        "must be a <b>DateTime</b>",
        {
            "json": {
                "errors": [
                    {
                        "code": "datetime_required",
                        "message": "must be a <b>DateTime</b>",
                        "attribute": "starts_after",
                    }
                ]
            },
            "status": 422,
        },
    ),
    "no balance": Failure(
        "account",
        502,
        AccountProblem.title,
        "This account has an insufficient balance",
        {
            "json": {
                "errors": [
                    {"code": "insufficient_balance", "message": "This account has an insufficient balance."}
                ]
            },
            "status": 422,
        },
    ),
    "a web page": Failure(
        "unreadable",
        502,
        UnreadableAnswer.title,
        "a web page instead of data",
        {"body": "<!doctype html><title>Sign in</title>"},
    ),
    "garbage": Failure(
        "unreadable",
        502,
        UnreadableAnswer.title,
        "not in the form of the Video API",
        {"body": b"\xff\x00garbage"},
    ),
    "truncated": Failure(
        "unreadable",
        502,
        UnreadableAnswer.title,
        "not in the form of the Video API",
        {"body": '{"links": {}, "data": [{"id": "c22d'},
    ),
    "empty": Failure("unreadable", 502, UnreadableAnswer.title, "The answer is empty", {"body": ""}),
    "redirect": Failure(
        "unreadable",
        502,
        UnreadableAnswer.title,
        "redirects requests (status 302)",
        {"status": 302, "headers": {"Location": "https://evil.example/"}},
    ),
    "timeout": Failure(
        "timed-out",
        504,
        TimedOut.title,
        "did not answer in time",
        {"body": requests.ReadTimeout()},
    ),
    "no such host": Failure(
        "host-unknown",
        502,
        HostUnknown.title,
        HOST,
        {"body": unknown_host()},
    ),
}


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    """A signed-in viewer of the workspace."""
    return member_client(Role.VIEWER)


def at(address: str, failure: Failure) -> Failure:
    """What the failure means there: a list is never deleted, so its 404 says that this is no Video API."""
    if failure.remedy != "not-found" or address not in LISTS:
        return failure
    return Failure("host-unknown", 502, HostUnknown.title, "answers, but has no list of", failure.answer)


@pytest.fixture(params=list(FAILURES.values()), ids=list(FAILURES))
def failure(request: pytest.FixtureRequest) -> Failure:
    """Each way to fail in turn."""
    assert isinstance(request.param, Failure)
    return request.param


def test_no_two_failures_that_want_another_remedy_share_their_words() -> None:
    words = {(failure.remedy, failure.title) for failure in FAILURES.values()}
    assert len({title for _, title in words}) == len({remedy for remedy, _ in words}) == len(words)


def check(page: str, failure: Failure) -> None:
    assert f'data-error="{failure.remedy}"' in page
    text = htmx.words(page)
    assert failure.title in text
    assert failure.sentence in text
    assert "<script>alert" not in page
    assert "<b>DateTime" not in page
    assert API_TOKEN not in page
    assert "Traceback" not in page


@pytest.mark.parametrize("address", PAGES)
def test_each_failure_has_its_status_its_words_and_a_way_to_try_again(
    browser: Client, upstream: responses.RequestsMock, failure: Failure, address: str
) -> None:
    upstream.get(PAGES[address], **failure.answer)
    failure = at(address, failure)
    response = browser.get(address)
    page = response.content.decode()
    assert response.status_code == failure.status
    assert set(response.headers["Vary"].split(", ")) >= {
        "HX-Request",
        "HX-Target",
        "HX-History-Restore-Request",
    }
    if failure.remedy == "not-found" and "by-name" in address:
        assert "SignalWire has no room with this name" in page
    else:
        check(page, failure)
        assert htmx.link(page, "Try again")["href"] == address
    assert page.startswith("<!doctype html>")
    assert "Nordhafen Events" in page
    assert f'href="{ROOT}/rooms/"' in page


@pytest.mark.parametrize("address", LISTS)
def test_a_list_keeps_its_filter_and_its_place_while_it_fails(
    browser: Client, upstream: responses.RequestsMock, failure: Failure, address: str
) -> None:
    upstream.get(PAGES[address], **failure.answer)
    query = {
        "starts_after": "2026-11-09T08:30",
        "ends_before": "soon",
        "zone": "Asia/Kathmandu",
        "page_size": "25",
        "page_number": "3",
        "page_token": "PA1",
    }
    whole = f"{address}?{urlencode(query)}"
    page = browser.get(whole).content.decode()
    again = htmx.link(page, "Try again")
    assert again["href"] == again["hx-get"] == whole
    assert "Mon 9 Nov 2026, 08:30" in page
    assert htmx.link(page, "Remove: Opens")["href"]
    assert 'value="soon"' in page
    assert htmx.link(page, "Today")["href"]
    assert (
        f'<h1 id="list-title" tabindex="-1">{"Rooms" if "rooms" in address else "Conferences"}</h1>' in page
    )


@pytest.mark.parametrize("address", LISTS)
def test_under_htmx_the_list_shows_the_failure_under_the_address_asked_for(
    browser: Client, upstream: responses.RequestsMock, failure: Failure, address: str
) -> None:
    upstream.get(PAGES[address], **failure.answer)
    failure = at(address, failure)
    response = browser.get(f"{address}?page_token=PA1", headers=htmx.headers(LISTS[address]))
    page = response.content.decode()
    assert response.status_code == failure.status
    assert "HX-Push-Url" not in response.headers
    title, part = htmx.split_title(page)
    assert title.startswith(f"<title>{failure.title} · ")
    assert part.startswith(f'<div id="{LISTS[address]}"')
    assert "<html" not in page
    check(page, failure)
    announced = htmx.tags(page, "div")[0]["data-announce"]
    assert failure.title in announced


@pytest.mark.parametrize("address", [f"{ROOT}/conferences/{CONFERENCE_ID}/", f"{ROOT}/rooms/{ROOM_ID}/"])
def test_elsewhere_htmx_gets_an_alert_where_the_answer_belongs(
    browser: Client, upstream: responses.RequestsMock, failure: Failure, address: str
) -> None:
    upstream.get(PAGES[address], **failure.answer)
    response = browser.get(address, headers=htmx.headers("anything"))
    assert response.status_code == failure.status
    assert "HX-Push-Url" not in response.headers
    assert "<html" not in response.content.decode()
    # A part of another page, which keeps its own title.
    assert "<title>" not in response.content.decode()
    check(response.content.decode(), failure)


def test_trying_again_after_a_failure_gives_the_list(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    address = f"{ROOT}/conferences/?window=closed"
    upstream.get(f"{BASE}/conferences", status=500, headers=LONG)
    again = htmx.link(browser.get(address).content.decode(), "Try again")["href"]
    upstream.reset()
    upstream.get(f"{BASE}/conferences", json=listing())
    response = browser.get(again)
    assert response.status_code == 200
    assert "data-error" not in response.content.decode()


def test_a_connection_that_is_refused_is_said_to_be(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    upstream.get(f"{BASE}/conferences", body=requests.ConnectionError(ConnectionRefusedError(111, "refused")))
    response = browser.get(f"{ROOT}/conferences/")
    assert response.status_code == 502
    assert f"{HOST} refused the connection" in htmx.words(response.content.decode())


def test_signalwire_s_request_id_and_status_are_there_for_support(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    upstream.get(
        f"{BASE}/conferences", status=503, headers={**LONG, "X-Request-Id": '<i>req"1'}, body="sorry"
    )
    page = browser.get(f"{ROOT}/conferences/").content.decode()
    assert f'Status 503 from {HOST}, request <i>req"1' in htmx.words(page)
    assert "<i>req" not in page


@pytest.mark.parametrize(
    ("role", "link", "leads"),
    [
        (Role.ADMIN, "Check the connection", f"{ROOT}/settings/"),
        (Role.EDITOR, "Show admins", f"{ROOT}/people/"),
        (Role.VIEWER, "Show admins", f"{ROOT}/people/"),
    ],
)
def test_a_refused_key_leads_to_whoever_can_mend_it(
    member_client: MemberClient, upstream: responses.RequestsMock, role: Role, link: str, leads: str
) -> None:
    upstream.get(f"{BASE}/conferences", status=401)
    page = member_client(role).get(f"{ROOT}/conferences/").content.decode()
    assert htmx.link(page, link)["href"] == leads


def test_a_lost_encryption_key_is_said_on_a_page_with_furniture_and_no_request_is_made(
    member_client: MemberClient, upstream: responses.RequestsMock, settings: Settings
) -> None:
    browser = member_client(Role.ADMIN)
    stored = Workspace.objects.values_list("token_last_four", flat=True).get()
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    for address in PAGES:
        response = browser.get(address)
        page = html.unescape(response.content.decode())
        assert response.status_code == 502
        assert "A stored secret cannot be read" in page
        assert "FIELD_ENCRYPTION_KEYS" in page
        assert htmx.link(page, "Check the connection")["href"] == f"{ROOT}/settings/"
        assert "gAAAA" not in page
        assert stored not in page
    assert len(upstream.calls) == 0


def test_a_host_that_is_no_longer_allowed_is_not_asked(
    browser: Client, upstream: responses.RequestsMock, workspace: Workspace
) -> None:
    Workspace.objects.filter(pk=workspace.pk).update(host="127.0.0.1:8999")
    for address in PAGES:
        response = browser.get(address)
        assert response.status_code == 502
        assert "This host is not allowed here" in response.content.decode()
    assert len(upstream.calls) == 0


def test_our_own_fault_is_not_taken_for_signalwire_s(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    upstream.get(f"{BASE}/conferences", body=ZeroDivisionError("ours"))
    browser.raise_request_exception = False
    response = browser.get(f"{ROOT}/conferences/")
    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
