"""The history of a workspace: the list, its filter and paging, one change, and the card of an object."""

from __future__ import annotations

import html
import uuid
from datetime import timedelta
from typing import Any

import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from conferences.models import Action, BulkRun, Outcome, Role, Workspace
from conferences.signalwire.kinds import CONFERENCE, ROOM
from tests import htmx
from tests.conftest import BASE, MakePerson, MakeWorkspace, MemberClient
from tests.history import OBJECT_ID, make_change
from tests.payloads import CONFERENCE_ID, conference

LIST = "/w/nordhafen-events/history/"


def found(client: Client, query: str = "") -> list[int]:
    """The numbers of the changes that the list shows, in order."""
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return [entry.change.pk for entry in response.context["entries"]]


def test_the_newest_change_comes_first_with_who_what_and_what_became_of_it(
    member_client: MemberClient, workspace: Workspace
) -> None:
    old = make_change(workspace, minutes_ago=90)
    new = make_change(workspace, why="Guests are late", upstream_request_id="up-1")
    client = member_client(Role.VIEWER)
    assert found(client) == [new.pk, old.pk]
    words = htmx.words(client.get(LIST).content.decode())
    assert "Mara Köhler changed the join window of All hands" in words
    assert "Closes Thu 12 Nov 10:30 changed to Thu 12 Nov 11:00" in words
    assert "Reason: Guests are late" in words
    assert "2 changes." in words


def test_the_fragment_is_a_slice_of_the_fresh_page(member_client: MemberClient, workspace: Workspace) -> None:
    make_change(workspace)
    client = member_client(Role.EDITOR)
    fragment = htmx.swap(client, f"{LIST}?action=update", "history-list")
    assert "HX-Target" in fragment.headers["Vary"]
    for headers in (htmx.headers("other"), {**htmx.headers("x"), "HX-History-Restore-Request": "true"}):
        assert "<!doctype html>" in client.get(LIST, headers=headers).content.decode()


