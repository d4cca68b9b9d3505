"""The first page: a person's workspaces."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from conferences.http import DeskRequest, render_page


@require_safe
def home(request: DeskRequest) -> HttpResponseBase:
    """List a person's workspaces; go straight to the only one; say the first steps if there is none."""
    memberships = list(
        request.user.memberships.select_related("workspace").order_by("workspace__name", "workspace__pk")
    )
    if len(memberships) == 1:
        return redirect(memberships[0].workspace)
    return render_page(request, "conferences/home.html", {"memberships": memberships})
