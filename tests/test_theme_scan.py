"""Themes in use: the walk as pages take it, the gallery, and the conferences of one theme."""

from __future__ import annotations

from typing import Any

import pytest
import responses
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from conferences.models import Actor, BulkRun, Role, SurveyedConference, ThemeInUse, ThemeSurvey, Workspace
from conferences.models.theme_survey import LEFT_ALONE_AFTER
from conferences.sandbox import Sandbox
from conferences.services import themes
from conferences.signalwire.limits import DEFAULT_THEME
from tests import htmx
from tests.conftest import BASE, MakeWorkspace, MemberClient
from tests.faults import READ_FAILURES
from tests.payloads import conference, listing, numbered

LIST = "/w/nordhafen-events/themes/"
START = f"{LIST}survey/"
OTHER = {**DEFAULT_THEME, "dark_background": "#101418"}


@pytest.fixture
def editor(member_client: MemberClient) -> Client:
    return member_client(Role.EDITOR)


def fill(space: Sandbox, number: int, **changes: Any) -> None:
    """Add conferences to the sandbox, past the API."""
    start = len(space.store.conferences)
    for offset in range(number):
        key = start + offset + 1
        space.store.conferences.add(
            conference(id=numbered(key), name=f"c-{key}", display_name=f"Conference {key}", **changes)
        )


def step(survey: ThemeSurvey) -> str:
    return f"{START}{survey.pk}/step/"


def words(client: Client, query: str = "") -> str:
    response = client.get(f"{LIST}{query}")
    assert response.status_code == 200
    return htmx.words(response.content.decode())


def preset(workspace: Workspace, name: str = "Nordhafen") -> None:
    person = User.objects.get(username="mara")
    themes.create_preset(Actor(workspace, person, ""), name=name, colours=OTHER)


def test_nobody_has_looked_yet(editor: Client) -> None:
    assert "Not scanned yet" in words(editor)


def test_a_viewer_may_look_through_all_conferences(space: Sandbox, member_client: MemberClient) -> None:
    fill(space, 3)
    fill(space, 1, dark_background="#101418")
    viewer = member_client(Role.VIEWER)
    assert viewer.post(START).headers["Location"] == LIST
    shown = words(viewer)
    assert "4 conferences scanned just now" in shown
    assert shown.index("3 conferences SignalWire’s defaults") < shown.index(" 1 conference")
    assert "Apply a preset" not in shown


def test_equal_presets_name_a_theme_and_the_others_are_off_brand(
    space: Sandbox, workspace: Workspace, editor: Client
) -> None:
    fill(space, 3)
    fill(space, 2, dark_background="#101418", light_primary="#044ef4")
    editor.post(START)
    assert "Off-brand" not in words(editor), "Where there is no preset nothing is off a brand."
    preset(workspace)
    shown = words(editor)
    assert "2 conferences have these colours." in shown
    assert "All 2 Off-brand 1 Same as a preset 1" in shown
    off, same = words(editor, "?show=off-brand"), words(editor, "?show=presets")
    assert "Apply a preset to these 3" in off
    assert "Apply a preset to these 2" not in off
    assert "Apply a preset to these 2" in same
    assert "Apply a preset to these 3" not in same
    assert "Apply a preset to these 3" in words(editor, "?show=<script>&page=zzz")


def test_a_script_takes_a_step_after_the_other_and_reloads_at_the_end(space: Sandbox, editor: Client) -> None:
    fill(space, 2_100)
    editor.post(START)
    survey = ThemeSurvey.objects.get()
    page = editor.get(LIST).content.decode()
    form = next(form for form in htmx.tags(page, "form") if form.get("action") == step(survey))
    assert (form["hx-post"], form["hx-trigger"]) == (step(survey), "load")
    assert "1000, 1 distinct theme. SignalWire gives no total." in htmx.words(page)
    fragment = editor.post(step(survey), headers=htmx.headers("theme-survey"))
    fresh = htmx.element(editor.get(LIST).content.decode(), "theme-survey")
    assert htmx.unsigned(fragment.content.decode()) == htmx.unsigned(fresh)
    assert "HX-Request" in fragment.headers["Vary"]
    last = editor.post(step(survey), headers=htmx.headers("theme-survey"))
    assert (last.status_code, last.headers["HX-Refresh"]) == (204, "true")
    assert "2100 conferences scanned" in words(editor)


def test_without_a_script_continue_goes_on_to_the_end(space: Sandbox, editor: Client) -> None:
    fill(space, 3_100)
    editor.post(START)
    survey = ThemeSurvey.objects.get()
    assert editor.post(step(survey)).headers["Location"] == LIST
    assert "3100 conferences scanned" in words(editor)
    assert editor.post(step(survey)).headers["Location"] == LIST
    assert len(space.requests) == 4


