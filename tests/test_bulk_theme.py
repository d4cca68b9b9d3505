"""Giving many conferences a theme, from the button in the list to the results, and taking a run back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from conferences.models import (
    Actor,
    BulkAction,
    BulkRun,
    ItemState,
    Phase,
    Role,
    StopReason,
    ThemePreset,
    Workspace,
)
from conferences.sandbox import Sandbox
from conferences.services import themes
from conferences.theme.constants import NAMES
from tests import htmx
from tests.bulk import RUNS, newest, page
from tests.conftest import MakeWorkspace, MemberClient, sandbox_of
from tests.payloads import numbered

CREATE = "/w/nordhafen-events/conferences/bulk/"
BRAND = {name: f"#0A1B{number:02X}" for number, name in enumerate(NAMES)}
HOSTILE = 'red; background:url(//x)"><script>'


@pytest.fixture
def sandbox(
    real_loopback: responses.RequestsMock, settings: Settings, workspace: Workspace
) -> Iterator[Sandbox]:
    """Three conferences with one and the same theme, at which the workspace points."""
    with sandbox_of(workspace, settings, conferences=3, rooms=0) as sandbox:
        for row in sandbox.store.conferences.newest_first():
            change(sandbox, row["id"], display_name="Made", **dict.fromkeys(NAMES, "#123456"))
        yield sandbox


@pytest.fixture
def editor(member_client: MemberClient) -> Client:
    return member_client(Role.EDITOR)


@pytest.fixture
def preset(workspace: Workspace, person: User) -> str:
    """The value of the preset *Brand* in the form."""
    actor = Actor(workspace, person, "request-of-a-test")
    return str(themes.create_preset(actor, name="Brand <b>", colours=BRAND, is_default=True).pk)


def change(sandbox: Sandbox, identifier: str, **fields: Any) -> None:
    sandbox.store.conferences.change(identifier, lambda row: {**row, **fields})


def rows(sandbox: Sandbox) -> list[dict[str, Any]]:
    return sandbox.store.conferences.newest_first()


def colours(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in NAMES}


def selected(client: Client, chosen: list[str], **data: str) -> BulkRun:
    client.post(CREATE, {"id": chosen, **data})
    return newest()


def checked(client: Client, run: BulkRun, theme: str) -> BulkRun:
    response = client.post(f"{RUNS}{run.pk}/choose/", {"action": "theme", "theme": theme})
    assert response.status_code == 302
    run.refresh_from_db()
    return run


def started(client: Client, run: BulkRun) -> BulkRun:
    hidden = [box for box in htmx.tags(page(client, run), "input") if box.get("name") == "dry_run"]
    client.post(f"{RUNS}{run.pk}/start/", {"dry_run": hidden[0]["value"]})
    run.refresh_from_db()
    return run


def applied(client: Client, sandbox: Sandbox, theme: str) -> BulkRun:
    return started(client, checked(client, selected(client, [row["id"] for row in rows(sandbox)]), theme))


def test_each_preset_and_signalwires_own_colours_are_offered_with_their_swatches(
    editor: Client, preset: str
) -> None:
    run = selected(editor, [numbered(1)], action="theme")
    text = page(editor, run, "?action=theme")
    boxes = [box for box in htmx.tags(text, "input") if box.get("name") == "theme"]
    assert [box["value"] for box in boxes] == [preset, "signalwire"]
    assert "Brand &lt;b&gt;" in text
    assert text.count('class="swatch"') == 4
    assert f'fill="{BRAND["light_background"]}"' in text
    action = [box for box in htmx.tags(text, "input") if box.get("name") == "action" and "checked" in box]
    assert [box["value"] for box in action] == ["theme"]


def test_rooms_have_no_theme(editor: Client, preset: str) -> None:
    editor.post("/w/nordhafen-events/rooms/bulk/", {"id": numbered(1), "action": "theme"})
    run = newest()
    assert 'name="theme"' not in page(editor, run, "?action=theme")
    response = editor.post(f"{RUNS}{run.pk}/choose/", {"action": "theme", "theme": preset})
    assert response.status_code == 422
    assert BulkRun.objects.get().phase == Phase.CHOOSING


@pytest.mark.parametrize("theme", ["", "0", "nonsense", "999999"])
def test_a_theme_that_is_none_of_those_offered_is_refused_at_its_field(
    editor: Client, preset: str, theme: str
) -> None:
    run = selected(editor, [numbered(1)])
    response = editor.post(f"{RUNS}{run.pk}/choose/", {"action": "theme", "theme": theme})
    assert response.status_code == 422
    assert 'id="id_theme_error"' in response.content.decode()


def test_the_preset_of_another_workspace_is_none_of_those_offered(
    editor: Client, make_workspace: MakeWorkspace, person: User
) -> None:
    actor = Actor(make_workspace("Elsewhere"), person, "request-of-a-test")
    other = themes.create_preset(actor, name="Theirs", colours=BRAND)
    run = selected(editor, [numbered(1)])
    assert "Theirs" not in page(editor, run)
    response = editor.post(f"{RUNS}{run.pk}/choose/", {"action": "theme", "theme": str(other.pk)})
    assert response.status_code == 422


def test_the_dry_run_shows_both_themes_with_their_contrast(
    sandbox: Sandbox, editor: Client, preset: str
) -> None:
    change(sandbox, rows(sandbox)[0]["id"], **BRAND)
    run = checked(editor, selected(editor, [row["id"] for row in rows(sandbox)]), preset)
    assert run.parameters == {"preset": "Brand <b>", "colours": BRAND}
    text = page(editor, run, "?show=ready")
    table = htmx.element(text, "bulk-live")
    assert table.count('class="swatch"') == 2 * 4
    assert "18 of 22 low contrast" in htmx.words(table)
    assert "2 of 3 will change" in htmx.words(text)
    assert "Theme “Brand &lt;b&gt;”" in text
    nothing = page(editor, run, "?show=nothing")
    assert "It already has this theme." in nothing
    assert htmx.element(nothing, "bulk-live").count('class="swatch"') == 2


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ({"action": "theme", "theme": "signalwire"}, "People inside see the change when they rejoin."),
        ({"action": "shift", "direction": "later", "days": "1", "zone": "UTC"}, "People inside stay."),
        ({"action": "delete"}, "SignalWire decides whether people inside are disconnected."),
    ],
)
def test_before_the_start_it_is_said_what_people_inside_notice(
    sandbox: Sandbox, editor: Client, choice: dict[str, str], words: str
) -> None:
    for row in rows(sandbox):
        change(sandbox, row["id"], join_from="2026-11-12T08:00:00Z", join_until="2026-11-12T09:00:00Z")
    run = selected(editor, [row["id"] for row in rows(sandbox)])
    assert editor.post(f"{RUNS}{run.pk}/choose/", choice).status_code == 302
    run.items.update(is_live=False)
    assert "a live session" not in htmx.words(page(editor, run))
    run.items.filter(pk=run.items.all()[0].pk).update(is_live=True)
    assert f"1 of them has a live session. {words}" in htmx.words(page(editor, run))


def test_stored_values_that_are_no_colour_are_shown_as_text_and_never_drawn(
    sandbox: Sandbox, editor: Client, preset: str
) -> None:
    first = rows(sandbox)[0]["id"]
    change(sandbox, first, light_primary=HOSTILE, dark_primary=None)
    run = started(editor, checked(editor, selected(editor, [first]), preset))
    text = page(editor, run)
    assert HOSTILE not in text
    assert "<code>red; background:url(//x)&quot;&gt;&lt;script&gt;</code>" in text
    assert "dark primary: not set" in htmx.words(text)
    assert "url(//x)" not in "".join(svg.get("fill", "") for svg in htmx.tags(text, "rect"))
    assert colours(rows(sandbox)[0]) == BRAND


def test_what_was_chosen_stays_what_it_was_when_the_preset_changes(
    sandbox: Sandbox, editor: Client, preset: str
) -> None:
    run = checked(editor, selected(editor, [rows(sandbox)[0]["id"]]), preset)
    ThemePreset.objects.update(name="Another", colours=dict.fromkeys(NAMES, "#FFFFFF"))
    text = page(editor, run)
    assert not [box for box in htmx.tags(text, "input") if box.get("name") == "theme" and "checked" in box]
    started(editor, run)
    assert colours(rows(sandbox)[0]) == BRAND
    assert "Theme “Brand &lt;b&gt;”" in page(editor, run)


def test_signalwires_defaults_can_be_given_back(sandbox: Sandbox, editor: Client) -> None:
    applied(editor, sandbox, "signalwire")
    assert {row["dark_primary"] for row in rows(sandbox)} == {"#044EF4"}


def test_one_button_takes_a_run_back_and_both_lead_to_each_other(
    sandbox: Sandbox, editor: Client, preset: str
) -> None:
    run = applied(editor, sandbox, preset)
    assert [form["action"] for form in htmx.tags(page(editor, run), "form") if "undo" in form["action"]] == [
        f"{RUNS}{run.pk}/undo/"
    ]
    change(sandbox, rows(sandbox)[0]["id"], light_primary="#FFFFFF")
    response = editor.post(f"{RUNS}{run.pk}/undo/")
    undoing = newest()
    assert response.headers["Location"] == f"{RUNS}{undoing.pk}/"
    assert (undoing.undoes, undoing.phase) == (run, Phase.FINISHED)
    assert colours(rows(sandbox)[0]) == {**BRAND, "light_primary": "#FFFFFF"}
    assert [colours(row) for row in rows(sandbox)[1:]] == [dict.fromkeys(NAMES, "#123456")] * 2
    text = htmx.words(page(editor, undoing))
    assert f"Undo of bulk change {run.pk}: Theme “Brand" in text
    assert "3 processed, 1 needs attention" in text
    assert "Changed in the meantime, left alone" in text
    assert f'href="{RUNS}{run.pk}/"' in page(editor, undoing)
    assert f'href="{RUNS}{undoing.pk}/"' in page(editor, run)
    assert "This was undone by" in page(editor, run)
    listed = editor.get(RUNS).content.decode()
    assert f"Undone by bulk change {undoing.pk}" in htmx.words(listed)
    assert f"Undoes bulk change {run.pk}" in htmx.words(listed)
    # The undo can be undone from the list, the run not a second time.
    undo = [form["action"] for form in htmx.tags(listed, "form") if "undo" in form.get("action", "")]
    assert undo == [f"{RUNS}{undoing.pk}/undo/"]


def test_two_tabs_undo_a_run_once(sandbox: Sandbox, editor: Client, preset: str) -> None:
    run = applied(editor, sandbox, preset)
    editor.post(f"{RUNS}{run.pk}/undo/")
    undoing = newest()
    response = editor.post(f"{RUNS}{run.pk}/undo/", follow=True)
    assert response.redirect_chain[-1][0] == f"{RUNS}{undoing.pk}/"
    assert "was already undone" in response.content.decode()
    assert newest() == undoing


@pytest.mark.parametrize(
    ("phase", "action", "state"),
    [
        (Phase.CHECKED, BulkAction.THEME, ItemState.READY),
        (Phase.FINISHED, BulkAction.THEME, ItemState.NOTHING),
        (Phase.FINISHED, BulkAction.DELETE, ItemState.DONE),
    ],
)
def test_what_cannot_be_undone_offers_it_not_and_says_so(
    editor: Client, phase: Phase, action: BulkAction, state: ItemState
) -> None:
    run = selected(editor, [numbered(1)])
    run.items.update(state=state)
    parameters = {"preset": "Brand", "colours": BRAND}
    BulkRun.objects.update(phase=phase, action=action, parameters=parameters)
    assert "/undo/" not in page(editor, run)
    assert "/undo/" not in editor.get(RUNS).content.decode()
    response = editor.post(f"{RUNS}{run.pk}/undo/", follow=True)
    assert "There is nothing to undo" in response.content.decode()
    assert BulkRun.objects.count() == 1


def test_a_stopped_run_can_go_on_or_be_taken_back(sandbox: Sandbox, editor: Client, preset: str) -> None:
    run = applied(editor, sandbox, preset)
    run.items.filter(position=1).update(state=ItemState.READY, change=None)
    BulkRun.objects.update(phase=Phase.RUNNING, halt=StopReason.PERSON, halt_sentence="It was stopped.")
    actions = [form["action"] for form in htmx.tags(page(editor, run), "form")]
    assert {f"{RUNS}{run.pk}/resume/", f"{RUNS}{run.pk}/undo/"} <= set(actions)
    editor.post(f"{RUNS}{run.pk}/undo/")
    assert newest().total == 2
    text = htmx.words(page(editor, run))
    assert "1 was not started" in text
    assert "Continue" not in text


def test_after_a_deletion_the_way_back_is_named(editor: Client) -> None:
    run = selected(editor, [numbered(1)])
    BulkRun.objects.update(phase=Phase.FINISHED, action=BulkAction.DELETE)
    assert "where you can recreate each one" in page(editor, run)


def test_viewers_undo_nothing_and_strangers_see_nothing(
    sandbox: Sandbox, editor: Client, member_client: MemberClient, preset: str
) -> None:
    run = applied(editor, sandbox, preset)
    for role, status in ((Role.VIEWER, 403), (None, 404)):
        assert member_client(role).post(f"{RUNS}{run.pk}/undo/").status_code == status
    assert editor.get(f"{RUNS}{run.pk}/undo/").status_code == 405
    assert BulkRun.objects.count() == 1


def test_a_list_of_fifty_runs_asks_the_database_no_more_often_than_one_of_one(
    editor: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(50):
        selected(editor, [numbered(number + 1)])
    BulkRun.objects.update(
        phase=Phase.FINISHED, action=BulkAction.THEME, parameters={"preset": "Brand", "colours": BRAND}
    )
    with django_assert_max_num_queries(12):
        assert editor.get(RUNS).status_code == 200


def test_a_page_of_a_theme_run_stays_small_enough_to_be_asked_for_again_and_again(editor: Client) -> None:
    run = selected(editor, [numbered(number + 1) for number in range(120)])
    run.items.update(state=ItemState.READY, before=BRAND, after=dict.fromkeys(NAMES, "#123456"))
    BulkRun.objects.update(
        phase=Phase.CHECKED, action=BulkAction.THEME, parameters={"preset": "Brand", "colours": BRAND}
    )
    text = page(editor, run, "?page=2")
    assert text.count('scope="row"') == 50
    assert "Page 2 of 3, 120 in all" in htmx.words(text)
    assert len(text) < 250_000
