"""One write to an object at a time: who waits, for how long, and what a dead process leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from conferences.models import Actor, ObjectLock
from conferences.services.saving.locks import (
    LEASE,
    RENEWED_EVERY,
    WAIT,
    SavedBySomeoneElse,
    name_subject,
    object_lock,
    object_subject,
)
from conferences.signalwire.kinds import CONFERENCE
from tests.conftest import MakeWorkspace
from tests.services.conftest import FakeTime

SUBJECT = object_subject(CONFERENCE, uuid4())


def test_object_lock_is_released_after_use_and_after_an_error(actor: Actor) -> None:
    with object_lock(actor, SUBJECT):
        assert ObjectLock.objects.count() == 1
    with pytest.raises(RuntimeError), object_lock(actor, SUBJECT):
        raise RuntimeError
    assert ObjectLock.objects.count() == 0


def test_object_lock_of_another_object_name_or_project_is_free(
    actor: Actor, make_workspace: MakeWorkspace
) -> None:
    elsewhere = replace(actor, workspace=make_workspace("Elsewhere", project_id=uuid4()))
    with (
        object_lock(actor, SUBJECT),
        object_lock(actor, object_subject(CONFERENCE, uuid4()), wait=0),
        object_lock(actor, name_subject("board"), wait=0),
        object_lock(elsewhere, SUBJECT, wait=0),
    ):
        assert ObjectLock.objects.count() == 4


def test_object_lock_held_by_someone_waits_and_then_names_them(actor: Actor, time: FakeTime) -> None:
    actor.user.first_name, actor.user.last_name = "Mara", "Lindqvist"
    with object_lock(actor, SUBJECT):
        with (
            pytest.raises(SavedBySomeoneElse, match="Mara Lindqvist is changing this"),
            object_lock(actor, SUBJECT, clock=time.clock),
        ):
            pytest.fail("two held it at once")
        assert WAIT <= time.now < WAIT + 1
        assert ObjectLock.objects.count() == 1


def test_object_lock_in_two_workspaces_of_one_project_is_the_same(
    actor: Actor, make_workspace: MakeWorkspace
) -> None:
    same_project = make_workspace(
        "Read only", host=actor.workspace.host, project_id=actor.workspace.project_id
    )
    with (
        object_lock(actor, SUBJECT),
        pytest.raises(SavedBySomeoneElse),
        object_lock(replace(actor, workspace=same_project), SUBJECT, wait=0),
    ):
        pytest.fail("two held it at once")


def test_object_lock_is_acquired_as_soon_as_it_is_released(actor: Actor, time: FakeTime) -> None:
    first = object_lock(actor, SUBJECT)
    first.__enter__()

    def release_after_a_second() -> None:
        if time.now >= 1 and ObjectLock.objects.exists():
            first.__exit__(None, None, None)

    time.on_sleep = release_after_a_second
    with object_lock(actor, SUBJECT, clock=time.clock):
        assert 1 <= time.now < 1.5


def test_object_lock_of_a_process_that_died_is_free_after_its_lease(actor: Actor) -> None:
    dead = object_lock(actor, SUBJECT)
    dead.__enter__()
    ObjectLock.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with object_lock(actor, SUBJECT, wait=0):
        # Should it wake up again, it neither releases the lock of the next one nor goes on.
        dead.__exit__(None, None, None)
        assert ObjectLock.objects.count() == 1


def test_lease_is_renewed_for_long_calls_and_tells_when_it_was_lost(actor: Actor, time: FakeTime) -> None:
    with object_lock(actor, SUBJECT, clock=time.clock) as lease:
        ObjectLock.objects.update(expires_at=timezone.now() + timedelta(seconds=3))
        lease.renew()
        assert ObjectLock.objects.get().expires_at < timezone.now() + timedelta(seconds=5)
        time.now += RENEWED_EVERY
        lease.renew()
        assert ObjectLock.objects.get().expires_at > timezone.now() + LEASE / 2
        ObjectLock.objects.update(holder="someone")
        time.now += RENEWED_EVERY
        with pytest.raises(SavedBySomeoneElse):
            lease.renew()
