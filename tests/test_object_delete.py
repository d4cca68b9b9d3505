"""Deleting conferences and rooms, and the page from which a deleted one is created again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
import responses
from django.contrib.messages import get_messages
from django.test import Client

from conferences.models import Action, Change, Outcome, Role, Workspace
from conferences.sandbox import Sandbox
from conferences.signalwire.kinds import CONFERENCE, ROOM, Kind
from tests import htmx
from tests.conftest import BASE, MakeWorkspace, MemberClient
from tests.faults import FAILURES
from tests.payloads import CONFERENCE_ID, SESSION_ID, at, conference, listing, live, member

W = "/w/nordhafen-events/"
ADDRESS = f"{W}conferences/{CONFERENCE_ID}/delete/"


@dataclass
class Doomed:
    """A conference or room of the sandbox, and an editor who wants it gone."""

    sandbox: Sandbox
    browser: Client
    kind: str
    id: str = ""

    def make(self, **fields: Any) -> Doomed:
        make = getattr(self.sandbox.store, f"create_{Kind(self.kind).noun}")
        self.id = make({"name": "all-hands", "display_name": "All hands", **fields})["id"]
        return self

    @property
    def address(self) -> str:
        return f"{W}{self.kind}/{self.id}/delete/"

    @property
    def exists(self) -> bool:
        return self.id in getattr(self.sandbox.store, self.kind)

    def remove(self) -> None:
        getattr(self.sandbox.store, self.kind).remove(self.id)

    def look(self) -> str:
        response = self.browser.get(self.address)
        assert response.status_code == 200
        return response.content.decode()

    def send(self, page: str = "", back: str = "", **typed: str) -> Any:
        query = f"?next={back}" if back else ""
        return self.browser.post(self.address + query, {**htmx.hidden(page or self.look()), **typed})

    def deletions(self) -> int:
        return sum(request.method == "DELETE" for request in self.sandbox.requests)


@pytest.fixture(params=["conferences", "rooms"])
def doomed(request: pytest.FixtureRequest, space: Sandbox, member_client: MemberClient) -> Doomed:
    """Each kind in turn."""
    return Doomed(space, member_client(), request.param).make()


def said(response: Any) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def way(response: Any) -> str:
    """Where the button of the last message leads."""
    tags = [message.extra_tags for message in get_messages(response.wsgi_request)]
    return str(tags[-1] or "").removeprefix("recreate:")


# The page


def test_the_page_says_what_stops_working_and_deletes_nothing(doomed: Doomed) -> None:
    page = htmx.words(doomed.look())
    assert "Delete All hands?" in page
    assert ("guest and moderator link" in page) is (doomed.kind == CONFERENCE)
    assert ("room token" in page) is (doomed.kind == ROOM)
    assert "session is running" not in page
    assert 'name="name"' not in doomed.look()
    assert doomed.exists
    assert not Change.objects.exists()


def test_it_is_deleted_with_the_whole_object_in_the_history(doomed: Doomed) -> None:
    row = dict(getattr(doomed.sandbox.store, doomed.kind).get(doomed.id))
    response = doomed.send(why="Cancelled")
    assert response["Location"] == f"{W}{doomed.kind}/"
    assert "Deleted All hands." in said(response)
    assert not doomed.exists
    (change,) = Change.objects.all()
    assert (change.action, change.outcome, change.why) == (Action.DELETE, Outcome.DONE, "Cancelled")
    assert change.before == row
    assert str(change.object_id) == doomed.id


@pytest.mark.parametrize(
    ("back", "leads"),
    [
        ("{list}%3Fpage_size%3D25", "{list}?page_size=25"),
        ("{list}{id}/", "{list}"),
        ("https://evil.example/", "{list}"),
    ],
)
def test_one_comes_back_to_the_list_and_never_to_what_is_gone(doomed: Doomed, back: str, leads: str) -> None:
    values = {"list": f"{W}{doomed.kind}/", "id": doomed.id}
    assert doomed.send(back=back.format(**values))["Location"] == leads.format(**values)


def test_what_is_gone_already_counts_as_done(doomed: Doomed) -> None:
    page = doomed.look()
    doomed.remove()
    response = doomed.send(page)
    assert response["Location"] == f"{W}{doomed.kind}/"
    assert "All hands was already deleted." in said(response)
    assert way(response) == ""
    (change,) = Change.objects.all()
    assert (change.outcome, change.before) == (Outcome.DONE, None)


def test_the_page_of_what_is_gone_leads_to_the_list(doomed: Doomed) -> None:
    doomed.remove()
    response = doomed.browser.get(doomed.address)
    assert response["Location"] == f"{W}{doomed.kind}/"
    assert "was already deleted" in said(response)
    assert not Change.objects.exists()


@pytest.mark.parametrize("fault", FAILURES)
def test_each_fault_is_told_truly_and_loses_nothing(doomed: Doomed, fault: str) -> None:
    page = doomed.look()
    options = {"retry_after": 3600} if fault == "429" else {}
    doomed.sandbox.faults.add(fault, method="DELETE", **options)
    response = doomed.send(page, why="Cancelled")
    (change,) = Change.objects.all()
    if response.status_code == 302:
        assert not doomed.exists
        assert change.outcome == Outcome.DONE
        return
    shown = response.content.decode()
    assert 'value="Cancelled"' in shown
    assert "shown" in htmx.hidden(shown)
    if "Nothing was changed" in shown:
        assert doomed.exists
        assert change.outcome in {Outcome.FAILED, Outcome.REFUSED}
    else:
        assert "not known whether this was carried out" in shown
        assert change.outcome == Outcome.UNKNOWN


def test_when_signalwire_cannot_be_read_the_page_comes_back_with_the_reason(doomed: Doomed) -> None:
    page = doomed.look()
    doomed.sandbox.faults.add("401")
    response = doomed.send(page, why="Cancelled")
    assert response.status_code == 502
    shown = htmx.words(response.content.decode())
    assert "Delete All hands?" in shown
    assert "Nothing was changed" in shown
    assert 'value="Cancelled"' in response.content.decode()
    assert doomed.deletions() == 0


def test_viewers_and_strangers_delete_nothing(doomed: Doomed, member_client: MemberClient) -> None:
    fields = htmx.hidden(doomed.look())
    viewer, stranger = member_client(Role.VIEWER), member_client(None)
    assert [viewer.get(doomed.address).status_code, viewer.post(doomed.address, fields).status_code] == [
        403
    ] * 2
    assert [stranger.get(doomed.address).status_code, stranger.post(doomed.address).status_code] == [404] * 2
    assert doomed.browser.delete(doomed.address).status_code == 405
    assert doomed.exists


# While a session runs


@pytest.fixture
def running(upstream: responses.RequestsMock) -> responses.RequestsMock:
    """A conference with a session in which two people are and one was."""
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}", json=conference(active_session=live()))
    people = [member(), member(name="Grace"), member(leave_time=at(minutes=-5))]
    upstream.get(f"{BASE}/room_sessions/{SESSION_ID}/members", json=listing(*people))
    return upstream


def deletes(upstream: responses.RequestsMock) -> int:
    return sum(call.request.method == "DELETE" for call in upstream.calls)


def test_a_running_session_is_named_with_how_long_and_how_many(
    running: responses.RequestsMock, member_client: MemberClient
) -> None:
    page = htmx.words(member_client().get(ADDRESS).content.decode())
    assert "A session is running, for 1 h 16, with 2 inside." in page
    assert "Type all_hands to confirm." in page


@pytest.mark.parametrize(
    "answer", [{"status": 500}, {"json": listing(member(), next="?page_number=1&page_token=PA1")}]
)
def test_people_that_cannot_be_counted_are_not_counted(
    upstream: responses.RequestsMock, member_client: MemberClient, answer: dict[str, Any]
) -> None:
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}", json=conference(active_session=live()))
    upstream.get(f"{BASE}/room_sessions/{SESSION_ID}/members", **answer)
    assert "A session is running, for 1 h 16." in htmx.words(member_client().get(ADDRESS).content.decode())


@pytest.mark.parametrize("typed", ["", "All hands", "ALL_HANDS", "all_hands2"])
def test_while_a_session_runs_nothing_but_the_name_deletes(
    running: responses.RequestsMock, member_client: MemberClient, typed: str
) -> None:
    browser = member_client()
    fields = htmx.hidden(browser.get(ADDRESS).content.decode())
    response = browser.post(ADDRESS, {**fields, "name": typed, "why": "Cancelled"})
    assert response.status_code == 422
    assert f'value="{typed}"' in response.content.decode() or not typed
    assert 'value="Cancelled"' in response.content.decode()
    assert deletes(running) == 0
    assert not Change.objects.exists()


def test_the_name_deletes_while_a_session_runs(
    running: responses.RequestsMock, member_client: MemberClient
) -> None:
    running.delete(f"{BASE}/conferences/{CONFERENCE_ID}", status=204)
    browser = member_client()
    fields = htmx.hidden(browser.get(ADDRESS).content.decode())
    assert browser.post(ADDRESS, {**fields, "name": " all_hands "}).status_code == 302
    assert deletes(running) == 1


def test_a_session_that_began_after_the_page_was_opened_asks_for_the_name(
    running: responses.RequestsMock, member_client: MemberClient
) -> None:
    browser = member_client()
    running.replace(responses.GET, f"{BASE}/conferences/{CONFERENCE_ID}", json=conference())
    fields = htmx.hidden(browser.get(ADDRESS).content.decode())
    running.replace(
        responses.GET, f"{BASE}/conferences/{CONFERENCE_ID}", json=conference(active_session=live())
    )
    response = browser.post(ADDRESS, fields)
    assert response.status_code == 422
    assert "A session is running" in htmx.words(response.content.decode())
    assert deletes(running) == 0


def test_what_has_no_name_is_confirmed_with_its_display_name(
    upstream: responses.RequestsMock, member_client: MemberClient
) -> None:
    item = conference(name=None, active_session=live(id=None))
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}", json=item)
    assert "Type All hands to confirm." in htmx.words(member_client().get(ADDRESS).content.decode())


# Creating it again


def test_the_message_leads_to_a_page_that_lists_what_cannot_come_back(doomed: Doomed) -> None:
    response = doomed.send()
    address = way(response)
    listing_page = doomed.browser.get(response["Location"]).content.decode()
    assert htmx.link(listing_page, "Recreate")["href"] == address
    page = doomed.browser.get(address).content.decode()
    words = htmx.words(page)
    assert f"The ID {doomed.id} ." in words
    assert "past sessions, recordings and streams" in words
    assert ("Both tokens" in words) is (doomed.kind == CONFERENCE)
    marked = [link.get("href") for link in htmx.tags(page, "a") if link.get("aria-current") == "page"]
    assert marked == [f"{W}{doomed.kind}/"]
    change = Change.objects.get()
    form = htmx.link(page, "prefilled form")["href"]
    assert form == f"{W}{doomed.kind}/new/?recreate={change.pk}"
    filled = doomed.browser.get(form).content.decode()
    assert 'value="all-hands"' in filled
    assert 'value="All hands"' in filled


def test_a_window_that_is_over_is_pointed_out(doomed: Doomed) -> None:
    doomed.make(name="old", join_until="2022-01-01T00:00:00Z")
    page = doomed.browser.get(way(doomed.send())).content.decode()
    assert "which has passed" in htmx.words(page)


def test_an_uncertain_deletion_is_told_as_such(doomed: Doomed) -> None:
    address = way(doomed.send())
    Change.objects.update(outcome=Outcome.UNKNOWN)
    assert "not known whether the deletion" in htmx.words(doomed.browser.get(address).content.decode())


def test_only_editors_of_the_workspace_find_a_deletion_that_kept_something(
    doomed: Doomed, member_client: MemberClient, make_workspace: MakeWorkspace, workspace: Workspace
) -> None:
    address = way(doomed.send())
    assert member_client(Role.VIEWER).get(address).status_code == 403
    assert member_client(None).get(address).status_code == 404
    assert doomed.browser.post(address).status_code == 405
    assert doomed.browser.get(f"{W}history/999999/recreate/").status_code == 404
    Change.objects.update(workspace=make_workspace("Other"))
    assert doomed.browser.get(address).status_code == 404
