"""The theme panel in the forms of conferences, for a browser without script."""

from __future__ import annotations

import pytest

from conferences.models import ThemePreset
from conferences.signalwire.limits import DEFAULT_THEME
from conferences.theme.constants import NAMES
from tests import htmx
from tests.object_forms.conftest import Desk, MakeDesk

HOSTILE = 'red; background:url(//x)"><script>alert(1)</script>'


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk("conferences")


def stylesheet(page: str) -> str:
    (address,) = (
        tag["href"] for tag in htmx.tags(page, "link") if "theme-stylesheet" in str(tag.get("href"))
    )
    return str(address)


def test_the_panel_stands_in_every_form_of_a_conference_and_in_none_of_a_room(
    desk: Desk, make_desk: MakeDesk
) -> None:
    identifier = desk.make()
    pages = [
        desk.new(),
        desk.edit(identifier),
        desk.new(f"?from={identifier}"),
        desk.edit(identifier).press(light_primary="abc"),
    ]
    for form in pages:
        assert form.page.count('class="widget widget-') == 2
        assert "%23FFFFFF" in stylesheet(form.page)
    assert "data-theme-editor" not in make_desk("rooms").new().page


def test_a_tool_fills_the_form_saves_nothing_and_keeps_all_that_was_typed(desk: Desk) -> None:
    identifier = desk.make()
    form = desk.edit(identifier).press(
        "theme_action", "derive-dark", description="Typed", why="For the brand"
    )
    assert form.status == 200
    assert desk.sent("PUT") == []
    values = form.values
    assert (values["description"], values["why"]) == ("Typed", "For the brand")
    assert values["dark_background"] != "#FFFFFF"
    assert 'data-unsaved="true"' in form.page
    assert "Changed, not saved yet: Dark background" in form.page
    done = form.press()
    assert "Saved. Changed: " in done.page
    stored = desk.get(identifier)
    assert {name: stored[name] for name in NAMES} == {name: values[name] for name in NAMES}


def test_a_tool_in_a_new_form_creates_nothing_until_it_is_asked_to(desk: Desk) -> None:
    form = desk.new().press("theme_action", "swap", display_name="Lab", light_primary="#0B7A75")
    assert desk.rows() == []
    assert form.values["dark_primary"] == "#0B7A75"
    assert ("theme_action", "saved") not in form.buttons
    assert "Created Lab." in form.press().page
    assert desk.rows()[0]["dark_primary"] == "#0B7A75"


def test_a_preview_draws_what_is_typed_and_judges_nothing(desk: Desk) -> None:
    form = desk.edit(desk.make()).press("theme_action", "preview", light_primary="abc", join_from="nonsense")
    assert form.status == 200
    assert form.values["light_primary"] == "#AABBCC"
    assert "light_primary=%23AABBCC" in stylesheet(form.page)
    assert "Enter a date and time" not in form.page


def test_a_colour_in_another_form_is_refused_in_words_that_name_the_right_one(desk: Desk) -> None:
    form = desk.edit(desk.make()).press(light_primary="abc")
    assert form.status == 422
    assert "Enter it as #AABBCC." in form.page
    assert form.values["light_primary"] == "abc"
    assert desk.sent("PUT") == []


def test_a_hostile_stored_value_is_text_and_reaches_no_style(desk: Desk) -> None:
    identifier = desk.make()
    desk.direct(identifier, light_primary=HOSTILE, dark_negative=None)
    form = desk.edit(identifier)
    assert form.values["light_primary"] == HOSTILE
    assert "<script>alert" not in form.page
    assert stylesheet(form.page).count("%23") == 10
    assert "url" not in stylesheet(form.page)
    for tag in [*htmx.tags(form.page, "rect"), *htmx.tags(form.page, "text"), *htmx.tags(form.page, "g")]:
        assert len(str(tag.get("fill", "#FFFFFF"))) == 7
    form.press(display_name="Other")
    assert desk.get(identifier)["light_primary"] == HOSTILE
    assert desk.get(identifier)["dark_negative"] is None


def test_a_preset_of_the_workspace_is_used_and_one_of_another_is_not(desk: Desk) -> None:
    theme = {name: f"#10203{place}" for place, name in enumerate(NAMES)}
    own = ThemePreset.objects.create(
        workspace=desk.workspace, name="<Nordhafen>", name_key="n", colours=theme, created_by_name="Mara"
    )
    form = desk.edit(desk.make())
    assert "&lt;Nordhafen&gt;" in form.page
    used = form.press("theme_action", "preset", theme_preset=str(own.pk))
    assert {name: used.values[name] for name in NAMES} == theme
    own.delete()
    none = desk.edit(desk.make(name="other")).press("theme_action", "preset", theme_preset=str(own.pk))
    assert {name: none.values[name] for name in NAMES} == DEFAULT_THEME
    assert "There are no such colours here." in none.page


def test_a_new_conference_begins_with_the_default_preset_and_a_copy_does_not(desk: Desk) -> None:
    theme = {name: f"#10203{place}" for place, name in enumerate(NAMES)}
    ThemePreset.objects.create(
        workspace=desk.workspace,
        name="Nordhafen",
        name_key="nordhafen",
        colours=theme,
        is_default=True,
        created_by_name="Mara",
    )
    form = desk.new()
    assert {name: form.values[name] for name in NAMES} == theme
    assert 'data-unsaved="true"' not in form.page
    copy = desk.new(f"?from={desk.make()}")
    assert {name: copy.values[name] for name in NAMES} == DEFAULT_THEME
    assert "Created Lab." in form.press(display_name="Lab").page
    assert {name: desk.rows()[0][name] for name in NAMES} == theme


def test_what_both_have_changed_comes_back_into_the_panel(desk: Desk) -> None:
    identifier = desk.make()
    form = desk.edit(identifier)
    desk.direct(identifier, light_primary="#111111")
    conflict = form.press(light_primary="#222222", dark_primary="#333333")
    assert conflict.status == 409
    again = conflict.press("action", "edit", **{"choose-light_primary": "mine"})
    assert (again.values["light_primary"], again.values["dark_primary"]) == ("#222222", "#333333")
    assert "light_primary=%23222222" in stylesheet(again.page)


def test_the_page_of_a_conference_leads_an_editor_to_its_theme(desk: Desk) -> None:
    identifier = desk.make()
    page = desk.client.get(desk.at(identifier, "")).content.decode()
    assert f'href="{desk.at(identifier)}#theme"' in page
    assert '<h2 id="theme"' in desk.edit(identifier).page
