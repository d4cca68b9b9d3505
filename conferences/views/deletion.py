"""Deleting a conference or room, and the way to create a deleted one again."""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from conferences.forms.delete import Doomed, ObjectDeleteForm, read_doomed
from conferences.http import DeskRequest, actor_of, render_page, workspace_view
from conferences.models import Role, Workspace
from conferences.presentation.rows import ConferenceRow, RoomRow
from conferences.presentation.windows import JoinState, JoinWindow
from conferences.services import reading
from conferences.services.saving.delete import Deletion, delete, deletion, recreatable
from conferences.signalwire import Conference, Member, NotFound, SignalWireError
from conferences.signalwire.kinds import CONFERENCE, ROOM, Kind
from conferences.views.navigation import object_url, return_url
from conferences.views.upstream_errors import status_of

_PARTICIPANTS = 250


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Role.EDITOR)
def conference_delete(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID
) -> HttpResponseBase:
    """Delete a conference, after a page that says what stops working."""
    return _confirm(request, workspace, CONFERENCE, conference_id)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Role.EDITOR)
def room_delete(request: DeskRequest, workspace: Workspace, room_id: uuid.UUID) -> HttpResponseBase:
    """Delete a room, after a page that says what stops working."""
    return _confirm(request, workspace, ROOM, room_id)


@require_safe
@workspace_view(Role.EDITOR)
def object_recreate(request: DeskRequest, workspace: Workspace, change_id: int) -> HttpResponseBase:
    """Say what of a deleted object comes back and what cannot, and lead to the form."""
    change = deletion(workspace, change_id)
    found = recreatable(workspace, change_id)
    if change is None or found is None:
        raise Http404("No deletion of that number kept the object.")
    kind, fields = found
    opens, closes = (fields.get(name) for name in ("join_from", "join_until"))
    window = JoinWindow(
        opens if isinstance(opens, datetime) else None,
        closes if isinstance(closes, datetime) else None,
        datetime.now(UTC),
        request.zone,
    )
    context = {
        "kind": kind,
        # It begins at the history, but what it makes stands in the list.
        "section": kind,
        "noun": kind.noun,
        "change": change,
        "label": change.object_title or change.object_name or str(change.object_id),
        "window": window,
        "is_over": window.state is JoinState.CLOSED,
        "form_url": f"{object_url(workspace, kind, 'create')}?recreate={change.pk}",
        "list_url": object_url(workspace, kind, "list"),
    }
    return render_page(request, "conferences/object_recreate.html", context)


def _confirm(
    request: DeskRequest, workspace: Workspace, kind: Kind, identifier: uuid.UUID
) -> HttpResponseBase:
    posted = read_doomed(request.POST.get("shown", ""), workspace, kind, identifier)
    problem: SignalWireError | None = None
    try:
        doomed = _look(request, workspace, kind, identifier)
    except NotFound:
        if request.method != "POST":
            messages.info(request, f"This {kind.noun} was already deleted.")
            return redirect(_back(request, workspace, kind, identifier))
        # Who wanted it gone has what they wanted; the history says how it came about.
        doomed = replace(posted or Doomed(label=f"This {kind.noun}", name="", is_live=False), is_live=False)
    except SignalWireError as error:
        if posted is None:
            raise
        doomed, problem = posted, error
    data = request.POST if request.method == "POST" else None
    form = ObjectDeleteForm(data, workspace=workspace, kind=kind, identifier=identifier, doomed=doomed)
    if form.is_bound and form.is_valid() and problem is None:
        try:
            deleted = delete(actor_of(request), kind, identifier, why=form.cleaned_data["why"])
        except SignalWireError as error:
            problem = error
        else:
            _tell(request, workspace, doomed, deleted)
            return redirect(_back(request, workspace, kind, identifier))
    return _page(request, workspace, kind, identifier, form=form, doomed=doomed, problem=problem)


def _look(request: DeskRequest, workspace: Workspace, kind: Kind, identifier: uuid.UUID) -> Doomed:
    """What is said of the object. That the participants cannot be counted does not cost the page."""
    item = reading.get_object(workspace, kind, identifier, request_id=request.request_id)
    row_type = ConferenceRow if isinstance(item, Conference) else RoomRow
    row: ConferenceRow | RoomRow = row_type(now=datetime.now(UTC), zone=request.zone, item=item)  # type: ignore[arg-type]
    inside = None
    if row.session is not None and row.session.id is not None:
        with contextlib.suppress(SignalWireError):
            page = reading.list_participants(
                workspace, row.session.id, most=_PARTICIPANTS, request_id=request.request_id
            )
            people = [member for member in page.items if isinstance(member, Member)]
            inside = (
                None
                if page.next or page.is_shortened
                else sum(member.leave_time is None for member in people)
            )
    return Doomed(
        label=row.label,
        name=item.name or "",
        is_live=row.session is not None,
        live_for=row.live_for,
        inside=inside,
    )


def _tell(request: DeskRequest, workspace: Workspace, doomed: Doomed, deleted: Deletion) -> None:
    way = ""
    if deleted.item is not None:
        address = reverse("object-recreate", kwargs={"slug": workspace.slug, "change_id": deleted.change.pk})
        way = f"recreate:{address}"
    if deleted.already_gone:
        messages.success(request, f"{doomed.label} was already deleted.", extra_tags=way)
    else:
        messages.success(request, f"Deleted {doomed.label}. History keeps its settings.", extra_tags=way)


def _back(request: DeskRequest, workspace: Workspace, kind: Kind, identifier: uuid.UUID) -> str:
    """Where people came from, but never a page of what is gone."""
    address = return_url(request, otherwise=object_url(workspace, kind, "list"))
    return object_url(workspace, kind, "list") if str(identifier) in urlsplit(address).path else address


def _page(
    request: DeskRequest,
    workspace: Workspace,
    kind: Kind,
    identifier: uuid.UUID,
    *,
    form: ObjectDeleteForm,
    doomed: Doomed,
    problem: SignalWireError | None,
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    if problem is not None:
        status = status_of(request, problem)
    context = {
        "form": form,
        "kind": kind,
        "noun": kind.noun,
        "doomed": doomed,
        "problem": problem,
        "list_url": object_url(workspace, kind, "list"),
        "detail_url": object_url(workspace, kind, "detail", identifier),
        "back": return_url(request, otherwise=object_url(workspace, kind, "detail", identifier)),
    }
    return render_page(request, "conferences/object_confirm_delete.html", context, status=status)
