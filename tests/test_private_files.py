"""Other accounts of the machine read neither the database nor the secrets, whatever the umask."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3.base import DatabaseWrapper

from dashboard import private_files
from tests.test_settings import GOOD, ROOT, environment_of, start


@pytest.fixture(params=[0o000, 0o022])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """A umask that lets everyone read, and one that lets everyone write."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def sqlite(path: Path) -> dict[str, str]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


@pytest.mark.usefixtures("umask")
def test_a_new_folder_is_private(tmp_path: Path) -> None:
    private_files.make_private(tmp_path / "var")
    assert mode(tmp_path / "var") == 0o700


@pytest.mark.usefixtures("umask")
def test_what_an_earlier_release_left_open_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    (folder / "static").mkdir(parents=True)
    for name in (
        "dashboard.sqlite3",
        "dashboard.sqlite3-wal",
        "dashboard.sqlite3-shm",
        "sandbox.json",
        "a.log",
    ):
        (folder / name).touch()
    (folder / "static" / "app.css").touch()
    before = mode(folder / "static" / "app.css")
    private_files.make_private(folder)
    assert mode(folder) == 0o700
    assert {mode(path) for path in folder.iterdir() if path.is_file()} == {0o600}
    assert mode(folder / "static" / "app.css") == before


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("exists", [False, True])
def test_a_database_and_its_log_are_private(tmp_path: Path, exists: bool) -> None:
    path = tmp_path / "desk.sqlite3"
    if exists:
        path.touch()
    private_files.make_database_private(sqlite(path))
    command = (
        "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\nc.execute('PRAGMA journal_mode=WAL')\n"
        "c.execute('CREATE TABLE t (x)')\nimport pathlib\n"
        "print(*(oct(p.stat().st_mode & 0o777) for p in pathlib.Path(sys.argv[1]).parent.iterdir()))"
    )
    output = subprocess.run(
        [sys.executable, "-c", command, str(path)], capture_output=True, text=True, check=True, timeout=30
    ).stdout
    assert output.split() == ["0o600"] * 3  # the database, its log and its index


@pytest.mark.parametrize("name", [":memory:", "file:memorydb_default?mode=memory&cache=shared"])
def test_a_database_in_memory_makes_no_file(tmp_path: Path, name: str) -> None:
    private_files.make_database_private({"ENGINE": DatabaseWrapper.__module__, "NAME": name})
    private_files.make_database_private({"ENGINE": "django.db.backends.postgresql", "NAME": "desk"})
    private_files.make_database_private(sqlite(tmp_path / "missing" / "desk.sqlite3"))
    assert list(tmp_path.iterdir()) == []


def test_a_mode_that_cannot_be_changed_is_said_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "desk.sqlite3"
    path.touch(0o644)
    path.chmod(0o644)

    def refuse(self: Path, mode: int) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(ImproperlyConfigured, match=f"As its owner, run: chmod 600 {path}"):
        private_files.make_database_private(sqlite(path))


def test_the_settings_make_the_database_private(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite3"
    path.touch()
    path.chmod(0o666)
    result = start({**GOOD, "DATABASE_URL": f"sqlite:///{path}"}, "")
    assert result.returncode == 0, result.stderr
    assert mode(path) == 0o600


@pytest.mark.parametrize("bits", [0o604, 0o602, 0o620, 0o644, 0o666, 0o660])
@pytest.mark.parametrize("line", ["SECRET_KEY=x", "export FIELD_ENCRYPTION_KEYS='x'", "A=b\nDEMO_PASSWORD=x"])
def test_an_environment_file_that_others_can_read_or_change_is_refused(
    tmp_path: Path, bits: int, line: str
) -> None:
    path = tmp_path / ".env"
    path.write_text(f"{line}\n")
    path.chmod(bits)
    with pytest.raises(ImproperlyConfigured, match=rf"\.env, which holds secrets\. Run: chmod 600 {path}"):
        private_files.check_environment_file(path)


@pytest.mark.parametrize("bits", [0o600, 0o400, 0o640, 0o440])
def test_an_environment_file_of_the_owner_or_read_by_the_group_is_fine(tmp_path: Path, bits: int) -> None:
    path = tmp_path / ".env"
    path.write_text("SECRET_KEY=x\n")
    path.chmod(bits)
    private_files.check_environment_file(path)


def test_an_environment_file_without_secrets_may_be_read() -> None:
    private_files.check_environment_file(ROOT / ".env.example")


@pytest.mark.parametrize(("debug", "code"), [("false", 1), ("true", 0)])
def test_production_does_not_start_from_a_file_that_everyone_can_read(
    tmp_path: Path, debug: str, code: int
) -> None:
    path = tmp_path / "desk.env"
    path.write_text("".join(f"{name}={value}\n" for name, value in GOOD.items() if name != "ENV_FILE"))
    path.chmod(0o644)
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env=environment_of({"ENV_FILE": str(path), "DEBUG": debug}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == code, result.stderr
    if code:
        assert result.stderr == (
            "manage.py: Other accounts of this machine can read or change desk.env, which holds secrets. "
            f"Run: chmod 600 {path}\n"
        )
