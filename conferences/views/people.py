"""Who belongs to a workspace."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from conferences import drafts
from conferences.forms.people import MemberAddForm, MemberRoleForm
from conferences.http import DeskRequest, render_page, workspace_view
from conferences.models import Membership, Role, Workspace
from conferences.services.workspaces import LastAdmin, add_member, change_role, remove_member


@require_http_methods(["GET", "HEAD", "POST"])
@drafts.keeps_draft
@workspace_view(Role.VIEWER)
def workspace_people(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Show the members and their roles; let admins add an existing account."""
    is_admin = request.membership.allows(Role.ADMIN)
    if request.method != "POST":
        draft = drafts.take(request, request.GET.get("draft", "")) if is_admin else None
        return _page(request, workspace, _form_of(draft) if is_admin else None, draft=draft)
    if not is_admin:
        raise PermissionDenied(Role.ADMIN.label)
    form = MemberAddForm(request.POST)
    if form.is_valid():
        user, role = form.cleaned_data["who"], form.cleaned_data["role"]
        if add_member(workspace, user=user, role=role):
            messages.success(request, f"{_name(user)} was added as {role.label.lower()}.")
            return redirect("workspace-people", slug=workspace.slug)
        form.add_error("who", f"{_name(user)} is already a member. You can change the role in the list.")
    return _page(request, workspace, form)


@require_POST
@workspace_view(Role.ADMIN)
def workspace_person_update(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """Give a member another role."""
    membership = _member(workspace, pk)
    form = MemberRoleForm(request.POST, membership=membership, person=_name(membership.user))
    if not form.is_valid():
        messages.error(request, "This role does not exist.")
    else:
        try:
            change_role(membership, form.cleaned_data["role"])
            messages.success(
                request, f"{_name(membership.user)} is now {form.cleaned_data['role'].label.lower()}."
            )
        except LastAdmin as refusal:
            messages.error(request, str(refusal))
    return redirect("workspace-people", slug=workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Role.VIEWER)
def workspace_person_delete(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """Remove a member, or leave the workspace oneself, after a confirmation."""
    membership = _member(workspace, pk)
    is_self = membership.user_id == request.user.pk
    if not is_self and not request.membership.allows(Role.ADMIN):
        raise PermissionDenied(Role.ADMIN.label)
    context = {"member": membership, "is_self": is_self}
    if request.method != "POST":
        return render_page(request, "conferences/people_confirm_delete.html", context)
    try:
        remove_member(membership)
    except LastAdmin as refusal:
        messages.error(request, str(refusal))
        return redirect("workspace-people", slug=workspace.slug)
    if is_self:
        messages.success(request, f"You left {workspace.name}.")
        return redirect("home")
    messages.success(request, f"{_name(membership.user)} was removed.")
    return redirect("workspace-people", slug=workspace.slug)


def _member(workspace: Workspace, pk: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("user"), workspace=workspace, pk=pk)


def _name(user: User) -> str:
    return user.get_full_name() or user.get_username()


def _form_of(draft: QueryDict | None) -> MemberAddForm:
    """The form for one more member, as it was typed before the session ended."""
    if draft is None or "member" in draft:
        return MemberAddForm()
    return MemberAddForm(initial=drafts.texts_of(draft, MemberAddForm.base_fields))


def _page(
    request: DeskRequest,
    workspace: Workspace,
    form: MemberAddForm | None,
    *,
    draft: QueryDict | None = None,
) -> HttpResponse:
    """The page. A ``draft`` with ``member`` is of that row's form, one without of the form below."""
    changed = draft.get("member", "") if draft is not None else ""
    typed_role = draft.get("role", "") if draft is not None else ""
    members = sorted(
        workspace.memberships.select_related("user"), key=lambda member: _name(member.user).casefold()
    )
    rows = [
        {
            "member": member,
            "is_unsaved": changed == str(member.pk),
            "form": MemberRoleForm(
                membership=member,
                person=_name(member.user),
                role=typed_role if changed == str(member.pk) else None,
            ),
        }
        for member in members
    ]
    return render_page(
        request,
        "conferences/people.html",
        {
            "rows": rows,
            "form": form,
            "is_unsaved": form is not None and (form.is_bound or (draft is not None and not changed)),
        },
        status=422 if form is not None and form.is_bound else 200,
    )
