"""Two admins who demote each other at the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from conferences.models import Membership, Role
from conferences.services.workspaces import LastAdmin, change_role
from tests.conftest import MakePerson, MakeWorkspace


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory has no two writers")
@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_demote_each_other_at_once_one_stays(
    make_workspace: MakeWorkspace, make_person: MakePerson
) -> None:
    ada, bea = make_person("ada"), make_person("bea")
    make_workspace(members={ada: Role.ADMIN, bea: Role.ADMIN})
    both_ready = threading.Barrier(2, timeout=10)
    refusals: list[LastAdmin] = []

    def demote(membership: Membership) -> None:
        try:
            both_ready.wait()
            change_role(membership, Role.VIEWER)
        except LastAdmin as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=demote, args=[member]) for member in Membership.objects.all()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert len(refusals) == 1
    assert Membership.objects.filter(role=Role.ADMIN).count() == 1
