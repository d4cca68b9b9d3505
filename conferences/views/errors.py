"""Django's own error answers, as pages of the dashboard."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from conferences.http import VARY, wants_fragment


def error_page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """A title and what to do, as a page or, for htmx, as the part that it asked for."""
    template = "components/_error.html" if wants_fragment(request) else "error.html"
    # Someone who is not signed in has no use for the navigation.
    user = getattr(request, "user", None)
    base = "base.html" if user is not None and user.is_authenticated else "sign_in_base.html"
    context = {"title": title, "sentence": sentence, "base": base}
    response = render(request, template, context, status=status)
    patch_vary_headers(response, VARY)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent something that makes no request."""
    return error_page(request, 400, "This request is not valid", "Go back and try again.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: a member's role is too small. ``PermissionDenied`` carries the role that is needed."""
    needed = str(exception)
    sentence = (
        f"You need the {needed} role in this workspace. An admin of the workspace can change yours."
        if needed
        else "Your account does not have permission for this."
    )
    return error_page(request, 403, "You do not have permission", sentence)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such address, or a workspace that the person is no member of."""
    return error_page(
        request,
        404,
        "Page not found",
        "The address is mistyped, or belongs to a workspace you are not a member of.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our own fault. The request's id leads an administrator to the log."""
    # Without the request: what every page asks of the database may be the very thing that failed.
    page = render_to_string("server_error.html", {"request_id": getattr(request, "request_id", "")})
    return HttpResponse(page, status=500)
