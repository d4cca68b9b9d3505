"""The encrypted column: what reaches the database, what comes back, and what is refused."""

from __future__ import annotations

import json
import pprint
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection, transaction
from django.db.models import F, Value
from pytest_django import Settings

from conferences.models import SecretUnreadable, Workspace
from tests.conftest import API_TOKEN, HOST, MakeWorkspace

NEW_TOKEN = "PTffffffffffffffffffffffffffffffffffffffffffff9876"


def stored(workspace: Workspace) -> str:
    """The column as the database holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT api_token FROM conferences_workspace WHERE id = %s", [workspace.pk])
        value: str = cursor.fetchone()[0]
    return value


def test_the_database_holds_no_plain_text_and_python_gets_it_back(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace()
    assert API_TOKEN not in stored(workspace)
    assert Workspace.objects.get(pk=workspace.pk).api_token == API_TOKEN


def test_equal_secrets_are_stored_differently(make_workspace: MakeWorkspace) -> None:
    assert stored(make_workspace("A")) != stored(make_workspace("B"))


def test_values_and_values_list_decrypt(make_workspace: MakeWorkspace) -> None:
    make_workspace()
    assert list(Workspace.objects.values_list("api_token", flat=True)) == [API_TOKEN]
    assert list(Workspace.objects.values("api_token")) == [{"api_token": API_TOKEN}]


def test_update_and_bulk_update_encrypt(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace()
    Workspace.objects.filter(pk=workspace.pk).update(api_token=NEW_TOKEN)
    assert NEW_TOKEN not in stored(workspace)
    assert Workspace.objects.get(pk=workspace.pk).api_token == NEW_TOKEN
    workspace.api_token = API_TOKEN
    Workspace.objects.bulk_update([workspace], ["api_token"])
    assert API_TOKEN not in stored(workspace)
    assert Workspace.objects.get(pk=workspace.pk).api_token == API_TOKEN


@pytest.mark.parametrize("expression", [F("name"), Value("clear")])
def test_an_expression_that_would_be_stored_in_clear_is_refused(
    make_workspace: MakeWorkspace, expression: object
) -> None:
    workspace = make_workspace()
    before = stored(workspace)
    with pytest.raises(FieldError, match="stored in clear"), transaction.atomic():
        Workspace.objects.update(api_token=expression)
    assert stored(workspace) == before


def test_an_expression_is_refused_on_insert_too(db: None) -> None:
    row = Workspace(name="A", slug="a", host=HOST, project_id=uuid4())
    setattr(row, "api_token", Value("clear"))  # noqa: B010  a plain assignment does not pass mypy
    with pytest.raises(FieldError, match="stored in clear"):
        Workspace.objects.bulk_create([row])


def test_an_encrypted_column_may_be_copied_as_it_is(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace()
    before = stored(workspace)
    Workspace.objects.update(api_token=F("api_token"))
    assert stored(workspace) == before


def test_a_wrong_key_is_an_error_that_holds_neither_ciphertext_nor_key(
    make_workspace: MakeWorkspace, settings: Settings
) -> None:
    workspace = make_workspace()
    ciphertext, key = stored(workspace), Fernet.generate_key().decode()
    settings.FIELD_ENCRYPTION_KEYS = [key]
    with pytest.raises(SecretUnreadable) as caught:
        list(Workspace.objects.values_list("api_token"))
    assert ciphertext not in str(caught.value)
    assert key not in str(caught.value)
    assert "FIELD_ENCRYPTION_KEYS" in caught.value.message
    assert caught.value.__suppress_context__


def test_plain_text_in_the_column_is_an_error_and_not_handed_out(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conferences_workspace SET api_token = 'plain'")
    with pytest.raises(SecretUnreadable):
        _ = Workspace.objects.get(pk=workspace.pk).api_token


def test_a_key_put_in_front_still_reads_what_the_older_one_wrote(
    make_workspace: MakeWorkspace, settings: Settings
) -> None:
    workspace = make_workspace()
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_ENCRYPTION_KEYS]
    assert Workspace.objects.get(pk=workspace.pk).api_token == API_TOKEN


def test_the_empty_string_stays_what_it_is(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(token="")
    assert stored(workspace) == ""
    assert Workspace.objects.get(pk=workspace.pk).api_token == ""


@pytest.mark.parametrize("lookup", ["exact", "in", "startswith", "contains", "gt", "length", "iexact"])
def test_every_lookup_but_isnull_is_refused(db: None, lookup: str) -> None:
    value = [API_TOKEN] if lookup == "in" else API_TOKEN
    with pytest.raises(FieldError, match="encrypted"):
        Workspace.objects.filter(**{f"api_token__{lookup}": value}).exists()


def test_isnull_works(make_workspace: MakeWorkspace) -> None:
    make_workspace()
    assert Workspace.objects.filter(api_token__isnull=False).count() == 1


def test_full_clean_leaves_reading_intact(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace()
    workspace.full_clean()
    assert Workspace.objects.get(pk=workspace.pk).api_token == API_TOKEN


def test_a_dump_is_encrypted_and_can_be_loaded(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace()
    dump = serializers.serialize("json", Workspace.objects.all())
    assert API_TOKEN not in dump
    assert json.loads(dump)[0]["fields"]["api_token"].startswith("encrypted:")
    workspace.delete()
    for item in serializers.deserialize("json", dump):
        item.save()
    assert Workspace.objects.get().api_token == API_TOKEN


def test_a_decrypted_secret_hides_in_repr_and_pretty_print(make_workspace: MakeWorkspace) -> None:
    make_workspace()
    token = Workspace.objects.get().api_token
    assert API_TOKEN not in repr(token)
    assert API_TOKEN not in pprint.pformat({"token": token})
