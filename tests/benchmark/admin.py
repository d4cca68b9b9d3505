"""The measure beside the list: Django's own changelist of as many rows, in the same process and database.

The table and its model exist in the benchmark only. The changelist has the columns that a list page shows,
and no API call to wait for.
"""

from __future__ import annotations

from typing import Final

CHANGELIST: Final = "/admin/conferences/conference/"


def prepare_changelist(rows: int) -> None:
    """Make a table of so many rows, and have Django's admin show them. Call it before the first request."""
    from django.contrib import admin
    from django.db import connection, models

    class Conference(models.Model):
        """A row with what a list page shows of a conference."""

        name = models.CharField(max_length=100)
        display_name = models.CharField(max_length=200)
        join_from = models.DateTimeField(null=True)
        join_until = models.DateTimeField(null=True)
        quality = models.CharField(max_length=10)
        size = models.CharField(max_length=10)
        layout = models.CharField(max_length=40)
        updated_at = models.DateTimeField()

        class Meta:
            app_label = "conferences"
            db_table = "benchmark_conference"

        def __str__(self) -> str:
            return self.name

    class ConferenceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # no class at run time
        """The changelist that Django makes of it."""

        list_display = (
            *("display_name", "name", "join_from", "join_until"),
            *("quality", "size", "layout", "updated_at"),
        )
        list_per_page = 50

    with connection.schema_editor() as editor:
        editor.create_model(Conference)
    from django.utils import timezone

    now = timezone.now()
    Conference._default_manager.bulk_create(
        Conference(
            name=f"conference-{number}",
            display_name=f"Conference {number}",
            join_from=now,
            join_until=now,
            quality="720p",
            size="medium",
            layout="grid-responsive",
            updated_at=now,
        )
        for number in range(rows)
    )
    admin.site.register(Conference, ConferenceAdmin)
