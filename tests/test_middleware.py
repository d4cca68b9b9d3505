"""What happens to every request: its id and log line, the security headers, the sign-in requirement."""

from __future__ import annotations

import json
import logging
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import responses
from django.contrib.auth.models import User
from django.http import HttpResponseBase
from django.test import Client, override_settings

from conferences.models import Role
from dashboard.logs import LineFormatter
from tests import htmx
from tests.conftest import BASE, MemberClient
from tests.payloads import listing

LIST = "/w/nordhafen-events/conferences/"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def check_headers(response: HttpResponseBase) -> None:
    for name, value in HEADERS.items():
        assert response.headers[name] == value, name
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert not re.search(r"unsafe|\*|https?:|data:", response.headers["Content-Security-Policy"])
    assert re.search(r"no-cache|no-store", response.headers["Cache-Control"])
    assert "public" not in response.headers["Cache-Control"]
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", response.headers["X-Request-ID"])


# Headers


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/login/", 200),
        ("/", 302),
        ("/account/", 302),
        ("/no-such-page/", 404),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/admin/", 302),
        ("/w/nordhafen-events/conferences", 301),
    ],
)
def test_every_answer_to_a_stranger_has_the_headers(
    client: Client, db: None, address: str, status: int
) -> None:
    response = client.get(address)
    assert response.status_code == status
    check_headers(response)


@pytest.mark.parametrize("headers", [{}, htmx.headers("conference-list")])
@pytest.mark.parametrize(
    ("body", "status"), [({"json": listing()}, 200), ({"json": {"error": "x"}, "status": 401}, 502)]
)
def test_every_answer_to_a_member_has_the_headers(
    member_client: MemberClient,
    upstream: responses.RequestsMock,
    headers: dict[str, str],
    body: dict[str, Any],
    status: int,
) -> None:
    upstream.get(f"{BASE}/conferences", **body)
    response = member_client(Role.VIEWER).get(LIST, headers=headers)
    assert response.status_code == status
    check_headers(response)


@pytest.mark.parametrize(
    ("role", "address", "method", "status"),
    [
        (None, LIST, "get", 404),
        (Role.VIEWER, LIST, "post", 405),
        (Role.VIEWER, "/w/nordhafen-events/delete/", "get", 403),
        (Role.VIEWER, "/logout/", "get", 405),
    ],
)
def test_a_refusal_has_the_headers_too(
    member_client: MemberClient, role: Role | None, address: str, method: str, status: int
) -> None:
    response = getattr(member_client(role), method)(address)
    assert response.status_code == status
    check_headers(response)


def test_a_host_that_is_not_ours_is_refused_with_the_headers(client: Client, db: None) -> None:
    response = client.get("/login/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
    check_headers(response)


def test_a_form_without_its_token_is_refused_with_the_headers(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/login/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    check_headers(response)


def test_a_fault_of_ours_is_a_page_with_headers_and_a_number_even_without_a_database() -> None:
    # No test database is asked for here, so the session cannot be read, as when the database is gone.
    browser = Client(raise_request_exception=False)
    browser.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    response = browser.get("/account/", headers={"X-Request-ID": "from-the-proxy-1"})
    assert response.status_code == 500
    page = response.content.decode()
    assert "Something went wrong" in page
    assert "from-the-proxy-1" in page
    assert "Traceback" not in page
    check_headers(response)


def test_static_files_may_be_kept_by_caches(client: Client, db: None) -> None:
    response = client.get("/static/css/app.css")
    assert response.status_code == 200
    assert "private" not in response.headers["Cache-Control"]
    assert "Content-Security-Policy" in response.headers
    response.close()


@override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True)
def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, db: None) -> None:
    for cookie in client.get("/login/").cookies.values():
        assert cookie["httponly"]
        assert cookie["secure"]
        assert cookie["samesite"] == "Lax"


# Request id and log


@pytest.mark.parametrize("sent", ["abcdefgh", "A-Z_a.z-09", "x" * 64])
def test_a_proxy_s_request_id_is_kept(client: Client, db: None, sent: str) -> None:
    assert client.get("/login/", headers={"X-Request-ID": sent}).headers["X-Request-ID"] == sent


@pytest.mark.parametrize(
    "sent", ["", "short", "x" * 65, "has space in it", "semi;colon-x", "a" * 8 + "\t", "é" * 8]
)
def test_any_other_request_id_is_replaced(client: Client, db: None, sent: str) -> None:
    given = client.get("/login/", headers={"X-Request-ID": sent}).headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", given)


