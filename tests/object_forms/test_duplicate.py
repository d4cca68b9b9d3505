"""A copy of a conference or a room: the question about the times, then a form that is filled."""

from __future__ import annotations

import pytest

from conferences.models import Change
from tests.object_forms.conftest import Desk

WINDOW = {"join_from": "2026-10-20T07:00:00Z", "join_until": "2026-10-20T08:00:30Z"}


def test_the_question_shows_the_times_and_asks_how_far(desk: Desk) -> None:
    identifier = desk.make(**WINDOW)
    page = desk.client.get(desk.at(identifier, "duplicate/")).content.decode()
    assert "Tue 20 Oct 2026, 09:00" in page
    assert 'name="days" value="7"' in page


@pytest.mark.parametrize(
    ("query", "opens", "closes"),
    [
        # The clocks go back on 25 October: the time of day stays, the moment moves.
        ("times=shift&days=7", "2026-10-27T08:00:00Z", "2026-10-27T09:00:30Z"),
        ("times=shift&days=-1", "2026-10-19T07:00:00Z", "2026-10-19T08:00:30Z"),
        ("times=keep&days=7", WINDOW["join_from"], WINDOW["join_until"]),
        ("times=none&days=", None, None),
    ],
)
def test_the_copy_has_everything_but_the_name(
    desk: Desk, query: str, opens: str | None, closes: str | None
) -> None:
    identifier = desk.make(description="Copied", layout="5up", record_on_start=True, **WINDOW)
    answer = desk.client.get(desk.at(identifier, f"duplicate/?{query}"))
    form = desk.new("?" + answer.headers["Location"].partition("?")[2])
    assert form.values["name"] == "all-hands-2"
    assert len(desk.rows()) == 1
    form.press()
    (copy,) = (row for row in desk.rows() if row["id"] != identifier)
    assert (copy["name"], copy["display_name"], copy["description"]) == ("all-hands-2", "All hands", "Copied")
    assert (copy["layout"], copy["record_on_start"]) == ("5up", True)
    assert (copy["join_from"], copy["join_until"]) == (opens, closes)


def test_the_way_back_goes_along(desk: Desk) -> None:
    identifier = desk.make()
    answer = desk.client.get(desk.at(identifier, f"duplicate/?times=keep&next={desk.listing}"))
    form = desk.new("?" + answer.headers["Location"].partition("?")[2])
    assert form.press().address.startswith(f"{desk.listing}?saved=")


@pytest.mark.parametrize("days", ["", "soon", "1.5", "4000", "-4000", "9" * 500])
def test_an_impossible_distance_is_422(desk: Desk, days: str) -> None:
    identifier = desk.make()
    answer = desk.client.get(desk.at(identifier, "duplicate/"), {"times": "shift", "days": days})
    assert answer.status_code == 422


@pytest.mark.parametrize("days", ["x", "99999999", "-99999999", "²"])
def test_an_address_with_odd_days_still_opens_the_form(desk: Desk, days: str) -> None:
    identifier = desk.make(**WINDOW)
    assert desk.new(f"?from={identifier}&days={days}").status == 200


def test_an_unknown_source_is_404_and_a_malformed_one_an_empty_form(desk: Desk) -> None:
    missing = "00000000-0000-4000-8000-000000000000"
    assert desk.client.get(f"{desk.listing}new/?from={missing}").status_code == 404
    assert desk.new("?from=x").status == 200


def test_an_unknown_layout_cannot_be_created_and_is_asked_about(desk: Desk) -> None:
    identifier = desk.make()
    desk.direct(identifier, layout="spotlight-carousel")
    form = desk.new(f"?from={identifier}")
    assert form.status == 200
    assert form.values["layout"] == "spotlight-carousel"
    assert form.press().status == 422
    assert desk.sent("POST") == [{"name": "all-hands", "display_name": "All hands"}]


def test_a_deleted_object_is_created_again_from_its_record(desk: Desk) -> None:
    identifier = desk.make(description="Once more", layout="5up")
    done = desk.client.post(desk.at(identifier, "delete/"), {"why": ""})
    assert done.status_code == 302
    deletion = Change.objects.get()
    form = desk.new(f"?recreate={deletion.pk}")
    assert (form.values["name"], form.values["description"]) == ("all-hands", "Once more")
    form.press()
    (row,) = desk.rows()
    assert (row["name"], row["layout"]) == ("all-hands", "5up")
    assert ("recreate", "done") in desk.history()


@pytest.mark.parametrize("change", ["0", "999", "x", "²", "9" * 40, "-1"])
def test_a_record_that_is_none_opens_an_empty_form(desk: Desk, change: str) -> None:
    form = desk.new(f"?recreate={change}")
    assert form.status == 200
    assert form.values["display_name"] == ""