def test_the_next_look_has_a_bar_that_knows_how_many_there_were(space: Sandbox, editor: Client) -> None:
    fill(space, 1_100)
    editor.post(START)
    editor.post(step(ThemeSurvey.objects.get()))
    editor.post(START)
    page = editor.get(LIST).content.decode()
    bar = htmx.tags(page, "progress")[0]
    assert (bar["max"], bar["value"]) == ("1100", "1000")
    assert "1000 of about 1100" in htmx.words(page)
    assert "1100 conferences scanned" in htmx.words(page), "What was found last stays until then."


@pytest.mark.parametrize("fault", READ_FAILURES)
def test_a_fault_midway_is_said_and_the_walk_can_go_on(space: Sandbox, editor: Client, fault: Any) -> None:
    fill(space, 1_100)
    space.faults.add(fault, after=1, retry_after=0)
    editor.post(START)
    survey = ThemeSurvey.objects.get()
    response = editor.post(step(survey), headers=htmx.headers("theme-survey"))
    assert response.status_code == 200
    fragment = response.content.decode()
    assert "Stopped after 1000 conferences." in htmx.words(fragment)
    assert "hx-trigger" not in fragment
    assert 'role="alert"' in fragment
    space.faults.clear()
    editor.post(step(survey))
    assert "1100 conferences scanned" in words(editor)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("/api/video/conferences?page_size=5", "Stopped early: SignalWire’s link to the next page"),
        ("/api/video/conferences?page_number=1&page_token=t1", "links back to a page that was already read"),
    ],
)
def test_a_walk_that_was_cut_short_says_why(
    upstream: responses.RequestsMock, editor: Client, link: str, sentence: str
) -> None:
    first = "/api/video/conferences?page_number=1&page_token=t1"
    for number, following in ((1, first), (2, link)):
        upstream.get(f"{BASE}/conferences", json=listing(conference(id=numbered(number)), next=following))
    editor.post(START)
    editor.post(step(ThemeSurvey.objects.get()))
    shown = words(editor)
    assert sentence in shown
    assert "Incomplete" in shown
    assert "2 conferences scanned" in shown


def test_records_that_could_not_be_read_are_said(upstream: responses.RequestsMock, editor: Client) -> None:
    upstream.get(f"{BASE}/conferences", json=listing(conference(), {"id": 7}))
    editor.post(START)
    assert "1 record could not be read and is not counted" in words(editor)


def test_a_walk_that_was_left_alone_waits_for_someone_to_continue(space: Sandbox, editor: Client) -> None:
    fill(space, 1_100)
    editor.post(START)
    old = timezone.now() - LEFT_ALONE_AFTER * 2
    ThemeSurvey.objects.update(stepped_at=old, claim="dead", claimed_at=old)
    page = editor.get(LIST).content.decode()
    assert "Paused after 1000 conferences." in htmx.words(page)
    assert "hx-trigger" not in htmx.element(page, "theme-survey")
    editor.post(step(ThemeSurvey.objects.get()))
    assert "1100 conferences scanned" in words(editor)


def test_a_page_beside_a_step_of_someone_else_waits(space: Sandbox, editor: Client) -> None:
    fill(space, 1_100)
    editor.post(START)
    survey = ThemeSurvey.objects.get()
    ThemeSurvey.objects.update(claim="another", claimed_at=timezone.now())
    fragment = editor.post(step(survey), headers=htmx.headers("theme-survey")).content.decode()
    assert 'hx-trigger="load delay:1s"' in fragment
    assert len(space.requests) == 1


def test_a_stopped_walk_shows_what_it_counted(space: Sandbox, editor: Client) -> None:
    fill(space, 1_100)
    editor.post(START)
    survey = ThemeSurvey.objects.get()
    assert editor.post(f"{START}{survey.pk}/stop/").headers["Location"] == LIST
    shown = words(editor)
    assert "1000 conferences scanned" in shown
    assert "Stopped early: someone stopped it" in shown


def test_a_workspace_without_conferences_says_so(space: Sandbox, editor: Client) -> None:
    editor.post(START)
    assert "No conferences in this workspace" in words(editor)
    assert htmx.link(editor.get(LIST).content.decode(), "New conference")["href"].endswith("/new/")


