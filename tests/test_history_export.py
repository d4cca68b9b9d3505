"""The history as CSV: everything the filter lets through, and nothing a spreadsheet would carry out."""

from __future__ import annotations

import csv
import io
import time

import pytest
from django.test import Client

from conferences.models import Action, Outcome, Role, Workspace
from conferences.presentation.history_export import HEADINGS, safe_cell
from conferences.signalwire.kinds import ROOM
from tests.conftest import MakeWorkspace, MemberClient
from tests.history import BEFORE, make_change

EXPORT = "/w/nordhafen-events/history/export/"


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    """The lines of the file, by heading."""
    response = client.get(EXPORT + query)
    assert response.status_code == 200
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_each_changed_field_is_a_line(member_client: MemberClient, workspace: Workspace) -> None:
    change = make_change(
        workspace,
        after={**BEFORE, "join_until": None, "enable_chat": True},
        fields=["join_until", "enable_chat"],
        why="Späte Gäste, “Köln”",
        upstream_request_id="up-1",
    )
    lines = exported(member_client(Role.EDITOR))
    assert tuple(lines[0]) == HEADINGS
    assert [(line["Field"], line["Before"], line["After"]) for line in lines] == [
        ("join_until", "2026-11-12T09:30:00Z", ""),
        ("enable_chat", "false", "true"),
    ]
    for line in lines:
        assert line["Change"] == str(change.pk)
        assert line["Person"] == "Mara Köhler"
        assert line["Reason"] == "Späte Gäste, “Köln”"
        assert line["Outcome"] == "Done"
        assert line["SignalWire request ID"] == "up-1"
        assert line["Time (UTC)"] == f"{change.opened_at:%Y-%m-%dT%H:%M:%S}Z"
        assert line["Time zone"] == "Europe/Berlin"


def test_a_change_without_fields_is_one_line(member_client: MemberClient, workspace: Workspace) -> None:
    make_change(workspace, action=Action.RESET_TOKEN, before=None, after=None, fields=[])
    assert [line["Field"] for line in exported(member_client(Role.EDITOR))] == [""]


def test_a_deletion_brings_everything_it_took(member_client: MemberClient, workspace: Workspace) -> None:
    make_change(workspace, action=Action.DELETE, after=None, fields=[])
    lines = exported(member_client(Role.EDITOR))
    assert [line["Field"] for line in lines] == [name for name, value in BEFORE.items() if value is not None]
    assert {line["After"] for line in lines} == {""}


def test_what_was_left_pending_is_exported_as_unknown(
    member_client: MemberClient, workspace: Workspace
) -> None:
    make_change(workspace, outcome=Outcome.PENDING, closed_at=None)
    assert exported(member_client(Role.EDITOR))[0]["Outcome"] == "Unknown, check"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_what_begins_like_a_formula_is_text(
    member_client: MemberClient, workspace: Workspace, start: str
) -> None:
    evil = f'{start}HYPERLINK("https://evil.example","x")'
    make_change(
        workspace,
        person_name=evil,
        object_name=evil,
        object_title=evil,
        why=evil,
        sentence=evil,
        upstream_request_id=evil,
        before={"display_name": evil},
        after={"display_name": evil},
        fields=["display_name"],
    )
    (line,) = exported(member_client(Role.EDITOR))
    assert not [value for value in line.values() if value.startswith(start)]
    for heading in ("Person", "Object name", "Display name", "Before", "After", "Reason", "Response"):
        assert line[heading] == f"'{evil}"


@pytest.mark.parametrize("sign", [*"=+-@", "＝", "＋", "－", "＠", "﹦"])
@pytest.mark.parametrize(
    "before",
    [
        *(
            " ",
            "\u00a0\u3000",
            "\u200b",
            "\ufeff",
            "\u2060\u200d",
            "\x00\x1f",
            "\x85",
            "\u202e",
            '"',
            "“",
            "\u00ad",
        ),
        *("a;", "a; ", 'a;"', "a\t", "a\r\n", "a\n\u200b", "a;b;\ufeff ", "\U000e0001", "\ufe0f"),
    ],
    ids=ascii,
)
def test_a_formula_behind_what_is_not_seen_or_a_separator_is_text(before: str, sign: str) -> None:
    assert safe_cell(f"{before}{sign}1+1") == f"{before}'{sign}1+1"


def test_every_part_of_a_text_is_looked_at() -> None:
    assert safe_cell("=1;=2;b\n@c;d") == "'=1;'=2;b\n'@c;d"
    assert safe_cell(";;=1") == ";;'=1"


def test_a_long_text_of_blanks_is_read_in_one_pass() -> None:
    began = time.monotonic()
    safe_cell((" " * 3_000 + ";") * 30 + "\t" * 30_000)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("text", ["", "plain", "a=b", "2026-11-12", "'=1", "-5", "-0.25", "a, -b", "x ; y"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_the_filter_applies(member_client: MemberClient, workspace: Workspace) -> None:
    make_change(workspace, why="one")
    make_change(workspace, why="two", kind=ROOM)
    assert [line["Reason"] for line in exported(member_client(Role.EDITOR), "?kind=rooms")] == ["two"]


@pytest.mark.parametrize("query", ["?action=explode", "?since=nonsense", "?zone=Nowhere"])
def test_a_filter_that_cannot_be_read_exports_nothing(
    member_client: MemberClient, workspace: Workspace, query: str
) -> None:
    make_change(workspace)
    response = member_client(Role.EDITOR).get(EXPORT + query)
    assert response.status_code == 400
    assert b"Mara" not in response.content


def test_another_workspace_is_not_in_it(
    member_client: MemberClient, workspace: Workspace, make_workspace: MakeWorkspace
) -> None:
    make_change(make_workspace("Elsewhere"))
    assert exported(member_client(Role.EDITOR)) == []


def test_the_file_is_a_download_that_nobody_keeps(member_client: MemberClient, workspace: Workspace) -> None:
    response = member_client(Role.ADMIN).get(EXPORT)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="history-nordhafen-')
    assert response.headers["Cache-Control"] == "no-store"


def test_a_viewer_may_not_export_and_is_not_offered_to(
    member_client: MemberClient, workspace: Workspace
) -> None:
    viewer = member_client(Role.VIEWER)
    assert viewer.get(EXPORT).status_code == 403
    assert "Export" not in viewer.get("/w/nordhafen-events/history/").content.decode()
    editor = member_client(Role.EDITOR)
    assert "Export" in editor.get("/w/nordhafen-events/history/").content.decode()
