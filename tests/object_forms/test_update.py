"""Changing a conference or a room through its form, without script."""

from __future__ import annotations

import itertools
from urllib.parse import urlencode

import pytest
from django.utils.html import escape

from conferences.models import Change, Membership
from conferences.sandbox.faults import KINDS as FAULTS
from conferences.signalwire.kinds import CONFERENCE, ROOM, Kind
from conferences.signalwire.limits import CONFERENCE_FIELDS, ROOM_FIELDS
from tests import htmx
from tests.conftest import MakePerson
from tests.faults import UNPROVEN
from tests.object_forms.conftest import Desk, MakeDesk

MODES = list(
    itertools.product(("conferences", "rooms"), ("merge", "replace", "defaults"), ("clear", "refuse"))
)


def test_the_form_shows_what_is_stored_and_what_cannot_change(desk: Desk) -> None:
    identifier = desk.make(description="One\nTwo", join_from="2026-11-12T08:00:00Z")
    form = desk.edit(identifier)
    assert form.values["description"] == "One\r\nTwo"
    assert form.values["join_from"] == "2026-11-12T09:00"
    assert "Thu 12 Nov 2026, 09:00, sent as 2026-11-12T08:00:00Z" in form.page
    assert 'value="all-hands" readonly' in form.page
    assert identifier in form.page
    assert "No unsaved changes." in form.page
    if desk.kind == ROOM:
        assert "Frame rate" in form.page


def test_sending_it_back_untouched_sends_and_records_nothing(desk: Desk) -> None:
    identifier = desk.make(description=" a\r\nb ", join_from="2026-11-12T08:00:07Z")
    done = desk.edit(identifier).press()
    assert "Nothing changed, so nothing was sent." in done.page
    assert desk.sent("PUT") == []
    assert desk.history() == []


def test_one_change_sends_the_whole_object_and_says_what_was_saved(desk: Desk) -> None:
    identifier = desk.make(description="Before", join_from="2026-11-12T08:00:07Z")
    before = desk.get(identifier)
    done = desk.edit(identifier).press(description="After", why="Ada asked")
    assert "Saved. Changed: Description." in done.page
    assert done.address == desk.at(identifier, "")
    after = desk.get(identifier)
    assert {name for name in after if after[name] != before[name]} <= {"description", "updated_at"}
    (body,) = desk.sent("PUT")
    fields = CONFERENCE_FIELDS if desk.kind == CONFERENCE else ROOM_FIELDS
    stored = {field.name for field in fields if field.on_update and before[field.name] is not None}
    assert stored <= body.keys()
    assert desk.history() == [("update", "done")]
    assert Change.objects.get().why == "Ada asked"


@pytest.mark.parametrize(("kind", "put", "null"), MODES)
def test_an_end_can_be_cleared_whatever_put_and_null_do(
    make_desk: MakeDesk, kind: Kind, put: str, null: str
) -> None:
    desk = make_desk(kind, put=put, null=null)
    window = {"join_from": "2026-11-12T08:00:00Z", "join_until": "2026-11-12T10:00:00Z"}
    identifier = desk.make(description="Stays", layout="5up", **window)
    done = desk.edit(identifier).press("quick", "join_until:none").press()
    row = desk.get(identifier)
    assert (row["join_from"], row["description"], row["layout"]) == (window["join_from"], "Stays", "5up")
    cleared = row["join_until"] is None
    assert ("Saved. Changed: Closes." in done.page) is cleared
    if not cleared:  # SignalWire refuses both ways of saying it: told at the field, nothing typed lost
        assert done.status == 422
        assert done.values["join_until"] == ""


PUTS = ["merge", "replace", "defaults"]


@pytest.mark.parametrize("put", PUTS)
def test_values_nobody_knows_are_shown_and_survive(make_desk: MakeDesk, put: str) -> None:
    desk = make_desk("conferences", put=put)
    identifier = desk.make()
    odd = {"layout": "spotlight-carousel", "quality": "2160p", "light_primary": "red; x", "size": None}
    if put != "merge":
        del odd["size"]  # nothing can be said of a field that has nothing, so the default takes its place
    desk.direct(identifier, **odd)
    form = desk.edit(identifier)
    for value in ("spotlight-carousel", "2160p", "red; x"):
        assert value in form.page
    done = form.press(description="New")
    assert "Saved. Changed: Description." in done.page
    row = desk.get(identifier)
    assert {name: row[name] for name in odd} == odd
    assert row["description"] == "New"


