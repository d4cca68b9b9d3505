"""The list below a field for a time zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from conferences.forms.zones import UnknownZone, find_zones, near_zones, parse_zone, zones
from conferences.http import DeskRequest, render_page
from conferences.presentation import times
from conferences.services.zones import recent_zones, workspace_zones

_MOST = 30


@require_safe
def zone_options(request: DeskRequest) -> HttpResponse:
    """The zones that ``q`` may mean; for nothing or a zone's own name (which comes first) the usual ones."""
    text, now = request.GET.get("q", "").strip(), datetime.now(UTC)
    recent, workspaces = recent_zones(request.user), workspace_zones(request.user)
    first = [*recent, *workspaces]
    known = zones()
    is_browsing = not text or text in known
    names = [text, *first, *near_zones(text, now)] if is_browsing else find_zones(text, now, first=first)
    tags = {**dict.fromkeys(workspaces, "Workspace"), **dict.fromkeys(recent, "Recent")}
    options = [_option(name, text, tags.get(name, ""), now) for name in dict.fromkeys(names) if name in known]
    context = {
        "options": options[:_MOST],
        "more": max(0, len(options) - _MOST),
        "exact": _exact(text, now) if text else "",
        "text": text,
    }
    return render_page(request, "conferences/zone_options.html", context)


def _option(name: str, text: str, tag: str, now: datetime) -> dict[str, Any]:
    zone = zones()[name]
    also = [zone.alias_for(text), "/".join(zone.letters)] if name != "UTC" else []
    return {
        "zone": zone,
        "also": ", ".join(filter(None, also)),
        "offset": times.zone_offset(ZoneInfo(name), now),
        "tag": tag,
    }


def _exact(text: str, now: datetime) -> str:
    try:
        return parse_zone(text, now)
    except UnknownZone:
        return ""
