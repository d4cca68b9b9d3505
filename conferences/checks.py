"""What ``manage.py check --deploy`` looks at besides Django's own checks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from conferences.services import demo


@checks.register(checks.Tags.security, deploy=True)
def check_demo_account(app_configs: Any, **options: Any) -> list[checks.CheckMessage]:
    """Find a demo account that "make run" left in the database, and settings that let it sign in."""
    if settings.DEMO_SIGN_IN:
        return [
            checks.Error(
                "The demo account can sign in, and it is an administrator.",
                hint="Start the server with DJANGO_SETTINGS_MODULE=dashboard.settings, or leave it unset.",
                id="conferences.E001",
            )
        ]
    try:
        exists = demo.account_exists()
    except DatabaseError:
        return []  # no database yet, so no account
    if not exists:
        return []
    return [
        checks.Warning(
            f"The database has the account “{settings.DEMO_USERNAME}” of “make run”.",
            hint="It cannot sign in here. Delete it under /admin/, with the workspace of the sandbox.",
            id="conferences.W001",
        )
    ]
