"""Changing many conferences or rooms at once, from the selection in a list to the results."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from conferences.forms.bulk import SelectionForm
from conferences.forms.join_window_filter import JoinWindowFilter
from conferences.http import DeskRequest, actor_of, render_page, wants_fragment, workspace_view
from conferences.models import BulkRun, Phase, Role, Workspace
from conferences.presentation import times
from conferences.services.bulk import runs, worker
from conferences.services.bulk.names import with_names
from conferences.services.bulk.runs import Selected
from conferences.services.bulk.undo import undo, undoable, undone_by
from conferences.signalwire import read_cursor
from conferences.signalwire.kinds import CONFERENCE, ROOM, Kind
from conferences.views.bulk_pages import LIVE, action_form, confirm_form, noun, render_run, what
from conferences.views.listing import read_page_size
from conferences.views.navigation import object_url, return_url, run_url


@require_POST
@workspace_view(Role.EDITOR)
def conference_bulk_create(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Freeze a selection of conferences."""
    return _create(request, workspace, CONFERENCE)


@require_POST
@workspace_view(Role.EDITOR)
def room_bulk_create(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Freeze a selection of rooms."""
    return _create(request, workspace, ROOM)


@require_safe
@workspace_view(Role.EDITOR)
def bulk_list(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """The latest runs of the workspace, no matter who started them."""
    page = Paginator(BulkRun.objects.filter(workspace=workspace), 50).get_page(request.GET.get("page"))
    now = datetime.now(UTC)
    runs = list(page.object_list)
    taken_back, can_undo = undone_by(runs), undoable(runs)
    rows = [
        {
            "run": run,
            "what": what(run),
            "noun": noun(run.kind, run.total),
            "is_working": run.is_working(now),
            "is_interrupted": run.is_interrupted(now),
            "undone_by": taken_back.get(run.pk),
            "can_undo": run.pk in can_undo,
        }
        for run in runs
    ]
    return render_page(request, "conferences/bulk_list.html", {"rows": rows, "page": page})


@require_safe
@workspace_view(Role.EDITOR)
def bulk_detail(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """One run: what it does, how far it is, and what became of each object."""
    run = _run(workspace, pk)
    if wants_fragment(request) == LIVE and not run.is_working(datetime.now(UTC)):
        # The work has ended: the page has other parts now.
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return render_run(request, run)


@require_POST
@workspace_view(Role.EDITOR)
def bulk_choose(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """Say what is to be done, and start the dry run."""
    run = _run(workspace, pk)
    form = action_form(request, run, request.POST)
    if not form.is_valid():
        return render_run(request, run, form=form, status=422)
    actor, cleaned = actor_of(request), form.cleaned_data
    if runs.choose(actor, run, cleaned["action"], form.parameters(), why=cleaned["why"]):
        worker.start(run)
    else:
        messages.info(request, "This bulk change is already running.")
    return redirect("bulk-detail", slug=workspace.slug, pk=pk)


@require_POST
@workspace_view(Role.EDITOR)
def bulk_start(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """Start the real run after its dry run."""
    run = _run(workspace, pk)
    if run.phase == Phase.CHECKED:
        form = confirm_form(run, runs.tally(run), request.POST)
        if error := form.errors.get("dry_run"):
            messages.warning(request, " ".join(map(str, error)))
            return redirect("bulk-detail", slug=workspace.slug, pk=pk)
        if not form.is_valid():
            return render_run(request, run, confirmation=form, status=422)
    if runs.confirm(actor_of(request), run):
        worker.start(run)
    else:
        messages.info(request, "This bulk change has already started, or its dry run has not finished.")
    return redirect(run_url(workspace, pk, started="yes"))


@require_POST
@workspace_view(Role.EDITOR)
def bulk_stop(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """Begin nothing more; what is under way ends."""
    if not runs.stop(_run(workspace, pk)):
        messages.info(request, "Nothing to stop: it is not running.")
    return redirect("bulk-detail", slug=workspace.slug, pk=pk)


@require_POST
@workspace_view(Role.EDITOR)
def bulk_resume(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """Go on with what was stopped or left behind."""
    run = _run(workspace, pk)
    if runs.resume(actor_of(request), run):
        worker.start(run)
    else:
        messages.info(request, "This bulk change is already running, or has finished.")
    return redirect("bulk-detail", slug=workspace.slug, pk=pk)


@require_POST
@workspace_view(Role.EDITOR)
def bulk_undo(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """Start a run that puts back what this one has changed."""
    run = _run(workspace, pk)
    undoing = undo(actor_of(request), run)
    if undoing is not None:
        worker.start(undoing)
        return redirect("bulk-detail", slug=workspace.slug, pk=undoing.pk)
    earlier = undone_by([run]).get(pk)
    messages.info(
        request,
        f"Bulk change {pk} was already undone; this is the result."
        if earlier
        else "There is nothing to undo, or the bulk change is running.",
    )
    return redirect("bulk-detail", slug=workspace.slug, pk=earlier or pk)


@require_POST
@workspace_view(Role.EDITOR)
def bulk_retry(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """Make a new run of what failed, and start its dry run."""
    run = _run(workspace, pk)
    ticked = [
        int(text)
        for text in request.POST.getlist("item")
        if text.isascii() and text.isdigit() and len(text) < 16
    ]
    try:
        again = runs.try_again(
            actor_of(request), run, runs.retryable(run, None if request.POST.get("all") else ticked)
        )
    except ValueError:
        messages.error(request, "Nothing that can be retried was selected.")
        return redirect("bulk-detail", slug=workspace.slug, pk=pk)
    worker.start(again)
    return redirect("bulk-detail", slug=workspace.slug, pk=again.pk)


def _run(workspace: Workspace, pk: int) -> BulkRun:
    return get_object_or_404(BulkRun, workspace=workspace, pk=pk)


def _create(request: DeskRequest, workspace: Workspace, kind: Kind) -> HttpResponseBase:
    form = SelectionForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.non_field_errors())) or "The selection is too large.")
        return redirect(return_url(request, otherwise=object_url(workspace, kind, "list")))
    if form.wants_all:
        run = _freeze_all(request, workspace, kind)
    else:
        ids = form.cleaned_data["identifiers"]
        words = f"{len(ids)} selected in the list"
        run = runs.create_run(actor_of(request), kind, _named(request, workspace, kind, ids), selection=words)
    if run is None:
        messages.error(request, "Nothing matches the filter now.")
        return redirect(return_url(request, otherwise=object_url(workspace, kind, "list")))
    action = form.cleaned_data["action"]
    return redirect(run_url(workspace, run.pk, **({"action": action} if action else {})))


def _named(request: DeskRequest, workspace: Workspace, kind: Kind, ids: list[UUID]) -> list[Selected]:
    """The ticked objects with the names that the page of the list has, read again from SignalWire."""
    data = _texts(request.POST)
    return with_names(
        workspace,
        kind,
        ids,
        page_size=read_page_size(data, workspace.page_size),
        cursor=read_cursor(data),
        window=JoinWindowFilter(data, request.zone, datetime.now(UTC)).parameters(),
        request_id=request.request_id,
    )


def _texts(data: QueryDict) -> dict[str, str]:
    return {name: value for name, value in data.items() if isinstance(value, str)}


def _freeze_all(request: DeskRequest, workspace: Workspace, kind: Kind) -> BulkRun | None:
    """Everything under the list's filter; None where nothing matches."""
    window = JoinWindowFilter(_texts(request.POST), request.zone, datetime.now(UTC))
    found = runs.collect(workspace, kind, **window.parameters(), request_id=request.request_id)
    if not found.objects:
        return None
    words = {"starts_after": "opening on or after", "ends_before": "closing on or before"}
    ends = [
        f"{words[name]} {times.full(moment, window.zone)}" for name, moment in window.parameters().items()
    ]
    selection = f"All {kind} {' and '.join(ends)}".strip() + (f" ({window.zone})" if ends else "")
    if found.unreadable:
        selection += f", except {found.unreadable} that cannot be read"
    return runs.create_run(
        actor_of(request), kind, found.objects, selection=selection, is_cut_short=found.is_cut_short
    )
