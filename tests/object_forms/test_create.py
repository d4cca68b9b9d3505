"""Creating a conference or a room through its form, without script."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from conferences.models import Change, Membership, Role
from conferences.sandbox.faults import KINDS as FAULTS
from conferences.signalwire.kinds import CONFERENCE
from conferences.signalwire.limits import CONFERENCE_FIELDS, ROOM_FIELDS
from tests import htmx
from tests.conftest import PASSWORD
from tests.faults import UNPROVEN
from tests.object_forms.conftest import Desk, MakeDesk
from tests.object_forms.paper import Paper

FLAGS = {"tone_on_entry_and_exit": "(off)", "room_join_video_off": "on", "user_join_video_off": "on"}


def test_the_form_has_every_field_with_its_default(desk: Desk) -> None:
    form = desk.new()
    assert form.status == 200
    for field in CONFERENCE_FIELDS if desk.kind == CONFERENCE else ROOM_FIELDS:
        assert f'name="{field.name}"' in form.page
        if field.default is not None:
            expected = {True: "on", False: None}.get(field.default, str(field.default))  # type: ignore[call-overload]
            assert form.values.get(field.name) == expected
    assert desk.sandbox.requests == []


def test_what_was_typed_is_what_is_created(desk: Desk) -> None:
    done = desk.new().press(
        display_name="Köln: Q4",
        description="One\nTwo",
        join_from="2026-11-12T09:00",
        join_until="2026-11-12T11:00",
        quality="1080p",
        why="Asked for by Ada",
    )
    assert done.status == 200
    assert "Created Köln: Q4." in done.page
    (row,) = desk.rows()
    assert row["name"] == "koln-q4"
    assert (row["display_name"], row["description"], row["quality"]) == ("Köln: Q4", "One\nTwo", "1080p")
    assert (row["join_from"], row["join_until"]) == ("2026-11-12T08:00:00Z", "2026-11-12T10:00:00Z")
    assert done.address == desk.at(row["id"], "")
    assert desk.history() == [("create", "done")]
    assert Change.objects.get().why == "Asked for by Ada"


def test_afterwards_people_are_back_on_their_list_with_the_row_marked(desk: Desk) -> None:
    form = desk.new(f"?next={desk.listing}%3Fpage_size%3D25")
    done = form.press(display_name="Lab")
    (row,) = desk.rows()
    assert done.address == f"{desk.listing}?page_size=25&saved={row['id']}#row-{row['id']}"
    assert 'class="is-changed"' in done.page
    assert "Saved</span>" in done.page


def test_a_way_back_to_another_host_is_not_taken(desk: Desk) -> None:
    done = desk.new("?next=https://evil.example/").press(display_name="Lab")
    assert done.address == desk.at(desk.rows()[0]["id"], "")


def test_the_flags_that_only_an_update_takes_are_set_in_a_second_step(make_desk: MakeDesk) -> None:
    desk = make_desk("conferences")
    desk.new().press(display_name="Lab", **FLAGS)
    (row,) = desk.rows()
    assert {name: row[name] for name in FLAGS} == {
        "tone_on_entry_and_exit": False,
        "room_join_video_off": True,
        "user_join_video_off": True,
    }
    (post,) = desk.sent("POST")
    assert FLAGS.keys().isdisjoint(post)


def test_if_the_second_step_fails_the_edit_form_has_what_is_missing(make_desk: MakeDesk) -> None:
    desk = make_desk("conferences")
    desk.sandbox.faults.add("500", method="PUT")
    form = desk.new(f"?next={desk.listing}").press(display_name="Lab", **FLAGS)
    (row,) = desk.rows()
    assert form.address.startswith(desk.at(row["id"]))
    assert "Lab exists now, but without: " in form.page
    assert "<title>Edit Lab " in form.page
    assert "Entry and exit tones" in form.page
    assert form.values.get("tone_on_entry_and_exit") is None
    assert form.values["user_join_video_off"] == "on"
    desk.sandbox.faults.clear()
    done = form.press()
    assert "Saved. Changed: " in done.page
    assert done.address == f"{desk.listing}?saved={row['id']}#row-{row['id']}"
    assert len(desk.rows()) == 1
    assert desk.get(row["id"])["user_join_video_off"] is True


def test_invalid_input_is_422_without_a_call_and_with_everything_typed(desk: Desk) -> None:
    form = desk.new().press(
        display_name="Lab", description="Kept", name="a b", join_from="soon", join_until="2026-11-12T11:00"
    )
    assert form.status == 422
    assert desk.sandbox.requests == []
    assert "Use only letters" in form.page
    assert "Enter a date and time" in form.page
    values = form.values
    assert (values["name"], values["join_from"], values["description"]) == ("a b", "soon", "Kept")
    assert values["join_until"] == "2026-11-12T11:00"
    assert 'aria-invalid="true"' in form.page


def test_a_taken_name_is_refused_at_its_field_and_the_next_one_offered(desk: Desk) -> None:
    desk.make(name="lab")
    form = desk.new().press(display_name="Lab")
    assert form.status == 422
    assert "Name must be unique within project" in form.page
    assert form.values["name"] == "lab"
    done = form.press("use_name", "lab-2")
    assert done.status == 200
    assert sorted(row["name"] for row in desk.rows()) == ["lab", "lab-2"]


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if "next" not in fault])
def test_a_fault_loses_nothing_makes_no_second_object_and_claims_nothing(desk: Desk, fault: str) -> None:
    desk.sandbox.faults.add(fault, method="POST", milliseconds=20, retry_after=0)
    form = desk.new().press(display_name="Lab", description="Typed", name="lab")
    made = [row["name"] for row in desk.rows()]
    if "Created Lab." in form.page:
        assert made == ["lab"]
        assert desk.history() == [("create", "done")]
        return
    assert form.status in {422, 502, 503, 504}
    if fault in UNPROVEN:
        assert desk.history()[0][1] == "unknown"
        assert "Nothing was" not in form.page
    else:
        assert made == []
        assert desk.history()[0][1] in {"refused", "failed"}
    assert (form.values["description"], form.values["name"]) == ("Typed", "lab")
    assert 'data-unsaved="true"' in form.page
    desk.sandbox.faults.clear()
    assert "Created Lab." in form.press().page
    assert [row["name"] for row in desk.rows()] == ["lab"]


def test_what_may_have_arrived_is_looked_for_before_it_is_sent_again(desk: Desk) -> None:
    desk.sandbox.faults.add("dropped_after", method="POST")
    desk.sandbox.faults.add("500", method="GET")
    form = desk.new().press(display_name="Lab")
    assert form.status == 502
    assert "It is not known whether this was created" in form.page
    assert desk.history() == [("create", "unknown")]
    desk.sandbox.faults.clear()
    done = form.press()
    assert "Created Lab." in done.page
    assert "no proper answer" in done.page
    assert len(desk.rows()) == 1
    assert len(desk.sent("POST")) == 1
    assert desk.history() == [("create", "done")]


def test_an_account_problem_is_no_wrong_input(desk: Desk) -> None:
    desk.sandbox.faults.add("422", method="POST", attribute=None, code="insufficient_balance", message="Low")
    form = desk.new().press(display_name="Lab")
    assert form.status == 502
    assert "balance or plan prevents this" in form.page
    assert form.values["display_name"] == "Lab"


@pytest.mark.parametrize(
    ("button", "name", "expected"),
    [
        ("join_from:none", "join_from", ""),
        ("join_until:day", "join_until", "2030-11-12T23:59"),
        ("join_until:week", "join_until", "2030-11-19T09:00"),
        ("join_until:hour", "join_until", "2030-11-12T10:00"),
        ("join_from:hour", "join_from", "2030-11-12T10:00"),
    ],
)
def test_a_quick_choice_fills_the_form_and_saves_nothing(
    desk: Desk, button: str, name: str, expected: str
) -> None:
    form = desk.new().press("quick", button, display_name="Lab", join_from="2030-11-12T09:00")
    assert form.status == 200
    assert form.values[name] == expected
    assert form.values["display_name"] == "Lab"
    assert desk.sandbox.requests == []
    assert 'data-unsaved="true"' in form.page


def test_plus_one_hour_twice_adds_two_hours_to_either_end(desk: Desk) -> None:
    form = desk.new().press("quick", "join_from:hour", join_from="2030-11-12T09:00")
    form = form.press("quick", "join_from:hour")
    assert form.values["join_from"] == "2030-11-12T11:00"
    form = form.press("quick", "join_until:hour")  # empty: counted from the opening
    assert form.values["join_until"] == "2030-11-12T12:00"
    form = form.press("quick", "join_until:hour")
    assert (form.values["join_from"], form.values["join_until"]) == ("2030-11-12T11:00", "2030-11-12T13:00")


def test_an_hour_that_comes_twice_is_asked_about_with_two_buttons(desk: Desk) -> None:
    form = desk.new().press(display_name="Lab", join_from="2026-10-25T02:30")
    assert form.status == 422
    assert "occurs twice" in form.page
    offered = [value for name, value in form.buttons if name == "quick" and "2026" in value]
    assert offered == ["join_from:2026-10-25T02:30:00+02:00", "join_from:2026-10-25T02:30:00+01:00"]
    chosen = form.press("quick", offered[1])
    assert "sent as 2026-10-25T01:30:00Z" in chosen.page
    chosen.press()
    assert desk.rows()[0]["join_from"] == "2026-10-25T01:30:00Z"


def test_times_are_read_in_the_zone_chosen(desk: Desk) -> None:
    form = desk.new().press("quick", "zone:", join_from="2026-11-12T09:00", zone="Asia/Tokyo")
    assert "sent as 2026-11-12T00:00:00Z" in form.page
    form.press(display_name="Lab")
    assert desk.rows()[0]["join_from"] == "2026-11-12T00:00:00Z"


def test_a_zone_that_does_not_exist_is_refused(desk: Desk) -> None:
    form = desk.new().press(display_name="Lab", zone="Mars/Olympus")
    assert form.status == 422
    assert desk.sandbox.requests == []


def test_what_was_typed_outlives_the_session(desk: Desk) -> None:
    form = desk.new(f"?next={desk.listing}")
    assert form.values["draft_stamp"]
    desk.client.cookies.pop("sessionid")
    at_the_door = form.press(display_name="Typed", description="Kept")
    assert at_the_door.address.startswith("/login/?next=")
    back = parse_qs(urlsplit(at_the_door.address).query)["next"][0]
    person = Membership.objects.get(workspace=desk.workspace).user
    credentials = {"username": person.username, "password": PASSWORD, "next": back}
    answer = desk.client.post("/login/", credentials)
    again = Paper.open(desk.client, answer.headers["Location"])
    assert "is not saved yet" in again.page
    assert (again.values["display_name"], again.values["description"]) == ("Typed", "Kept")
    assert again.press().address.startswith(f"{desk.listing}?saved=")
    assert len(desk.rows()) == 1


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (None, 404)])
def test_only_editors_create(desk: Desk, role: Role | None, status: int) -> None:
    membership = Membership.objects.get(workspace=desk.workspace)
    if role is None:
        membership.delete()
    else:
        Membership.objects.filter(pk=membership.pk).update(role=role)
    for page in ("new/", f"{'0' * 8}-0000-4000-8000-{'0' * 12}/edit/"):
        assert desk.client.get(desk.listing + page).status_code == status
        assert desk.client.post(desk.listing + page, {"display_name": "x"}).status_code == status
    assert desk.sandbox.requests == []


def test_viewers_see_no_buttons(desk: Desk) -> None:
    identifier = desk.make()
    Membership.objects.filter(workspace=desk.workspace).update(role=Role.VIEWER)
    for page in (desk.listing, desk.at(identifier, "")):
        content = desk.client.get(page).content.decode()
        assert "new/?next" not in content
        assert "/edit/" not in content


def test_other_methods_are_405_and_malformed_ids_404(desk: Desk) -> None:
    assert desk.client.put(f"{desk.listing}new/").status_code == 405
    assert desk.client.get(f"{desk.listing}not-an-id/edit/").status_code == 404
    assert desk.sandbox.requests == []


def test_a_post_without_csrf_token_creates_nothing(desk: Desk) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(Membership.objects.get(workspace=desk.workspace).user)
    assert strict.post(f"{desk.listing}new/", {"display_name": "Lab"}).status_code == 403
    assert desk.rows() == []


def test_what_is_typed_is_escaped(desk: Desk) -> None:
    form = desk.new().press(display_name='"><script>x</script>', description="</textarea><b>", name="a b")
    assert form.status == 422
    assert "<script>x" not in form.page
    assert "</textarea><b>" not in form.page
    assert form.values["display_name"] == '"><script>x</script>'


def test_a_page_with_a_form_is_not_stored(desk: Desk) -> None:
    assert Paper.open(desk.client, f"{desk.listing}new/").response["Cache-Control"] == "no-store"


def test_a_404_speaks_of_no_deletion_where_nothing_was_there_yet(desk: Desk) -> None:
    desk.sandbox.faults.add("404", method="POST")
    again = desk.new().press(display_name="Lab", description="Typed")
    assert again.status == 502
    words = htmx.words(again.page)
    assert "SignalWire cannot create this. The address for creating it does not exist there." in words
    assert "deleted" not in words
    assert again.values["description"] == "Typed"
    assert desk.history() == [("create", "failed")]


@pytest.mark.parametrize(
    ("display_name", "name", "shown"), [("All hands", "all-hands", "All hands"), (None, "lab", "lab")]
)
def test_every_page_of_an_object_calls_it_the_same(
    desk: Desk, display_name: str | None, name: str, shown: str
) -> None:
    identifier = desk.make(name=name)
    desk.direct(identifier, display_name=display_name)
    pages = ["", "edit/", "delete/", "duplicate/", "join-window/?action=close-now"]
    for page in pages + ["access/"] * (desk.kind == CONFERENCE):
        text = desk.client.get(desk.at(identifier, page)).content.decode()
        (crumbs,) = re.findall(r'<nav class="crumbs".*?</nav>', text, re.DOTALL)
        assert f"<bdi>{shown}</bdi>" in crumbs, page
