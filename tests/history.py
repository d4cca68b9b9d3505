"""Records of the history for the tests of its pages."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from conferences.models import Action, Change, Outcome, Workspace

OBJECT_ID = uuid.UUID("c22d24f6-5a47-4597-9a23-c7d01e696b92")
BEFORE = {
    "display_name": "All hands",
    "description": None,
    "join_until": "2026-11-12T09:30:00Z",
    "layout": "grid-responsive",
    "enable_chat": False,
    "light_primary": "#044EF4",
}


def make_change(workspace: Workspace, *, minutes_ago: float = 5, **values: Any) -> Change:
    """A change of the closing time that was done five minutes ago, bent by each test."""
    opened_at = timezone.now() - timedelta(minutes=minutes_ago)
    return Change.objects.create(
        **{
            "workspace": workspace,
            "person_name": "Mara Köhler",
            "kind": "conferences",
            "object_id": OBJECT_ID,
            "object_name": "all-hands",
            "object_title": "All hands",
            "action": Action.UPDATE,
            "before": BEFORE,
            "after": {**BEFORE, "join_until": "2026-11-12T10:00:00Z"},
            "fields": ["join_until"],
            "outcome": Outcome.DONE,
            "opened_at": opened_at,
            "closed_at": opened_at + timedelta(seconds=1),
            "request_id": "our-request-1",
            **values,
        }
    )
