"""``manage.py rotatekeys``."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from pytest_django import Settings

from conferences.models import SecretUnreadable, Workspace
from tests.conftest import API_TOKEN, MakeWorkspace

NEW_KEY = Fernet.generate_key().decode()


def test_after_the_rotation_the_new_key_alone_reads_everything(
    make_workspace: MakeWorkspace, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    make_workspace("A")
    make_workspace("B", token="PT-of-the-second-0000")
    settings.FIELD_ENCRYPTION_KEYS = [NEW_KEY, *settings.FIELD_ENCRYPTION_KEYS]
    make_workspace("C", token="PT-of-the-third-00000")
    call_command("rotatekeys")
    assert capsys.readouterr().out == "2 re-encrypted with the first key, 1 already used it.\n"
    settings.FIELD_ENCRYPTION_KEYS = [NEW_KEY]
    tokens = set(Workspace.objects.values_list("api_token", flat=True))
    assert tokens == {API_TOKEN, "PT-of-the-second-0000", "PT-of-the-third-00000"}


def test_a_second_run_finds_nothing_to_do(
    make_workspace: MakeWorkspace, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    make_workspace()
    settings.FIELD_ENCRYPTION_KEYS = [NEW_KEY, *settings.FIELD_ENCRYPTION_KEYS]
    call_command("rotatekeys")
    call_command("rotatekeys")
    assert capsys.readouterr().out.splitlines()[1].startswith("0 re-encrypted")


def test_rows_that_no_key_reads_are_named_and_nothing_is_changed(
    make_workspace: MakeWorkspace, settings: Settings
) -> None:
    old = list(settings.FIELD_ENCRYPTION_KEYS)
    make_workspace("Readable")
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    lost = make_workspace("Lost")
    settings.FIELD_ENCRYPTION_KEYS = [NEW_KEY, *old]
    with pytest.raises(CommandError) as caught:
        call_command("rotatekeys")
    assert f"conferences.Workspace {lost.pk} (Lost), api_token" in str(caught.value)
    assert "Readable" not in str(caught.value)
    assert API_TOKEN not in str(caught.value)
    settings.FIELD_ENCRYPTION_KEYS = [NEW_KEY]
    with pytest.raises(SecretUnreadable):
        _ = Workspace.objects.get(name="Readable").api_token


def test_check_changes_nothing_and_says_that_older_keys_are_needed(
    make_workspace: MakeWorkspace, settings: Settings
) -> None:
    make_workspace()
    call_command("rotatekeys", check=True)
    settings.FIELD_ENCRYPTION_KEYS = [NEW_KEY, *settings.FIELD_ENCRYPTION_KEYS]
    with pytest.raises(CommandError, match="Older keys are still in use"):
        call_command("rotatekeys", check=True)
    settings.FIELD_ENCRYPTION_KEYS = [NEW_KEY]
    with pytest.raises(CommandError, match="No configured key can decrypt"):
        call_command("rotatekeys", check=True)


def test_an_empty_secret_needs_no_key(
    make_workspace: MakeWorkspace, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    make_workspace(token="")
    settings.FIELD_ENCRYPTION_KEYS = [NEW_KEY]
    call_command("rotatekeys", check=True)
    assert capsys.readouterr().out.startswith("1 with the first key")