@pytest.mark.parametrize("put", PUTS)
def test_values_that_signalwire_does_not_take_back_are_asked_about_before_a_save(
    make_desk: MakeDesk, put: str
) -> None:
    desk = make_desk("conferences", put=put, strict_stored=True)
    identifier = desk.make()
    desk.direct(identifier, quality="2160p", light_primary="red; x")
    before = desk.get(identifier)
    asked = desk.edit(identifier).press(description="Typed", why="Because")
    assert asked.status == 422
    assert desk.get(identifier) == before
    words = htmx.words(asked.page)
    assert "Nothing was saved. Each save sends the whole conference" in words
    assert "Quality 2160p , Light primary red; x ." in words
    assert (asked.values["description"], asked.values["why"]) == ("Typed", "Because")
    done = asked.press("without", "quality light_primary")
    row = desk.get(identifier)
    kept = {"merge": {"quality", "light_primary"}, "defaults": {"light_primary"}, "replace": set()}[put]
    assert {name for name in ("quality", "light_primary") if row[name] == before[name]} == kept
    assert row["description"] == "Typed"
    assert "Saved. Changed: Description." in done.page
    words = htmx.words(done.page)
    assert ("Quality is unchanged" in words) is ("quality" in kept)
    assert ("Quality is now 720p" in words) is ("quality" not in kept)
    assert ("Light primary is unchanged" in words) is ("light_primary" in kept)
    assert "did not keep" not in words
    assert desk.history() == [("update", "refused"), ("update", "done")]


def test_another_value_can_be_chosen_for_one_that_signalwire_does_not_take_back(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk("rooms", strict_stored=True)
    identifier = desk.make()
    desk.direct(identifier, quality="2160p")
    asked = desk.edit(identifier).press(description="Typed")
    assert "Each save sends the whole room" in asked.page
    done = asked.press(quality="1080p")
    assert "Saved. Changed: Description, Quality." in done.page
    row = desk.get(identifier)
    assert (row["description"], row["quality"]) == ("Typed", "1080p")


def test_invalid_input_is_422_without_a_call_and_with_everything_typed(desk: Desk) -> None:
    form = desk.edit(desk.make())
    calls = len(desk.sandbox.requests)
    again = form.press(
        description="Kept", join_from="2026-11-12T11:00", join_until="2026-11-12T10:00", why="Because"
    )
    assert again.status == 422
    assert len(desk.sandbox.requests) == calls
    assert "This is before it opens" in again.page
    assert (again.values["description"], again.values["why"]) == ("Kept", "Because")
    assert again.values["base"] == form.values["base"]
    assert "3 changes not saved" in again.page
    assert "Description, Opens, Closes" in again.page
    done = again.press(join_until="2026-11-12T12:00")
    assert "Saved. Changed: " in done.page


def test_what_signalwire_refuses_stands_at_its_field(desk: Desk) -> None:
    form = desk.edit(desk.make())
    desk.sandbox.faults.add("422", method="PUT", attribute="description", message="is rude")
    again = form.press(description="Typed")
    assert again.status == 422
    assert "Description is rude" in again.page
    assert again.values["description"] == "Typed"
    assert desk.history() == [("update", "refused")]


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if "next" not in fault])
def test_a_fault_loses_nothing_and_claims_nothing(desk: Desk, fault: str) -> None:
    identifier = desk.make()
    form = desk.edit(identifier)
    desk.sandbox.faults.add(fault, method="PUT", milliseconds=20, retry_after=0)
    again = form.press(description="Typed", why="Because")
    stored = desk.get(identifier)["description"]
    if "Saved. Changed: " in again.page:
        assert stored == "Typed"
        assert desk.history() == [("update", "done")]
        return
    if fault in UNPROVEN:
        assert desk.history()[0][1] == "unknown"
        assert "not known whether this was saved" in again.page
        assert "Nothing was saved" not in again.page
    else:
        assert stored is None
        assert desk.history()[0][1] in {"refused", "failed"}
    assert again.values["description"] == "Typed"
    assert again.values["why"] == "Because"
    assert again.status in {422, 502, 503, 504}
    desk.sandbox.faults.clear()
    page = again.press().page
    assert "Saved. Changed: " in page or "SignalWire already has this: Description" in page
    assert desk.get(identifier)["description"] == "Typed"


