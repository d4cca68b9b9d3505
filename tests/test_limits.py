"""Requests that are larger than any page needs are refused before anything reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import responses
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from conferences.http import NEXT_MAXIMUM, QUERY_MAXIMUM
from conferences.models import Role
from tests import htmx
from tests.conftest import MemberClient
from tests.listing import CONFERENCES, ROOMS, Kind, following, give
from tests.payloads import conference, listing, numbered, room
from tests.test_middleware import check_headers

ADDRESSES = ["/login/", "/", "/healthz", "/admin/", "/static/css/app.css", "/no-such-page/"]
UNICODE = "\U0001f600"


# Addresses


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_over_long_query_is_refused_everywhere_without_the_database(address: str) -> None:
    client = Client()
    client.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    response = client.get(f"{address}?next={'x' * QUERY_MAXIMUM}")
    assert response.status_code == 414
    assert "This address is too long" in response.content.decode()
    assert len(response.content) < 20_000
    check_headers(response)


def test_an_over_long_path_is_refused() -> None:
    assert Client().get("/" + "x" * 3_000).status_code == 414


def test_a_query_of_the_greatest_length_is_answered(client: Client, db: None) -> None:
    assert client.get("/login/?next=" + "x" * (QUERY_MAXIMUM - len("next="))).status_code == 200


def test_htmx_gets_the_refusal_as_a_part() -> None:
    response = Client().get(f"/?x={'x' * QUERY_MAXIMUM}", headers=htmx.headers("conference-list"))
    assert response.status_code == 414
    assert "<html" not in response.content.decode()


@pytest.mark.parametrize("query", [f"window={UNICODE * 250}", f"next={'%2F' * 1300}"])
def test_a_sign_in_whose_way_back_would_be_too_long_leads_to_the_page_alone(
    client: Client, db: None, query: str
) -> None:
    response = client.get(f"{CONFERENCES.address}?{query}")
    assert response.headers["Location"] == f"/login/?next={CONFERENCES.address}"


@pytest.mark.parametrize("kind", [CONFERENCES, ROOMS], ids=["conferences", "rooms"])
def test_no_link_of_a_list_repeats_a_parameter_that_the_list_does_not_know(
    member_client: MemberClient, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind, next="/x?page_token=PA1")
    query = "window=today&page_size=25&page_token=PA0&unknown=echoed&saved=" + numbered(1)
    page = member_client(Role.EDITOR).get(f"{kind.address}?{query}").content.decode()
    assert "echoed" not in page
    assert f"saved%3D{numbered(1)}" not in page
    assert "next=" in page
    for known in ("window%3Dtoday", "page_size%3D25", "page_token%3DPA0"):
        assert known in page


@pytest.mark.parametrize("kind", [CONFERENCES, ROOMS], ids=["conferences", "rooms"])
def test_no_link_of_an_empty_list_does_so_either(
    member_client: MemberClient, upstream: responses.RequestsMock, kind: Kind
) -> None:
    upstream.get(kind.upstream, json=listing())
    page = member_client(Role.EDITOR).get(f"{kind.address}?unknown=echoed").content.decode()
    assert "/new/?next=" in page
    assert "echoed" not in page


def test_no_link_of_the_history_repeats_a_parameter_that_it_does_not_know(
    member_client: MemberClient,
) -> None:
    page = member_client().get("/w/nordhafen-events/history/?unknown=echoed&period=today").content.decode()
    assert "echoed" not in page
    assert "period=today" in htmx.link(page, "Refresh")["href"]


def test_a_list_under_the_longest_query_is_small(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    rows = [conference(id=numbered(number)) for number in range(250)]
    give(upstream, CONFERENCES, *rows, next="/x?page_token=" + "P" * 512)
    browser = member_client(Role.EDITOR)
    plain = browser.get(CONFERENCES.address, {"page_size": "250"})
    query = {"page_size": "250", "page_token": "P" * 512, "x": "x" * 3_000}
    odd = {"page_size": "250", "starts_after": UNICODE * 60, "ends_before": UNICODE * 60}
    assert len(browser.get(CONFERENCES.address, query).content) < 3 * len(plain.content)
    assert len(browser.get(CONFERENCES.address, odd).content) < 5 * len(plain.content)


@pytest.mark.parametrize("link", ["P" * 60_000, UNICODE * 200])
def test_a_cursor_of_the_upstream_that_is_too_long_is_no_next_page(
    member_client: MemberClient, upstream: responses.RequestsMock, link: str
) -> None:
    give(upstream, ROOMS, room(), next=f"/x?page_token={link}")
    page = member_client(Role.EDITOR).get(ROOMS.address).content.decode()
    assert link[:50] not in page
    assert "link to the next page cannot be read" in page
    assert "This is the end of the list" not in page


def test_a_list_s_own_links_fit_even_through_the_sign_in(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    give(upstream, CONFERENCES, next="/x?" + "page_token=" + "%2B" * 300)
    browser = member_client(Role.EDITOR)
    zone = {"zone": "America/Argentina/ComodRivadavia", "page_size": "250"}
    filters = {
        "starts_after": "2026-01-01T09:00:00+01:00",
        "ends_before": "2026-12-31T23:59:59+01:00",
        **zone,
    }
    link = following(browser.get(CONFERENCES.address, filters).content.decode())
    page = browser.get(link).content.decode()
    edit = next(tag["href"] for tag in htmx.tags(page, "a") if "/edit/" in tag.get("href", ""))
    browser.logout()
    sign_in = browser.get(edit).headers["Location"]
    assert len(sign_in) > NEXT_MAXIMUM
    assert browser.get(sign_in).status_code == 200


@pytest.mark.parametrize("address", ["/w/nordhafen-events/rooms/?x=" + "x" * NEXT_MAXIMUM])
def test_an_over_long_way_back_is_not_carried_on(
    member_client: MemberClient, upstream: responses.RequestsMock, address: str
) -> None:
    response = member_client().get("/w/nordhafen-events/rooms/new/", {"next": address})
    assert response.status_code == 200
    assert "x" * 100 not in response.content.decode()


# Bodies


class Unread:
    """A body that must not be touched."""

    def read(self, *arguments: object) -> bytes:
        raise AssertionError("The body was read.")

    readline = read


def post(client: Client, address: str, length: int | None, **headers: str) -> int:
    """Post a body that fails the test when it is read; gives the status."""
    environment: dict[str, Any] = {
        "wsgi.input": Unread(),
        "CONTENT_TYPE": "multipart/form-data; boundary=b",
        **headers,
    }
    environment["CONTENT_LENGTH"] = "" if length is None else str(length)
    response = client.generic("POST", address, **environment)
    check_headers(response)
    return response.status_code


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("length", [1_000_001, 400_000_000, 10**40])
def test_an_over_long_body_is_refused_unread_and_without_the_database(address: str, length: int) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    assert post(client, address, length) == 413


def test_a_body_without_a_length_is_refused_unread() -> None:
    assert post(Client(), "/login/", None, HTTP_TRANSFER_ENCODING="chunked") == 411


def test_a_refused_form_says_what_to_do() -> None:
    response = Client().generic("POST", "/login/", CONTENT_LENGTH="1000001")
    assert "The dashboard accepts up to 1,000 kB at a time. Nothing was saved." in response.content.decode()


@pytest.mark.parametrize("address", ["/login/", "/account/", "/w/nordhafen-events/rooms/new/"])
def test_a_file_is_refused_and_never_reaches_the_disk(
    member_client: MemberClient, settings: Settings, tmp_path: Path, address: str
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    file = SimpleUploadedFile("report.pdf", b"x" * 100_000)
    client = member_client()
    if address == "/login/":
        client.logout()
    client.handler.enforce_csrf_checks = True
    client.cookies["csrftoken"] = "a" * 32
    response = client.post(address, {"name": "x", "file": file})
    assert response.status_code == 400
    assert list(tmp_path.iterdir()) == []
