"""The question before a duplicate is made: what becomes of the times."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import redirect

from conferences.forms.duplicate import DuplicateForm
from conferences.http import DeskRequest, render_page
from conferences.models import Workspace
from conferences.presentation.details import details_for
from conferences.services import reading
from conferences.signalwire.kinds import Kind
from conferences.views.navigation import object_url, return_url
from conferences.views.object_form.page import create_url


def render_duplicate(
    request: DeskRequest, workspace: Workspace, *, kind: Kind, identifier: uuid.UUID
) -> HttpResponseBase:
    """Ask about the times, then lead to the create form filled from the object."""
    form = DuplicateForm(request.GET if "times" in request.GET else None)
    if form.is_bound and form.is_valid():
        back = return_url(request, otherwise="")
        query = {"from": str(identifier), **form.query, **({"next": back} if back else {})}
        return redirect(f"{create_url(workspace, kind)}?{urlencode(query)}")
    item = reading.get_object(workspace, kind, identifier, request_id=request.request_id)
    detail = object_url(workspace, kind, "detail", identifier)
    return render_page(
        request,
        "conferences/object_duplicate.html",
        {
            "kind": kind,
            "form": form,
            "details": details_for(kind)(now=datetime.now(UTC), zone=request.zone, item=item),
            "list_url": object_url(workspace, kind, "list"),
            "detail_url": detail,
            "back_url": return_url(request, otherwise=detail),
            "next": return_url(request, otherwise=""),
        },
        status=422 if form.is_bound else 200,
    )
