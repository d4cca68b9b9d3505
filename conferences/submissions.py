"""A form is carried out once, however often its button is pressed.

Every form carries a random key, made when its page is drawn (``{% csrf_token %}`` adds it). A view marked
``sent_once`` claims the submission before it runs. The same person sending the same key with the same content
to the same address again gets the first answer's redirect; while the first is still in progress, the second
waits for it. What did not end in a redirect, such as a form with errors, can be sent again. A form
without a usable key is carried out as it comes.
"""

from __future__ import annotations

import functools
import json
import logging
import re
import threading
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from django.contrib import messages
from django.db import DatabaseError, IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from conferences.models import Submission

FORM_KEY: Final = "form_key"
"""Name of the hidden field."""
PATIENCE: Final = 20.0
"""Seconds that a second submission waits for the first."""
MOST_WAITING: Final = 3
"""How many requests of one process wait at a time: the others are told at once, and threads stay free."""

_POLL: Final = 0.2
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{16,64}")
_UNSIGNED: Final = (FORM_KEY, "csrfmiddlewaretoken")
_SALT: Final = "conferences.submissions"
_waiting = threading.BoundedSemaphore(MOST_WAITING)

GetResponse = Callable[[HttpRequest], HttpResponseBase]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])

log = logging.getLogger(__name__)


class SubmissionMiddleware:
    """Note the outcome of a submission after the session was saved.

    Another request that repeats the answer then finds the first one's messages in the session.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if outcome := getattr(request, "submission_outcome", None):
            submission, location = outcome
            try:
                submission.settle(location)
            except DatabaseError as error:
                # What was done stays done; the submission is released when its lease ends.
                log.warning("submission not settled", extra={"reason": type(error).__name__})
        return response


def sent_once(view: View) -> View:
    """Mark a view whose form is not carried out twice. Put it inside every check of who may send it."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        fingerprint = _fingerprint(request)
        if not fingerprint:
            return view(request, *args, **kwargs)
        submission, is_mine, has_waited = _claim(request, fingerprint)
        if not is_mine:
            return _repeat(request, submission, has_waited) if submission.is_done else _still_saving(request)
        location = ""
        try:
            response = view(request, *args, **kwargs)
            location = "" if _has_failed(request) else _location(response)
        finally:
            if not location:
                submission.release()
        if location:
            request.submission_outcome = submission, location  # type: ignore[attr-defined]
        return response

    return cast(View, wrapped)


def _fingerprint(request: HttpRequest) -> str:
    """What the same submission has in common, or "" for one that is not recognised."""
    if request.method != "POST" or not _KEY.fullmatch(request.POST.get(FORM_KEY, "")):
        return ""
    typed = [(name, values) for name, values in request.POST.lists() if name not in _UNSIGNED]
    content = json.dumps([request.POST[FORM_KEY], request.get_full_path(), typed])
    return salted_hmac(_SALT, content, algorithm="sha256").hexdigest()


def _claim(request: HttpRequest, fingerprint: str) -> tuple[Submission, bool, bool]:
    """The submission, whether this request carries it out, and whether it waited for another that does."""
    user_id = cast(int, request.user.pk)
    submission, is_mine = _try_claim(user_id, fingerprint)
    if is_mine or submission.is_done or not _waiting.acquire(blocking=False):
        return submission, is_mine, False
    try:
        ends_at = time.monotonic() + PATIENCE
        while not (is_mine or submission.is_done) and time.monotonic() < ends_at:
            time.sleep(_POLL)
            submission, is_mine = _try_claim(user_id, fingerprint)
    finally:
        _waiting.release()
    return submission, is_mine, True


def _try_claim(user_id: int, fingerprint: str) -> tuple[Submission, bool]:
    try:
        return Submission.objects.claim(user_id, fingerprint)
    except IntegrityError:  # released between two of its queries
        return Submission.objects.claim(user_id, fingerprint)


def _has_failed(request: HttpRequest) -> bool:
    """Whether the view reports an error."""
    # Reading the messages in the public way would use them up.
    queued = getattr(messages.get_messages(request), "_queued_messages", ())
    return any(message.level >= messages.ERROR for message in queued)


def _location(response: HttpResponseBase) -> str:
    """Where the answer leads, "" if nowhere."""
    is_redirect = 300 <= response.status_code < 400
    return response.headers.get("Location" if is_redirect else "HX-Redirect", "")


def _repeat(request: HttpRequest, submission: Submission, has_waited: bool) -> HttpResponse:
    # The session was read before the first request saved its messages there.
    request.session = type(request.session)(request.session.session_key)
    if not has_waited and not len(messages.get_messages(request)):
        messages.info(
            request,
            "This was already sent, so nothing was sent twice. To send it again, reload the form first.",
        )
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": submission.location})
    return HttpResponseRedirect(submission.location)


def _still_saving(request: HttpRequest) -> HttpResponse:
    is_part = request.headers.get("HX-Request") == "true"
    template = "components/_still_saving.html" if is_part else "still_saving.html"
    return render(request, template, status=409)
