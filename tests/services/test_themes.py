"""Theme presets, and the colours of a conference that someone names."""

from __future__ import annotations

import pytest
import responses
from django.db import IntegrityError, transaction

from conferences.models import Actor, ThemePreset, Workspace
from conferences.services import reading, themes
from conferences.services.themes import ChangedMeanwhile, NameTaken, SourceUnclear
from conferences.signalwire import Unavailable, UnreadableAnswer
from conferences.signalwire.kinds import CONFERENCE
from conferences.signalwire.limits import DEFAULT_THEME
from conferences.theme.constants import NAMES
from tests.conftest import BASE, MakePerson, MakeWorkspace
from tests.payloads import conference
from tests.services.conftest import Desk

COLOURS = dict(DEFAULT_THEME)
OTHER = {**COLOURS, "dark_background": "#101418"}


def made(actor: Actor, name: str = "Nordhafen", **options: object) -> ThemePreset:
    return themes.create_preset(actor, name=name, colours=COLOURS, **options)  # type: ignore[arg-type]


def stored(preset: ThemePreset) -> ThemePreset:
    return ThemePreset.objects.get(pk=preset.pk)


def save(actor: Actor, preset: ThemePreset, **changes: object) -> None:
    values = {
        "version": preset.version,
        "name": preset.name,
        "colours": preset.colours,
        "is_default": preset.is_default,
    }
    themes.update_preset(actor, preset, **{**values, **changes})


def test_a_preset_keeps_its_colours_and_who_made_it(actor: Actor) -> None:
    preset = stored(made(actor))
    assert preset.colours == COLOURS
    assert (preset.created_by, preset.updated_by_name) == (actor.user, "mara")
    assert themes.presets_of(actor.workspace) == [preset]


@pytest.mark.parametrize("name", ["Nordhafen", "NORDHAFEN", "nordhaﬀen".replace("ﬀ", "f"), "Ｎordhafen"])
def test_a_name_is_taken_in_any_case(actor: Actor, name: str) -> None:
    made(actor)
    with pytest.raises(NameTaken):
        made(actor, name)
    other = made(actor, "Summer")
    with pytest.raises(NameTaken):
        save(actor, other, name=name)
    assert stored(other).name == "Summer"


def test_a_preset_may_change_the_case_of_its_own_name(actor: Actor) -> None:
    preset = made(actor)
    save(actor, preset, name="NORDHAFEN")
    assert stored(preset).name == "NORDHAFEN"


def test_the_same_name_is_free_in_another_workspace(actor: Actor, make_workspace: MakeWorkspace) -> None:
    made(actor)
    other = made(Actor(make_workspace("Other"), actor.user, ""))
    assert themes.presets_of(other.workspace) == [other]


def test_new_conferences_start_with_the_default_only(actor: Actor) -> None:
    first = made(actor, is_default=True)
    assert themes.default_colours(actor.workspace) == COLOURS
    second = themes.create_preset(actor, name="Summer", colours=OTHER, is_default=True)
    assert themes.default_colours(actor.workspace) == OTHER
    assert not stored(first).is_default
    themes.set_default(second, is_default=False)
    assert themes.default_colours(actor.workspace) is None


def test_the_database_holds_one_default_a_workspace(actor: Actor) -> None:
    made(actor, is_default=True)
    other = made(actor, "Summer")
    with pytest.raises(IntegrityError), transaction.atomic():
        ThemePreset.objects.filter(pk=other.pk).update(is_default=True)


def test_a_save_over_someone_elses_is_refused_with_theirs(actor: Actor, make_person: MakePerson) -> None:
    preset = made(actor)
    colleague = Actor(actor.workspace, make_person("niko"), "")
    save(colleague, preset, colours=OTHER)
    with pytest.raises(ChangedMeanwhile) as caught:
        save(actor, preset, name="Mine")
    assert caught.value.preset.colours == OTHER
    assert (stored(preset).name, stored(preset).updated_by_name) == ("Nordhafen", "niko")
    save(actor, preset, name="Mine", version=caught.value.preset.version)
    assert (stored(preset).name, stored(preset).version) == ("Mine", 3)


