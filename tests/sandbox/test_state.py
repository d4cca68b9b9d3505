"""The state file: edits outlive the sandbox, and a damaged file is told, never overwritten."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from conferences.sandbox import OTHER_API_TOKEN, OTHER_PROJECT_ID, Sandbox
from conferences.sandbox.state import BrokenState
from tests.sandbox.calls import Caller, Json, basic


def _sandbox(path: Path, **options: int) -> Sandbox:
    return Sandbox(**{"conferences": 30, "rooms": 20, **options}, state=path)  # type: ignore[arg-type]


def _everything(call: Caller) -> list[Json]:
    return [
        row
        for kind in ("conferences", "rooms")
        for row in call("GET", f"/{kind}", page_size=1000).json["data"]
    ]


def test_edits_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "new" / "state.json"
    with _sandbox(path) as sandbox:
        call = Caller(sandbox)
        rows = call("GET", "/conferences").json["data"]
        call("PUT", f"/conferences/{rows[3]['id']}", {"display_name": "Geändert 🎧"})
        call("DELETE", f"/conferences/{rows[5]['id']}")
        made = call.create(name="made", join_from="2030-01-01")
        gone = call.create(name="gone")
        call("DELETE", f"/conferences/{gone['id']}")
        room = call("POST", "/rooms", {"name": "made-room", "meta": {"a": [1, None]}}).json
        guest = call("GET", f"/conferences/{made['id']}/conference_tokens").json["data"][1]
        reset = call("POST", f"/conference_tokens/{guest['id']}/reset").json
        theirs = Caller(sandbox, basic(OTHER_PROJECT_ID, OTHER_API_TOKEN)).create(name="theirs")
        before = _everything(call)
    with _sandbox(path) as sandbox:
        call = Caller(sandbox)
        assert _everything(call) == before
        assert before[0] == made
        assert call("GET", f"/rooms/{room['name']}").json == room
        assert call("GET", f"/conference_tokens/{guest['id']}").json == reset
        other = Caller(sandbox, basic(OTHER_PROJECT_ID, OTHER_API_TOKEN))
        assert other("GET", f"/conferences/{theirs['id']}").json == theirs
        taken = call("POST", "/conferences", {"name": "made", "display_name": "x"})
        assert taken.errors == {"name": "not_unique_within_project"}
        last = call.create(name="last")
        assert call("GET", "/conferences", page_size=2).json["data"] == [last, made]
    with _sandbox(path) as sandbox:
        assert [row["name"] for row in sandbox.store.conferences.newest_first()[:2]] == ["last", "made"]


def test_the_saved_seed_amounts_and_dates_win_over_the_arguments(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    with _sandbox(path) as sandbox:
        before = _everything(Caller(sandbox))
    saved = json.loads(path.read_text())
    saved["origin"]["started"] -= 3 * 86_400
    path.write_text(json.dumps(saved))
    with _sandbox(path, conferences=7, seed=1) as sandbox:
        after = _everything(Caller(sandbox))
        assert [row["id"] for row in after] == [row["id"] for row in before]
        assert after[0]["created_at"] < before[0]["created_at"]
        # The people in the rooms come back, as of now.
        live = Caller(sandbox)("GET", "/room_sessions", status="in-progress").json["data"]
        assert any(row["start_time"] > after[0]["created_at"] for row in live)


def test_a_change_is_in_the_file_soon_and_not_only_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    with _sandbox(path) as sandbox:
        Caller(sandbox).create(name="soon")
        deadline = time.monotonic() + 5
        while '"soon"' not in path.read_text() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert '"soon"' in path.read_text()
    assert [file.name for file in tmp_path.iterdir()] == ["state.json"]
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": "something else"}',
        '{"format": "conference-desk sandbox state 1"}',
        '{"format": "conference-desk sandbox state 1", "origin": {"seed": 1}, "projects": {}}',
        '{"format": "conference-desk sandbox state 1", "origin": {"seed": "1", "conferences": 1, '
        '"rooms": 1, "started": 1}, "projects": {}}',
        '{"format": "conference-desk sandbox state 1", "origin": {"seed": 1, "conferences": 1, '
        '"rooms": 1, "started": 1}, "projects": {"x": {"conferences": {"rows": [[1, {}]]}}}}',
        "\udcff",
    ],
)
def test_a_damaged_file_is_told_in_a_sentence_and_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    content = text.encode(errors="surrogateescape")
    path.write_bytes(content)
    with pytest.raises(BrokenState, match=r"^The state file .*state\.json .*\.$"):
        _sandbox(path)
    assert path.read_bytes() == content


def test_a_place_that_cannot_be_written_to_is_known_at_the_start(tmp_path: Path) -> None:
    sandbox = _sandbox(tmp_path / "state.json")
    (tmp_path / "state.json").mkdir()
    with pytest.raises(BrokenState, match="cannot be written"):
        sandbox.start()
