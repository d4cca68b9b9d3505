"""A save that SignalWire answers with 400: what it said, what was saved, and what to do."""

from __future__ import annotations

import pytest
import responses
from django.test import Client

from conferences.models import Role
from tests import htmx
from tests.conftest import BASE, MemberClient
from tests.object_forms.paper import Paper
from tests.payloads import CONFERENCE_ID, conference

EDIT = f"/w/nordhafen-events/conferences/{CONFERENCE_ID}/edit/"
ADDRESS = f"{BASE}/conferences/{CONFERENCE_ID}"


@pytest.fixture
def editor(member_client: MemberClient) -> Client:
    return member_client(Role.EDITOR)


def refused(client: Client, upstream: responses.RequestsMock, body: str | dict[str, object]) -> Paper:
    """The form as it comes back after a save that was answered with 400."""
    upstream.get(ADDRESS, json=conference(display_name="All hands"))
    headers = {"X-Request-Id": "req-400"}
    if isinstance(body, str):
        upstream.put(ADDRESS, status=400, body=body, headers=headers)
    else:
        upstream.put(ADDRESS, status=400, json=body, headers=headers)
    return Paper.open(client, EDIT).press(description="Typed")


@pytest.mark.parametrize("body", ["", "<h1>Bad Request</h1>", "null", {}])
def test_a_save_refused_with_400_and_no_reason_says_what_to_do(
    editor: Client, upstream: responses.RequestsMock, body: str | dict[str, object]
) -> None:
    again = refused(editor, upstream, body)
    assert again.status == 422
    words = htmx.words(htmx_alert(again.page))
    assert "SignalWire refused the request. SignalWire gave no reason." in words
    assert "Not saved. Everything you typed is still here." in words
    assert "Save one change at a time" in words
    assert "Request req-400, status 400 from example.signalwire.com" in words
    assert again.values["description"] == "Typed"


def test_a_save_refused_with_400_says_what_signalwire_said(
    editor: Client, upstream: responses.RequestsMock
) -> None:
    words = htmx.words(htmx_alert(refused(editor, upstream, {"error": "The <b>project</b> is frozen"}).page))
    assert "SignalWire refused the request. The <b>project</b> is frozen" in words
    assert "Fix what SignalWire reports, then try again." in words
    assert "Request req-400" in words


def test_a_save_refused_with_400_for_a_field_leads_to_it(
    editor: Client, upstream: responses.RequestsMock
) -> None:
    again = refused(editor, upstream, {"errors": [{"attribute": "description", "message": "is rude"}]})
    alert = htmx_alert(again.page)
    assert "Not saved. Check 1 field: Description" in htmx.words(alert)
    assert htmx.link(alert, "Description")["href"] == "#id_description"
    assert "Description is rude" in htmx.words(again.page)


def htmx_alert(page: str) -> str:
    """The part of the page that says what was wrong."""
    return page.split('data-error="refused"')[1].split("</div></div>")[0]
