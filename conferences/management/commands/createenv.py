"""``manage.py createenv``: the settings of this machine, with new secrets."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

_CLEAR_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is mistaken for something else

_CONTENT: Final = """\
# Settings of this machine, made by "manage.py createenv". .env.example explains every variable.
# The two secrets exist nowhere else. Without them, sessions and stored API tokens are lost.
SECRET_KEY={secret_key}
FIELD_ENCRYPTION_KEYS={encryption_key}

# This machine only, over plain http.
ALLOWED_HOSTS=localhost,127.0.0.1,[::1]
HTTPS=false

# "make run" gives the account "demo" this password at every start.
DEMO_PASSWORD={demo_password}
"""


class Command(BaseCommand):
    help = "Write .env with new secrets, readable only by you. Never overwrites an existing one."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command's options."""
        parser.add_argument("--path", type=Path, default=settings.BASE_DIR / ".env")

    def handle(self, *args: object, path: Path, **options: object) -> None:
        """Write the file; refuse when there is one."""
        content = _CONTENT.format(
            secret_key=secrets.token_urlsafe(50),
            encryption_key=Fernet.generate_key().decode(),
            demo_password=demo_password(),
        )
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise CommandError(f"{path} already exists and was not changed.") from None
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
        self.stdout.write(f"Wrote {path.name} with new secrets.")


def demo_password() -> str:
    """A fresh password of 59 bits that is easy to read and to type, such as ``k7fd-m3xp-q9ta``."""
    return "-".join("".join(secrets.choice(_CLEAR_SIGNS) for _ in range(4)) for _ in range(3))
