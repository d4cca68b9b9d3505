"""Lists whose answer is longer than asked for, or whose values are: cut, said, and small."""

from __future__ import annotations

import tracemalloc
from typing import Any

import pytest
import responses
from django.contrib.auth.models import User

from conferences.models import Actor, Role, SurveyEnd, Workspace
from conferences.presentation.names import NAME_MAXIMUM
from conferences.services import theme_scan
from conferences.services.bulk import runs
from conferences.signalwire.kinds import CONFERENCE
from tests import htmx
from tests.conftest import MemberClient
from tests.listing import CONFERENCES, ROOMS, Kind, following, give
from tests.payloads import CONFERENCE_ID, SESSION_ID, conference, listing, live, member, numbered

LONG = "<" * 1_000_000
KINDS = pytest.mark.parametrize("kind", [CONFERENCES, ROOMS], ids=["conferences", "rooms"])
WORDS = "Cut off here: SignalWire sent more rows than requested."


def records(kind: Kind, count: int) -> list[dict[str, Any]]:
    return [{**kind.record(), "id": numbered(number)} for number in range(count)]


@KINDS
def test_a_list_longer_than_asked_for_is_cut_at_the_page_size_and_says_so(
    member_client: MemberClient, upstream: responses.RequestsMock, kind: Kind
) -> None:
    give(upstream, kind, *records(kind, 60))
    page = member_client(Role.EDITOR).get(kind.address).content.decode()
    assert len(htmx.tags(page, "tr")) == 1 + 50
    assert f"Page 1, 50 {kind.plural}. {WORDS}" in page
    assert "The rest cannot be shown." in page
    assert "This is the end of the list" not in page


def test_a_cut_list_with_a_next_page_leads_on(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    give(upstream, CONFERENCES, *records(CONFERENCES, 60), next="/x?page_token=PA1")
    page = member_client(Role.VIEWER).get(CONFERENCES.address).content.decode()
    assert WORDS in page
    assert "page_token=PA1" in following(page)


def test_a_list_as_long_as_asked_for_is_whole(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    give(upstream, CONFERENCES, *records(CONFERENCES, 50))
    page = member_client(Role.VIEWER).get(CONFERENCES.address).content.decode()
    assert "Cut off" not in page
    assert "This is the end of the list" in page


def test_a_list_of_60_000_rows_costs_little(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    body = listing(*({"id": numbered(number), "name": f"c{number}"} for number in range(60_000)))
    upstream.get(CONFERENCES.upstream, json=body)
    browser = member_client(Role.EDITOR)
    tracemalloc.start()
    try:
        page = browser.get(CONFERENCES.address).content
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(page) < 300_000
    assert peak < 60_000_000


@KINDS
def test_a_page_of_very_long_values_is_small(
    member_client: MemberClient, upstream: responses.RequestsMock, kind: Kind
) -> None:
    fields = ("display_name", "name", "quality", "layout", "description", "size", "light_primary")
    known = kind.record()
    odd = [
        {**known, "id": numbered(number), **{field: LONG + str(number) for field in fields if field in known}}
        for number in range(2)
    ]
    give(upstream, kind, *odd, *records(kind, 10)[2:])
    response = member_client(Role.EDITOR).get(kind.address)
    assert response.status_code == 200
    assert len(response.content) < 150_000
    assert "&lt;" * (NAME_MAXIMUM - 1) + "…" in response.content.decode()


def test_the_page_of_an_object_with_very_long_values_is_small(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    odd = dict.fromkeys(("display_name", "name", "quality", "layout", "light_primary"), LONG[:200_000])
    session = live(name=LONG[:200_000], preview_url=LONG[:200_000])
    item = conference(**odd, description=LONG[:200_000], active_session=session)
    upstream.get(f"{CONFERENCES.upstream}/{CONFERENCE_ID}", json=item)
    members = [member(id=numbered(number), name=LONG[:50_000]) for number in range(10)]
    root = CONFERENCES.upstream.removesuffix("/conferences")
    upstream.get(f"{root}/room_sessions/{SESSION_ID}/members", json=listing(*members))
    response = member_client(Role.EDITOR).get(f"{CONFERENCES.address}{CONFERENCE_ID}/")
    assert response.status_code == 200
    assert len(response.content) < 400_000


@pytest.mark.parametrize(
    "page", ["edit/", "duplicate/", "delete/", "access/", "join-window/?action=close-now"]
)
def test_the_forms_of_an_object_repeat_a_very_long_name_once_at_most(
    member_client: MemberClient, upstream: responses.RequestsMock, page: str
) -> None:
    item = conference(display_name="x" * 1_000_000)
    upstream.get(f"{CONFERENCES.upstream}/{CONFERENCE_ID}", json=item)
    upstream.get(f"{CONFERENCES.upstream}/{CONFERENCE_ID}/conference_tokens", json=listing())
    response = member_client(Role.EDITOR).get(f"{CONFERENCES.address}{CONFERENCE_ID}/{page}")
    assert response.status_code == 200
    assert response.content.count(b"x" * 1_000) <= (1_000 if page == "edit/" else 0)


def test_more_participants_than_asked_for_are_cut_and_said(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    upstream.get(f"{CONFERENCES.upstream}/{CONFERENCE_ID}", json=conference(active_session=live()))
    members = [member(id=numbered(number)) for number in range(300)]
    root = CONFERENCES.upstream.removesuffix("/conferences")
    upstream.get(f"{root}/room_sessions/{SESSION_ID}/members", json=listing(*members))
    page = member_client(Role.VIEWER).get(f"{CONFERENCES.address}{CONFERENCE_ID}/").content.decode()
    assert "The first 250 are shown; SignalWire has more." in page


def test_a_bulk_change_of_everything_knows_that_a_cut_list_is_not_everything(
    workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    give(upstream, CONFERENCES, *records(CONFERENCES, 1_001))
    assert runs.collect(workspace, CONFERENCE, request_id="").is_cut_short
    upstream.replace(responses.GET, CONFERENCES.upstream, json=listing(*records(CONFERENCES, 1_000)))
    assert not runs.collect(workspace, CONFERENCE, request_id="").is_cut_short


def test_a_theme_scan_of_a_cut_list_is_not_complete(
    workspace: Workspace, person: User, upstream: responses.RequestsMock
) -> None:
    give(upstream, CONFERENCES, *records(CONFERENCES, 1_001))
    survey = theme_scan.begin(Actor(workspace, person, ""))
    theme_scan.step(survey, request_id="")
    survey.refresh_from_db()
    assert survey.end == SurveyEnd.CUT_OFF
