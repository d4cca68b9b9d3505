"""``manage.py sandbox``: the local stand-in for SignalWire's Video API."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from conferences.sandbox.command import add_arguments, run


class Command(BaseCommand):
    """A thin shell around ``python -m conferences.sandbox``, which starts faster."""

    help = "Runs a local stand-in for SignalWire's Video API on loopback."
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django declares it

    def add_arguments(self, parser: CommandParser) -> None:
        """The arguments of the sandbox itself."""
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve until stopped."""
        code = run(argparse.Namespace(**options))
        if code:
            sys.exit(code)
