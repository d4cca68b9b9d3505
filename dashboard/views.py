"""What a load balancer asks, and the answer to a form that cannot be trusted."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conferences import drafts
from conferences.views.errors import error_page
from dashboard.readiness import migrations_are_applied

log = logging.getLogger(__name__)


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether requests may be sent here: the database answers and every migration is applied."""
    try:
        ready = migrations_are_applied()
        reason = "" if ready else "migrations are missing"
    except DatabaseError as error:
        # The error's text may name the database's host and user.
        ready, reason = False, type(error).__name__
    if not ready:
        log.warning("not ready", extra={"reason": reason})
    return HttpResponse(
        "ready\n" if ready else "not ready\n",
        content_type="text/plain; charset=utf-8",
        status=200 if ready else 503,
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a form that was refused because its security token did not fit, and what to do.

    One that keeps drafts comes back as it was sent, to be sent again.
    """
    log.warning("form refused", extra={"path": request.path, "reason": reason})
    if draft := drafts.keep_refused(request):
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204, headers={"HX-Redirect": draft})
        return HttpResponseRedirect(draft)
    return error_page(
        request,
        403,
        "This form could not be accepted",
        "The page was open for a long time, you signed in or out in the meantime, or cookies are "
        "blocked. Go back, reload the page and send the form again.",
    )
