"""Themes in use: the scan that finds them, the gallery of what it found, and one of them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from conferences.http import DeskRequest, actor_of, render_page, wants_fragment, workspace_view
from conferences.models import Role, SurveyEnd, ThemeInUse, ThemeSurvey, Workspace
from conferences.presentation import times
from conferences.presentation.filters import unknown_filter
from conferences.presentation.theme_gallery import ThemeCard
from conferences.services import theme_scan, themes
from conferences.services.bulk import runs
from conferences.services.bulk.runs import Selected
from conferences.services.theme_scan import CONFERENCES, PAGES, Surveys, surveys
from conferences.signalwire.kinds import CONFERENCE
from conferences.signalwire.limits import DEFAULT_THEME
from conferences.views.navigation import run_url

PROGRESS: Final = "theme-survey"
"""DOM id of the part that shows how far a scan is."""
CARDS: Final = 24
ROWS: Final = 100

_PATIENCE: Final = 4.0
"""Seconds that one press of *Continue* goes on for where no script presses again."""
_SIGNALWIRE: Final = themes.fingerprint(DEFAULT_THEME)
_CUT_SHORT: Final = {
    SurveyEnd.LIMIT: f"a scan reads {CONFERENCES:,} conferences or {PAGES:,} pages, and there are more",
    SurveyEnd.CUT_OFF: "SignalWire’s link to the next page cannot be read",
    SurveyEnd.REPEATED: "SignalWire’s list links back to a page that was already read",
    SurveyEnd.STOPPED: "someone stopped it",
}
_SHOWN: Final = {"": "All", "off-brand": "Off-brand", "presets": "Same as a preset"}


@require_POST
@workspace_view(Role.VIEWER)
def theme_survey_create(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Start to look through all conferences, or join whoever does already."""
    theme_scan.step(theme_scan.begin(actor_of(request)), request_id=request.request_id)
    return redirect("theme-list", slug=workspace.slug)


