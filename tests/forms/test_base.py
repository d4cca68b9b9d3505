"""The signed values a form was opened with."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import msgspec
import pytest

from conferences.forms.base import read_base, sign_base
from conferences.models import Workspace
from conferences.signalwire import kinds
from conferences.signalwire.kinds import writable
from conferences.signalwire.limits import CONFERENCE_FIELDS, ROOM_FIELDS
from conferences.signalwire.models import Conference, Room
from tests.conftest import MakeWorkspace

pytestmark = pytest.mark.django_db

CONFERENCE = Conference(
    id=uuid.UUID(int=1),
    name="all-hands",
    display_name="All hands",
    join_from=datetime(2026, 11, 12, 8, 0, 0, 250_000, tzinfo=UTC),
    quality="2160p",
    dark_primary="no colour",
    enable_chat=False,
)
ROOM = Room(id=uuid.UUID(int=2), name="lab", meta={"team": ["blue", None, 1.5]}, max_members=7)


def test_every_field_that_an_update_accepts_comes_back_as_it_was(workspace: Workspace) -> None:
    for kind, item, fields in (
        (kinds.CONFERENCE, CONFERENCE, CONFERENCE_FIELDS),
        (kinds.ROOM, ROOM, ROOM_FIELDS),
    ):
        base = read_base(sign_base(workspace, kind, item), workspace, kind, item.id)
        assert base == writable(item)
        assert set(base) == {field.name for field in fields if field.on_update}


def test_a_base_belongs_to_one_object_of_one_workspace(
    workspace: Workspace, make_workspace: MakeWorkspace
) -> None:
    text = sign_base(workspace, kinds.CONFERENCE, CONFERENCE)
    assert read_base(text, workspace, kinds.CONFERENCE, uuid.UUID(int=9)) is None
    assert read_base(text, workspace, kinds.ROOM, CONFERENCE.id) is None
    assert read_base(text, make_workspace("Other"), kinds.CONFERENCE, CONFERENCE.id) is None


def test_what_was_altered_is_not_believed(workspace: Workspace) -> None:
    text = sign_base(workspace, kinds.CONFERENCE, CONFERENCE)
    other = sign_base(workspace, kinds.CONFERENCE, msgspec.structs.replace(CONFERENCE, name="x", quality="1"))
    spliced = other.split(":")[0] + ":" + ":".join(text.split(":")[1:])
    for altered in ("", "x", text[:-1], spliced, "x" + text, text.replace(":", "")):
        assert read_base(altered, workspace, kinds.CONFERENCE, CONFERENCE.id) is None