def test_other_peoples_changes_of_other_fields_are_kept_and_named(desk: Desk) -> None:
    identifier = desk.make(description="Old")
    form = desk.edit(identifier)
    desk.direct(identifier, layout="5up")
    done = form.press(description="New")
    assert "Kept, because someone else changed it in the meantime: Layout." in done.page
    row = desk.get(identifier)
    assert (row["description"], row["layout"]) == ("New", "5up")


def test_what_was_not_kept_is_named(make_desk: MakeDesk) -> None:
    desk = make_desk("conferences")
    identifier = desk.make()
    form = desk.edit(identifier)
    original = desk.sandbox.store.conferences.change

    def forgetful(key: str, how: object) -> object:
        row = original(key, how)  # type: ignore[arg-type]
        return original(key, lambda now: {**now, "size": "small"}) or row

    desk.sandbox.store.conferences.change = forgetful  # type: ignore[method-assign, assignment]
    done = form.press(size="large", description="New")
    assert "SignalWire did not keep: Size (sent Large, up to 300 people, it has Small" in done.page
    assert "Saved. Changed: Description." in done.page  # and nothing that was not kept


def test_deleted_meanwhile_says_so_and_creates_again_with_everything_typed(desk: Desk) -> None:
    identifier = desk.make(description="Old", layout="5up")
    form = desk.edit(identifier)
    assert desk.call("DELETE", f"/{desk.kind}/{identifier}").status == 204
    gone = form.press(description="Typed", join_from="2026-11-12T09:00")
    assert gone.status == 410
    assert "has been deleted" in gone.page
    gone.address = f"{desk.listing}new/"
    again = gone.press("action", "fill")
    assert again.status == 200
    assert desk.rows() == []
    values = again.values
    assert (values["name"], values["description"], values["layout"]) == ("all-hands", "Typed", "5up")
    again.press()
    (row,) = desk.rows()
    assert (row["name"], row["description"]) == ("all-hands", "Typed")
    assert row["join_from"] == "2026-11-12T08:00:00Z"


@pytest.mark.parametrize("base", ["", "forged", "other"])
def test_a_form_whose_beginning_is_unknown_saves_nothing_and_loses_nothing(desk: Desk, base: str) -> None:
    identifier = desk.make()
    form = desk.edit(identifier)
    if base == "other":
        base = desk.edit(desk.make(name="other")).values["base"]
    again = form.press(base=base, description="Typed")
    assert again.status == 422
    assert "Nothing was saved yet" in again.page
    assert again.values["description"] == "Typed"
    assert desk.sent("PUT") == []
    assert "Saved. Changed: " in again.press().page
    assert desk.get(identifier)["description"] == "Typed"


def test_an_object_that_never_was_is_404(desk: Desk) -> None:
    assert desk.client.get(desk.at("00000000-0000-4000-8000-000000000000")).status_code == 404


def test_a_way_back_survives_an_invalid_answer(desk: Desk) -> None:
    identifier = desk.make()
    form = desk.edit(identifier, f"?next={escape(desk.listing)}%3Fpage_size%3D25")
    done = form.press(description="New", join_from="soon").press(join_from="")
    assert done.address == f"{desk.listing}?page_size=25&saved={identifier}#row-{identifier}"


def test_two_people_cannot_use_each_others_base_in_another_workspace(
    desk: Desk, make_desk: MakeDesk, make_person: MakePerson
) -> None:
    identifier = desk.make()
    other = make_desk(desk.kind)
    assert Membership.objects.filter(workspace=other.workspace).exists()
    foreign = other.edit(other.make()).values["base"]
    assert desk.edit(identifier).press(base=foreign, description="x").status == 422
    assert desk.sent("PUT") == []


