"""Keep what holds secrets from other accounts of the machine, whatever the umask."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

_SECRET: Final = re.compile(
    r"^(?:export )?(?:SECRET_KEY|SECRET_KEY_FALLBACKS|FIELD_ENCRYPTION_KEYS|DEMO_PASSWORD)=['\"]?[^\s'\"]",
    re.MULTILINE,
)
# A group may read the file, so that a service can be given settings that it cannot change.
_TOO_OPEN: Final = stat.S_IWGRP | stat.S_IRWXO


def check_environment_file(path: Path) -> None:
    """Raise ImproperlyConfigured where accounts that should not can read or change the file's secrets."""
    if stat.S_IMODE(path.stat().st_mode) & _TOO_OPEN and _SECRET.search(path.read_text(encoding="utf-8")):
        raise ImproperlyConfigured(
            f"Other accounts of this machine can read or change {path.name}, which holds secrets. "
            f"Run: chmod 600 {path}"
        )


def make_private(folder: Path) -> None:
    """Make the folder if it is missing, and take it and the files in it from other accounts."""
    folder.mkdir(mode=0o700, exist_ok=True)
    _restrict(folder, 0o700)
    for path in folder.iterdir():
        if path.is_file() and not path.is_symlink():
            _restrict(path, 0o600)


def make_database_private(configuration: dict[str, Any]) -> None:
    """Make an SQLite database that no one else can read; SQLite gives its log files the same mode."""
    name = str(configuration["NAME"])
    if not configuration["ENGINE"].endswith("sqlite3") or ":memory:" in name or name.startswith("file:"):
        return
    path = Path(name)
    if not path.parent.is_dir():
        return  # Django says so, when it connects
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    for suffix in ("", "-wal", "-shm", "-journal"):
        _restrict(path.with_name(path.name + suffix), 0o600)


def _restrict(path: Path, mode: int) -> None:
    try:
        current = stat.S_IMODE(path.stat().st_mode)
        if current & ~mode:
            path.chmod(current & mode)
    except FileNotFoundError:
        return
    except OSError:
        raise ImproperlyConfigured(
            f"Other accounts of this machine can read {path.name}, and its mode cannot be changed. "
            f"As its owner, run: chmod {mode:o} {path}"
        ) from None
