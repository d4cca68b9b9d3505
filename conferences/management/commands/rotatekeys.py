"""``manage.py rotatekeys``: encrypt every stored secret with the first key."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from conferences.services.keys import RotationRefused, RotationReport, rotate_keys


class Command(BaseCommand):
    """Re-encrypt what older keys encrypted, so that they can be taken out of the settings."""

    help = (
        "Encrypt every stored secret with the first key of FIELD_ENCRYPTION_KEYS. Put the new key first, "
        "run this, then remove the old key. Either all secrets are changed or none."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; exit with 1 if a secret still needs an older key or cannot be read",
        )

    def handle(self, *arguments: Any, check: bool = False, **options: Any) -> None:
        try:
            report = rotate_keys(change=not check)
        except RotationRefused as refusal:
            raise CommandError(_unreadable(refusal.report) + " Nothing was changed.") from None
        if not check:
            self.stdout.write(
                f"{report.older} re-encrypted with the first key, {report.current} already used it."
            )
            return
        self.stdout.write(f"{report.current} with the first key, {report.older} with an older one.")
        if report.unreadable:
            raise CommandError(_unreadable(report))
        if report.older:
            raise CommandError("Older keys are still in use. Run rotatekeys before removing them.")


def _unreadable(report: RotationReport) -> str:
    return f"No configured key can decrypt: {'; '.join(report.unreadable)}."
