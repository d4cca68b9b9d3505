"""Adding a workspace, its settings, and its deletion."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from conferences import drafts
from conferences.forms.workspace import WorkspaceDeleteForm, WorkspaceForm
from conferences.http import DeskRequest, render_page, wants_fragment, workspace_view
from conferences.models import Role, Workspace
from conferences.services.connections import ConnectionResult, check_connection, check_stored_connection
from conferences.services.workspaces import WorkspaceSettings, create_workspace, update_workspace
from conferences.services.zones import remember_zone
from conferences.submissions import sent_once

CONNECTION = "workspace-connection"
"""DOM id of the part that shows what a test of the connection found."""


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("api_token")
@drafts.keeps_draft
@sent_once
def workspace_create(request: DeskRequest) -> HttpResponseBase:
    """Add a workspace: its connection is tested before it is kept."""
    if request.method != "POST":
        draft = _draft(request)
        texts = drafts.texts_of(draft, WorkspaceForm.base_fields)
        begin = {"default_zone": str(request.zone), **texts}
        return _page(request, WorkspaceForm(texts=begin), is_unsaved=draft is not None)
    form, result = _tested(request, None)
    if not _may_be_kept(request, form, result):
        return _page(request, form, result=result)
    workspace = create_workspace(cast(WorkspaceSettings, form.cleaned_data), admin=request.user)
    remember_zone(request.user, workspace.default_zone)
    messages.success(request, f"Added {workspace.name}. {result.sentence if result else ''}".strip())
    return redirect(workspace)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("api_token")
@drafts.keeps_draft
@workspace_view(Role.VIEWER)
def workspace_settings(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Show a workspace's settings to its members, and let admins change and test them."""
    is_admin = request.membership.allows(Role.ADMIN)
    if request.method != "POST":
        draft = _draft(request) if is_admin else None
        texts = drafts.texts_of(draft, WorkspaceForm.base_fields)
        form = WorkspaceForm(workspace=workspace, texts=texts) if is_admin else None
        return _page(request, form, is_unsaved=draft is not None)
    if not is_admin:
        raise PermissionDenied(Role.ADMIN.label)
    form, result = _tested(request, workspace)
    if not _may_be_kept(request, form, result):
        return _page(request, form, result=result)
    update_workspace(workspace, cast(WorkspaceSettings, form.cleaned_data))
    remember_zone(request.user, workspace.default_zone)
    messages.success(request, f"Settings saved. {result.sentence if result else ''}".strip())
    return redirect("workspace-settings", slug=workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Role.ADMIN)
def workspace_delete(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Delete a workspace, once its name has been typed."""
    form = WorkspaceDeleteForm(request.POST if request.method == "POST" else None, workspace=workspace)
    if form.is_bound and form.is_valid():
        workspace.delete()
        messages.success(request, f"{form.cleaned_data['name']} deleted from this dashboard.")
        return redirect("home")
    return render_page(
        request,
        "conferences/workspace_confirm_delete.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


def _tested(
    request: DeskRequest, workspace: Workspace | None
) -> tuple[WorkspaceForm, ConnectionResult | None]:
    """The posted form, and what the test of its connection found, where one was asked for or due."""
    form = WorkspaceForm(request.POST, workspace=workspace)
    if not form.is_valid() or not (_is_test(request) or form.changes_connection):
        return form, None
    token = form.cleaned_data["api_token"]
    if workspace is not None and not token:
        result = check_stored_connection(workspace, request_id=request.request_id)
    else:
        result = check_connection(
            form.host_value, form.cleaned_data["project_id"], token, request_id=request.request_id
        )
    if result.field:
        form.add_error(result.field, result.sentence)
    return form, result


def _draft(request: DeskRequest) -> QueryDict | None:
    """What was typed before the session ended. The token is never among it."""
    draft = drafts.take(request, request.GET.get("draft", ""))
    if draft is not None:
        messages.info(request, "API tokens are not kept: paste the token again if you had entered one.")
    return draft


def _is_test(request: DeskRequest) -> bool:
    return request.POST.get("action") == "test"


def _may_be_kept(request: DeskRequest, form: WorkspaceForm, result: ConnectionResult | None) -> bool:
    if _is_test(request) or not form.is_valid():
        return False
    return result is None or result.is_good or (result.is_passing and form.cleaned_data["keep_anyway"])


def _page(
    request: DeskRequest,
    form: WorkspaceForm | None,
    *,
    result: ConnectionResult | None = None,
    is_unsaved: bool = False,
) -> HttpResponse:
    """The form, or for someone who is not an admin (``form`` is None) the settings as text."""
    is_refused = form is not None and form.is_bound and not (result and result.is_good)
    if form is not None and form.is_bound and wants_fragment(request) != CONNECTION:
        form.ask_for_token_again()
    template = "conferences/workspace_form.html" if form else "conferences/workspace_detail.html"
    response = render_page(
        request,
        template,
        {
            "form": form,
            "result": result,
            "is_test": _is_test(request),
            "is_unsaved": is_unsaved or (form is not None and form.is_bound),
        },
        fragments={CONNECTION: "conferences/_workspace_connection.html"} if form else {},
        status=422 if is_refused else 200,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
