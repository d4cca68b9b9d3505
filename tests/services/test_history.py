"""The record of a write: there before it, completed after it, free of secrets."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from conferences.models import Action, Actor, Change, Outcome, Workspace
from conferences.services.history import HIDDEN_TOKEN, json_fields, python_fields, recording, whole_object
from conferences.signalwire import (
    AccountProblem,
    Conference,
    CredentialsRefused,
    FieldError,
    NotFound,
    RateLimited,
    RefusedFields,
    SignalWireError,
    TimedOut,
    Unavailable,
)
from conferences.signalwire.kinds import CONFERENCE, ROOM

TOKEN = "vpt_62c65414de4d067d07415a7ced8183be"
IDENTIFIER = uuid.UUID("c22d24f6-5a47-4597-9a23-c7d01e696b92")


def test_a_record_is_kept_before_the_body_runs_and_completed_after_it(actor: Actor) -> None:
    with recording(
        actor,
        kind=CONFERENCE,
        action=Action.UPDATE,
        object_id=IDENTIFIER,
        name="board",
        title="Board",
        before={"size": "small"},
        after={"size": "large"},
        fields=["size"],
        why="More people come",
    ) as record:
        stored = Change.objects.get()
        assert (stored.outcome, stored.closed_at, stored.why) == (Outcome.PENDING, None, "More people come")
        assert (stored.before, stored.after, stored.fields) == (
            {"size": "small"},
            {"size": "large"},
            ["size"],
        )
        record.done(after={"size": "medium"}, fields=["size", "layout"], request_id="up", sentence="So so.")
    stored.refresh_from_db()
    assert (stored.outcome, stored.after, stored.fields) == (
        Outcome.DONE,
        {"size": "medium"},
        ["size", "layout"],
    )
    assert (stored.upstream_request_id, stored.request_id) == ("up", actor.request_id)
    assert stored.sentence == "So so."
    assert stored.closed_at is not None
    assert stored.closed_at >= stored.opened_at


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (RefusedFields("No.", errors=(FieldError(None, None, "No."),), request_id="up"), Outcome.REFUSED),
        (CredentialsRefused("No.", request_id="up"), Outcome.FAILED),
        (AccountProblem("No.", request_id="up"), Outcome.FAILED),
        (RateLimited("No.", request_id="up"), Outcome.FAILED),
        (NotFound("No.", request_id="up"), Outcome.FAILED),
        (TimedOut("No.", request_id="up"), Outcome.FAILED),
        (TimedOut("No.", request_id="up", may_have_arrived=True), Outcome.UNKNOWN),
        (Unavailable("No.", request_id="up", may_have_arrived=True), Outcome.UNKNOWN),
    ],
)
def test_an_error_decides_the_outcome_and_goes_on(
    actor: Actor, error: SignalWireError, outcome: Outcome
) -> None:
    with (
        pytest.raises(type(error)) as raised,
        recording(actor, kind=ROOM, action=Action.CREATE, after={"name": "x"}),
    ):
        raise error
    assert raised.value is error
    change = Change.objects.get()
    assert (change.outcome, change.sentence, change.upstream_request_id) == (outcome, "No.", "up")
    assert change.after == {"name": "x"}


def test_a_fault_of_our_own_leaves_the_outcome_unknown(actor: Actor) -> None:
    with pytest.raises(ZeroDivisionError), recording(actor, kind=ROOM, action=Action.DELETE):
        raise ZeroDivisionError
    change = Change.objects.get()
    assert (change.outcome, "failed before it knew" in change.sentence) == (Outcome.UNKNOWN, True)
    assert "Zero" not in change.sentence


@pytest.mark.parametrize("death", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_the_end_of_the_process_leaves_it_pending(actor: Actor, death: type[BaseException]) -> None:
    with pytest.raises(death), recording(actor, kind=ROOM, action=Action.DELETE):
        raise death
    assert Change.objects.get().outcome == Outcome.PENDING


@pytest.mark.django_db(transaction=True)
def test_a_record_that_could_be_rolled_back_is_not_made(actor: Actor) -> None:
    with (
        pytest.raises(RuntimeError, match="durable"),
        transaction.atomic(),
        recording(actor, kind=ROOM, action=Action.DELETE),
    ):
        raise AssertionError("the body must not run")
    assert not Change.objects.exists()


def test_no_conference_token_is_kept_wherever_it_was_typed(actor: Actor) -> None:
    link = f"https://example.signalwire.com/?t={TOKEN}&u=x"
    values = {
        "description": f"Join: {link}",
        "meta": {"link": [link, {TOKEN: TOKEN}]},
        "size": TOKEN.upper().replace("VPT", "vpt"),
    }
    with recording(
        actor,
        kind=ROOM,
        action=Action.UPDATE,
        name=TOKEN,
        title=f"Title {link}",
        before=values,
        after=values,
        why=f"see {link}",
    ) as record:
        record.done(after=values, sentence=f"Refused: {link}", request_id=TOKEN)
    text = json.dumps(Change.objects.values().get(), default=str)
    assert "62c65414" not in text.casefold()
    assert text.count(HIDDEN_TOKEN) == 15


def test_over_long_texts_and_what_no_database_keeps_do_no_harm(workspace: Workspace, person: User) -> None:
    actor = Actor(workspace, person, "r" * 500)
    with recording(
        actor,
        kind=ROOM,
        action=Action.UPDATE,
        name="n" * 500,
        title="t" * 500,
        before={"meta": {"a\0": "b\0"}},
        why="w" * 500,
    ) as record:
        record.done(sentence="s" * 5000, request_id="u" * 500)
    change = Change.objects.get()
    change.full_clean(exclude=["object_id", "closed_at", "run", "after", "upstream_request_id", "fields"])
    assert (len(change.why), change.why[-1], len(change.upstream_request_id)) == (200, "…", 128)
    assert change.before == {"meta": {"a\ufffd": "b\ufffd"}}


def test_a_person_is_named_as_people_know_them(actor: Actor) -> None:
    actor.user.first_name, actor.user.last_name = "Mara", "Lindqvist"
    with recording(actor, kind=ROOM, action=Action.DELETE):
        pass
    actor.user.first_name = actor.user.last_name = ""
    with recording(actor, kind=ROOM, action=Action.DELETE):
        pass
    assert [change.person_name for change in Change.objects.order_by("pk")] == ["Mara Lindqvist", "mara"]


def test_times_are_kept_as_the_api_has_them_and_come_back() -> None:
    moment = datetime(2026, 3, 1, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    kept = json_fields({"join_from": moment, "join_until": None, "enable_chat": False})
    assert kept == {"join_from": "2026-03-01T09:00:00Z", "join_until": None, "enable_chat": False}
    assert python_fields(CONFERENCE, kept)["join_from"] == moment


def test_a_whole_object_is_all_the_api_told_but_the_running_session() -> None:
    item = Conference(id=IDENTIFIER, name="board", created_at=datetime(2026, 1, 1, tzinfo=UTC))
    whole = whole_object(item)
    assert (whole["id"], whole["name"], whole["created_at"]) == (
        str(IDENTIFIER),
        "board",
        "2026-01-01T00:00:00Z",
    )
    assert "active_session" not in whole
    json.dumps(whole)
