#!/usr/bin/env python
"""Run a management command of the dashboard."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Set the settings module and hand over to Django.

    On a fresh checkout, with no ``.env`` and no secret in the environment, commands run in
    development mode, so that the first ``manage.py check`` works. A server does not come through
    here: ``dashboard.wsgi`` is production unless told otherwise.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
    configured = Path(__file__).with_name(".env").exists() or os.environ.keys() & {"SECRET_KEY", "ENV_FILE"}
    if not configured:
        os.environ.setdefault("DEBUG", "true")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