def test_each_request_has_an_id_of_its_own(client: Client, db: None) -> None:
    ids = {client.get("/login/").headers["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3


def lines(log: pytest.LogCaptureFixture) -> list[str]:
    return [LineFormatter().format(record) for record in log.records if record.name == "dashboard.request"]


def test_a_request_is_one_line_without_its_query(
    member_client: MemberClient, upstream: responses.RequestsMock, caplog: pytest.LogCaptureFixture
) -> None:
    upstream.get(f"{BASE}/conferences", json=listing())
    browser = member_client(Role.VIEWER)
    with caplog.at_level(logging.INFO):
        browser.get(
            LIST,
            {"page_token": "PAsecret", "starts_after": "2026-11-09"},
            headers={"X-Request-ID": "id-of-mine"},
        )
    (line,) = lines(caplog)
    assert re.search(
        r"INFO dashboard\.request request method=GET path=/w/nordhafen-events/conferences/ status=200 "
        r"ms=[\d.]+ request_id=id-of-mine user=\d+$",
        line,
    )
    assert "PAsecret" not in caplog.text


@pytest.mark.parametrize(
    ("address", "status"), [("/no-such-page/?token=secret", 404), ("/?token=secret", 302), ("/healthz", 200)]
)
def test_a_stranger_s_request_is_one_line_too(
    client: Client, db: None, caplog: pytest.LogCaptureFixture, address: str, status: int
) -> None:
    with caplog.at_level(logging.INFO):
        client.get(address)
    (line,) = lines(caplog)
    assert f"status={status}" in line
    assert "user=" not in line
    assert "secret" not in line


def test_a_fault_is_logged_with_its_line_even_without_a_database(caplog: pytest.LogCaptureFixture) -> None:
    browser = Client(raise_request_exception=False)
    browser.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    with caplog.at_level(logging.INFO):
        browser.get("/account/?token=secret")
    (line,) = lines(caplog)
    assert "path=/account/ status=500" in line


def test_a_path_cannot_forge_a_second_line(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        client.get("/x%0A2026-01-01T00:00:00.000Z%20INFO%20forged")
    (line,) = lines(caplog)
    assert "\n" not in line


def test_health_asks_for_no_session_and_no_person(client: Client) -> None:
    client.cookies["sessionid"] = "0123456789abcdef0123456789abcdef"
    assert client.get("/healthz").status_code == 200  # no database is there


# Signing in


@pytest.mark.parametrize(
    "address", ["/", "/account/", "/workspaces/new/", LIST, "/w/x/rooms/?page_size=25", "/w/x/people/"]
)
def test_a_stranger_is_led_to_sign_in_and_back(client: Client, db: None, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    target = urlsplit(response.headers["Location"])
    assert target.path == "/login/"
    assert parse_qs(target.query)["next"] == [address]
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("current", "following"),
    [
        (f"http://testserver{LIST}?page_token=PA1&window=today", f"{LIST}?page_token=PA1&window=today"),
        ("http://testserver/", "/"),
        ("http://testserver", "/"),
        ("http://testserver?window=today", "/?window=today"),
        ("/w/x/rooms/", "/w/x/rooms/"),
        ("", "/"),
        ("http://evil.example/steal", "/"),
        ("http://testserver.evil.example/", "/"),
        ("http://testserver@evil.example/", "/"),
        ("//evil.example/", "/"),
        ("http://testserver//evil.example/", "/"),
        ("http://testserver/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("http://[half", "/"),
    ],
)
def test_htmx_is_sent_to_sign_in_as_a_page_and_back_to_the_page_it_came_from(
    client: Client, db: None, current: str, following: str
) -> None:
    headers = htmx.headers("conference-list", **({"HX-Current-URL": current} if current else {}))
    response = client.get(f"{LIST}?page_token=PA2", headers=headers)
    assert response.content == b""
    target = urlsplit(response.headers["HX-Redirect"])
    assert target.path == "/login/"
    assert target.netloc == ""
    assert parse_qs(target.query)["next"] == [following]
    assert "HX-Request" in response.headers["Vary"]
    check_headers(response)


@pytest.mark.parametrize(
    ("sender", "following"),
    [(f"http://testserver{LIST}?window=today", f"{LIST}?window=today"), ("http://evil.example/steal", "/")],
)
def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page(
    client: Client, db: None, sender: str, following: str
) -> None:
    response = client.post(f"{LIST}bulk/", headers={"Referer": sender})
    target = urlsplit(response.headers["Location"])
    assert (response.status_code, target.path) == (302, "/login/")
    assert parse_qs(target.query)["next"] == [following]


def test_over_https_htmx_does_not_lead_back_to_http(client: Client, db: None) -> None:
    headers = htmx.headers("conference-list", **{"HX-Current-URL": f"http://testserver{LIST}"})
    response = client.get(LIST, headers=headers, secure=True)
    assert parse_qs(urlsplit(response.headers["HX-Redirect"]).query)["next"] == ["/"]


def test_a_session_that_ended_asks_to_sign_in_and_makes_no_request(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    browser = member_client(Role.VIEWER)
    browser.logout()
    response = browser.get(LIST, headers=htmx.headers("conference-list"))
    assert response.headers["HX-Redirect"].startswith("/login/")
    assert len(upstream.calls) == 0


@pytest.mark.parametrize("address", ["/login/", "/healthz", "/readyz"])
def test_a_stranger_may_see_the_door_and_the_health(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 200


def test_a_stranger_gets_the_error_page_without_the_navigation(client: Client, person: User) -> None:
    stranger = client.get("/no-such-page/").content.decode()
    assert "Page not found" in stranger
    assert 'id="sidebar"' not in stranger
    client.force_login(person)
    assert 'id="sidebar"' in client.get("/no-such-page/").content.decode()


def test_htmx_is_told_never_to_touch_an_inline_style(client: Client, db: None) -> None:
    page = client.get("/login/").content.decode()
    config = json.loads(page.split('name="htmx-config" content=\'')[1].split("'")[0])
    assert "style" not in config["attributesToSettle"]
    assert config["includeIndicatorStyles"] is config["allowEval"] is config["allowScriptTags"] is False
