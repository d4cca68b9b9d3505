"""The colours of a conference somewhere, for the theme panel."""

from __future__ import annotations

from django.core.validators import slug_re
from django.http import Http404, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conferences.http import DeskRequest, workspace_view
from conferences.models import Membership, Role, Workspace
from conferences.services.theme_sources import Suggestion, suggest
from conferences.services.themes import Source, SourceUnclear, find_source
from conferences.signalwire import SignalWireError
from conferences.views.upstream_errors import status_of


@require_safe
@workspace_view(Role.VIEWER)
def theme_colours(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Answer with the ten colours of one conference of any workspace of the person, as JSON.

    A value is whatever SignalWire has there, a colour or not: whoever draws it looks first.
    """
    slug, text = request.GET.get("workspace", "") or workspace.slug, request.GET.get("conference", "")
    try:
        found = source_for(request, slug, text)
    except SourceUnclear as error:
        answer = JsonResponse({"error": str(error)}, status=404)
    except SignalWireError as error:
        answer = JsonResponse({"error": error.message}, status=status_of(request, error))
    else:
        answer = JsonResponse({"title": found.title, "colours": found.colours})
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_safe
@workspace_view(Role.VIEWER)
def theme_source_list(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Answer with the conferences, of one of the person’s workspaces, that a typed text may mean."""
    slug = request.GET.get("theme_source_workspace", "") or workspace.slug
    suggestions = suggestions_for(request, slug, request.GET.get("theme_source", ""))
    answer = render(request, "conferences/_theme_source_options.html", {"suggestions": suggestions})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def suggestions_for(request: DeskRequest, slug: str, text: str) -> list[Suggestion]:
    """What ``text`` may mean in the workspace ``slug``; nothing where SignalWire does not tell.

    Raises Http404 where the workspace is none of the person's.
    """
    workspace = _workspace_of(request, slug)
    try:
        return suggest(workspace, text, user_id=request.user.pk, request_id=request.request_id)
    except SignalWireError:
        # A suggestion is an aid: the button says what is wrong once someone presses it.
        return []


def source_for(request: DeskRequest, slug: str, text: str) -> Source:
    """The conference that ``text`` names in the workspace ``slug``, which must be one of the person's.

    Raises Http404 where it is not, SourceUnclear and SignalWireError.
    """
    return find_source(_workspace_of(request, slug), text, request_id=request.request_id)


def _workspace_of(request: DeskRequest, slug: str) -> Workspace:
    """The workspace ``slug``, one of the person's. Raises Http404."""
    mine = Membership.objects.select_related("workspace").filter(user=request.user)
    # Not every text of a query may be asked of every database.
    membership = mine.filter(workspace__slug=slug).first() if slug_re.fullmatch(slug) else None
    if membership is None:
        raise Http404("No such workspace among yours.")
    return membership.workspace
