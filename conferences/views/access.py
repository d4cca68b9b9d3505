"""Handing a conference over: its links and tokens, shown when they are asked for, and their reset."""

from __future__ import annotations

import uuid
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from conferences.forms.access import TokenResetForm, TokenShowForm, read_reset
from conferences.http import DeskRequest, actor_of, render_page, workspace_view, zone_for
from conferences.models import Role, Workspace
from conferences.presentation.access import Handover, share_links, token_title
from conferences.presentation.names import visible_name
from conferences.services import access as service
from conferences.services.zones import remember_window_zone, remember_zone, window_zone
from conferences.signalwire import Conference, ConferenceToken, SignalWireError
from conferences.signalwire.kinds import CONFERENCE
from conferences.views.navigation import object_url
from conferences.views.upstream_errors import status_of

CARD = "access"
"""DOM id of the card that shows the tokens."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_variables()
@workspace_view(Role.EDITOR)
def conference_access(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID
) -> HttpResponseBase:
    """The tokens of a conference, masked; a POST shows those that it asks for, or sets the zone."""
    form = TokenShowForm(request.POST if request.method == "POST" else None)
    status, note = 200, ""
    zone = _choose_zone(request, workspace, conference_id, form)
    try:
        card = _card(request, workspace, conference_id, form, zone)
    except SignalWireError as problem:
        if not form.is_bound:
            raise
        status = status_of(request, problem)
        return _answer(request, workspace, conference_id, problem=problem, status=status)
    if "zone" in form.errors:
        status, note = 422, f"The time zone was not changed. {form.errors['zone'][0]}"
    elif form.is_bound and not form.is_zone_only and not card.is_any_shown:
        status, note = 422, "SignalWire no longer lists this token for the conference."
    return _answer(request, workspace, conference_id, card=card, note=note, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
@workspace_view(Role.EDITOR)
def conference_token_reset(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID, token_id: uuid.UUID
) -> HttpResponseBase:
    """Give a token a new value, once its name has been typed."""
    seen = read_reset(request.POST.get("shown", ""), workspace, token_id)
    token, problem = None, None
    try:
        label, token = _find(request, workspace, conference_id, token_id)
        shown = {"label": label, "title": token_title(token), "fingerprint": service.fingerprint(token)}
    except SignalWireError as error:
        if seen is None:
            raise
        shown, problem = seen, error
    data = request.POST if request.method == "POST" else None
    form = TokenResetForm(data, workspace=workspace, token=token_id, **shown)
    note = ""
    if form.is_bound and form.is_valid() and token is not None:
        try:
            service.reset_token(
                actor_of(request),
                conference_id,
                token_id,
                seen=(seen or shown)["fingerprint"],
                label=shown["label"],
                why=form.cleaned_data["why"],
            )
        except service.TokenChanged as changed:
            note = f"{changed} Nothing was reset. To give it another new value, confirm again."
        except SignalWireError as error:
            problem = error
        else:
            messages.success(
                request,
                f"The {shown['title']} token has a new value. The old link, embed code and "
                "token no longer work. Show the new ones here and share them.",
            )
            return redirect("conference-access", slug=workspace.slug, conference_id=conference_id)
    return _reset_page(request, workspace, conference_id, form=form, shown=shown, problem=problem, note=note)


@require_POST
@never_cache
@sensitive_variables()
@workspace_view(Role.EDITOR)
def conference_guest_link(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID
) -> HttpResponseBase:
    """The guest link as plain text, for the clipboard; recorded like every other showing.

    404 unless the conference has exactly one: which one to hand out is then chosen on the access page.
    """
    form = TokenShowForm({"role": "guest"})
    card = _card(request, workspace, conference_id, form, request.zone)
    links = [token.link for token in card.tokens if token.secret]
    if len(links) != 1:
        raise Http404("The conference does not have exactly one guest link.")
    return HttpResponse(links[0], content_type="text/plain; charset=utf-8")


def _choose_zone(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID, form: TokenShowForm
) -> ZoneInfo:
    """The zone for the times in invitations: what ``form`` sets, what was set before, the workspace's."""
    chosen = form.cleaned_data.get("zone", "") if form.is_bound and form.is_valid() else ""
    if chosen:
        remember_window_zone(workspace, CONFERENCE, conference_id, chosen)
        remember_zone(request.user, chosen)
    # Never the zone of the person who looks: whoever gets the invitation would not know it.
    return zone_for(chosen or window_zone(workspace, CONFERENCE, conference_id), workspace)


def _card(
    request: DeskRequest,
    workspace: Workspace,
    conference_id: uuid.UUID,
    form: TokenShowForm,
    zone: ZoneInfo,
) -> Handover:
    """The tokens, with the values of those that a valid ``form`` asks for. Raises SignalWireError."""
    conference = service.get_conference(workspace, conference_id, request_id=request.request_id)
    host = service.link_host(workspace)
    if not (form.is_bound and form.is_valid()) or form.is_zone_only:
        tokens = service.list_tokens(workspace, conference_id, request_id=request.request_id)
        return share_links(conference, tokens, host=host, zone=zone)
    role, wanted = form.cleaned_data["role"], form.cleaned_data["token"]

    def is_wanted(token: ConferenceToken) -> bool:
        return token.id == wanted or (bool(role) and token.role == role)

    tokens, shown = service.show_tokens(actor_of(request), conference, is_wanted)
    return share_links(conference, tokens, host=host, zone=zone, shown=shown)


def _answer(
    request: DeskRequest,
    workspace: Workspace,
    conference_id: uuid.UUID,
    *,
    card: Handover | None = None,
    problem: SignalWireError | None = None,
    note: str = "",
    status: int,
) -> HttpResponse:
    context = {
        "conference_id": conference_id,
        "card": card,
        "problem": problem,
        "note": note,
        "label": card.label if card else "",
        "zone_form": TokenShowForm(initial={"zone": str(card.zone)}) if card else None,
        "detail_url": object_url(workspace, CONFERENCE, "detail", conference_id),
    }
    return render_page(
        request,
        "conferences/conference_access.html",
        context,
        fragments={CARD: "conferences/_access_card.html"},
        status=status,
    )


def _find(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID, token_id: uuid.UUID
) -> tuple[str, ConferenceToken]:
    """What the conference is called, and its token of that id. Raises Http404 and SignalWireError."""
    conference: Conference = service.get_conference(workspace, conference_id, request_id=request.request_id)
    for token in service.list_tokens(workspace, conference_id, request_id=request.request_id):
        if token.id == token_id:
            return visible_name(conference.display_name) or visible_name(conference.name) or str(
                conference.id
            ), token
    raise Http404("The conference does not have this token.")


def _reset_page(
    request: DeskRequest,
    workspace: Workspace,
    conference_id: uuid.UUID,
    *,
    form: TokenResetForm,
    shown: dict[str, str],
    problem: SignalWireError | None,
    note: str,
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    if note:
        status = 409
    if problem is not None:
        status = status_of(request, problem)
    context = {
        "form": form,
        "problem": problem,
        "note": note,
        "label": shown["label"],
        "title": shown["title"],
        "conference_id": conference_id,
        "detail_url": object_url(workspace, CONFERENCE, "detail", conference_id),
    }
    return render_page(request, "conferences/token_confirm_reset.html", context, status=status)
