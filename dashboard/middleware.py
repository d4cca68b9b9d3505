"""What happens to every request: a line in the log, security headers, and the sign-in requirement."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, LoginRequiredMiddleware, get_user
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from conferences import drafts
from conferences.http import NEXT_MAXIMUM, QUERY_MAXIMUM
from conferences.services import demo

GetResponse = Callable[[HttpRequest], HttpResponseBase]

log = logging.getLogger("dashboard.request")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestLogMiddleware:
    """Give the request an id and write one line about it: never its query, body or cookies."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sent = request.headers.get("X-Request-ID", "")
        request_id = sent if _REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex
        request.request_id = request_id  # type: ignore[attr-defined]
        started = time.perf_counter()
        response = self.get_response(request)
        response.headers["X-Request-ID"] = request_id
        # The person as far as the request got to know them: asking now could cost a query, and fail.
        user = getattr(request, "_cached_user", None)
        log.info(
            "request",
            extra={
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "ms": round((time.perf_counter() - started) * 1000, 1),
                "request_id": request_id,
                "user": user.pk if user is not None else None,
            },
        )
        return response


class SecurityHeadersMiddleware:
    """The strict CSP and the headers that Django has no setting for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"
        )
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith(settings.STATIC_URL):
            # Pages show an account's live data: no shared or disk cache may keep them. Back still
            # restores them from memory, and a reload asks again.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class AccountMiddleware(AuthenticationMiddleware):
    """Django's own, but a session of the demo account that began under "make run" counts for no one."""

    def process_request(self, request: HttpRequest) -> None:
        """Add ``user``, looked up when it is first asked for."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _account_of(request))  # type: ignore[assignment]


def _account_of(request: HttpRequest) -> User | AnonymousUser:
    user = get_user(request)
    return user if demo.may_sign_in(user.get_username()) else AnonymousUser()


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every address but those marked ``login_not_required`` asks a stranger to sign in.

    An htmx request cannot follow a redirect as a page: it would put the sign-in page inside a table.
    It is told to go to the sign-in page as a whole, and to come back to the page it came from.

    A form that was sent after the session expired is kept as a draft, and the way back leads to it. That of
    any other POST, whose own address may be no page, leads to the page that sent it.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Ask who it is only where that matters: looking costs a query, and health needs no database."""
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        response: HttpResponseBase
        draft = drafts.keep_expired(request)
        if request.headers.get("HX-Request") == "true":
            page = draft or _page_behind(request, request.headers.get("HX-Current-URL", ""))
            address = redirect_to_login(page, resolve_url(settings.LOGIN_URL)).url
            response = HttpResponse(status=204, headers={"HX-Redirect": address})
        elif draft:
            response = redirect_to_login(draft, resolve_url(settings.LOGIN_URL))
        elif request.method == "POST" and (sender := request.headers.get("Referer")):
            response = redirect_to_login(_page_behind(request, sender), resolve_url(settings.LOGIN_URL))
        else:
            response = super().handle_no_permission(request, view_func)
            if len(response.headers.get("Location", "")) > QUERY_MAXIMUM:
                response = redirect_to_login(request.path, resolve_url(settings.LOGIN_URL))
        patch_vary_headers(response, ("HX-Request",))
        return response


def _page_behind(request: HttpRequest, current: str) -> str:
    """The path and query of the page at ``current``, which sent the request, if it is one of ours."""
    if len(current) > NEXT_MAXIMUM:
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    if not url_has_allowed_host_and_scheme(current, {request.get_host()}, require_https=request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    address = urlsplit(current)
    page = (address.path or "/") + (f"?{address.query}" if address.query else "")
    # A path that begins with two slashes would name another host.
    return page if url_has_allowed_host_and_scheme(page, None) else resolve_url(settings.LOGIN_REDIRECT_URL)