@require_POST
@workspace_view(Role.VIEWER)
def theme_survey_step(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """Look through the next page; without a script through as many as some seconds allow."""
    survey = get_object_or_404(ThemeSurvey.objects.select_related("workspace"), workspace=workspace, pk=pk)
    by_script = wants_fragment(request) == PROGRESS
    ends_at = time.monotonic() + _PATIENCE
    while theme_scan.step(survey, request_id=request.request_id):
        survey.refresh_from_db()
        if by_script or survey.problem or time.monotonic() > ends_at:
            break
    if not by_script:
        return redirect("theme-list", slug=workspace.slug)
    known = surveys(workspace)
    if known.running is None:
        # The gallery below has other cards now.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = {"may_edit": request.membership.allows(Role.EDITOR), **progress(request, known)}
    return render_page(
        request,
        "conferences/_theme_scan.html",
        context,
        fragments={PROGRESS: "conferences/_theme_scan.html"},
    )


@require_POST
@workspace_view(Role.VIEWER)
def theme_survey_stop(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """End a scan with what it has counted."""
    survey = get_object_or_404(ThemeSurvey, workspace=workspace, pk=pk)
    if not theme_scan.stop(survey):
        messages.info(request, "It had already finished.")
    return redirect("theme-list", slug=workspace.slug)


@require_safe
@workspace_view(Role.VIEWER)
def theme_use_detail(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """The conferences that have one theme, as of the survey that found it."""
    theme = _theme(workspace, pk)
    page = Paginator(theme.conferences.all(), ROWS).get_page(request.GET.get("page"))
    presets = [
        preset.name
        for preset in themes.presets_of(workspace)
        if themes.fingerprint(preset.colours) == theme.fingerprint
    ]
    number = page.paginator.count
    context = {
        "card": _card(theme, number, most=number, presets=presets),
        "survey": theme.survey,
        "is_ended": bool(theme.survey.end),
        "looked_at": _minute(theme.survey.ended_at or theme.survey.stepped_at, request),
        "page": page,
        "page_urls": {"previous": f"?page={page.number - 1}", "next": f"?page={page.number + 1}"},
        "may_edit": request.membership.allows(Role.EDITOR),
    }
    return render_page(request, "conferences/theme_use_detail.html", context)


@require_POST
@workspace_view(Role.EDITOR)
def theme_use_apply(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """Freeze the conferences that have one theme, to give them another."""
    theme = _theme(workspace, pk)
    found = [Selected(one.object_id, one.name, one.title) for one in theme.conferences.all()]
    if not found:
        messages.error(request, "No conference uses this theme any more.")
        return redirect("theme-list", slug=workspace.slug)
    day = _minute(theme.survey.ended_at or theme.survey.stepped_at, request)
    run = runs.create_run(
        actor_of(request), CONFERENCE, found, selection=f"All that used the same theme on {day}"
    )
    return redirect(run_url(workspace, run.pk, action="theme"))


def _theme(workspace: Workspace, pk: int) -> ThemeInUse:
    return get_object_or_404(ThemeInUse.objects.select_related("survey"), survey__workspace=workspace, pk=pk)


def progress(request: DeskRequest, known: Surveys) -> dict[str, Any]:
    """What is said of the scan under way, and of the one that was shown last."""
    now = datetime.now(UTC)
    running, ended = known.running, known.ended
    context: dict[str, Any] = {"running": running, "ended": ended}
    if ended is not None:
        context |= {
            "cut_short": _CUT_SHORT.get(SurveyEnd(ended.end), ""),
            "age": times.since(ended.ended_at or ended.stepped_at, now, request.zone),
            "looked_at": _minute(ended.ended_at or ended.stepped_at, request),
            "surveyed": ended.conferences.count(),
        }
    if running is not None:
        counted = running.conferences.count()
        expected = theme_scan.expected(request.workspace)
        is_being_read = running.is_being_read(now)
        context |= {
            "counted": counted,
            "expected": max(expected, counted) if expected else 0,
            "found": running.themes.count(),
            "is_being_read": is_being_read,
            "is_left_alone": theme_scan.is_left_alone(running, now),
            "goes_on": not running.problem and not theme_scan.is_left_alone(running, now),
        }
    return context


def in_use(
    request: DeskRequest, survey: ThemeSurvey | None, named: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """One page of the themes that ``survey`` found; ``named`` maps a fingerprint to presets' names."""
    if survey is None:
        return {"themes": [], "tabs": [], "filter_note": ""}
    every = theme_scan.themes_in_use(survey)
    kinds = {
        "": every,
        "off-brand": every.exclude(fingerprint__in=list(named)),
        "presets": every.filter(fingerprint__in=list(named)),
    }
    asked = request.GET.get("show", "")
    shown = asked if asked in kinds else ""
    first = every.first()
    page = Paginator(kinds[shown], CARDS).get_page(request.GET.get("page"))
    address = reverse("theme-list", kwargs={"slug": request.workspace.slug})
    chosen = {"show": shown} if shown else {}
    return {
        "themes": [
            _card(
                theme,
                theme.number,
                most=first.number if first else theme.number,
                presets=named.get(theme.fingerprint, ()),
            )
            for theme in page.object_list
        ],
        "page": page,
        "all_url": f"{address}#in-use",
        "filter_note": unknown_filter("show", asked, "all themes are shown") if asked != shown else "",
        "tabs": [
            {
                "label": label,
                "number": kinds[value].count(),
                "url": f"{address}?{urlencode({'show': value})}#in-use" if value else f"{address}#in-use",
                "current": value == shown,
            }
            for value, label in _SHOWN.items()
        ],
        "page_urls": {
            way: f"{address}?{urlencode({**chosen, 'page': str(page.number + step)})}#in-use"
            for way, step in (("previous", -1), ("next", 1))
        },
    }


def _minute(moment: datetime, request: DeskRequest) -> str:
    return f"{times.full_day(moment, request.zone)}, {times.minute(moment, request.zone)}"


def _card(theme: ThemeInUse, number: int, *, most: int, presets: Sequence[str]) -> ThemeCard:
    return ThemeCard(
        pk=theme.pk,
        theme=theme.colours,
        number=number,
        share=number / most if most else 0,
        presets=presets,
        is_signalwire=theme.fingerprint == _SIGNALWIRE,
    )
