"""Adding a workspace in the browser."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest
import requests
import responses
from django.contrib.auth.models import User
from django.test import Client
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import NameResolutionError

from conferences.models import Membership, Role, Workspace
from tests.conftest import API_TOKEN, BASE, HOST

ADDRESS = "/workspaces/new/"
PROJECT_ID = "3f7c1c1e-0b63-4b3a-9d0e-5a4f1d2c3b4a"
LIST = f"{BASE}/conferences"
AGAIN = "Paste the token again"


@pytest.fixture
def browser(person: User) -> Client:
    """A signed-in person without a workspace."""
    client = Client()
    client.force_login(person)
    return client


def typed(**changes: Any) -> dict[str, Any]:
    """What a person types; a value of None is left out."""
    values = {
        "name": "Nordhafen Events",
        "label": "staging",
        "host": HOST,
        "project_id": PROJECT_ID,
        "api_token": API_TOKEN,
        "default_zone": "Europe/Berlin",
        "page_size": "100",
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def answer_well(upstream: responses.RequestsMock) -> None:
    upstream.get(LIST, json={"links": {}, "data": []})


def test_the_empty_form_is_shown_and_makes_no_request(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    response = browser.get(ADDRESS)
    assert response.status_code == 200
    assert "Add workspace" in response.content.decode()
    assert len(upstream.calls) == 0


def test_a_workspace_is_kept_after_a_good_test_and_its_maker_is_admin(
    browser: Client, person: User, upstream: responses.RequestsMock
) -> None:
    answer_well(upstream)
    response = browser.post(ADDRESS, typed())
    workspace = Workspace.objects.get()
    assert response.status_code == 302
    assert response.headers["Location"] == workspace.get_absolute_url()
    assert (workspace.name, workspace.label, workspace.host) == ("Nordhafen Events", "staging", HOST)
    assert (str(workspace.project_id), workspace.default_zone) == (PROJECT_ID, "Europe/Berlin")
    assert (workspace.page_size, workspace.api_token) == (100, API_TOKEN)
    assert Membership.objects.get().role == Role.ADMIN
    assert Membership.objects.get().user == person


def test_the_test_asks_for_one_conference_with_the_typed_credentials(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    answer_well(upstream)
    browser.post(ADDRESS, typed())
    assert len(upstream.calls) == 1
    request = upstream.calls[0].request
    assert request.method == "GET"
    assert request.url == f"{LIST}?page_size=1"
    expected = requests.Request("GET", LIST, auth=(PROJECT_ID, API_TOKEN)).prepare()
    assert request.headers["Authorization"] == expected.headers["Authorization"]


@pytest.mark.parametrize(
    "host",
    ["example", " Example ", "https://example.signalwire.com/dashboard?a=b#c", "EXAMPLE.SIGNALWIRE.COM."],
)
def test_a_bare_name_and_a_pasted_address_are_understood(
    browser: Client, upstream: responses.RequestsMock, host: str
) -> None:
    answer_well(upstream)
    browser.post(ADDRESS, typed(host=host))
    assert Workspace.objects.get().host == HOST


UNKNOWN_HOST = NameResolutionError(HOST, HTTPSConnection(HOST), socket.gaierror(-2, "not known"))
REFUSED = [
    ("a host that does not resolve", {"body": requests.ConnectionError(UNKNOWN_HOST)}, "cannot be found"),
    ("a closed port", {"body": requests.ConnectionError("refused")}, "cannot be reached"),
    ("HTML", {"body": "<html>welcome</html>", "content_type": "text/html"}, "not a SignalWire Space"),
    (
        "a redirect",
        {"status": 302, "headers": {"Location": "https://elsewhere.example/"}},
        "not a SignalWire Space",
    ),
    ("not found", {"status": 404, "json": {"error": "Not Found"}}, "not a SignalWire Space"),
    ("refused credentials", {"status": 401, "json": {"error": "Unauthorized"}}, "lacks the Video scope"),
    ("a missing scope", {"status": 403, "json": {"error": "Forbidden"}}, "lacks the Video scope"),
    (
        "half a document",
        {"body": '{"links": {}, "da', "content_type": "application/json"},
        "not a SignalWire",
    ),
    ("a pause", {"status": 429, "json": {}, "headers": {"Retry-After": "60"}}, "rate limit was reached"),
    ("a fault", {"status": 500, "body": "<h1>oops</h1>"}, "has an internal error"),
    ("an empty account", {"status": 402, "json": {"error": "x"}}, "account does not allow"),
    ("slowness", {"body": requests.ReadTimeout("slow")}, "took too long"),
]


@pytest.mark.parametrize(("answer", "sentence"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED])
def test_after_a_failed_test_nothing_is_kept_and_nothing_typed_is_lost_but_the_token(
    browser: Client, upstream: responses.RequestsMock, answer: dict[str, Any], sentence: str
) -> None:
    upstream.get(LIST, **answer)
    response = browser.post(ADDRESS, typed())
    page = response.content.decode()
    assert response.status_code == 422
    assert Workspace.objects.count() == 0
    assert sentence in page
    for value in ("Nordhafen Events", HOST, PROJECT_ID):
        assert f'value="{value}"' in page
    assert 'name="default_zone" value="Europe/Berlin"' in page
    assert API_TOKEN not in page
    assert AGAIN in page or response.context["form"].errors["api_token"]


@pytest.mark.parametrize(
    ("answer", "field"), [({"status": 401, "json": {}}, "api_token"), ({"status": 404, "json": {}}, "host")]
)
def test_the_sentence_stands_at_the_field_it_is_about(
    browser: Client, upstream: responses.RequestsMock, answer: dict[str, Any], field: str
) -> None:
    upstream.get(LIST, **answer)
    form = browser.post(ADDRESS, typed()).context["form"]
    assert HOST in form.errors[field][0]


@pytest.mark.parametrize("kept", [True, False])
def test_only_a_passing_trouble_may_be_kept_all_the_same(
    browser: Client, upstream: responses.RequestsMock, kept: bool
) -> None:
    upstream.get(LIST, status=503 if kept else 401, json={})
    first = browser.post(ADDRESS, typed()).content.decode()
    assert ("Save even though the test failed" in first) is kept
    browser.post(ADDRESS, typed(keep_anyway="on"))
    assert Workspace.objects.exists() is kept


def test_the_token_has_to_be_pasted_again_after_another_mistake(browser: Client) -> None:
    page = browser.post(ADDRESS, typed(name="")).content.decode()
    assert AGAIN in page
    assert API_TOKEN not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 81),
        ("name", "\u200b"),
        ("label", "purple"),
        ("host", ""),
        ("host", "evil.com#.signalwire.com"),
        ("host", "signalwire.com.evil.com"),
        ("host", "http://example.signalwire.com"),
        ("host", "127.0.0.1:8081"),
        ("host", "169.254.169.254"),
        ("project_id", "12"),
        ("project_id", ""),
        ("api_token", ""),
        ("api_token", "has blank"),
        ("api_token", "tökén"),
        ("default_zone", "Mars/Olympus"),
        ("default_zone", "../../etc/passwd"),
        ("page_size", "7"),
        ("page_size", None),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field_without_a_request(
    browser: Client, upstream: responses.RequestsMock, field: str, value: str | None
) -> None:
    response = browser.post(ADDRESS, typed(**{field: value}))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert Workspace.objects.count() == 0
    assert len(upstream.calls) == 0


def test_a_host_that_settings_name_is_accepted(
    browser: Client, upstream: responses.RequestsMock, settings: Any
) -> None:
    settings.SIGNALWIRE_EXTRA_HOSTS = ["127.0.0.1:8081"]
    upstream.get("http://127.0.0.1:8081/api/video/conferences", json={"links": {}, "data": []})
    browser.post(ADDRESS, typed(host="http://127.0.0.1:8081/"))
    assert Workspace.objects.get().host == "127.0.0.1:8081"


def test_testing_alone_saves_nothing(browser: Client, upstream: responses.RequestsMock) -> None:
    answer_well(upstream)
    response = browser.post(ADDRESS, typed(action="test"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "The connection works" in page
    assert "Nothing was saved" in page
    assert AGAIN in page
    assert Workspace.objects.count() == 0


def test_with_htmx_testing_answers_with_the_part_alone(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    answer_well(upstream)
    headers = {"HX-Request": "true", "HX-Target": "workspace-connection"}
    response = browser.post(ADDRESS, typed(action="test"), headers=headers)
    part = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in part
    assert "The connection works" in part
    assert AGAIN not in part


def test_with_htmx_an_incomplete_form_says_what_is_missing(browser: Client) -> None:
    headers = {"HX-Request": "true", "HX-Target": "workspace-connection"}
    response = browser.post(ADDRESS, typed(action="test", host=""), headers=headers)
    assert response.status_code == 422
    assert "Space: This field is required" in response.content.decode()


def test_an_unknown_target_and_a_restored_history_get_the_page(browser: Client) -> None:
    for headers in (
        {"HX-Request": "true", "HX-Target": "elsewhere"},
        {"HX-Request": "true", "HX-Target": "workspace-connection", "HX-History-Restore-Request": "true"},
    ):
        assert "<html" in browser.get(ADDRESS, headers=headers).content.decode()


def test_the_page_varies_and_is_not_stored(browser: Client) -> None:
    response = browser.get(ADDRESS)
    assert {"HX-Request", "HX-Target", "HX-History-Restore-Request"} <= set(
        response.headers["Vary"].replace(" ", "").split(",")
    )
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(browser: Client, method: str) -> None:
    assert getattr(browser, method)(ADDRESS).status_code == 405


def test_a_hostile_name_is_only_text(browser: Client, upstream: responses.RequestsMock) -> None:
    answer_well(upstream)
    browser.post(ADDRESS, typed(name="<script>alert(1)</script>"))
    second = Workspace.objects.get()
    page = browser.get(f"/w/{second.slug}/settings/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_two_workspaces_of_one_name_have_two_addresses(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    answer_well(upstream)
    browser.post(ADDRESS, typed())
    browser.post(ADDRESS, typed())
    slugs = Workspace.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["nordhafen-events", "nordhafen-events-2"]


def test_an_unreadable_record_of_the_answer_does_not_spoil_the_test(
    browser: Client, upstream: responses.RequestsMock
) -> None:
    upstream.get(LIST, body=json.dumps({"links": None, "data": [{"id": 5}]}))
    assert browser.post(ADDRESS, typed()).status_code == 302


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(ADDRESS).headers["Location"] == f"/login/?next={ADDRESS}"