def test_a_save_of_a_deleted_preset_says_so(actor: Actor) -> None:
    preset = made(actor)
    ThemePreset.objects.all().delete()
    with pytest.raises(ThemePreset.DoesNotExist):
        save(actor, preset, version=1)


def test_a_fingerprint_knows_no_case_but_every_colour() -> None:
    print_ = themes.fingerprint(COLOURS)
    assert print_ == themes.fingerprint({name: colour.lower() for name, colour in COLOURS.items()})
    for name in NAMES:
        assert themes.fingerprint({**COLOURS, name: None}) != print_
        assert themes.fingerprint({**COLOURS, name: ""}) != themes.fingerprint({**COLOURS, name: None})
    swapped = {
        **COLOURS,
        "light_primary": COLOURS["light_success"],
        "light_success": COLOURS["light_primary"],
    }
    assert themes.fingerprint(swapped) != print_


def source(desk: Desk, text: str) -> themes.Source:
    return themes.find_source(desk.actor.workspace, text, request_id="")


def test_a_conference_is_found_by_id_address_name_and_display_name(desk: Desk) -> None:
    item = desk.make(CONFERENCE, name="lab", display_name="The Lab", light_primary="#123456")
    ways = [str(item.id), f" https://desk.example.com/w/x/conferences/{item.id}/edit/?a=b ", "lab", "The Lab"]
    for text in ways:
        found = source(desk, text)
        assert (found.title, found.colours["light_primary"]) == ("The Lab", "#123456")


def test_a_display_name_of_two_is_asked_about(desk: Desk) -> None:
    for _ in range(2):
        desk.make(CONFERENCE, display_name="Stand-up")
    with pytest.raises(SourceUnclear, match="2 conferences are called “Stand-up”"):
        source(desk, "Stand-up")


@pytest.mark.parametrize("text", ["", "   ", "no-such-name", "c22d24f6-5a47-4597-9a23-c7d01e696b92", "//[x"])
def test_what_names_no_conference_is_said(desk: Desk, text: str) -> None:
    with pytest.raises(SourceUnclear):
        source(desk, text)


def test_a_fault_is_not_taken_for_a_name_that_is_not_there(desk: Desk) -> None:
    desk.sandbox.faults.add("500")
    with pytest.raises(Unavailable):
        source(desk, "lab")


def test_a_list_too_long_to_look_through_is_not_said_to_lack_the_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGES_MAXIMUM", 3)
    for _ in range(3):
        desk.make(CONFERENCE)
    desk.sandbox.faults.add("empty_page_with_next", times=3)
    with pytest.raises(SourceUnclear, match="not among the conferences that could be read"):
        source(desk, "lab")


def test_a_conference_in_two_pages_of_a_moving_list_is_one(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    row = conference(display_name="The Lab", dark_primary="#123456")
    following = "/api/video/conferences?page_number=1&page_token=PA1"
    upstream.get(f"{BASE}/conferences", json={"links": {"next": following}, "data": [row]})
    upstream.get(f"{BASE}/conferences", json={"links": {}, "data": [row]})
    found = themes.find_source(actor.workspace, "The Lab", request_id="x" * 8)
    assert (found.title, found.colours["dark_primary"]) == ("The Lab", "#123456")


def test_a_list_that_leads_in_a_circle_ends_the_search(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    following = "/api/video/conferences?page_number=1&page_token=PA1"
    upstream.get(f"{BASE}/conferences", json={"links": {"next": following}, "data": [conference()]})
    with pytest.raises(UnreadableAnswer, match="links back"):
        themes.find_source(actor.workspace, "The Lab", request_id="x" * 8)
    assert len(upstream.calls) == 2


def test_presets_go_with_their_workspace(actor: Actor) -> None:
    made(actor)
    Workspace.objects.all().delete()
    assert not ThemePreset.objects.exists()
