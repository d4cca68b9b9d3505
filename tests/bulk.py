"""The pages of runs over many objects, as their tests ask for them."""

from __future__ import annotations

from typing import Final

from django.test import Client

from conferences.models import BulkRun

RUNS: Final = "/w/nordhafen-events/bulk/"


def newest() -> BulkRun:
    """The run that was made last."""
    run = BulkRun.objects.first()
    assert run is not None
    return run


def page(client: Client, run: BulkRun, query: str = "") -> str:
    """The HTML of a run's page."""
    response = client.get(f"{RUNS}{run.pk}/{query}")
    assert response.status_code == 200
    return response.content.decode()
