"""Conferences suggested while someone types whose theme they want."""

from __future__ import annotations

import pytest
import responses
from django.core.cache import cache
from django.test import Client

from conferences.models import Membership, Role
from conferences.sandbox import Sandbox
from conferences.services.theme_sources import MOST
from tests import htmx
from tests.conftest import BASE, MemberClient
from tests.payloads import conference, numbered

ADDRESS = "/w/nordhafen-events/themes/sources/"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def names(client: Client, text: str, **query: str) -> list[str]:
    response = client.get(ADDRESS, {"theme_source": text, **query})
    assert response.status_code == 200
    return [tag["value"] for tag in htmx.tags(response.content.decode(), "option")]


def test_names_and_titles_are_searched_and_what_begins_with_the_text_comes_first(
    space: Sandbox, member_client: MemberClient
) -> None:
    for number, (name, title) in enumerate(
        [("x-lab", "Other"), ("two", "Lab tour"), ("room", "Room")], start=1
    ):
        space.store.conferences.add(conference(id=numbered(number), name=name, display_name=title))
    client = member_client(Role.VIEWER)
    assert names(client, " LAB ") == ["two", "x-lab"]
    assert names(client, "nothing") == names(client, "  ") == []


def test_a_text_asks_signalwire_once_a_minute_and_the_cache_has_names_only(
    space: Sandbox, member_client: MemberClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    space.store.conferences.add(conference(id=numbered(1), name="lab", display_name="The lab"))
    kept: list[tuple[str, object, int]] = []
    monkeypatch.setattr(cache, "set", lambda key, value, timeout: kept.append((key, value, timeout)))
    client = member_client()
    names(client, "l")
    key, value, seconds = kept[0]
    assert (value, seconds) == ([("lab", "The lab")], 60)
    assert space.project_id not in key
    assert space.token not in f"{key}{value}"
    monkeypatch.undo()
    before = len(space.requests)
    for text in ("l", "la", "lab"):
        assert names(client, text) == ["lab"]
    assert len(space.requests) == before + 1


def test_only_so_many_are_suggested_from_so_many_pages_and_hostile_names_stay_text(
    space: Sandbox, member_client: MemberClient
) -> None:
    for number in range(1, 31):
        hostile = conference(id=numbered(number), name=f'"><script>{number}', display_name="<b>x</b>")
        space.store.conferences.add(hostile)
    page = member_client().get(ADDRESS, {"theme_source": "script"}).content.decode()
    assert "<script>" not in page
    assert "<b>" not in page
    assert len(htmx.tags(page, "option")) == MOST
    assert htmx.tags(page, "option")[0]["value"].startswith('"><script>')


def test_a_fault_of_signalwires_suggests_nothing(
    upstream: responses.RequestsMock, member_client: MemberClient
) -> None:
    upstream.get(f"{BASE}/conferences", status=401)
    assert names(member_client(), "lab") == []


def test_a_workspace_of_someone_else_is_not_there(space: Sandbox, member_client: MemberClient) -> None:
    client = member_client()
    for slug in ("foreign", "x" * 500, "\0"):
        response = client.get(ADDRESS, {"theme_source": "lab", "theme_source_workspace": slug})
        assert response.status_code == 404
    Membership.objects.all().delete()
    assert client.get(ADDRESS, {"theme_source": "lab"}).status_code == 404


def test_without_a_script_a_name_that_is_not_found_comes_back_with_what_was_meant(
    space: Sandbox, member_client: MemberClient
) -> None:
    space.store.conferences.add(conference(id=numbered(1), name="laboratory", display_name="Laboratory"))
    data = {"theme_source": "labor", "theme_action": "from-conference"}
    page = member_client().post("/w/nordhafen-events/themes/new/", data).content.decode()
    options = htmx.element(page, "theme-source-options")
    assert [tag["value"] for tag in htmx.tags(options, "option")] == ["laboratory"]
