"""A form that is sent again: carried out once, however often and by whichever way it comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from conferences import submissions
from conferences.models import Membership, Preference, Role, Submission
from conferences.models.submission import LEASE
from tests import htmx
from tests.conftest import MakePerson
from tests.object_forms.conftest import Desk
from tests.object_forms.paper import Paper

AGAIN = "This was already sent, so nothing was sent twice."


def fill(paper: Paper, **changes: str) -> dict[str, str]:
    """What the form sends with these changes."""
    return {**paper.values, **changes}


def send(client: Client, address: str, data: dict[str, str], **headers: str) -> Any:
    return client.post(address, data, headers=headers)


def words(client: Client, response: Any) -> str:
    """What a person reads on the page that the answer leads to."""
    return htmx.words(client.get(response["Location"]).content.decode())


@pytest.fixture
def edit(desk: Desk) -> tuple[Desk, str, dict[str, str]]:
    """A desk, the address of an edit form, and what it sends with a new display name."""
    address = desk.at(desk.make())
    return desk, address, fill(Paper.open(desk.client, address), display_name="Renamed")


Edit = tuple[Desk, str, dict[str, str]]


def test_a_save_that_is_sent_again_is_saved_once_and_leads_to_the_same_page(edit: Edit) -> None:
    desk, address, data = edit
    first, second = send(desk.client, address, data), send(desk.client, address, data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert len(desk.sent("PUT")) == 1
    assert desk.history() == [("update", "done")]
    # The answer to the first was never followed, so its message is still to come, and nothing is added.
    page = words(desk.client, second)
    assert page.count("Saved. Changed: ") == 1
    assert AGAIN not in page


def test_a_save_that_is_replayed_after_its_message_was_shown_says_so(edit: Edit) -> None:
    desk, address, data = edit
    page = words(desk.client, send(desk.client, address, data))
    assert AGAIN not in page
    page = words(desk.client, send(desk.client, address, data))
    assert page.count(AGAIN) == 1
    assert len(desk.sent("PUT")) == 1


def test_other_content_under_the_same_key_is_a_save_of_its_own(edit: Edit) -> None:
    desk, address, data = edit
    send(desk.client, address, data)
    again = send(desk.client, address, data | {"description": "Typed after Back"})
    assert again.status_code == 302
    assert [body.get("description") for body in desk.sent("PUT")][1:] == ["Typed after Back"]


def test_another_address_is_another_submission(edit: Edit) -> None:
    desk, address, data = edit
    send(desk.client, address, data)
    other = desk.at(desk.make(name="other"))
    theirs = Paper.open(desk.client, other).values
    send(desk.client, other, data | {"base": theirs["base"], "object_name": theirs["object_name"]})
    assert len(desk.sent("PUT")) == 2


def test_a_create_that_is_sent_again_makes_one_object(desk: Desk) -> None:
    address = f"{desk.listing}new/"
    data = fill(Paper.open(desk.client, address), display_name="Lab", name="lab")
    first, second = send(desk.client, address, data), send(desk.client, address, data)
    assert first["Location"] == second["Location"]
    assert [row["name"] for row in desk.rows()] == ["lab"]
    page = words(desk.client, second)
    assert page.count("Created Lab.") == 1
    assert "no proper answer" not in page


def test_a_deletion_that_is_sent_again_deletes_once(desk: Desk) -> None:
    address = desk.at(desk.make(), "delete/")
    page = desk.client.get(address).content.decode()
    data = {**htmx.hidden(page), "form_key": key_of(page), "name": "all-hands"}
    first, second = send(desk.client, address, data), send(desk.client, address, data)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert len(desk.sent("DELETE")) == 1
    assert desk.history() == [("delete", "done")]


def key_of(page: str) -> str:
    (key,) = {field["value"] for field in htmx.tags(page, "input") if field.get("name") == "form_key"}
    return key


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with blanks and <marks>", "\x00" * 20])
def test_a_form_without_a_usable_key_is_carried_out_as_it_comes(edit: Edit, key: str) -> None:
    desk, address, data = edit
    assert send(desk.client, address, data | {"form_key": key}).status_code == 302
    assert send(desk.client, address, data | {"form_key": key, "description": "x"}).status_code == 302
    assert Submission.objects.count() == 0


def test_a_form_with_errors_can_be_sent_again(edit: Edit) -> None:
    desk, address, data = edit
    refused = data | {"display_name": "x" * 1000}
    assert send(desk.client, address, refused).status_code == 422
    assert send(desk.client, address, refused).status_code == 422
    assert Submission.objects.count() == 0
    assert send(desk.client, address, data).status_code == 302


def test_what_signalwire_did_not_take_can_be_sent_again(edit: Edit) -> None:
    desk, address, data = edit
    desk.sandbox.faults.add("403", method="PUT", times=1)
    assert send(desk.client, address, data).status_code == 502
    assert send(desk.client, address, data).status_code == 302
    assert desk.history() == [("update", "failed"), ("update", "done")]


def test_a_redirect_that_tells_of_a_failure_can_be_sent_again(desk: Desk) -> None:
    page = desk.client.get(desk.listing).content.decode()
    data = {"form_key": key_of(page), "action": "shift"}
    for _ in range(2):
        response = send(desk.client, f"{desk.listing}bulk/", data)
        assert AGAIN not in words(desk.client, response)
    assert Submission.objects.count() == 0


def test_the_same_key_of_someone_else_is_another_submission(edit: Edit, make_person: MakePerson) -> None:
    desk, address, data = edit
    send(desk.client, address, data)
    other = make_person("niko")
    Membership.objects.create(workspace=desk.workspace, user=other, role=Role.EDITOR)
    client = Client()
    client.force_login(other)
    assert AGAIN not in words(client, send(client, address, data))
    assert Submission.objects.count() == 2


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (None, 404)])
def test_who_may_no_longer_send_it_is_refused_as_ever(
    edit: Edit, person: User, role: Role | None, status: int
) -> None:
    desk, address, data = edit
    send(desk.client, address, data)
    members = Membership.objects.filter(user=person)
    members.update(role=role) if role else members.delete()
    assert send(desk.client, address, data).status_code == status


def test_a_repeated_form_of_htmx_goes_to_the_page_as_a_whole(edit: Edit) -> None:
    desk, address, data = edit
    first = send(desk.client, address, data)
    second = send(desk.client, address, data, **htmx.headers("anything"))
    assert (second.status_code, second["HX-Redirect"]) == (204, first["Location"])


def claimed(desk: Desk, address: str, data: dict[str, str], **fields: Any) -> None:
    """Leave the submission as if another request were at it, without one being there."""
    send(desk.client, address, data)
    Submission.objects.update(location="", **fields)
    desk.sandbox.requests.clear()
    desk.client.get(desk.listing)  # what the first said is read


def test_what_is_still_in_progress_after_waiting_is_said_with_a_link(
    edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, address, data = edit
    claimed(desk, address, data)
    monkeypatch.setattr(submissions, "PATIENCE", 0.3)
    response = send(desk.client, address, data)
    assert response.status_code == 409
    page = response.content.decode()
    assert "This was already sent and is still being saved" in htmx.words(page)
    assert f"/w/{desk.workspace.slug}/history/" in htmx.link(page, "Open History")["href"]
    assert desk.sent("PUT") == []
    part = send(desk.client, address, data, **htmx.headers("anything")).content.decode()
    assert "still being saved" in part
    assert "<html" not in part


def test_few_wait_at_a_time(edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, address, data = edit
    claimed(desk, address, data)
    for _ in range(submissions.MOST_WAITING):
        assert submissions._waiting.acquire(blocking=False)
    try:
        assert send(desk.client, address, data).status_code == 409
    finally:
        for _ in range(submissions.MOST_WAITING):
            submissions._waiting.release()


def test_what_a_dead_server_left_can_be_sent_again_after_its_lease(edit: Edit) -> None:
    desk, address, data = edit
    claimed(desk, address, data, claimed_at=timezone.now() - LEASE)
    response = send(desk.client, address, data)
    assert response.status_code == 302
    assert AGAIN not in words(desk.client, response)
    assert Submission.objects.get().location == response["Location"]


def test_a_request_that_lost_its_claim_changes_nothing_of_it(person: User) -> None:
    slow, _ = Submission.objects.claim(person.pk, "f" * 64)
    Submission.objects.update(claimed_at=timezone.now() - LEASE)
    quick, is_quick = Submission.objects.claim(person.pk, "f" * 64)
    assert is_quick
    slow.release()
    slow.settle("/slow/")
    assert not Submission.objects.get().is_done
    quick.settle("/quick/")
    quick.release()
    assert Submission.objects.get().location == "/quick/"
    assert Submission.objects.claim(person.pk, "f" * 64) == (quick, False)


def test_nothing_typed_is_stored_and_a_day_later_nothing_at_all(edit: Edit) -> None:
    desk, address, data = edit
    send(desk.client, address, data)
    (row,) = Submission.objects.values()
    assert data["form_key"] not in str(row)
    assert "Renamed" not in str(row)
    Submission.objects.update(claimed_at=timezone.now() - timedelta(hours=25))
    send(desk.client, address, data | {"description": "Another"})
    assert Submission.objects.exclude(pk=row["id"]).count() == Submission.objects.count() == 1


def test_pages_outside_a_workspace_recognise_it_too(person: User) -> None:
    client = Client()
    client.force_login(person)
    data = {"form_key": key_of(client.get("/account/").content.decode()), "colour_scheme": "dark", "zone": ""}
    send(client, "/account/", data)
    Preference.objects.update(colour_scheme="light")
    assert send(client, "/account/", data).status_code == 302
    assert Preference.objects.get().colour_scheme == "light"


def test_each_rendering_of_a_page_has_a_key_of_its_own(desk: Desk) -> None:
    keys = {key_of(desk.client.get(f"{desk.listing}new/").content.decode()) for _ in range(3)}
    assert len(keys) == 3
