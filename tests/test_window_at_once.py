"""Buttons that change a join window at once: extend, reopen, open, remove an end; and Undo."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from conferences.models import Action, Change, Outcome, Role
from conferences.sandbox.fixtures.sessions import session
from tests import htmx
from tests.conftest import MemberClient
from tests.window_actions import Door, W, at, messages_of, moment, said, undo_address


def buttons(page: str) -> dict[str, dict[str, str]]:
    """The buttons that act at once, by their action."""
    found = [one for one in htmx.tags(page, "button") if "join-window/?action=" in one.get("formaction", "")]
    return {one["formaction"].partition("action=")[2]: one for one in found}


def test_extend_from_the_detail_page_takes_one_click_and_says_the_new_time(door: Door) -> None:
    door.make(join_until="2099-11-12T22:30:00Z")
    detail = f"{W}{door.kind}/{door.id}/"
    pressed = buttons(door.browser.get(detail).content.decode())["plus-15"]
    response = door.browser.post(pressed["formaction"], {pressed["name"]: pressed["value"]})
    assert response["Location"] == detail
    assert door.row["join_until"] == "2099-11-12T22:45:00Z"
    assert said(response) == "Extended by 15 min. Now closes Thu 12 Nov 2099, 23:45 (Europe/Berlin)."


def test_extend_from_the_list_comes_back_to_the_same_page_with_the_row_marked_and_undo(door: Door) -> None:
    door.make(join_until="2099-11-12T22:30:00Z")
    back = f"{W}{door.kind}/?page_size=25"
    page = door.browser.get(back).content.decode()
    # Without a script the row's menu is a page of its own.
    (menu,) = (one for one in htmx.tags(page, "button") if "data-row-menu" in one)
    fields = htmx.hidden(htmx.element(page, menu["form"]))
    page = door.browser.get(menu["formaction"], fields).content.decode()
    pressed = buttons(page)["plus-30"]
    fields = htmx.hidden(page)
    response = door.browser.post(pressed["formaction"], {**fields, pressed["name"]: pressed["value"]})
    assert response["Location"] == f"{back}&saved={door.id}#row-{door.id}"
    assert door.row["join_until"] == "2099-11-12T23:00:00Z"
    listing = door.browser.get(response["Location"]).content.decode()
    words = htmx.words(listing)
    assert "All hands: Extended by 30 min. Now closes Fri 13 Nov 2099, 00:00 (Europe/Berlin)." in words
    assert 'class="is-changed"' in listing
    (undo,) = (tag for tag in htmx.tags(listing, "form") if "undo" in tag.get("action", ""))
    assert undo["method"] == "post"
    undone = door.browser.post(undo["action"])
    assert undone["Location"] == f"{back}&saved={door.id}#row-{door.id}"
    assert door.row["join_until"] == "2099-11-12T22:30:00Z"
    assert said(undone).endswith(
        "All hands: Undone. Closes Thu 12 Nov 2099, 23:30 (Europe/Berlin), as before."
    )


@pytest.mark.parametrize(
    ("action", "window", "expected"),
    [
        ("plus-60", (-60, 60), (-60, 120)),
        ("plus-15", (30, 60), (30, 75)),
        ("reopen-15", (-60, -30), (-60, 15)),
        ("open-now", (60, 120), (0, 120)),
        ("open-now", (-60, -30), (-60, None)),
        ("no-closing-time", (-60, 60), (-60, None)),
        ("no-opening-time", (60, 120), (None, 120)),
    ],
)
def test_what_lets_people_in_acts_at_once_and_undo_restores_the_window(
    door: Door, action: str, window: tuple[int, int], expected: tuple[int | None, int | None]
) -> None:
    before = door.make(**dict(zip(("join_from", "join_until"), (at(minutes=m) for m in window), strict=True)))
    old = before.window
    response = door.press(action)
    assert response.status_code == 302
    for end, minutes in zip(door.window, expected, strict=True):
        if minutes is None:
            assert end is None
        else:
            assert abs((moment(end or "") - moment(at(minutes=minutes))).total_seconds()) < 20
    door.browser.post(undo_address(response))
    assert door.window == old
    actions = [(change.action, change.outcome) for change in Change.objects.order_by("pk")]
    assert actions == [(Action.DOORS, Outcome.DONE), (Action.RESTORE, Outcome.DONE)]


def test_closing_asks_even_where_a_button_posts_it(door: Door) -> None:
    response = door.make().press("close-now")
    assert response.status_code == 200
    assert "People inside stay. No one else can join after this." in htmx.words(response.content.decode())
    assert door.puts() == 0
    page = door.browser.get(f"{W}{door.kind}/{door.id}/").content.decode()
    assert "close-now" not in buttons(page)
    assert f"{W}{door.kind}/{door.id}/join-window/?action=close-now" in page


def test_closing_says_whether_a_session_is_live(door: Door) -> None:
    door.make()
    assert "No session is live now." in htmx.words(door.look("close-now"))
    store = door.sandbox.store
    running = session(door.row, seed=1, begun=int(time.time()) - 60, ended=None, people=3)
    store.sessions.add(running)
    store.live[door.id] = running["id"]
    assert "A session is live now." in htmx.words(door.look("close-now"))


@pytest.mark.parametrize("end", ["join_from", "join_until"])
def test_a_window_that_someone_else_changed_is_shown_instead_of_extended(door: Door, end: str) -> None:
    seen = door.make(join_until="2099-11-12T22:30:00Z").window
    door.change(**{end: at(hours=-2) if end == "join_from" else "2099-11-12T23:30:00Z"})
    response = door.press("plus-15", window=seen, back=f"{W}{door.kind}/?page_size=25")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Someone else changed this join window after you opened the page" in htmx.words(page)
    assert door.puts() == 0
    # Confirming what is shown now carries it out and leads back to the list.
    confirmed = door.browser.post(door.address("plus-15", f"{W}{door.kind}/?page_size=25"), htmx.hidden(page))
    assert confirmed["Location"] == f"{W}{door.kind}/?page_size=25&saved={door.id}#row-{door.id}"
    until = "2099-11-12T22:45:00Z" if end == "join_from" else "2099-11-12T23:45:00Z"
    assert door.row["join_until"] == until


def test_a_missing_display_name_is_named_and_its_form_linked(door: Door) -> None:
    door.make(join_until="2099-11-12T22:30:00Z")
    door.change(display_name=None)
    response = door.press("plus-15")
    page = response.content.decode()
    if door.kind == "rooms":  # which need none
        assert response.status_code == 302
        return
    assert response.status_code == 422
    assert "This conference has no display name." in htmx.words(page)
    assert htmx.link(page, "Enter a display name")["href"].startswith(f"{W}{door.kind}/{door.id}/edit/?next=")
    assert door.puts() == 0


def test_pressing_the_same_button_again_does_not_extend_twice(door: Door) -> None:
    seen = door.make(join_until="2099-11-12T22:30:00Z").window
    door.press("plus-15", window=seen)
    door.press("plus-15", window=seen)
    assert door.row["join_until"] == "2099-11-12T22:45:00Z"
    assert door.puts() == 1


def test_a_page_drawn_before_it_closed_does_not_reopen_it(door: Door) -> None:
    response = door.make(join_until=at(minutes=-1)).press("plus-15")
    words = htmx.words(response.content.decode())
    assert response.status_code == 409
    assert "This page was out of date, so nothing was changed." in words
    assert "It has closed. To let people in again, reopen it." in words
    assert door.puts() == 0


@pytest.mark.parametrize("window", ["", "nonsense", "a/b", "2099-11-12T22:30:00Z", "0001-01-01T00:00+23:00/"])
@pytest.mark.parametrize("action", ["plus-15", "nonsense", ""])
def test_a_window_that_cannot_be_read_changes_nothing(door: Door, window: str, action: str) -> None:
    response = door.make().browser.post(door.address(action), {"window": window})
    assert response.status_code in {200, 409}
    assert door.puts() == 0


@pytest.mark.parametrize("fault", ["401", "404", "422", "500", "garbage", "dropped_before", "dropped_after"])
@pytest.mark.parametrize("method", ["PUT", "*"])
def test_a_fault_is_told_truly(door: Door, fault: str, method: str) -> None:
    before = door.make().row
    door.sandbox.faults.add(fault, **({} if method == "*" else {"method": method}))
    response = door.press("plus-30")
    door.sandbox.faults.clear()
    (change,) = Change.objects.all()
    happened = door.row["join_until"] != before["join_until"]
    if response.status_code == 302:
        assert happened == (change.outcome == Outcome.DONE)
        assert ("Extended by 30 min" in said(response)) == happened
        return
    words = htmx.words(response.content.decode())
    if "Nothing was changed" in words:
        assert not happened
    else:
        assert "not known whether this was carried out" in words


def test_what_signalwire_does_not_take_back_is_asked_about(door: Door) -> None:
    door.make()
    door.sandbox.store.behaviour = replace(door.sandbox.store.behaviour, put="replace", strict_stored=True)
    getattr(door.sandbox.store, door.kind).change(door.id, lambda row: {**row, "quality": "2160p"})
    before = door.row
    asked = door.press("plus-15")
    assert asked.status_code == 422
    assert "All hands" in htmx.words(asked.content.decode())
    assert door.row == before
    fields: dict[str, Any] = {**htmx.hidden(asked.content.decode()), "without": "quality"}
    assert door.browser.post(door.address("plus-15"), fields).status_code == 302
    assert door.row["join_until"] != before["join_until"]


@pytest.mark.parametrize("end", ["join_from", "join_until"])
def test_undo_leaves_alone_a_window_that_was_changed_since(door: Door, end: str) -> None:
    response = door.make().press("plus-15")
    door.change(**{end: at(hours=-5) if end == "join_from" else at(hours=5)})
    window = door.window
    answer = door.browser.post(undo_address(response))
    assert "Someone else has changed the join window of All hands since. Nothing was undone." in said(answer)
    assert door.window == window
    assert messages_of(answer)[-1].level_tag == "warning"


def test_viewers_have_no_buttons_and_are_refused(door: Door, member_client: MemberClient) -> None:
    door.make()
    viewer = member_client(Role.VIEWER)
    for place in (f"{W}{door.kind}/", f"{W}{door.kind}/{door.id}/"):
        assert buttons(viewer.get(place).content.decode()) == {}
    assert (
        viewer.post(door.address("plus-15"), {"window": "/".join(map(str, door.window))}).status_code == 403
    )
    assert door.puts() == 0
