"""What was typed when the session had expired: kept for its person, at its address, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory

from conferences import drafts
from conferences.models import Workspace
from tests.conftest import PASSWORD, MakePerson

PATH = "/w/nordhafen-events/conferences/"
OTHER = "/w/nordhafen-events/rooms/"
SALT = "conferences.drafts"


def stamp_of(user: User, path: str = PATH) -> str:
    return signing.dumps((str(user.pk), path), salt=SALT)


def expired_post(client: Client, values: Mapping[str, object], **options: Any) -> str:
    """POST without being signed in; gives the address after the sign-in."""
    response = client.post(PATH, values, **options)
    location = response.headers.get("HX-Redirect") or response.headers["Location"]
    assert urlsplit(location).path == "/login/"
    return parse_qs(urlsplit(location).query)["next"][0]


def as_seen_by(client: Client, user: User, address: str, method: str = "get") -> HttpRequest:
    """A request to ``address`` in the session of ``client``, with the messages to be told."""
    request: HttpRequest = getattr(RequestFactory(), method)(address)
    request.COOKIES = {key: morsel.value for key, morsel in client.cookies.items()}
    SessionMiddleware(lambda _: HttpResponse()).process_request(request)
    MessageMiddleware(lambda _: HttpResponse()).process_request(request)
    request.user = user
    return request


def draft_of(client: Client, user: User, address: str) -> QueryDict | None:
    request = as_seen_by(client, user, address)
    return drafts.take(request, request.GET.get("draft", ""))


def test_what_an_expired_session_posts_is_there_after_signing_in(client: Client, person: User) -> None:
    typed = {"display_name": "Köln & Łódź", "flags": ["a", "b"], "empty": "", "draft_stamp": stamp_of(person)}
    back = expired_post(client, typed)
    response = client.post("/login/", {"username": "mara", "password": PASSWORD, "next": back})
    assert response.headers["Location"] == back
    assert urlsplit(back).path == PATH
    draft = draft_of(client, person, back)
    assert draft is not None
    assert draft["display_name"] == "Köln & Łódź"
    assert draft.getlist("flags") == ["a", "b"]
    assert draft["empty"] == ""
    assert "draft_stamp" not in draft


def test_the_sign_in_page_says_that_what_was_typed_is_kept(client: Client, person: User) -> None:
    kept = expired_post(client, {"display_name": "Typed", "draft_stamp": stamp_of(person)})
    plain = expired_post(client, {"display_name": "Typed"})
    assert "Your input is kept" in client.get("/login/", {"next": kept}).content.decode()
    assert "Your input is kept" not in client.get("/login/", {"next": plain}).content.decode()


def test_htmx_is_led_to_the_same_draft(client: Client, person: User) -> None:
    values = {"display_name": "Typed", "draft_stamp": stamp_of(person)}
    back = expired_post(client, values, headers={"HX-Request": "true"})
    draft = draft_of(client, person, back)
    assert draft is not None
    assert draft["display_name"] == "Typed"


def test_a_part_of_the_page_that_is_posted_elsewhere_leads_back_to_the_form(
    client: Client, person: User
) -> None:
    values = {"display_name": "Typed", "draft_stamp": stamp_of(person)}
    response = client.post(OTHER, values, headers={"HX-Request": "true"})
    back = parse_qs(urlsplit(response.headers["HX-Redirect"]).query)["next"][0]
    assert urlsplit(back).path == PATH


def test_the_address_keeps_its_own_query(client: Client, person: User, workspace: Workspace) -> None:
    address = f"{PATH}?next=%2Fw%2Fx%2F%3Fa%3D1&draft=old"
    values = {"display_name": "Typed", "draft_stamp": stamp_of(person)}
    location = client.post(address, values).headers["Location"]
    back = parse_qs(urlsplit(location).query)["next"][0]
    query = dict(parse_qsl(urlsplit(back).query))
    assert query["next"] == "/w/x/?a=1"
    assert query["draft"] != "old"


def test_someone_else_who_signs_in_gets_nothing(
    client: Client, person: User, make_person: MakePerson
) -> None:
    back = expired_post(client, {"display_name": "Typed", "draft_stamp": stamp_of(person)})
    other = make_person("niko")
    client.post("/login/", {"username": "niko", "password": PASSWORD, "next": back})
    assert draft_of(client, other, back) is None


def test_a_draft_belongs_to_its_address(client: Client, person: User) -> None:
    back = expired_post(client, {"display_name": "Typed", "draft_stamp": stamp_of(person)})
    assert draft_of(client, person, back.replace("conferences", "rooms")) is None


@pytest.mark.parametrize(
    "stamp", ["", "forged", "1:2:3", pytest.param(signing.dumps("text", salt=SALT), id="of a text")]
)
def test_a_stranger_without_a_stamp_keeps_nothing(client: Client, db: None, stamp: str) -> None:
    back = expired_post(client, {"display_name": "Typed", "draft_stamp": stamp})
    assert back == PATH
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_the_csrf_token_is_still_required(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(PATH, {"display_name": "Typed", "draft_stamp": stamp_of(person)})
    assert response.status_code == 403
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_a_form_of_before_signing_in_again_comes_back_as_it_was(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    response = client.post(PATH, {"display_name": "Typed", "draft_stamp": stamp_of(person)})
    assert response.status_code == 302
    draft = draft_of(client, person, response.headers["Location"])
    assert draft is not None
    assert draft["display_name"] == "Typed"
    request = as_seen_by(client, person, response.headers["Location"])
    form_view(request)
    assert "signed in again" in str(next(iter(get_messages(request))))


def test_a_forged_form_is_refused_whatever_stamp_it_has(person: User, make_person: MakePerson) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    for stamp in ("", "forged", stamp_of(make_person("niko"))):
        response = client.post(PATH, {"display_name": "Typed", "draft_stamp": stamp})
        assert response.status_code == 403
    assert "drafts" not in client.session


def test_secrets_are_not_kept(client: Client, person: User) -> None:
    values = {
        "display_name": "Typed",
        "api_token": "PT-secret",
        "password": "hunter2",
        "csrfmiddlewaretoken": "x" * 64,
        "draft_stamp": stamp_of(person),
    }
    draft = draft_of(client, person, expired_post(client, values))
    assert draft is not None
    assert dict(draft.lists()) == {"display_name": ["Typed"]}
    store = import_module(settings.SESSION_ENGINE).SessionStore(client.cookies["sessionid"].value)
    assert "PT-secret" not in str(store.load())
    assert "hunter2" not in str(store.load())


def test_only_five_are_kept_and_the_oldest_gives_way(client: Client, person: User) -> None:
    stamp = stamp_of(person)
    backs = [expired_post(client, {"display_name": str(n), "draft_stamp": stamp}) for n in range(6)]
    found = [draft_of(client, person, back) for back in backs]
    assert found[0] is None
    assert [draft["display_name"] for draft in found[1:] if draft] == ["1", "2", "3", "4", "5"]


def test_what_is_too_large_is_not_kept(client: Client, person: User) -> None:
    back = expired_post(client, {"display_name": "x" * drafts.LARGEST, "draft_stamp": stamp_of(person)})
    assert back == PATH


@drafts.keeps_draft
def form_view(request: HttpRequest, status: int = 200) -> HttpResponse:
    """A view as the create and edit forms are."""
    return HttpResponse(request.draft_stamp, status=status)  # type: ignore[attr-defined]


def test_the_page_of_the_form_carries_a_stamp_that_works(client: Client, person: User) -> None:
    page = form_view(as_seen_by(client, person, PATH))
    back = expired_post(client, {"display_name": "Typed", "draft_stamp": page.content.decode()})
    assert draft_of(client, person, back) is not None


def test_the_page_says_that_it_is_as_it_was_left_and_not_saved(client: Client, person: User) -> None:
    back = expired_post(client, {"display_name": "Typed", "draft_stamp": stamp_of(person)})
    request = as_seen_by(client, person, back)
    form_view(request)
    assert "is not saved yet" in str(next(iter(get_messages(request))))


def test_the_page_says_that_there_is_nothing_left(client: Client, person: User) -> None:
    request = as_seen_by(client, person, f"{PATH}?draft=gone")
    form_view(request)
    assert "no longer kept" in str(next(iter(get_messages(request))))


@pytest.mark.parametrize(("status", "is_left"), [(302, False), (422, True), (200, True)])
def test_a_draft_goes_once_its_form_is_saved(
    client: Client, person: User, status: int, is_left: bool
) -> None:
    back = expired_post(client, {"display_name": "Typed", "draft_stamp": stamp_of(person)})
    request = as_seen_by(client, person, back, "post")
    draft_id = request.GET["draft"]
    form_view(request, status)
    assert (drafts.take(request, draft_id) is not None) is is_left


def test_a_signed_in_person_s_values_are_kept_for_another_address(client: Client, person: User) -> None:
    client.force_login(person)
    request = as_seen_by(client, person, PATH)
    edit = "/w/nordhafen-events/conferences/x/edit/"
    draft_id = drafts.keep(request, QueryDict("display_name=Typed"), path=edit)
    assert drafts.take(request, draft_id) is None
    request.path = edit
    assert drafts.take(request, draft_id) == QueryDict("display_name=Typed")
    drafts.drop(request, draft_id)
    assert drafts.take(request, draft_id) is None
