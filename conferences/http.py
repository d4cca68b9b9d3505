"""What views share: the typed request, the way to a workspace, and the answer as page or fragment."""

from __future__ import annotations

import functools
import secrets
import zoneinfo
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Concatenate, Final, ParamSpec
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails

from conferences.models import Actor, Membership, Preference, Role, SecretUnreadable, Workspace
from conferences.signalwire.errors import SignalWireError
from conferences.submissions import sent_once

GetResponse = Callable[[HttpRequest], HttpResponseBase]
P = ParamSpec("P")

QUERY_MAXIMUM: Final = 4_096
"""How many characters of query a request may have: a list's address fits, quoted as ``next`` too."""
NEXT_MAXIMUM: Final = 1_500
"""How many characters an address may have that links and forms carry as ``next``."""

VARY = ("HX-Request", "HX-Target", "HX-History-Restore-Request")


class DeskRequest(HttpRequest):
    """A request as the dashboard's middlewares leave it."""

    user: User
    htmx: HtmxDetails
    request_id: str
    zone: zoneinfo.ZoneInfo
    colour_scheme: str
    workspace: Workspace
    membership: Membership


def zone_for(preferred: str, workspace: Workspace | None) -> zoneinfo.ZoneInfo:
    """The person's zone, else the workspace's, else UTC. A zone this machine lost is passed over."""
    for name in (preferred, workspace.default_zone if workspace else ""):
        if name:
            try:
                return zoneinfo.ZoneInfo(name)
            except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
                continue
    return zoneinfo.ZoneInfo("UTC")


class PersonMiddleware:
    """Add the person's preferences to the request: ``zone`` and ``colour_scheme``.

    A view that needs no one signed in, such as the one that says the process lives, costs no query.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> None:
        """Read the preferences before the view runs."""
        if getattr(view, "login_required", True):
            _add_preferences(request)


def _add_preferences(request: HttpRequest) -> None:
    if hasattr(request, "colour_scheme"):
        return
    user = getattr(request, "user", None)
    preference = None
    if user is not None and user.is_authenticated:
        preference = Preference.objects.filter(user=user).first()
    request.preferred_zone = preference.zone if preference else ""  # type: ignore[attr-defined]
    request.zone = zone_for(request.preferred_zone, None)  # type: ignore[attr-defined]
    request.colour_scheme = preference.colour_scheme if preference else "system"  # type: ignore[attr-defined]


def memberships_of(request: HttpRequest) -> list[Membership]:
    """The person's memberships and their workspaces, by name. Read once per request."""
    found: list[Membership] | None = getattr(request, "_memberships", None)
    if found is None:
        user = getattr(request, "user", None)
        found = []
        if user is not None and user.is_authenticated:
            mine = Membership.objects.filter(user=user).select_related("workspace")
            found = list(mine.order_by("workspace__name"))
        request._memberships = found  # type: ignore[attr-defined]
    return found


