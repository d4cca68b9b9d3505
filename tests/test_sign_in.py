"""Signing in, being sent to sign in, being locked out, and signing out."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from conferences.models import Workspace
from tests.conftest import PASSWORD, MakePerson, MemberClient

WRONG = "not the right password"


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_page_stands_alone_and_names_both_fields_for_password_managers(client: Client) -> None:
    response = client.get("/login/")
    page = response.content.decode()
    assert response.status_code == 200
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "Sign in to continue" not in page
    assert 'id="sidebar"' not in page


def test_right_words_lead_to_the_workspaces(client: Client, person: User) -> None:
    response = client.post("/login/", {"username": "mara", "password": PASSWORD})
    assert response.headers["Location"] == "/"
    assert is_signed_in(client)


def test_wrong_words_keep_the_name_and_not_the_password(client: Client, person: User) -> None:
    response = client.post("/login/", {"username": "mara", "password": WRONG})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Wrong user name or password" in page
    assert 'value="mara"' in page
    assert WRONG not in page
    assert not is_signed_in(client)


def test_an_unknown_name_an_inactive_account_and_a_wrong_password_look_alike(
    client: Client, person: User, make_person: MakePerson
) -> None:
    make_person("gone", is_active=False)
    pages = set()
    for username, password in (("mara", WRONG), ("nobody", PASSWORD), ("gone", PASSWORD)):
        response = client.post("/login/", {"username": username, "password": password})
        pages.add((response.status_code, tuple(response.context["form"].non_field_errors())))
    assert len(pages) == 1


def test_a_page_that_needs_signing_in_is_come_back_to(client: Client, workspace: Workspace) -> None:
    wanted = "/w/nordhafen-events/people/?a=1&b=2"
    address = client.get(wanted).headers["Location"]
    assert parse_qs(urlsplit(address).query)["next"] == [wanted]
    page = client.get(address).content.decode()
    assert "Sign in to continue" in page
    assert "12 hours" in page
    assert 'name="next" value="/w/nordhafen-events/people/?a=1&amp;b=2"' in page
    response = client.post("/login/", {"username": "mara", "password": PASSWORD, "next": wanted})
    assert response.headers["Location"] == wanted


def test_the_way_back_survives_a_wrong_password(client: Client, person: User) -> None:
    values = {"username": "mara", "password": WRONG, "next": "/account/"}
    page = client.post("/login/", values).content.decode()
    assert 'name="next" value="/account/"' in page


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "https:///evil.example",
    ],
)
def test_the_way_back_leads_nowhere_else(client: Client, person: User, elsewhere: str) -> None:
    assert "Sign in to continue" not in client.get("/login/", {"next": elsewhere}).content.decode()
    response = client.post("/login/", {"username": "mara", "password": PASSWORD, "next": elsewhere})
    assert response.headers["Location"] == "/"


def test_who_is_signed_in_already_goes_on(member_client: MemberClient) -> None:
    assert member_client().get("/login/", {"next": "/account/"}).headers["Location"] == "/account/"


def test_htmx_is_sent_to_the_sign_in_page_as_a_whole(client: Client, workspace: Workspace) -> None:
    headers = {
        "HX-Request": "true",
        "HX-Current-URL": "http://testserver/w/nordhafen-events/conferences/?page_size=25",
    }
    response = client.get("/w/nordhafen-events/conferences/", headers=headers)
    address = response.headers["HX-Redirect"]
    assert response.content == b""
    assert parse_qs(urlsplit(address).query)["next"] == ["/w/nordhafen-events/conferences/?page_size=25"]


def test_after_five_wrong_passwords_the_right_one_is_locked_out_too(client: Client, person: User) -> None:
    for _ in range(5):
        last = client.post("/login/", {"username": "mara", "password": WRONG})
    assert last.status_code == 429
    right = client.post("/login/", {"username": "mara", "password": PASSWORD})
    assert right.status_code == 429
    assert "15 minutes" in right.content.decode()
    assert not is_signed_in(client)


def test_one_locked_account_locks_no_other_at_the_same_address(
    client: Client, person: User, make_person: MakePerson
) -> None:
    make_person("niko")
    for _ in range(6):
        client.post("/login/", {"username": "mara", "password": WRONG})
    assert client.post("/login/", {"username": "niko", "password": PASSWORD}).status_code == 302


def test_a_locked_account_opens_for_another_address(client: Client, person: User) -> None:
    for _ in range(6):
        client.post("/login/", {"username": "mara", "password": WRONG})
    values = {"username": "mara", "password": PASSWORD}
    assert client.post("/login/", values, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_signing_out_takes_a_post_and_leads_to_the_sign_in_page(member_client: MemberClient) -> None:
    client = member_client()
    assert client.get("/logout/").status_code == 405
    assert is_signed_in(client)
    assert client.post("/logout/").headers["Location"] == "/login/"
    assert not is_signed_in(client)


def test_signing_out_after_the_session_ended_is_no_detour(client: Client, db: None) -> None:
    assert client.post("/logout/").headers["Location"] == "/login/"


def test_the_sign_in_form_refuses_a_request_from_elsewhere(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/login/", {"username": "mara", "password": PASSWORD}).status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/", "/account/", "/account/password/", "/workspaces/new/", "/w/x/settings/", "/w/x/people/"],
)
def test_every_page_asks_a_stranger_to_sign_in(client: Client, db: None, address: str) -> None:
    assert client.get(address).headers["Location"] == f"/login/?next={address}"
