"""Theme presets: the gallery, the form, and what is done with a preset."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from conferences.models import Actor, Role, ThemeInUse, ThemePreset, ThemeSurvey, Workspace
from conferences.services import themes
from conferences.signalwire.limits import DEFAULT_THEME
from tests import htmx
from tests.conftest import MakeWorkspace, MemberClient

LIST = "/w/nordhafen-events/themes/"
NEW = f"{LIST}new/"
COLOURS = dict(DEFAULT_THEME)
OTHER = {**COLOURS, "dark_background": "#101418", "dark_foreground": "#dce4ee"}
LONG = "<script>alert(1)</script> اجتماع مجلس الإدارة " + "W" * 32


@pytest.fixture
def editor(member_client: MemberClient) -> Client:
    return member_client(Role.EDITOR, "ada")


@pytest.fixture
def preset(workspace: Workspace, person: User) -> ThemePreset:
    return themes.create_preset(Actor(workspace, person, ""), name="Nordhafen", colours=COLOURS)


def edit(preset: ThemePreset) -> str:
    return f"{LIST}{preset.pk}/edit/"


def typed(**changes: Any) -> dict[str, Any]:
    return {"name": "Summer", **COLOURS, **changes}


def opened(client: Client, preset: ThemePreset) -> str:
    return htmx.hidden(client.get(edit(preset)).content.decode())["opened"]


def stored(preset: ThemePreset) -> ThemePreset:
    return ThemePreset.objects.get(pk=preset.pk)


def test_without_presets_the_page_says_what_one_is(editor: Client, member_client: MemberClient) -> None:
    page = editor.get(LIST)
    assert page.status_code == 200
    assert "No presets yet" in page.content.decode()
    assert htmx.link(page.content.decode(), "New preset")["href"] == NEW
    assert NEW not in member_client(Role.VIEWER).get(LIST).content.decode()


def test_a_preset_stands_in_the_gallery_with_both_modes_and_their_verdicts(
    editor: Client, preset: ThemePreset
) -> None:
    page = editor.get(LIST).content.decode()
    assert page.count('aria-label="A room in the light theme"') == 1
    assert page.count('aria-label="A room in the dark theme"') == 1
    words = htmx.words(page)
    assert "Light: 3 of 11 low contrast" in words
    assert "Dark: 3 of 11 low contrast" in words
    assert "mara, " in words
    assert htmx.link(page, "Duplicate Nordhafen")["href"] == f"{NEW}?from={preset.pk}"


def test_a_viewer_sees_presets_and_can_do_nothing_to_them(
    member_client: MemberClient, preset: ThemePreset
) -> None:
    page = member_client(Role.VIEWER).get(LIST).content.decode()
    assert "Nordhafen" in page
    assert f"{LIST}{preset.pk}/" not in page


def test_a_new_preset_starts_with_signalwires_colours_and_is_kept(editor: Client) -> None:
    page = editor.get(NEW)
    assert page.headers["Cache-Control"] == "no-store"
    values = {box.get("name"): box.get("value") for box in htmx.tags(page.content.decode(), "input")}
    assert {name: values[name] for name in COLOURS} == COLOURS
    response = editor.post(NEW, typed(name="  Summer   campaign ", dark_primary="#aBcDeF"), follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    assert "Created Summer campaign." in htmx.words(response.content.decode())
    made = ThemePreset.objects.get()
    assert (made.name, made.colours["dark_primary"], made.created_by_name) == (
        "Summer campaign",
        "#aBcDeF",
        "ada",
    )
    assert not made.is_default


@pytest.mark.parametrize(
    "colour",
    [
        "",
        "#12345",
        "#1234567",
        "123456",
        "red",
        "#12345G",
        "#１２３４５６",
        "#123456\n#123456",
        "rgb(1, 2, 3)",
    ],
)
@pytest.mark.parametrize("name", ["light_primary", "dark_negative"])
def test_every_colour_must_be_as_the_api_takes_it(editor: Client, name: str, colour: str) -> None:
    response = editor.post(NEW, typed(**{name: colour}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [name]
    assert not ThemePreset.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u200e", "x" * 81])
def test_a_preset_needs_a_name_that_can_be_seen(editor: Client, name: str) -> None:
    response = editor.post(NEW, typed(name=name))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["name"]


def test_a_name_that_is_taken_is_an_error_at_its_field_and_nothing_typed_is_lost(
    editor: Client, preset: ThemePreset
) -> None:
    response = editor.post(NEW, typed(name="NORDHAFEN", light_primary="#123456"))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["name"]
    values = {box.get("name"): box.get("value") for box in htmx.tags(response.content.decode(), "input")}
    assert (values["name"], values["light_primary"]) == ("NORDHAFEN", "#123456")
    assert ThemePreset.objects.count() == 1


def test_each_wrong_field_is_reached_from_the_top(editor: Client) -> None:
    page = editor.post(NEW, typed(name="", dark_negative="redish")).content.decode()
    assert "Not created. Check 2 fields: Name , Dark negative" in htmx.words(page)
    links = [link.get("href") for link in htmx.tags(page, "a")]
    assert {"#id_name", "#id_dark_negative"} <= set(links)
    assert {"id_name", "id_dark_negative"} <= {box.get("id") for box in htmx.tags(page, "input")}


def test_the_longest_and_strangest_name_is_shown_as_text(editor: Client) -> None:
    name = LONG[:80]
    assert editor.post(NEW, typed(name=name)).status_code == 302
    made = ThemePreset.objects.get()
    for address in (LIST, edit(made), f"{LIST}{made.pk}/delete/"):
        page = editor.get(address).content.decode()
        assert "<script>alert" not in page
        assert name in htmx.words(page)


def test_a_duplicate_has_the_colours_and_a_free_name(editor: Client, preset: ThemePreset) -> None:
    for expected in ("Nordhafen copy", "Nordhafen copy 2"):
        page = editor.get(f"{NEW}?from={preset.pk}").content.decode()
        values = {box.get("name"): box.get("value", "") for box in htmx.tags(page, "input")}
        assert values["name"] == expected
        assert values["light_primary"] == COLOURS["light_primary"]
        assert 'data-unsaved="true"' not in page
        editor.post(NEW, typed(name=expected))


@pytest.mark.parametrize("query", ["from=x", "from=99999999999999999999999", "theme=-1", "theme=77"])
def test_an_address_that_names_nothing_gives_an_empty_form(editor: Client, query: str) -> None:
    assert editor.get(f"{NEW}?{query}").status_code == 200


def test_neither_presets_nor_themes_of_another_workspace_can_be_copied(
    editor: Client, make_workspace: MakeWorkspace, person: User
) -> None:
    other = make_workspace("Other")
    foreign = themes.create_preset(Actor(other, person, ""), name="Secret", colours=OTHER)
    survey = ThemeSurvey.objects.create(workspace=other)
    theme = ThemeInUse.objects.create(survey=survey, fingerprint="0" * 64, colours=OTHER)
    for query in (f"from={foreign.pk}", f"theme={theme.pk}"):
        page = editor.get(f"{NEW}?{query}").content.decode()
        assert "#101418" not in page
        assert "Secret" not in page


def test_the_button_of_a_conference_brings_its_colours_and_nothing_else(editor: Client) -> None:
    data = {
        "fill": "conference",
        "name": "all-hands",
        "display_name": "All hands",
        **OTHER,
        "light_primary": "odd",
    }
    response = editor.post(NEW, data)
    assert response.status_code == 200
    page = response.content.decode()
    values = {box.get("name"): box.get("value", "") for box in htmx.tags(page, "input")}
    assert values["name"] == ""
    assert (values["dark_background"], values["light_primary"]) == ("#101418", "odd")
    assert 'data-unsaved="true"' in page
    assert not ThemePreset.objects.exists()


def test_a_save_changes_the_preset_and_says_that_conferences_stay(
    editor: Client, preset: ThemePreset
) -> None:
    data = typed(name="Nordhafen", dark_background="#000000", opened=opened(editor, preset), is_default="on")
    response = editor.post(edit(preset), data, follow=True)
    assert response.redirect_chain == [(LIST, 302)]
    words = htmx.words(response.content.decode())
    assert "Conferences that use the old colours keep them" in words
    assert "Default for new conferences" in words
    saved = stored(preset)
    assert (saved.colours["dark_background"], saved.updated_by_name, saved.created_by_name) == (
        "#000000",
        "ada",
        "mara",
    )
    assert saved.is_default


def test_someone_elses_save_is_shown_and_overwritten_only_knowingly(
    editor: Client, member_client: MemberClient, preset: ThemePreset
) -> None:
    stamp = opened(editor, preset)
    colleague = member_client(Role.EDITOR, "niko")
    theirs = typed(name="Nordhafen", light_primary="#111111", opened=opened(colleague, preset))
    assert colleague.post(edit(preset), theirs).status_code == 302
    mine = typed(name="Nordhafen", light_primary="#222222", opened=stamp)
    response = editor.post(edit(preset), mine)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Someone else changed this preset" in page
    assert "last saved by niko" in htmx.words(page)
    assert "Light primary #111111 #222222" in htmx.words(page)
    assert 'value="#222222"' in page
    assert stored(preset).colours["light_primary"] == "#111111"
    again = {**mine, "opened": htmx.hidden(page)["opened"]}
    assert editor.post(edit(preset), again).status_code == 302
    assert stored(preset).colours["light_primary"] == "#222222"


def test_a_default_that_a_colleague_chose_meanwhile_is_not_taken_back_unasked(
    editor: Client, preset: ThemePreset
) -> None:
    themes.set_default(preset, is_default=True)
    stamp = opened(editor, preset)
    editor.post(NEW, typed(is_default="on"))
    response = editor.post(edit(preset), typed(name="Nordhafen", is_default="on", opened=stamp))
    assert response.status_code == 409
    assert ThemePreset.objects.get(is_default=True).name == "Summer"


@pytest.mark.parametrize("stamp", ["", "nonsense", "WzEsMSwxXQ:1abc:x"])
def test_a_save_that_cannot_say_what_it_was_opened_with_overwrites_nothing(
    editor: Client, preset: ThemePreset, stamp: str
) -> None:
    response = editor.post(edit(preset), typed(opened=stamp))
    assert response.status_code == 409
    assert stored(preset).name == "Nordhafen"


def test_a_stamp_of_another_preset_does_not_fit(editor: Client, preset: ThemePreset) -> None:
    editor.post(NEW, typed())
    other = ThemePreset.objects.get(name="Summer")
    assert editor.post(edit(preset), typed(name="x", opened=opened(editor, other))).status_code == 409


def test_what_was_typed_for_a_preset_that_was_deleted_can_be_kept_as_a_new_one(
    editor: Client, preset: ThemePreset
) -> None:
    stamp, address = opened(editor, preset), edit(preset)
    preset.delete()
    assert editor.get(address).status_code == 404
    assert editor.post(address, typed()).status_code == 404
    response = editor.post(address, typed(light_primary="#222222", opened=stamp))
    assert response.status_code == 409
    page = response.content.decode()
    assert "Someone deleted this preset" in page
    assert 'value="#222222"' in page
    form = next(form for form in htmx.tags(page, "form") if "data-unsaved" in form)
    assert form["action"] == NEW


def test_a_tool_of_the_panel_works_without_a_script_and_saves_nothing(
    editor: Client, preset: ThemePreset
) -> None:
    data = typed(name="Being typed", light_primary="#123456", opened=opened(editor, preset))
    response = editor.post(edit(preset), {**data, "theme_action": "copy:light"})
    assert response.status_code == 200
    page = response.content.decode()
    values = {box.get("name"): box.get("value", "") for box in htmx.tags(page, "input")}
    assert (values["name"], values["dark_primary"]) == ("Being typed", "#123456")
    assert stored(preset).name == "Nordhafen"
    assert editor.post(edit(preset), {**data, "opened": values["opened"]}).status_code == 302


def test_a_default_is_chosen_and_taken_back_with_one_button(editor: Client, preset: ThemePreset) -> None:
    for value, expected in (("yes", True), ("no", False), ("maybe", False)):
        response = editor.post(f"{LIST}{preset.pk}/default/", {"is_default": value}, follow=True)
        assert response.redirect_chain == [(LIST, 302)]
        assert stored(preset).is_default is expected


def test_deleting_asks_first_and_leaves_conferences_alone(editor: Client, preset: ThemePreset) -> None:
    address = f"{LIST}{preset.pk}/delete/"
    page = htmx.words(editor.get(address).content.decode())
    assert "Delete Nordhafen?" in page
    assert "No conference changes" in page
    assert ThemePreset.objects.exists()
    assert editor.post(address).status_code == 302
    assert not ThemePreset.objects.exists()


def test_what_was_typed_outlives_the_session(editor: Client, person: User) -> None:
    stamp = htmx.hidden(editor.get(NEW).content.decode())["draft_stamp"]
    ada = User.objects.get(username="ada")
    editor.logout()
    response = editor.post(NEW, typed(light_primary="#123456", draft_stamp=stamp))
    assert response.status_code == 302
    editor.force_login(ada)
    back = parse_qs(urlsplit(response.headers["Location"]).query)["next"][0]
    page = editor.get(back).content.decode()
    assert 'value="#123456"' in page


def test_a_wrong_method_is_refused(editor: Client, preset: ThemePreset) -> None:
    assert editor.post(LIST).status_code == 405
    assert editor.get(f"{LIST}{preset.pk}/default/").status_code == 405