def test_nothing_typed_is_lost_where_neither_the_base_nor_the_object_can_be_read(desk: Desk) -> None:
    identifier = desk.make(description="One", enable_room_previews=True)
    form = desk.edit(identifier)
    desk.sandbox.faults.add("500", method="GET")
    # As after a change of SECRET_KEY while SignalWire is down.
    lost = form.press(base="signed-with-another-key", display_name="Lab", layout="5x5", description="Two")
    assert lost.status == 502
    assert "Nothing was saved" in lost.page
    assert {name: lost.values[name] for name in ("display_name", "layout", "description")} == {
        "display_name": "Lab",
        "layout": "5x5",
        "description": "Two",
    }
    desk.sandbox.faults.clear()
    again = lost.press()
    assert (again.status, again.values["display_name"]) == (422, "Lab")
    again.press()
    row = desk.get(identifier)
    assert (row["display_name"], row["layout"], row["description"]) == ("Lab", "5x5", "Two")
    assert row["enable_room_previews"] is True


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "http://testserver/\\evil.example/",
        "http://testserver//evil.example/",
        "http://testserver/\t/evil.example/",
        "javascript:alert(1)//evil.example",
    ],
)
def test_no_link_and_no_save_leads_back_to_another_host(desk: Desk, address: str) -> None:
    identifier = desk.make()
    form = desk.edit(identifier, f"?{urlencode({'next': address})}")
    assert "evil.example" not in form.page
    done = form.press(display_name="Lab", next=address)
    assert done.address == desk.at(identifier, "")


@pytest.mark.parametrize(
    ("fault", "method", "advice"),
    [
        ("500", "GET", "try again in a moment."),
        ("429", "PUT", "wait a moment, then try again."),
    ],
)
def test_a_fault_that_passes_is_said_to_be_no_mistake_and_what_to_do(
    desk: Desk, fault: str, method: str, advice: str
) -> None:
    form = desk.edit(desk.make())
    desk.sandbox.faults.add(fault, method=method)
    words = htmx.words(form.press(description="New").page)
    assert f"Nothing was saved. Everything you typed is below. Your input is fine: {advice}" in words


def test_a_new_name_that_is_not_saved_yet_names_no_page(desk: Desk) -> None:
    identifier = desk.make(display_name="Stored name")
    form = desk.edit(identifier)
    desk.sandbox.faults.add("422", method="PUT", attribute="quality", message="is odd")
    page = form.press(display_name="Typed name").page
    heading = page.partition("<h1")[2].partition("</h1>")[0]
    crumbs = page.partition('<nav class="crumbs"')[2].partition("</nav>")[0]
    for part in (heading, crumbs):
        assert "<bdi>Stored name</bdi>" in part
        assert "Typed name" not in part
    assert 'value="Typed name"' in page


def test_the_top_of_a_form_leads_to_each_field_that_is_wrong(desk: Desk) -> None:
    form = desk.edit(desk.make())
    desk.sandbox.faults.add("422", method="PUT", attribute="quality", message="is odd")
    again = form.press(description="New")
    assert "Not saved. Check 1 field: Quality" in htmx.words(again.page)
    targets = [tag["href"][1:] for tag in htmx.tags(again.page, "a") if tag["href"].startswith("#id_")]
    assert len(targets) == 1
    assert f'id="{targets[0]}"' in again.page
    wrong = again.press(join_from="soon", join_until="later")
    words = htmx.words(wrong.page)
    assert "Check 2 fields: Opens , Closes" in words


def test_a_missing_display_name_is_asked_for_before_anything_is_sent(make_desk: MakeDesk) -> None:
    desk = make_desk("conferences")
    identifier = desk.make()
    desk.direct(identifier, display_name=None)
    again = desk.edit(identifier).press(description="New")
    assert again.status == 422
    assert "Check 1 field: Display name" in htmx.words(again.page)
    assert "Enter a display name. SignalWire requires one with every save" in htmx.words(again.page)
    assert desk.sent("PUT") == []
    assert again.press(display_name="Lab").status == 200
    assert desk.get(identifier)["display_name"] == "Lab"


def test_an_error_of_no_field_is_no_wrong_field(desk: Desk) -> None:
    form = desk.edit(desk.make())
    desk.sandbox.faults.add("422", method="PUT", attribute=None, message="Nothing fits")
    again = form.press(description="New")
    assert "Nothing fits" in again.page
    assert "Not saved. Check" not in htmx.words(again.page)