def test_pages_follow_each_other_without_a_gap_or_a_repeat(
    member_client: MemberClient, workspace: Workspace
) -> None:
    moment = timezone.now()
    # Many at one moment: the order within it must not depend on luck.
    changes = [make_change(workspace, opened_at=moment - timedelta(seconds=n // 40)) for n in range(120)]
    expected = [one.pk for one in sorted(changes, key=lambda one: (one.opened_at, one.pk), reverse=True)]
    client = member_client(Role.VIEWER)
    page = client.get(LIST)
    seen = found(client)
    addresses = []
    while page.context["older_url"]:
        addresses.append(page.context["older_url"])
        page = client.get(page.context["older_url"])
        seen += [entry.change.pk for entry in page.context["entries"]]
    assert seen == expected
    assert len(addresses) == 2
    back = client.get(page.context["newer_url"])
    assert [entry.change.pk for entry in back.context["entries"]] == expected[50:100]
    first = client.get(back.context["newer_url"])
    assert [entry.change.pk for entry in first.context["entries"]] == expected[:50]
    assert first.context["newer_url"] == ""


def test_a_change_that_comes_meanwhile_moves_no_page(
    member_client: MemberClient, workspace: Workspace
) -> None:
    changes = [make_change(workspace, minutes_ago=200 - n) for n in range(60)]
    client = member_client(Role.VIEWER)
    older = client.get(LIST).context["older_url"]
    make_change(workspace, minutes_ago=0)
    page = client.get(older)
    assert [entry.change.pk for entry in page.context["entries"]] == [
        one.pk for one in reversed(changes[:10])
    ]


@pytest.mark.parametrize("place", ["x", "1", "99999999999999999-1", "-1-1", "1-99999999999999999999"])
def test_a_place_that_cannot_be_read_is_the_beginning(
    member_client: MemberClient, workspace: Workspace, place: str
) -> None:
    change = make_change(workspace)
    assert found(member_client(Role.VIEWER), f"?older_than={place}") in ([change.pk], [])
    assert found(member_client(Role.VIEWER), "?older_than=x") == [change.pk]


def test_each_filter_lets_through_only_what_fits(
    member_client: MemberClient, workspace: Workspace, person: User, make_person: MakePerson
) -> None:
    other = make_person("niko")
    one = make_change(workspace, person=person, action=Action.UPDATE)
    two = make_change(
        workspace,
        person=other,
        person_name="Niko",
        kind=ROOM,
        object_id=uuid.uuid4(),
        object_title="Breakout",
        object_name="break-out_2",
        action=Action.DELETE,
        outcome=Outcome.REFUSED,
        minutes_ago=60 * 24 * 3,
    )
    gone = make_change(workspace, person=None, person_name="Otto", minutes_ago=60 * 24 * 40)
    client = member_client(Role.VIEWER)
    for query, expected in {
        f"?person={person.pk}": [one],
        f"?person={other.pk}": [two],
        "?person=name:Otto": [gone],
        f"?object={OBJECT_ID}": [one, gone],
        "?object=BREAK": [two],
        "?object=out_2": [two],
        "?action=delete": [two],
        "?kind=rooms": [two],
        "?kind=conferences&action=delete": [],
        "?outcome=refused": [two],
        "?period=today&zone=UTC": [one] if one.opened_at.date() == timezone.now().date() else [],
        "?period=7-days": [one, two],
        f"?until={two.opened_at:%Y-%m-%d}&zone=UTC": [two, gone],
        f"?since={two.opened_at:%Y-%m-%d}&zone=UTC": [one, two],
    }.items():
        assert found(client, query) == [change.pk for change in expected], query


def test_what_was_left_pending_is_found_as_unknown(member_client: MemberClient, workspace: Workspace) -> None:
    fresh = make_change(workspace, minutes_ago=0, outcome=Outcome.PENDING, closed_at=None)
    stale = make_change(workspace, minutes_ago=2, outcome=Outcome.PENDING, closed_at=None)
    unknown = make_change(workspace, minutes_ago=3, outcome=Outcome.UNKNOWN)
    client = member_client(Role.VIEWER)
    assert found(client, "?outcome=unknown") == [stale.pk, unknown.pk]
    assert found(client, "?outcome=pending") == [fresh.pk]
    words = htmx.words(client.get(f"{LIST}?outcome=unknown").content.decode())
    assert words.count("Mara Köhler tried to change the join window") == 2


@pytest.mark.parametrize(
    "query",
    [
        "?person=999",
        "?person=x",
        "?action=explode",
        "?kind=x",
        "?outcome=x",
        "?zone=Nowhere/City",
        "?since=yesterday-ish",
        "?since=2026-03-29T02:30&zone=Europe/Berlin",
        "?since=2026-11-12&until=2026-11-10",
        "?period=x&since=9999999",
        "?object=%00&since=%F0%9F%98%80",
    ],
)
def test_a_filter_that_makes_no_sense_never_fails(
    member_client: MemberClient, workspace: Workspace, query: str
) -> None:
    make_change(workspace)
    response = member_client(Role.VIEWER).get(LIST + query)
    assert response.status_code == 200
    state = response.context["state"]
    assert state.filter.has_errors or query.startswith("?object")


def test_the_links_of_a_period_keep_the_rest_of_the_filter(
    member_client: MemberClient, workspace: Workspace
) -> None:
    make_change(workspace)
    page = member_client(Role.VIEWER).get(f"{LIST}?action=update&period=today").content.decode()
    assert "action=update&period=yesterday&zone=Europe%2FBerlin" in html.unescape(
        htmx.link(page, "Yesterday")["href"]
    )
    assert htmx.link(page, "Any time")["href"] == f"{LIST}?action=update"
    assert htmx.link(page, "Remove: Action Changed")["href"].startswith(f"{LIST}?period=today")


def test_the_history_of_one_object_names_it(member_client: MemberClient, workspace: Workspace) -> None:
    make_change(workspace)
    words = htmx.words(member_client(Role.VIEWER).get(f"{LIST}?object={OBJECT_ID}").content.decode())
    assert "Object All hands" in words


def test_a_change_of_a_run_leads_to_the_run(
    member_client: MemberClient, workspace: Workspace, person: User
) -> None:
    run = BulkRun.objects.create(workspace=workspace, person=person, kind=CONFERENCE, total=1)
    change = make_change(workspace, run=run)
    page = member_client(Role.VIEWER).get(f"{LIST}{change.pk}/").content.decode()
    assert htmx.link(page, f"Bulk change {run.pk}")["href"] == f"/w/nordhafen-events/bulk/{run.pk}/"


def test_an_empty_history_and_one_where_nothing_fits_are_told_apart(
    member_client: MemberClient, workspace: Workspace
) -> None:
    client = member_client(Role.VIEWER)
    page = client.get(LIST).content.decode()
    assert "No changes yet" in page
    assert htmx.link(page, "Go to conferences")["href"] == "/w/nordhafen-events/conferences/"
    nothing = client.get(LIST, {"action": "update"}).content.decode()
    assert htmx.link(nothing, "Clear the filter")["href"] == LIST
    make_change(workspace)
    assert "No matching changes" in client.get(f"{LIST}?action=delete").content.decode()


def test_other_workspaces_histories_are_not_to_be_seen(
    member_client: MemberClient, workspace: Workspace, make_workspace: MakeWorkspace
) -> None:
    strange = make_change(make_workspace("Elsewhere"), person_name="Zoe")
    client = member_client(Role.EDITOR)
    assert found(client) == []
    assert "Zoe" not in client.get(LIST).content.decode()
    for address in (f"{LIST}{strange.pk}/", f"{LIST}{strange.pk}/restore/"):
        assert client.get(address).status_code == 404
    assert member_client(None).get(LIST).status_code == 404


def test_a_text_of_someone_cannot_bring_markup(member_client: MemberClient, workspace: Workspace) -> None:
    evil = "<script>alert(1)</script>"
    change = make_change(
        workspace,
        person_name=evil,
        object_title=evil,
        why=evil,
        sentence=evil,
        before={"display_name": evil},
        after={"display_name": evil + "!"},
        fields=["display_name"],
        outcome=Outcome.FAILED,
    )
    client = member_client(Role.VIEWER)
    for address in (LIST, f"{LIST}{change.pk}/"):
        assert evil not in client.get(address).content.decode()


def test_one_change_shows_every_field_before_and_after(
    member_client: MemberClient, workspace: Workspace
) -> None:
    change = make_change(workspace, why="Late", upstream_request_id="up-1")
    words = htmx.words(member_client(Role.VIEWER).get(f"{LIST}{change.pk}/").content.decode())
    assert "Closes Thu 12 Nov 2026, 10:30 09:30 UTC Thu 12 Nov 2026, 11:00 10:00 UTC" in words
    assert "5 unchanged fields" in words
    assert "up-1" in words
    assert "our-request-1" in words
    assert "Restore these values" not in words


@pytest.mark.parametrize(
    ("role", "values", "is_offered"),
    [
        (Role.EDITOR, {}, True),
        (Role.VIEWER, {}, False),
        (Role.EDITOR, {"outcome": Outcome.UNKNOWN}, True),
        (Role.EDITOR, {"outcome": Outcome.REFUSED}, False),
        (Role.EDITOR, {"action": Action.CREATE, "before": None}, False),
        (Role.EDITOR, {"action": Action.DELETE, "after": None, "fields": []}, False),
        (Role.EDITOR, {"action": Action.REVEAL_TOKEN, "before": None, "after": None, "fields": []}, False),
        (Role.EDITOR, {"before": {"join_until": "vpt_[hidden]"}}, False),
    ],
)
def test_restoring_is_offered_where_there_is_something_to_restore(
    member_client: MemberClient, workspace: Workspace, role: Role, values: dict[str, Any], is_offered: bool
) -> None:
    change = make_change(workspace, **values)
    page = member_client(role).get(f"{LIST}{change.pk}/").content.decode()
    assert ("Restore these values" in page) is is_offered


def test_an_unknown_outcome_says_what_to_do(member_client: MemberClient, workspace: Workspace) -> None:
    change = make_change(workspace, outcome=Outcome.PENDING, closed_at=None)
    words = htmx.words(member_client(Role.VIEWER).get(f"{LIST}{change.pk}/").content.decode())
    assert "Unknown, check. It may have been carried out. Check the object" in words
    assert "Requested" in words


def test_the_page_of_an_object_shows_its_last_five_changes_with_one_query(
    member_client: MemberClient, workspace: Workspace, upstream: responses.RequestsMock
) -> None:
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}", json=conference())
    for number in range(7):
        make_change(workspace, object_id=CONFERENCE_ID, minutes_ago=number, why=f"Reason {number}.")
    make_change(workspace, object_id=uuid.uuid4(), why="Another object")
    page = member_client(Role.VIEWER).get(f"/w/nordhafen-events/conferences/{CONFERENCE_ID}/")
    card = htmx.words(page.content.decode())
    assert "Reason 4." in card
    assert "Reason 5." not in card
    assert "Another object" not in card
    assert htmx.link(page.content.decode(), "All 7")["href"] == f"{LIST}?object={CONFERENCE_ID}"


def test_an_object_without_changes_says_so(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}", json=conference())
    page = member_client(Role.VIEWER).get(f"/w/nordhafen-events/conferences/{CONFERENCE_ID}/")
    assert "No changes through this dashboard yet" in page.content.decode()


@pytest.mark.parametrize("path", ["", "1/", "export/"])
def test_reading_takes_no_post(member_client: MemberClient, path: str) -> None:
    assert member_client(Role.EDITOR).post(LIST + path).status_code == 405


def test_a_page_of_many_changes_costs_few_queries(
    member_client: MemberClient, workspace: Workspace, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        make_change(workspace, minutes_ago=number)
    client = member_client(Role.VIEWER)
    with django_assert_max_num_queries(8):
        assert len(found(client)) == 50
