"""Changing many objects at once, from the boxes in a list to the page of the results."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import responses
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from conferences.models import BulkItem, BulkRun, ItemState, Membership, Phase, Role, StopReason, Workspace
from conferences.models.bulk import STALE_AFTER
from conferences.sandbox import Sandbox
from conferences.signalwire.kinds import ROOM
from tests import htmx
from tests.bulk import RUNS, newest, page
from tests.conftest import BASE, MakeWorkspace, MemberClient, sandbox_of
from tests.payloads import conference, listing, numbered, room

LIST = "/w/nordhafen-events/conferences/"
CREATE = f"{LIST}bulk/"
SHIFT = {"action": "shift", "direction": "later", "days": "1", "zone": "Europe/Berlin"}


@pytest.fixture
def sandbox(
    real_loopback: responses.RequestsMock, settings: Settings, workspace: Workspace
) -> Iterator[Sandbox]:
    """Three conferences and two rooms, at which the workspace points."""
    with sandbox_of(workspace, settings, conferences=3, rooms=2) as sandbox:
        yield sandbox


@pytest.fixture
def editor(member_client: MemberClient) -> Client:
    return member_client(Role.EDITOR)


def ids(sandbox: Sandbox) -> list[str]:
    return [row["id"] for row in sandbox.store.conferences.newest_first()]


def post(client: Client, run: BulkRun, step: str, **data: Any) -> Any:
    if step == "start":
        # As the page of the run has it at this moment.
        hidden = [box for box in htmx.tags(page(client, run), "input") if box.get("name") == "dry_run"]
        data = {"dry_run": hidden[0]["value"], **data} if hidden else data
    return client.post(f"{RUNS}{run.pk}/{step}/", data)


def selected(client: Client, chosen: list[str]) -> BulkRun:
    client.post(CREATE, {"id": chosen})
    return newest()


def fetched(run: BulkRun) -> BulkRun:
    return BulkRun.objects.get(pk=run.pk)


def test_every_row_of_a_list_has_a_box_that_belongs_to_the_bulk_form(
    upstream: responses.RequestsMock, editor: Client
) -> None:
    upstream.get(f"{BASE}/conferences", json=listing(conference(), {"id": numbered(7), "join_from": 5}))
    text = editor.get(LIST).content.decode()
    rows = [box for box in htmx.tags(text, "input") if box.get("name") == "id"]
    assert [box["form"] for box in rows] == ["bulk-form", "bulk-form"]
    assert rows[1]["value"] == numbered(7)
    assert all(box["aria-label"].startswith("Select ") for box in rows)
    form = next(form for form in htmx.tags(text, "form") if form.get("id") == "bulk-form")
    assert (form["method"], form["action"]) == ("post", CREATE)


def test_a_viewer_sees_no_boxes(upstream: responses.RequestsMock, member_client: MemberClient) -> None:
    for kind, record in (("conferences", conference()), ("rooms", room())):
        upstream.get(f"{BASE}/{kind}", json=listing(record))
        text = member_client(Role.VIEWER).get(f"/w/nordhafen-events/{kind}/").content.decode()
        assert "bulk-form" not in text
        assert "data-selection" not in text


def test_ticked_rows_are_frozen_with_those_of_other_pages_each_once(sandbox: Sandbox, editor: Client) -> None:
    first, second, third = ids(sandbox)
    response = editor.post(CREATE, {"id": [first, second], "more": f"{third} {first}", "action": "flag"})
    run = newest()
    assert response.headers["Location"] == f"{RUNS}{run.pk}/?action=flag"
    assert [str(item.object_id) for item in run.items.all()] == [first, second, third]
    assert [request.method for request in sandbox.requests] == ["GET"]
    checked = re.findall(r'value="flag"[^>]*checked', page(editor, run, "?action=flag"))
    assert len(checked) == 1


def test_the_choosing_step_names_what_was_ticked_without_script(sandbox: Sandbox, editor: Client) -> None:
    text = editor.get(LIST, {"page_size": "25"}).content.decode()
    form = text.split('id="bulk-form"')[1].split("</form>")[0]
    hidden = {box["name"]: box["value"] for box in htmx.tags(form, "input") if box["type"] == "hidden"}
    assert hidden["page_size"] == "25"
    sandbox.store.conferences.change(ids(sandbox)[0], lambda row: {**row, "display_name": "<b>All hands</b>"})
    editor.post(CREATE, {**hidden, "id": ids(sandbox)[:2]})
    found = page(editor, newest())
    assert "&lt;b&gt;All hands&lt;/b&gt;" in found
    assert "The dry run reads the name" not in found


def test_names_are_read_on_the_page_of_the_list_where_they_were_ticked(
    upstream: responses.RequestsMock, editor: Client
) -> None:
    upstream.get(f"{BASE}/conferences", json=listing(conference(display_name="On page two")))
    place = {"page_token": "PA9", "page_number": "1", "window": "closed", "zone": "UTC"}
    editor.post(CREATE, {**place, "id": conference()["id"]})
    assert "page_token=PA9" in str(upstream.calls[0].request.url)
    assert "ends_before=" in str(upstream.calls[0].request.url)
    assert len(upstream.calls) == 1
    assert "On page two" in page(editor, newest())


def test_ten_thousand_ids_are_taken_and_their_page_stays_small(editor: Client, workspace: Workspace) -> None:
    many = " ".join(str(uuid.UUID(int=number)) for number in range(10_001))
    assert editor.post(CREATE, {"more": many}).status_code == 302
    run = newest()
    assert (run.total, run.is_cut_short) == (10_000, True)
    text = page(editor, run, "?page=3")
    assert text.count("<tr") == 101
    assert "Page 3 of 100, 10000 in all" in htmx.words(text)
    assert len(text) < 150_000
    assert "within a minute. Start another one" in htmx.words(text)


@pytest.mark.parametrize("data", [{}, {"id": "no-id"}, {"more": "x" * 700_000}, {"id": "../../rooms"}])
def test_a_selection_that_says_nothing_leads_back_to_the_list(
    upstream: responses.RequestsMock, editor: Client, data: dict[str, str]
) -> None:
    upstream.get(f"{BASE}/conferences", json=listing(conference()))
    response = editor.post(CREATE, {**data, "next": f"{LIST}?page_size=25"}, follow=True)
    assert response.redirect_chain == [(f"{LIST}?page_size=25", 302)]
    assert 'role="alert"' in response.content.decode()
    assert BulkRun.objects.count() == 0


def test_everything_that_matches_the_filter_is_asked_for_a_thousand_at_a_time(
    upstream: responses.RequestsMock, editor: Client
) -> None:
    upstream.get(f"{BASE}/conferences", json=listing(conference(), conference(id=numbered(2))))
    editor.post(CREATE, {"all": "yes", "starts_after": "2026-11-12T09:00", "zone": "Europe/Berlin"})
    address = str(upstream.calls[0].request.url)
    assert "page_size=1000" in address
    assert "starts_after=2026-11-12T08%3A00%3A00Z" in address
    run = newest()
    assert run.total == 2
    assert run.selection == "All conferences opening on or after Thu 12 Nov 2026, 09:00 (Europe/Berlin)"
    assert run.items.filter(name="").count() == 0


def test_records_without_a_readable_id_are_said_to_be_left_out(
    upstream: responses.RequestsMock, editor: Client
) -> None:
    upstream.get(f"{BASE}/conferences", json=listing(conference(), {"id": 7}, {"name": "lost"}))
    editor.post(CREATE, {"all": "yes"})
    run = newest()
    assert run.total == 1
    assert run.selection == "All conferences, except 2 that cannot be read"


def test_nothing_is_frozen_where_the_list_cannot_be_read_to_its_end(
    upstream: responses.RequestsMock, editor: Client
) -> None:
    upstream.get(f"{BASE}/conferences", status=500)
    assert editor.post(CREATE, {"all": "yes"}).status_code == 502
    assert BulkRun.objects.count() == 0


def test_a_shift_goes_from_the_boxes_to_the_results_without_script(sandbox: Sandbox, editor: Client) -> None:
    run = selected(editor, ids(sandbox))
    sandbox.requests.clear()
    assert post(editor, run, "choose", **SHIFT).status_code == 302
    assert fetched(run).phase == Phase.CHECKED
    assert [request.method for request in sandbox.requests] == ["GET"] * 3
    text = htmx.words(page(editor, run))
    ready = run.items.filter(state=ItemState.READY).count()
    assert f"{ready} of 3 will change" in text
    assert "Will change" in text
    response = post(editor, run, "start")
    assert response.headers["Location"] == f"{RUNS}{run.pk}/?started=yes"
    assert fetched(run).phase == Phase.FINISHED
    assert f"All {ready} changed" in htmx.words(page(editor, run))


def test_deleting_asks_for_the_number_to_be_typed(sandbox: Sandbox, editor: Client) -> None:
    run = selected(editor, ids(sandbox)[:2])
    post(editor, run, "choose", action="delete")
    for typed in ("", "3", "two"):
        response = post(editor, run, "start", count=typed)
        assert response.status_code == 422
        assert 'aria-invalid="true"' in response.content.decode()
    assert len(ids(sandbox)) == 3
    assert post(editor, run, "start", count=" 2 ").status_code == 302
    assert len(ids(sandbox)) == 1


def test_what_lacks_a_display_name_leads_to_its_form(sandbox: Sandbox, editor: Client) -> None:
    chosen = ids(sandbox)[:2]
    sandbox.store.conferences.change(chosen[0], lambda row: {**row, "display_name": None})
    run = selected(editor, chosen)
    post(editor, run, "choose", action="flag", field="enable_chat", value="off")
    shown = editor.get(f"{RUNS}{run.pk}/").content.decode()
    assert "SignalWire requires a display name with every save" in htmx.words(shown)
    assert shown.count(f"/conferences/{chosen[0]}/edit/") == 1
    assert f"/conferences/{chosen[1]}/edit/" not in shown


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "action"),
        ({"action": "explode"}, "action"),
        ({"action": "shift", "zone": "Europe/Berlin"}, "days"),
        ({"action": "shift", "zone": "Europe/Berlin", "days": "-1"}, "days"),
        ({"action": "shift", "zone": "Europe/Berlin", "days": "99999999999999999999"}, "days"),
        ({"action": "shift", "zone": "Mars/Base", "days": "1"}, "zone"),
        ({"action": "shift", "days": "1"}, "zone"),
        ({"action": "flag", "value": "on"}, "field"),
        ({"action": "flag", "field": "display_name", "value": "on"}, "field"),
        ({"action": "flag", "field": "enable_chat", "value": "maybe"}, "value"),
        ({"action": "delete", "why": "x" * 201}, "why"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_at_its_field(
    editor: Client, data: dict[str, str], field: str
) -> None:
    run = selected(editor, [numbered(1)])
    response = post(editor, run, "choose", **{"why": "kept", **data})
    assert response.status_code == 422
    text = response.content.decode()
    assert f'id="id_{field}_error"' in text
    assert data.get("why", "kept") in text
    assert fetched(run).phase == Phase.CHOOSING


def test_a_room_is_not_asked_about_the_switches_of_a_conference(editor: Client) -> None:
    editor.post("/w/nordhafen-events/rooms/bulk/", {"id": numbered(1)})
    run = newest()
    assert run.kind == ROOM
    text = page(editor, run)
    assert "sync_audio_video" in text
    assert "enable_chat" not in text
    assert post(editor, run, "choose", action="flag", field="enable_chat", value="on").status_code == 422


def test_what_failed_stays_ticked_and_is_tried_again(sandbox: Sandbox, editor: Client) -> None:
    sandbox.faults.add("422", method="PUT", times=1, attribute="enable_chat", message="is not for you")
    run = selected(editor, ids(sandbox))
    for row in ids(sandbox):
        sandbox.store.conferences.change(row, lambda one: {**one, "enable_chat": True, "display_name": "A"})
    post(editor, run, "choose", action="flag", field="enable_chat", value="off")
    post(editor, run, "start")
    text = page(editor, run)
    assert "not for you" in text
    ticked = [box for box in htmx.tags(text, "input") if box.get("name") == "item"]
    assert len(ticked) == 1
    assert "checked" in ticked[0]
    post(editor, run, "retry", item=ticked[0]["value"])
    again = newest()
    assert (again.pk != run.pk, again.phase, again.total) == (True, Phase.CHECKED, 1)
    post(editor, again, "start")
    assert {row["enable_chat"] for row in sandbox.store.conferences.newest_first()} == {False}
    assert "data-poll" not in page(editor, again)


@pytest.mark.parametrize("data", [{}, {"item": "no number"}, {"item": "999999"}])
def test_trying_nothing_again_says_so(editor: Client, data: dict[str, str]) -> None:
    run = selected(editor, [numbered(1)])
    BulkRun.objects.update(phase=Phase.FINISHED)
    response = editor.post(f"{RUNS}{run.pk}/retry/", data, follow=True)
    assert "Nothing that can be retried" in response.content.decode()
    assert BulkRun.objects.count() == 1


@pytest.fixture
def working(editor: Client) -> BulkRun:
    """A run that some other server works on."""
    run = selected(editor, [numbered(1), numbered(2)])
    run.items.filter(position=1).update(state=ItemState.IN_PROGRESS)
    run.items.filter(position=2).update(state=ItemState.READY)
    BulkRun.objects.update(
        phase=Phase.RUNNING,
        action="flag",
        parameters={"field": "enable_chat", "value": False},
        claim="another-server",
        heartbeat_at=timezone.now(),
    )
    return fetched(run)


def test_progress_refreshes_itself_and_the_part_is_a_slice_of_the_page(
    editor: Client, working: BulkRun
) -> None:
    text = page(editor, working)
    live = htmx.tags(htmx.element(text, "bulk-live"), "section")[0]
    assert (live["hx-trigger"], live["hx-get"]) == ("every 2s, poll", f"{RUNS}{working.pk}/?page=1")
    assert '<noscript><meta http-equiv="refresh"' in text
    assert "<progress" in text
    response = htmx.swap(editor, live["hx-get"], "bulk-live")
    assert set(response.headers["Vary"].split(", ")) >= {"HX-Request", "HX-Target"}
    back = editor.get(
        live["hx-get"], headers=htmx.headers("bulk-live", **{"HX-History-Restore-Request": "true"})
    )
    assert b"<!doctype html>" in back.content


def test_when_the_work_has_ended_the_page_is_asked_for_anew(editor: Client, working: BulkRun) -> None:
    BulkRun.objects.update(phase=Phase.FINISHED, claim="")
    response = editor.get(f"{RUNS}{working.pk}/", headers=htmx.headers("bulk-live"))
    assert (response.status_code, response.headers["HX-Refresh"]) == (204, "true")


def test_a_process_that_died_is_told_from_any_server(editor: Client, working: BulkRun) -> None:
    BulkRun.objects.update(heartbeat_at=timezone.now() - STALE_AFTER - timedelta(seconds=1))
    text = htmx.words(page(editor, working))
    assert "The server process that worked on this has stopped." in text
    assert "Unknown, check" in text
    assert "Not started" in text
    assert "Continue" in text
    assert "Stopped" in htmx.words(editor.get(RUNS).content.decode())


@pytest.mark.parametrize(
    ("phase", "title"), [(Phase.RUNNING, "Stopped"), (Phase.CHECKING, "Dry run stopped")]
)
def test_a_stopped_bulk_change_has_no_heading_that_says_it_runs(
    editor: Client, working: BulkRun, phase: Phase, title: str
) -> None:
    BulkRun.objects.update(phase=phase, claim="", halt=StopReason.PERSON, halt_sentence="It was stopped.")
    text = page(editor, working)
    assert f'<h2 id="objects-title">{title}</h2>' in text
    assert "Running" not in htmx.words(text)


def test_a_late_heartbeat_is_looked_at_again_sooner(editor: Client, working: BulkRun) -> None:
    BulkRun.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=2))
    text = page(editor, working)
    assert htmx.tags(htmx.element(text, "bulk-live"), "section")[0]["hx-trigger"] == "every 1s, poll"


def test_stop_is_asked_for_and_shown(editor: Client, working: BulkRun) -> None:
    post(editor, working, "stop")
    assert fetched(working).halt == StopReason.PERSON
    assert "Stopping" in page(editor, working)
    response = editor.post(f"{RUNS}{working.pk}/resume/", follow=True)
    assert "already running" in response.content.decode()


def test_a_pause_is_shown_with_its_end(editor: Client, working: BulkRun) -> None:
    BulkRun.objects.update(paused_until=timezone.now() + timedelta(minutes=1))
    assert "SignalWire’s rate limit was reached; continues" in page(editor, working)


def test_go_on_finishes_what_was_stopped(sandbox: Sandbox, editor: Client) -> None:
    run = selected(editor, ids(sandbox))
    BulkRun.objects.update(
        phase=Phase.CHECKING,
        action="delete",
        halt=StopReason.PERSON,
        halt_sentence="It was stopped.",
        heartbeat_at=timezone.now(),
    )
    assert "It was stopped." in page(editor, run)
    post(editor, run, "resume")
    assert fetched(run).phase == Phase.CHECKED


def test_two_tabs_start_a_run_once(sandbox: Sandbox, editor: Client) -> None:
    run = selected(editor, ids(sandbox)[:1])
    post(editor, run, "choose", action="delete")
    assert post(editor, run, "start", count="1").status_code == 302
    response = editor.post(f"{RUNS}{run.pk}/start/", {"count": "1"}, follow=True)
    assert "already started" in response.content.decode()
    assert [request.method for request in sandbox.requests].count("DELETE") == 1


def test_a_page_confirms_only_the_dry_run_that_it_shows(sandbox: Sandbox, editor: Client) -> None:
    run = selected(editor, ids(sandbox)[:1])
    post(editor, run, "choose", action="shift", days="1", zone="UTC")
    assert page(editor, run).count('name="dry_run"') == 1
    shown = re.search(r'name="dry_run" value="([^"]+)"', page(editor, run))
    assert shown is not None
    # In another tab someone chooses something else for the same objects.
    post(editor, run, "choose", action="shift", direction="earlier", days="300", zone="UTC")
    response = editor.post(f"{RUNS}{run.pk}/start/", {"dry_run": shown[1]}, follow=True)
    assert "Someone has changed this bulk change" in htmx.words(response.content.decode())
    assert [request.method for request in sandbox.requests if request.method != "GET"] == []
    # The page that came back shows what is chosen now, and can be confirmed.
    post(editor, run, "start")
    assert fetched(run).phase == Phase.FINISHED


def test_rows_can_be_shown_by_their_state(editor: Client) -> None:
    run = selected(editor, [numbered(1), numbered(2)])
    run.items.filter(position=1).update(state=ItemState.BLOCKED, title="<b>One</b>", sentence="Because & why")
    text = page(editor, run, "?show=blocked")
    assert text.count('scope="row"') == 1
    assert "&lt;b&gt;One&lt;/b&gt;" in text
    assert "Because &amp; why" in text
    assert page(editor, run, "?show=nonsense&page=-4").count('scope="row"') == 2


STEPS = ("", "choose/", "start/", "stop/", "resume/", "retry/")


@pytest.mark.parametrize("step", STEPS)
def test_a_run_belongs_to_its_workspace(editor: Client, make_workspace: MakeWorkspace, step: str) -> None:
    run = selected(editor, [numbered(1)])
    other = make_workspace("Elsewhere")
    Membership.objects.create(workspace=other, user_id=editor.session["_auth_user_id"], role=Role.ADMIN)
    method = editor.post if step else editor.get
    assert method(f"/w/{other.slug}/bulk/{run.pk}/{step}").status_code == 404


@pytest.mark.parametrize("step", STEPS)
def test_viewers_may_not_and_strangers_see_nothing(
    member_client: MemberClient, editor: Client, step: str
) -> None:
    run = selected(editor, [numbered(1)])
    for role, status in ((Role.VIEWER, 403), (None, 404)):
        client = member_client(role)
        method = client.post if step else client.get
        assert method(f"{RUNS}{run.pk}/{step}").status_code == status
        assert client.get(RUNS).status_code == status
        assert client.post(CREATE, {"id": numbered(1)}).status_code == status
    assert BulkItem.objects.count() == 1


@pytest.mark.parametrize("step", STEPS[1:])
def test_steps_are_posted_and_only_posted(editor: Client, step: str) -> None:
    run = selected(editor, [numbered(1)])
    assert editor.get(f"{RUNS}{run.pk}/{step}").status_code == 405
    assert editor.post(f"{RUNS}{run.pk}/").status_code == 405
    assert editor.get(CREATE).status_code == 405
    assert editor.post(f"{RUNS}{10**30}/{step}").status_code == 404


def test_the_list_of_runs_names_what_and_who(editor: Client, working: BulkRun) -> None:
    text = htmx.words(editor.get(RUNS).content.decode())
    assert "Chat: off" in text
    assert working.person_name in text
    assert "2 conferences" in text
    BulkRun.objects.all().delete()
    assert "No bulk changes yet" in editor.get(RUNS).content.decode()
