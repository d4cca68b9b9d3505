"""The next write after one whose outcome is open, and after one that SignalWire's reads do not show yet."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import responses
from django.utils import timezone

from conferences.models import Action, Actor, Change, Outcome
from conferences.models.change import LAG, LOOKED_FOR
from conferences.services import access, reading
from conferences.services.saving.delete import delete
from conferences.services.saving.unsettled import EarlierWriteOpen
from conferences.services.saving.update import save
from conferences.signalwire import Conference, NotFound, Room, SignalWireError
from conferences.signalwire.kinds import CONFERENCE, writable
from tests.conftest import BASE, MakePerson
from tests.payloads import CONFERENCE_ID, conference
from tests.services.conftest import Desk

ADDRESS = f"{BASE}/conferences/{CONFERENCE_ID}"


@pytest.fixture
def colleague(desk: Desk, make_person: MakePerson) -> Actor:
    return replace(desk.actor, user=make_person("bea"))


def save_unknown(desk: Desk) -> Conference | Room:
    item = desk.make(CONFERENCE, description="Old")
    base = writable(item)
    desk.sandbox.faults.add("dropped_before", method="PUT")
    with pytest.raises(SignalWireError):
        save(desk.actor, CONFERENCE, item.id, base=base, wanted={**base, "description": "Ada's"})
    desk.sandbox.faults.clear()
    return item


def save_size(actor: Actor, item: Conference | Room) -> None:
    save(actor, CONFERENCE, item.id, base=writable(item), wanted={**writable(item), "size": "large"})


def test_save_after_someone_elses_open_write_is_not_sent(desk: Desk, colleague: Actor) -> None:
    item = save_unknown(desk)
    sent = len(desk.sent("PUT"))
    with pytest.raises(EarlierWriteOpen, match=desk.actor.user.username):
        save_size(colleague, item)
    with pytest.raises(EarlierWriteOpen):
        delete(colleague, CONFERENCE, item.id)
    assert len(desk.sent("PUT", "DELETE")) == sent


def test_save_after_ones_own_open_write_is_sent(desk: Desk) -> None:
    item = save_unknown(desk)
    save_size(desk.actor, item)
    assert desk.values(item)["size"] == "large"


@pytest.mark.parametrize("by", ["settled", "old"])
def test_save_after_someone_elses_write_that_is_no_longer_open_is_sent(
    desk: Desk, colleague: Actor, by: str
) -> None:
    item = save_unknown(desk)
    if by == "settled":
        Change.objects.update(check_at=None)
    else:
        Change.objects.update(closed_at=timezone.now() - LOOKED_FOR)
    save_size(colleague, item)
    assert desk.values(item)["size"] == "large"


def shown(**changes: Any) -> dict[str, Any]:
    return conference(description="Old", size="medium", **changes)


def save_field(actor: Actor, **wanted: object) -> None:
    base = {"description": "Old", "size": "medium"}
    save(actor, CONFERENCE, UUID(CONFERENCE_ID), base=base, wanted=wanted)


def test_save_within_the_lag_of_reads_waits_for_the_save_before_it(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    upstream.get(ADDRESS, json=shown())
    upstream.put(ADDRESS, json=shown() | {"description": "First"})
    save_field(actor, description="First")
    upstream.reset()
    upstream.get(ADDRESS, json=shown())
    upstream.get(ADDRESS, json=shown() | {"description": "First"})
    upstream.put(ADDRESS, json=shown() | {"description": "First", "size": "large"})
    save_field(actor, size="large")
    (body,) = (call.request.body for call in upstream.calls if call.request.method == "PUT")
    assert json.loads(body or "")["description"] == "First"


def test_save_after_someone_changed_it_elsewhere_does_not_wait_for_ever(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    upstream.get(ADDRESS, json=shown())
    upstream.put(ADDRESS, json=shown() | {"description": "First"})
    save_field(actor, description="First")
    upstream.reset()
    upstream.get(ADDRESS, json=shown() | {"description": "Elsewhere"})
    upstream.put(ADDRESS, json=shown() | {"description": "Elsewhere", "size": "large"})
    save_field(actor, size="large")
    (body,) = (call.request.body for call in upstream.calls if call.request.method == "PUT")
    assert json.loads(body or "")["description"] == "Elsewhere"


def test_get_object_that_was_just_created_is_looked_for_again(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    def find() -> Conference | Room:
        return reading.get_object(actor.workspace, CONFERENCE, UUID(CONFERENCE_ID), request_id="")

    for _ in range(2):
        upstream.get(ADDRESS, status=404)
    upstream.get(ADDRESS, json=conference())
    Change.objects.create(
        workspace=actor.workspace,
        kind=CONFERENCE,
        action=Action.CREATE,
        object_id=UUID(CONFERENCE_ID),
        outcome=Outcome.DONE,
        closed_at=timezone.now(),
    )
    assert str(find().id) == CONFERENCE_ID
    upstream.reset()
    upstream.get(ADDRESS, status=404)
    Change.objects.update(closed_at=timezone.now() - LAG - timedelta(seconds=1))
    with pytest.raises(NotFound):
        find()
    assert len(upstream.calls) == 1


def test_save_that_may_send_no_null_still_sends_the_empty_texts(
    actor: Actor, upstream: responses.RequestsMock
) -> None:
    stored = shown(enable_room_previews=None, dark_primary="", light_primary="")
    entry = {"attribute": "enable_room_previews", "message": "must be a boolean", "code": "not_a_boolean"}
    upstream.get(ADDRESS, json=stored)
    upstream.put(ADDRESS, status=422, json={"errors": [entry]})
    upstream.put(ADDRESS, json=stored | {"size": "large"})
    save_field(actor, size="large")
    bodies = [json.loads(call.request.body or "") for call in upstream.calls if call.request.method == "PUT"]
    assert "enable_room_previews" not in bodies[1]
    assert (bodies[1]["dark_primary"], bodies[1]["light_primary"]) == ("", "")


class Token:
    """A conference's first token, and a reset of it that SignalWire did not answer."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.item = desk, desk.make(CONFERENCE)
        self.before = self.read()
        self.seen = access.fingerprint(self.before)
        desk.sandbox.faults.add("dropped_before", method="POST")
        with pytest.raises(SignalWireError):
            self.reset(desk.actor)
        desk.sandbox.faults.clear()

    def read(self) -> Any:
        return access.list_tokens(self.desk.actor.workspace, self.item.id, request_id="")[0]

    def reset(self, actor: Actor) -> None:
        access.reset_token(actor, self.item.id, self.before.id, seen=self.seen, label="Board")

    @property
    def resets(self) -> int:
        requests = self.desk.sandbox.requests
        return sum(request.method == "POST" and request.path.endswith("/reset") for request in requests)


@pytest.fixture
def token(desk: Desk) -> Token:
    return Token(desk)


def test_reset_token_while_an_earlier_reset_is_open_sends_nothing(token: Token, colleague: Actor) -> None:
    for actor in (token.desk.actor, colleague):
        with pytest.raises(EarlierWriteOpen):
            token.reset(actor)
    assert token.resets == 1


def test_reset_token_that_ones_own_earlier_reset_has_changed_is_done(
    token: Token, desk: Desk, colleague: Actor
) -> None:
    desk.call("POST", f"/conference_tokens/{token.before.id}/reset")
    token.reset(desk.actor)
    assert token.resets == 2  # ours that was lost, and the one that landed
    assert [change.outcome for change in desk.history()] == [Outcome.DONE]
    with pytest.raises(access.TokenChanged, match="Someone else"):
        token.reset(colleague)
