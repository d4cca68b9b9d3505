"""Settings are read strictly, and a fault in them is one sentence without a secret."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as active
from django.core.exceptions import ImproperlyConfigured

from dashboard import settings

ROOT = Path(active.BASE_DIR)
GOOD = {
    "ENV_FILE": "",
    "SECRET_KEY": "$a-secret-that-begins-with-a-dollar-and-is-long-enough-0123456789",
    "FIELD_ENCRYPTION_KEYS": "dGVzdC1zdWl0ZS1lbmNyeXB0aW9uLWtleS0wMTIzNDU=",
    "ALLOWED_HOSTS": "desk.example.com",
}


def environment_of(environment: dict[str, str]) -> dict[str, str]:
    """What a program needs to start, and ``environment``."""
    return {"PATH": os.environ["PATH"], **environment}


def start(environment: dict[str, str], code: str = "", *command: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process that has ``environment`` and nothing else."""
    arguments = command or ("-c", f"from dashboard.settings import *\n{code}")
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment_of(environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("true", True),
        ("1", True),
        ("YES", True),
        (" on ", True),
        ("false", False),
        ("0", False),
        ("off", False),
    ],
)
def test_a_boolean_is_one_of_the_usual_words(
    monkeypatch: pytest.MonkeyPatch, word: str, meaning: bool
) -> None:
    monkeypatch.setenv("HTTPS", word)
    assert settings.boolean("HTTPS", default=not meaning) is meaning


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS", "")
    monkeypatch.setenv("SESSION_HOURS", "  ")
    assert settings.boolean("HTTPS", default=True) is True
    assert settings.integer("SESSION_HOURS", default=12) == 12


@pytest.mark.parametrize("word", ["-1", "1.5", "ten", "١٢", "9999999999", "0"])
def test_a_number_that_is_none_or_too_small_is_refused(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("SESSION_HOURS", word)
    with pytest.raises(ImproperlyConfigured, match="SESSION_HOURS must be a whole number, 1 or more"):
        settings.integer("SESSION_HOURS", default=12, minimum=1)


def test_words_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", " desk.example.com , ,127.0.0.1,")
    assert settings.words("ALLOWED_HOSTS") == ["desk.example.com", "127.0.0.1"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"DEBUG": "maybe"}, "DEBUG must be true or false, not 'maybe'."),
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing."),
        ({"FIELD_ENCRYPTION_KEYS": ""}, "FIELD_ENCRYPTION_KEYS is missing."),
        ({"FIELD_ENCRYPTION_KEYS": GOOD["FIELD_ENCRYPTION_KEYS"] + ",hunter2"}, "key 2 is not a Fernet key"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing."),
        ({"DATABASE_URL": "mysql://desk:hunter2@127.0.0.1/desk"}, "DATABASE_URL must begin with"),
        ({"DATABASE_URL": "postgres://desk:hunter2@127.0.0.1:port/desk"}, "DATABASE_URL cannot be read"),
        ({"CACHE_URL": "memcached://hunter2@127.0.0.1"}, "CACHE_URL must begin with"),
        ({"SIGN_IN_ATTEMPTS": "0"}, "SIGN_IN_ATTEMPTS must be a whole number, 1 or more"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be one of DEBUG, INFO, WARNING, ERROR"),
        ({"ENV_FILE": "missing.env"}, "missing.env cannot be read: FileNotFoundError."),
    ],
)
def test_a_fault_ends_a_command_with_one_sentence_and_no_secret(
    changed: dict[str, str], sentence: str
) -> None:
    result = start({**GOOD, **changed}, "", "manage.py", "check")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("manage.py: ")
    assert sentence in result.stderr
    assert "hunter2" not in result.stdout + result.stderr


def test_a_fault_ends_the_server_with_the_same_sentence() -> None:
    result = start({**GOOD, "HTTPS": "perhaps"}, "", "-c", "import dashboard.wsgi")
    assert (result.returncode, result.stderr) == (
        1,
        "dashboard: HTTPS must be true or false, not 'perhaps'.\n",
    )


def test_a_secret_may_begin_with_a_dollar() -> None:
    result = start(GOOD, "print(SECRET_KEY)")
    assert result.stdout.strip() == GOOD["SECRET_KEY"]


def test_production_is_the_default_and_is_strict() -> None:
    result = start(GOOD, "print(DEBUG, SECURE_SSL_REDIRECT, SESSION_COOKIE_SECURE, SECURE_HSTS_SECONDS)")
    assert result.stdout.split() == ["False", "True", "True", "31536000"]


def test_development_needs_nothing_but_debug() -> None:
    result = start(
        {"ENV_FILE": "", "DEBUG": "true"}, "print(DEBUG, SECURE_SSL_REDIRECT, len(SECRET_KEY) > 50)"
    )
    assert result.stdout.split() == ["True", "False", "True"]


def test_the_file_gives_way_to_the_environment_and_keeps_quotes_and_signs(tmp_path: Path) -> None:
    file = tmp_path / "desk.env"
    file.write_text(
        "# a comment\n\n"
        'SECRET_KEY="#$quoted, with blanks and # signs that are long enough 0123456789"\n'
        "ALLOWED_HOSTS='file.example.com'\n"
        "LOG_LEVEL=ERROR\n"
        "CSRF_TRUSTED_ORIGINS=https://a.example.com # kept\n"
    )
    file.chmod(0o600)
    environment = {**GOOD, "ENV_FILE": str(file), "LOG_LEVEL": "DEBUG"}
    del environment["SECRET_KEY"], environment["ALLOWED_HOSTS"]
    result = start(
        environment, "print(SECRET_KEY, ALLOWED_HOSTS, LOG_LEVEL, CSRF_TRUSTED_ORIGINS, sep='\\n')"
    )
    assert result.stdout.splitlines() == [
        "#$quoted, with blanks and # signs that are long enough 0123456789",
        "['file.example.com']",
        "DEBUG",
        "['https://a.example.com # kept']",
    ]


def test_a_line_of_the_file_that_cannot_be_read_is_named_by_number_only(tmp_path: Path) -> None:
    file = tmp_path / "desk.env"
    file.write_text("ALLOWED_HOSTS=desk.example.com\nSECRET_KEY = hunter2\n")
    result = start({**GOOD, "ENV_FILE": str(file)}, "", "manage.py", "check")
    assert result.returncode == 1
    assert result.stderr == "manage.py: Line 2 of desk.env is not NAME=value.\n"


def test_sqlite_waits_for_its_turn_and_lets_readers_read() -> None:
    options = settings.database("DATABASE_URL_OF_NOBODY", "sqlite:////srv/desk.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 5
    assert "journal_mode=WAL" in options["init_command"]


@pytest.mark.parametrize("address", ["sqlite:////srv/desk.sqlite3", "postgres://db.example.com/desk"])
def test_a_database_connection_serves_many_requests(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    assert settings.database("DATABASE_URL", "")["CONN_MAX_AGE"] == 60


def test_a_database_address_decodes_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://desk:p%40ss%23word@db.example.com:5433/desk")
    configuration = settings.database("DATABASE_URL", "")
    assert configuration["ENGINE"] == "django.db.backends.postgresql"
    assert (configuration["PASSWORD"], configuration["PORT"]) == ("p@ss#word", 5433)
    assert configuration["OPTIONS"]["connect_timeout"] == 5


def test_a_shared_cache_is_redis() -> None:
    assert settings.cache("redis://127.0.0.1:6379/0")["BACKEND"].endswith("RedisCache")
