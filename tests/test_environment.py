"""`.env.example` documents every variable that is read, and its values are fit for production."""

from __future__ import annotations

import ast
import re
import secrets
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.test_settings import start

ROOT = Path(settings.BASE_DIR)
READERS = {
    *("text", "boolean", "integer", "choice", "words", "required", "encryption_keys", "database"),
    *("port_from", "get"),
}
NAME = re.compile(r"[A-Z][A-Z0-9_]+")
SOURCES = ("dashboard/settings.py", "conferences/management/commands/run.py")


def variables_read() -> set[str]:
    """The variables that the sources ask the environment for, read from their calls."""
    names = set()
    for source in SOURCES:
        for node in ast.walk(ast.parse((ROOT / source).read_text())):
            if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in READERS and NAME.fullmatch(str(node.args[0].value)):
                names.add(str(node.args[0].value))
    return names


def variables_documented() -> list[str]:
    """The names in `.env.example`, those that are commented out included, in order."""
    return re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)


def test_every_variable_that_is_read_is_documented_once_and_no_other() -> None:
    documented = variables_documented()
    assert sorted(documented) == sorted(variables_read())
    assert {"SECRET_KEY", "DATABASE_URL", "PORT"} <= set(documented)


def test_no_other_module_reads_the_environment() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for folder in ("dashboard", "conferences")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"os\.(environ\b(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|getenv)", path.read_text())
    ]
    assert sorted(readers) == sorted(SOURCES)


def test_every_variable_in_the_example_has_a_comment() -> None:
    block: list[str] = []
    for line in (ROOT / ".env.example").read_text().splitlines():
        if not line:
            block = []
        block.append(line)
        if re.match(r"(# )?[A-Z][A-Z0-9_]+=", line):
            assert block[1].startswith("# "), f"{line} has no comment above it"


def test_the_example_holds_no_secret() -> None:
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert values["SECRET_KEY"] == values["FIELD_ENCRYPTION_KEYS"] == values["DEMO_PASSWORD"] == ""


def test_the_documented_values_pass_the_deployment_check() -> None:
    environment = {
        "ENV_FILE": ".env.example",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    }
    result = start(environment, "", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr


def test_createenv_writes_fresh_secrets_that_only_the_owner_can_read(tmp_path: Path) -> None:
    paths = [tmp_path / "one.env", tmp_path / "two.env"]
    for path in paths:
        call_command("createenv", path=path, verbosity=0)
    first, second = (dict(re.findall(r"^([A-Z_]+)=(.+)$", path.read_text(), re.MULTILINE)) for path in paths)
    assert stat.S_IMODE(paths[0].stat().st_mode) == 0o600
    assert len(first["SECRET_KEY"]) >= 50
    for name in ("SECRET_KEY", "FIELD_ENCRYPTION_KEYS", "DEMO_PASSWORD"):
        assert first[name] != second[name]
    Fernet(first["FIELD_ENCRYPTION_KEYS"])
    assert set(first) <= set(variables_documented())


def test_the_settings_can_be_read_from_what_createenv_writes(tmp_path: Path) -> None:
    path = tmp_path / "desk.env"
    call_command("createenv", path=path, verbosity=0)
    result = start({"ENV_FILE": str(path)}, "print(DEBUG, HTTPS, ALLOWED_HOSTS)")
    assert result.stdout.strip() == "False False ['localhost', '127.0.0.1', '[::1]']"


def test_createenv_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "desk.env"
    path.write_text("SECRET_KEY=mine\n")
    with pytest.raises(CommandError, match="already exists and was not changed"):
        call_command("createenv", path=path)
    assert path.read_text() == "SECRET_KEY=mine\n"


def test_the_readme_lists_every_variable() -> None:
    table = re.findall(r"^\| (`[A-Z].*?) \|", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert sorted(re.findall(r"`([A-Z_]+)`", " ".join(table))) == sorted(variables_documented())


def test_every_path_that_the_readme_maps_exists() -> None:
    tree = (ROOT / "README.md").read_text().partition("## The map")[2].split("```")[1]
    parents = ""
    for line in filter(None, tree.splitlines()):
        indented, names = line.startswith("  "), re.findall(r"(?:^|\s\s)([a-z_/]+/)(?=\s|$)", line)
        assert names, line
        parents = parents if indented else names[0]
        for name in names:
            assert (ROOT / (parents if indented else "") / name).is_dir(), name
