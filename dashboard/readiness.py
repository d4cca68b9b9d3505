"""Whether the database is there and as this release expects it."""

from __future__ import annotations

import functools

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def migrations_are_applied() -> bool:
    """Whether every migration of this release is applied: one query. Raises django.db.DatabaseError."""
    return _known_migrations() <= MigrationRecorder(connection).applied_migrations().keys()


@functools.cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Every migration of the installed apps as (app, name); their files do not change while we run."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
