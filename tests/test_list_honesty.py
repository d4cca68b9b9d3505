"""What a list says of unreadable records, of answers that are no list, and of unknown filters."""

from __future__ import annotations

import pytest
import responses
from django.test import Client

from conferences.models import Role
from tests import htmx
from tests.conftest import MemberClient
from tests.listing import CONFERENCES, ROOMS, Kind, give
from tests.payloads import listing, numbered


@pytest.fixture(params=[CONFERENCES, ROOMS], ids=["conferences", "rooms"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each list in turn."""
    assert isinstance(request.param, Kind)
    return request.param


@pytest.fixture
def browser(member_client: MemberClient) -> Client:
    return member_client(Role.EDITOR)


def page(client: Client, kind: Kind, **query: str) -> str:
    response = client.get(kind.address, query)
    assert response.status_code == 200
    return response.content.decode()


def test_unreadable_records_are_counted_apart(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    broken = {"id": numbered(7), "join_from": 5}
    give(upstream, kind, kind.record(), kind.record(id=numbered(2)), broken, {"id": 9})
    text = page(browser, kind)
    assert f"Page 1, 2 {kind.plural} shown, 2 cannot be read." in htmx.words(text)
    assert f'data-announce="Page 1, 2 {kind.plural} shown, 2 cannot be read."' in text


@pytest.mark.parametrize("body", ["{}", '{"links": {}}', "[]", '{"data": null}', "null", '{"data": {}}'])
def test_an_answer_without_a_list_is_no_empty_list(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, body: str
) -> None:
    upstream.get(kind.upstream, body=body, content_type="application/json")
    response = browser.get(kind.address)
    text = htmx.words(response.content.decode())
    assert response.status_code == 502
    assert "The answer cannot be read" in text
    assert f"No {kind.plural}" not in text


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"window": "someday"}, "Join window: “someday” is not one of the choices."),
        ({"window": "x" * 500}, f"Join window: “{'x' * 59}…” is not one of the choices."),
        ({"page_size": "7"}, "Rows per page: “7” is not one of the choices."),
        ({"page_size": "<b>"}, "Rows per page: “<b>” is not one of the choices."),
    ],
)
def test_an_unknown_value_of_the_filter_is_told(
    browser: Client, upstream: responses.RequestsMock, kind: Kind, query: dict[str, str], told: str
) -> None:
    give(upstream, kind)
    text = page(browser, kind, **query)
    assert told in htmx.words(text).replace("Rows per page :", "Rows per page:")
    assert "<title>Error: " in text
    # The dates are not to blame.
    assert '<details class="dates">' in text


def test_known_values_of_the_filter_are_no_error(
    browser: Client, upstream: responses.RequestsMock, kind: Kind
) -> None:
    upstream.get(kind.upstream, json=listing())
    assert "not one of the choices" not in page(browser, kind, window="closed", page_size="25")


def test_an_unknown_period_of_the_history_is_told_and_exports_nothing(browser: Client) -> None:
    text = browser.get("/w/nordhafen-events/history/", {"period": "yore"}).content.decode()
    assert "Period: “yore” is not one of the choices." in htmx.words(text)
    assert browser.get("/w/nordhafen-events/history/export/", {"period": "yore"}).status_code == 400