def workspace_view(
    needed: Role,
) -> Callable[
    [Callable[Concatenate[DeskRequest, Workspace, P], HttpResponseBase]], Callable[..., HttpResponseBase]
]:
    """Fetch the workspace that ``slug`` names and check the member's role: nowhere else is this done.

    A workspace the person is no member of is 404, as is one that does not exist; a role below
    ``needed`` is 403. The view gets the workspace as its second argument. The same submission of a form
    is carried out once.
    """

    def decorate(
        view: Callable[Concatenate[DeskRequest, Workspace, P], HttpResponseBase],
    ) -> Callable[..., HttpResponseBase]:
        once = sent_once(view)

        @functools.wraps(view)
        def wrapped(request: DeskRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            mine = memberships_of(request)
            membership = next((one for one in mine if one.workspace.slug == slug), None)
            if membership is None:
                raise Http404("No such workspace among yours.")
            if not Role(membership.role).allows(needed):
                request.workspace, request.membership = membership.workspace, membership
                raise PermissionDenied(needed.label)
            request.workspace, request.membership = membership.workspace, membership
            request.zone = zone_for(getattr(request, "preferred_zone", ""), membership.workspace)
            return once(request, membership.workspace, *args, **kwargs)

        return wrapped

    return decorate


def actor_of(request: DeskRequest) -> Actor:
    """Who changes something, for the services and the history. Only inside a ``workspace_view``."""
    return Actor(request.workspace, request.user, getattr(request, "request_id", ""))


def wants_fragment(request: HttpRequest) -> str | None:
    """The DOM id htmx asks to fill, or None where the whole page is wanted.

    Going back to a page that fell out of htmx's history asks for the whole page, although the
    request carries htmx's headers.
    """
    if request.headers.get("HX-Request") != "true" or "HX-History-Restore-Request" in request.headers:
        return None
    return request.headers.get("HX-Target")


def render_page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    fragments: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Answer with the whole page, or with the one declared part htmx asked for.

    ``fragments`` maps a DOM id to the template that draws it. ``Vary`` stands on both kinds of
    answer, so that a cache never puts a fragment where a page belongs. Templates also get
    ``is_fragment``, and ``is_refused``: whether a sent form was not accepted.
    """
    target = wants_fragment(request)
    chosen = (fragments or {}).get(target, template) if target else template
    extra = {
        "is_fragment": chosen != template,
        "is_refused": status == 422 or (request.method == "POST" and status >= 500),
    }
    response = render(request, chosen, {**extra, **context}, status=status)
    patch_vary_headers(response, VARY)
    return response


class UpstreamErrorMiddleware:
    """Turn what a view did not handle into a page or, for htmx, an alert where the answer belongs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a ``SignalWireError`` or an unreadable secret; leave everything else to Django."""
        if not isinstance(exception, SignalWireError | SecretUnreadable):
            return None
        context = error_context(request, exception)
        target = wants_fragment(request)
        template = "components/_upstream_error.html" if target else "upstream_error.html"
        # The address becomes the one that was asked for, so that a reload tries it again; the title
        # follows where the whole page went there, and not where one part of it was refreshed.
        context |= {"page_title": context["error"].title, "is_fragment": _is_page_change(request)}
        response = render(request, template, context, status=context["answer_status"])
        patch_vary_headers(response, VARY)
        return response


def _is_page_change(request: HttpRequest) -> bool:
    """Whether htmx asks for another state of the page that it is on, such as the next page of a list."""
    if request.method != "GET" or not wants_fragment(request):
        return False
    return urlsplit(request.headers.get("HX-Current-URL", "")).path == request.path


_ANSWER_STATUS = {"not-found": 404, "locked": 409, "rate-limited": 503, "timed-out": 504}


def error_context(request: HttpRequest, error: SignalWireError | SecretUnreadable) -> dict[str, Any]:
    """What the error templates show of ``error``. SignalWire's 401 is never ours: we answer 502."""
    return {
        "error": error,
        "remedy": getattr(error, "remedy", "secret"),
        "answer_status": _ANSWER_STATUS.get(getattr(error, "remedy", ""), 502),
        "retry_url": request.get_full_path() if request.method in {"GET", "HEAD"} else request.path,
        "failed_at": datetime.now(UTC),
    }


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: the workspace, the switcher's other workspaces, zone, colours, time.

    ``form_key`` marks what is sent from this rendering of the page.
    """
    _add_preferences(request)  # pages of errors come without a view
    return {
        "workspace": getattr(request, "workspace", None),
        "membership": getattr(request, "membership", None),
        "memberships": functools.partial(memberships_of, request),  # called only where they are shown
        "zone": request.zone,  # type: ignore[attr-defined]
        "colour_scheme": request.colour_scheme,  # type: ignore[attr-defined]
        "now": datetime.now(UTC),
        "is_refused": False,
        "is_fragment": False,
        "form_key": secrets.token_urlsafe(16),
    }
