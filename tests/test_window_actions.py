"""Opening, closing and extending the join windows of conferences and rooms, from page to request."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
import responses

from conferences.models import Action, Change, Outcome, Role, Workspace
from conferences.sandbox.project import NullMode, PutMode
from conferences.signalwire.kinds import CONFERENCE
from tests import htmx
from tests.conftest import BASE, MakeWorkspace, MemberClient
from tests.payloads import CONFERENCE_ID, conference
from tests.window_actions import Door, W, at, messages_of, moment, said, undo_address

ACTIONS = ("close-now", "open-now", "plus-15", "plus-30", "plus-60")


# The page


def test_looking_sends_nothing_and_shows_both_windows_in_the_zone_and_in_utc(door: Door) -> None:
    door.make(join_from="2026-11-12T08:00:00Z", join_until="2099-11-12T22:30:00Z")
    page = htmx.words(door.look("plus-60"))
    assert "Thu 12 Nov 2099, 23:30 22:30 UTC" in page
    assert "Fri 13 Nov 2099, 00:30 Thu 12 Nov 2099, 23:30 UTC, 1 h later" in page
    assert "Thu 12 Nov 2026, 09:00 08:00 UTC unchanged" in page
    assert "join_until: 2099-11-12T23:30:00Z" in page
    assert "join_from:" not in page
    assert "People inside stay" in page
    assert door.puts() == 0
    assert not Change.objects.exists()


def test_closing_says_that_people_inside_stay(door: Door) -> None:
    assert "People inside stay. No one else can join after this. No session is live now." in htmx.words(
        door.make().look("close-now")
    )


def test_opening_what_is_over_says_that_the_closing_time_goes(door: Door) -> None:
    page = htmx.words(door.make(join_until=at(minutes=-5)).look("open-now"))
    assert "join_until: null" in page
    assert "People can join immediately" in page


@pytest.mark.parametrize(
    ("action", "end", "words"),
    [
        ("no-closing-time", "join_until", "others can join for longer. Nothing else"),
        ("no-opening-time", "join_from", "People can join immediately. Nothing else"),
    ],
)
def test_an_end_that_is_taken_away_is_shown_and_one_step_puts_it_back(
    door: Door, action: str, end: str, words: str
) -> None:
    door.make(join_from=at(hours=1) if end == "join_from" else at(hours=-1), join_until=at(hours=2))
    before = door.row
    page = htmx.words(door.look(action))
    assert f"{end}: null" in page
    assert words in page
    done = door.send(action)
    assert door.row[end] is None
    door.browser.post(undo_address(done))
    assert door.row[end] == before[end]


@pytest.mark.parametrize("action", ["", "nonsense", "PLUS-15", "close-now\0"])
def test_without_a_known_action_the_page_offers_those_that_make_sense(door: Door, action: str) -> None:
    page = door.make().look(action, back=f"{W}{door.kind}/?page_size=25")
    links = [tag["href"] for tag in htmx.tags(page, "a") if "join-window/?action=" in tag["href"]]
    assert [link.partition("action=")[2].partition("&")[0] for link in links] == [
        "close-now",
        "plus-15",
        "plus-30",
        "plus-60",
        "no-closing-time",
    ]
    assert all("next=%2Fw%2Fnordhafen-events" in link for link in links)
    assert "move" not in htmx.hidden(page)


@pytest.mark.parametrize(
    ("action", "window", "reason"),
    [
        ("close-now", {"join_until": at(hours=-0.5)}, "already closed"),
        ("close-now", {"join_from": at(hours=0.5)}, "not opened yet"),
        ("open-now", {}, "already open"),
        ("plus-15", {"join_until": None}, "no closing time"),
        ("no-closing-time", {"join_until": None}, "already has no closing time"),
        ("no-closing-time", {"join_until": at(hours=-0.5)}, "It has closed"),
        ("no-opening-time", {}, "no longer keeps anyone out"),
        ("no-opening-time", {"join_from": None}, "already has no opening time"),
    ],
)
def test_what_makes_no_sense_is_explained_and_cannot_be_sent(
    door: Door, action: str, window: dict[str, str | None], reason: str
) -> None:
    page = door.make(**window).look(action)
    assert reason in htmx.words(page)
    assert "move" not in htmx.hidden(page)


# Sending


@pytest.mark.parametrize(
    ("action", "window", "expected"),
    [
        ("close-now", (-60, 60), (-60, 0)),
        ("close-now", (None, None), (None, 0)),
        ("open-now", (60, 120), (0, 120)),
        ("open-now", (-60, -30), (-60, None)),
        ("plus-15", (-60, 60), (-60, 75)),
        ("reopen-30", (None, -30), (None, 30)),
        ("plus-60", (30, 60), (30, 120)),
        ("no-closing-time", (-60, 60), (-60, None)),
        ("no-closing-time", (60, 120), (60, None)),
        ("no-opening-time", (60, 120), (None, 120)),
        ("no-opening-time", (60, None), (None, None)),
    ],
)
def test_what_was_shown_is_what_is_sent_and_nothing_else_is_changed(
    door: Door,
    action: str,
    window: tuple[int | None, int | None],
    expected: tuple[int | None, int | None],
) -> None:
    opens, closes = (None if minutes is None else at(minutes=minutes) for minutes in window)
    door.make(join_from=opens, join_until=closes)
    before = door.row
    page = door.look(action)
    response = door.send(action, page=page, why="The talk runs late")
    assert response.status_code == 302
    after = door.row
    for end, old, new in zip(("join_from", "join_until"), window, expected, strict=True):
        if new is None or new == old:
            assert after[end] == (None if new is None else before[end])
        else:
            assert f"{end}: {after[end]}" in htmx.words(page)
            assert abs(moment(after[end]) - moment(at(minutes=new))) < timedelta(seconds=20)
    unchanged = set(before) - {"join_from", "join_until", "updated_at"}
    assert {name: after[name] for name in unchanged} == {name: before[name] for name in unchanged}
    (change,) = Change.objects.all()
    assert (change.action, change.outcome) == (Action.DOORS, Outcome.DONE)
    assert (change.kind, str(change.object_id), change.why) == (door.kind, door.id, "The talk runs late")
    assert (change.before["join_until"], change.after["join_until"]) == (
        before["join_until"],
        after["join_until"],
    )


def test_from_a_list_one_comes_back_to_it_with_the_row_marked(door: Door) -> None:
    back = f"{W}{door.kind}/?page_size=25&page_token=PAx%2B"
    response = door.make().send("plus-15", back)
    assert response["Location"] == f"{back}&saved={door.id}#row-{door.id}"


def test_from_the_detail_page_one_comes_back_there(door: Door) -> None:
    assert door.make().send("plus-15")["Location"] == f"{W}{door.kind}/{door.id}/"


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil"]
)
def test_nobody_is_led_to_another_site(door: Door, back: str) -> None:
    door.make()
    assert door.send("plus-15", back)["Location"] == f"{W}{door.kind}/{door.id}/"
    assert "evil" not in door.look("plus-15", back)


def test_the_message_tells_the_new_time_in_the_named_zone(door: Door) -> None:
    response = door.make(join_until="2099-11-12T22:30:00Z").send("plus-30")
    assert said(response) == "Extended by 30 min. Now closes Fri 13 Nov 2099, 00:00 (Europe/Berlin)."


# Undo


def test_one_step_undoes_it(door: Door) -> None:
    back = f"{W}{door.kind}/"
    before = door.make().window
    response = door.send("close-now", back)
    listing = door.browser.get(response["Location"]).content.decode()
    (form,) = (tag for tag in htmx.tags(listing, "form") if "undo" in tag.get("action", ""))
    assert form["method"] == "post"
    undone = door.browser.post(form["action"])
    assert undone["Location"] == f"{back}?saved={door.id}#row-{door.id}"
    assert door.window == before
    assert "All hands: Undone. Closes " in said(undone)
    assert [change.action for change in Change.objects.order_by("pk")] == [Action.DOORS, Action.RESTORE]


def test_a_window_without_ends_comes_back_without_ends(door: Door) -> None:
    response = door.make(join_from=None, join_until=None).send("close-now")
    door.browser.post(undo_address(response))
    assert door.window == (None, None)


def test_undoing_leaves_alone_what_someone_else_has_moved_since(door: Door) -> None:
    response = door.make().send("close-now")
    moved = at(hours=5)
    door.change(join_until=moved)
    answer = door.browser.post(undo_address(response))
    assert "Someone else has changed the join window of All hands" in said(answer)
    assert door.row["join_until"] == moved
    assert Change.objects.count() == 1


def test_undoing_twice_changes_nothing_the_second_time(door: Door) -> None:
    before = door.make().window
    address = undo_address(door.send("plus-30"))
    door.browser.post(address)
    door.browser.post(address)
    assert door.window == before
    assert Change.objects.count() == 2


def test_undoing_on_what_was_deleted_says_so(door: Door) -> None:
    response = door.make().send("close-now")
    getattr(door.sandbox.store, door.kind).remove(door.id)
    answer = door.browser.post(undo_address(response))
    assert answer["Location"] == f"{W}{door.kind}/"
    assert "was deleted" in said(answer)


def test_an_undo_that_fails_says_so_and_can_be_tried_again(door: Door) -> None:
    before = door.make().window
    response = door.send("close-now")
    fault = door.sandbox.faults.add("401")
    failed = door.browser.post(undo_address(response))
    assert "Nothing was undone" in said(failed)
    door.sandbox.faults.remove(fault.identifier)
    door.browser.post(undo_address(failed))
    assert door.window == before


def test_only_a_move_of_this_window_can_be_undone(
    door: Door, make_workspace: MakeWorkspace, workspace: Workspace
) -> None:
    change = Change.objects.get(pk=undo_address(door.make().send("close-now")).split("/")[-3])
    address = f"{W}{door.kind}/{door.id}/join-window/{change.pk}/undo/"
    window = door.window
    for field, value in {
        "workspace": make_workspace("Other"),
        "object_id": "acaa5c49-be5e-4477-bce0-48f4b23b7720",
        "kind": "rooms" if door.kind == CONFERENCE else "conferences",
        "action": Action.UPDATE,
        "outcome": Outcome.UNKNOWN,
    }.items():
        kept = getattr(change, field)
        Change.objects.filter(pk=change.pk).update(**{field: value})
        assert door.browser.post(address).status_code == 404, field
        Change.objects.filter(pk=change.pk).update(**{field: kept})
    assert door.window == window
    assert door.browser.get(address).status_code == 405


# Someone else, or too late


def test_a_window_that_someone_else_moved_is_shown_again_before_anything_is_sent(door: Door) -> None:
    page = door.make().look("plus-15")
    door.change(join_until="2099-11-12T22:30:00Z")
    response = door.send("plus-15", page=page, why="Late")
    shown = response.content.decode()
    assert response.status_code == 409
    assert "Someone else changed this join window after you opened the page" in htmx.words(shown)
    assert "join_until: 2099-11-12T22:45:00Z" in htmx.words(shown)
    assert 'value="Late"' in shown
    assert door.puts() == 0
    assert door.send("plus-15", page=shown).status_code == 302
    assert door.row["join_until"] == "2099-11-12T22:45:00Z"


def test_the_other_end_that_someone_else_moved_is_kept_and_said(door: Door) -> None:
    page = door.make().look("plus-15")
    opened = at(hours=-3)
    door.change(join_from=opened, description="Theirs")
    response = door.send("plus-15", page=page)
    assert "The opening time that someone else set in the meantime was kept." in said(response)
    assert (door.row["join_from"], door.row["description"]) == (opened, "Theirs")


def test_a_page_that_stood_open_for_too_long_is_worked_out_anew(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = door.make().look("close-now")
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 16 * 60)
    response = door.send("close-now", page=page, why="Late")
    assert response.status_code == 422
    shown = response.content.decode()
    assert "open for too long" in htmx.words(shown)
    assert 'value="Late"' in shown
    assert htmx.hidden(shown)["move"] != htmx.hidden(page)["move"]
    assert door.puts() == 0


@pytest.mark.parametrize("how", ["altered", "missing", "of another object"])
def test_a_move_that_was_not_shown_for_this_object_is_not_sent(door: Door, how: str) -> None:
    page = door.make().look("close-now")
    move = htmx.hidden(page)["move"]
    if how == "of another object":
        door.make(name="other")
    typed = {"altered": {"move": f"x{move}"}, "missing": {}, "of another object": {"move": move}}[how]
    assert door.browser.post(door.address("close-now"), typed).status_code == 422
    assert door.puts() == 0


def test_a_reason_that_is_too_long_is_refused_and_kept(door: Door) -> None:
    response = door.make().send("close-now", why="x" * 201)
    assert response.status_code == 422
    assert "x" * 201 in response.content.decode()
    assert door.puts() == 0


def test_what_was_deleted_meanwhile_is_said_to_be_deleted(door: Door) -> None:
    page = door.make().look("close-now")
    getattr(door.sandbox.store, door.kind).remove(door.id)
    response = door.send("close-now", page=page)
    assert response["Location"] == f"{W}{door.kind}/"
    assert "All hands was deleted in the meantime" in said(response)
    (change,) = Change.objects.all()
    assert change.outcome == Outcome.FAILED


@pytest.mark.parametrize("put", ["merge", "replace", "defaults"])
def test_a_value_that_signalwire_does_not_take_back_is_asked_about_first(door: Door, put: PutMode) -> None:
    door.make()
    door.sandbox.store.behaviour = replace(door.sandbox.store.behaviour, put=put, strict_stored=True)
    getattr(door.sandbox.store, door.kind).change(door.id, lambda row: {**row, "quality": "2160p"})
    before = door.row
    page = door.look("close-now")
    asked = door.send("close-now", page=page)
    assert asked.status_code == 422
    assert door.row == before
    words = htmx.words(asked.content.decode())
    assert "Nothing was saved. Each save sends the whole" in words
    assert "Quality 2160p" in words
    assert 'name="without" value="quality"' in asked.content.decode()
    done = door.send("close-now", page=page, without="quality")
    assert done.status_code == 302
    assert "Not sent, as SignalWire does not accept its stored value: quality." in said(done)
    assert door.row["join_until"] != before["join_until"]
    assert "without=quality" in undo_address(done)
    assert "Undone. " in said(door.browser.post(undo_address(done)))
    assert door.row["join_until"] == before["join_until"]


@pytest.mark.parametrize("put", ["merge", "replace", "defaults"])
@pytest.mark.parametrize("null", ["clear", "refuse"])
def test_the_closing_time_goes_or_the_page_says_that_it_does_not(
    door: Door, put: PutMode, null: NullMode
) -> None:
    before = door.make(join_until=at(minutes=-30)).row
    door.sandbox.store.behaviour = replace(door.sandbox.store.behaviour, put=put, null=null)
    response = door.send("open-now", why="Late")
    after = door.row
    if (put, null) == ("replace", "refuse") or null == "clear":
        assert response.status_code == 302
        assert after["join_until"] is None
    else:
        assert response.status_code == 422
        assert "SignalWire refused" in htmx.words(response.content.decode())
        assert 'value="Late"' in response.content.decode()
        assert after["join_until"] == before["join_until"]
    unchanged = set(before) - {"join_until", "updated_at"}
    assert {name: after[name] for name in unchanged} == {name: before[name] for name in unchanged}


def test_what_signalwire_does_not_keep_is_said(
    member_client: MemberClient, upstream: responses.RequestsMock
) -> None:
    item = conference(join_from=None, join_until="2099-11-12T22:30:00Z")
    upstream.get(f"{BASE}/conferences/{CONFERENCE_ID}", json=item)
    upstream.put(f"{BASE}/conferences/{CONFERENCE_ID}", json=item)
    browser, address = member_client(), f"{W}conferences/{CONFERENCE_ID}/join-window/?action=plus-15"
    response = browser.post(address, htmx.hidden(browser.get(address).content.decode()))
    (message,) = messages_of(response)
    assert "SignalWire did not keep: closing time." in str(message)
    assert message.level_tag == "warning"


# Faults

FAULTS = ["401", "403", "404", "422", "429", "500", "html_502", "garbage", "truncated", "dropped_before"]


@pytest.mark.parametrize("fault", [*FAULTS, "dropped_after"])
def test_each_fault_is_told_truly_and_loses_nothing(door: Door, fault: str) -> None:
    page = door.make().look("plus-30")
    before = door.row
    options = {"retry_after": 3600} if fault == "429" else {}
    door.sandbox.faults.add(fault, method="PUT", **options)
    response = door.send("plus-30", page=page, why="Late")
    (change,) = Change.objects.all()
    happened = door.row["join_until"] != before["join_until"]
    if response.status_code == 302:
        assert happened
        assert "was deleted" not in said(response)
        assert change.outcome == Outcome.DONE
        return
    shown = response.content.decode()
    assert 'value="Late"' in shown
    assert htmx.hidden(shown) == htmx.hidden(page)
    if "Nothing was changed" in shown:
        assert not happened
        assert change.outcome in {Outcome.FAILED, Outcome.REFUSED}
    else:
        assert "not known whether this was carried out" in shown
        assert change.outcome == Outcome.UNKNOWN


@pytest.mark.parametrize("fault", ["401", "500", "garbage"])
def test_when_signalwire_cannot_be_read_the_page_comes_back_with_the_reason(door: Door, fault: str) -> None:
    page = door.make().look("plus-30")
    door.sandbox.faults.add(fault)
    response = door.send("plus-30", page=page, why="Late")
    assert response.status_code in {502, 503}
    assert 'value="Late"' in response.content.decode()
    assert "Nothing was changed" in response.content.decode()
    assert door.puts() == 0


# Who may


def test_viewers_and_strangers_move_no_window(door: Door, member_client: MemberClient) -> None:
    page = door.make().look("close-now")
    address = door.address("close-now")
    fields = htmx.hidden(page)
    viewer, stranger = member_client(Role.VIEWER), member_client(None)
    assert [viewer.get(address).status_code, viewer.post(address, fields).status_code] == [403, 403]
    assert [stranger.get(address).status_code, stranger.post(address, fields).status_code] == [404, 404]
    assert door.browser.put(address).status_code == 405
    assert door.puts() == 0


def test_editors_find_the_buttons_in_list_and_detail_and_viewers_do_not(
    door: Door, member_client: MemberClient
) -> None:
    door.make()
    links = {
        f"{W}{door.kind}/": "join-window/?action=plus-30",
        f"{W}{door.kind}/{door.id}/": f"{W}{door.kind}/{door.id}/join-window/?action=plus-30",
    }
    for place, link in links.items():
        assert link in door.browser.get(place).content.decode()
        assert "join-window/" not in member_client(Role.VIEWER).get(place).content.decode()


@pytest.mark.parametrize("action", ["plus-30", "no-closing-time"])
def test_of_what_has_not_opened_nobody_is_said_to_be_inside(door: Door, action: str) -> None:
    words = htmx.words(door.make(join_from=at(hours=1), join_until=at(hours=2)).look(action))
    assert "Once it opens, people can join for longer" in words
    assert "inside" not in words
