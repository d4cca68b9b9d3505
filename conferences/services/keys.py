"""Rotation of the keys that encrypt secrets in the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Cast
from django.views.decorators.debug import sensitive_variables

from conferences.models.fields import EncryptedTextField, SecretUnreadable, decrypt, uses_first_key


@dataclass(frozen=True, slots=True)
class RotationReport:
    """How many secrets have the first key already, how many an older one, and which rows have neither.

    ``unreadable`` holds one line a row, such as ``conferences.Workspace 3 (Nordhafen), api_token``.
    """

    current: int
    older: int
    unreadable: tuple[str, ...]


class RotationRefused(Exception):
    """Some rows cannot be read, so nothing was changed; ``report`` names them."""

    def __init__(self, report: RotationReport) -> None:
        super().__init__("Some secrets cannot be read with the configured keys.")
        self.report = report


def encrypted_fields() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Every encrypted field of every installed model, with the model that owns its column."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field


@transaction.atomic
@sensitive_variables()
def rotate_keys(*, change: bool = True) -> RotationReport:
    """Encrypt every secret with the first key, all or none; only count with ``change=False``.

    Raises RotationRefused when a row cannot be read and ``change`` is True.
    """
    current = older = 0
    unreadable: list[str] = []
    for model, field in encrypted_fields():
        rows = model._base_manager.select_for_update().annotate(
            # As plain text: the field itself would decrypt.
            stored_text=Cast(field.name, models.TextField())
        )
        for pk, stored in rows.order_by("pk").values_list("pk", "stored_text"):
            if not stored or uses_first_key(stored):
                current += 1
                continue
            try:
                text = decrypt(stored)
            except SecretUnreadable:
                unreadable.append(_row(model, field, pk))
                continue
            older += 1
            if change:
                model._base_manager.filter(pk=pk).update(**{field.name: text})
    report = RotationReport(current, older, tuple(unreadable))
    if unreadable and change:
        raise RotationRefused(report)
    return report


def _row(model: type[models.Model], field: EncryptedTextField, pk: object) -> str:
    row = model._base_manager.defer(field.name).get(pk=pk)
    return f"{model._meta.label} {pk} ({row}), {field.name}"