def test_ten_thousand_distinct_themes_come_in_pages(
    workspace: Workspace, editor: Client, django_assert_max_num_queries: Any
) -> None:
    survey = ThemeSurvey.objects.create(workspace=workspace, end="complete", ended_at=timezone.now())
    rows = [
        ThemeInUse(
            survey=survey, fingerprint=f"{number:064}", colours={**OTHER, "light_primary": f"#{number:06X}"}
        )
        for number in range(10_000)
    ]
    ThemeInUse.objects.bulk_create(rows, batch_size=1000)
    SurveyedConference.objects.bulk_create(
        [
            SurveyedConference(survey=survey, theme=row, object_id=numbered(number), name=f"c{number}")
            for number, row in enumerate(rows)
        ],
        batch_size=1000,
    )
    with django_assert_max_num_queries(20):
        page = editor.get(f"{LIST}?page=3").content.decode()
    assert page.count('class="card theme-card"') == 24
    assert "Page 3 of 417, 10000 themes." in htmx.words(page)
    assert len(page) < 250_000


def test_the_conferences_of_a_theme_are_listed_a_hundred_at_a_time(space: Sandbox, editor: Client) -> None:
    fill(space, 250)
    editor.post(START)
    theme = ThemeInUse.objects.get()
    page = editor.get(f"{LIST}in-use/{theme.pk}/?page=3").content.decode()
    assert page.count("/conferences/") - page.count('/conferences/"') == 50
    assert "Page 3 of 3, 250 in all." in htmx.words(page)
    assert "#044EF4" in page


def test_hostile_colours_and_names_are_shown_as_text(
    upstream: responses.RequestsMock, editor: Client
) -> None:
    odd = "red; background:url(//x)"
    upstream.get(
        f"{BASE}/conferences",
        json=listing(
            conference(display_name="<script>x</script>", light_primary=odd, dark_primary='"><img src=x>')
        ),
    )
    editor.post(START)
    theme = ThemeInUse.objects.get()
    for address in (LIST, f"{LIST}in-use/{theme.pk}/"):
        page = editor.get(address).content.decode()
        assert "<script>x" not in page
        assert "<img" not in page
        assert f'fill="{odd}' not in page
        assert odd in htmx.words(page)


def test_all_that_share_a_theme_are_frozen_for_a_bulk_change(space: Sandbox, editor: Client) -> None:
    fill(space, 3)
    fill(space, 2, dark_background="#101418")
    editor.post(START)
    theme = ThemeInUse.objects.get(colours__dark_background="#101418")
    response = editor.post(f"{LIST}in-use/{theme.pk}/apply/")
    run = BulkRun.objects.get()
    assert response.headers["Location"] == f"/w/nordhafen-events/bulk/{run.pk}/?action=theme"
    assert {str(item.object_id) for item in run.items.all()} == {numbered(4), numbered(5)}
    assert run.selection.startswith("All that used the same theme on ")
    page = editor.get(response.headers["Location"]).content.decode()
    chosen = [box for box in htmx.tags(page, "input") if box.get("value") == "theme" and "checked" in box]
    assert len(chosen) == 1


def test_a_theme_in_use_can_be_kept_as_a_preset(space: Sandbox, editor: Client) -> None:
    fill(space, 1, dark_background="#101418")
    editor.post(START)
    page = editor.get(LIST).content.decode()
    address = htmx.link(page, "Save as preset")["href"]
    form = editor.get(address).content.decode()
    assert 'value="#101418"' in form


def test_the_progress_is_a_slice_of_the_page_and_anything_else_is_the_whole(
    space: Sandbox, editor: Client
) -> None:
    fill(space, 2)
    editor.post(START)
    fragment = htmx.swap(editor, LIST, "theme-survey")
    for answer in (fragment, editor.get(LIST)):
        assert {"HX-Request", "HX-Target"} <= set(answer.headers["Vary"].split(", "))
    restored = htmx.headers("theme-survey", **{"HX-History-Restore-Request": "true"})
    for headers in (htmx.headers("no-such-part"), restored):
        assert "<!doctype html>" in editor.get(LIST, headers=headers).content.decode()


def test_a_survey_of_another_workspace_is_not_there(
    editor: Client, make_workspace: MakeWorkspace, upstream: responses.RequestsMock
) -> None:
    other = ThemeSurvey.objects.create(workspace=make_workspace("Other"))
    assert editor.post(step(other)).status_code == 404
    assert len(upstream.calls) == 0


def test_an_unknown_or_empty_filter_of_the_themes_leads_back_to_all(space: Sandbox, editor: Client) -> None:
    fill(space, 2)
    editor.post(START)
    page = editor.get(LIST, {"show": "gaudy"}).content.decode()
    assert "Unknown filter “show=gaudy”: all themes are shown." in htmx.words(page)
    nothing = editor.get(LIST, {"show": "presets"}).content.decode()
    assert htmx.link(nothing, "Show all themes")["href"] == f"{LIST}#in-use"
