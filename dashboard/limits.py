"""Refuse requests that are larger than any this dashboard has a use for, before anything reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError

from conferences.http import QUERY_MAXIMUM
from conferences.views.errors import error_page

PATH_MAXIMUM: Final = 2_048


class RequestLimitsMiddleware:
    """Answer 414 to an over-long address, 413 to an over-long body, 411 to a body of unknown length.

    Nothing of the body has been read by then, and nothing of the request is repeated in the answer. The
    most a body may have is ``DATA_UPLOAD_MAX_MEMORY_SIZE``, which Django checks for some bodies only.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = _refusal(request)
        if refusal is None:
            return self.get_response(request)
        refusal.headers["Cache-Control"] = "no-store"
        return refusal


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if len(request.META.get("QUERY_STRING", "")) > QUERY_MAXIMUM or len(request.path) > PATH_MAXIMUM:
        return error_page(
            request,
            414,
            "This address is too long",
            "No page of this dashboard has such a long address. Open the page from the menu instead.",
        )
    length = request.META.get("CONTENT_LENGTH") or ""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if length.isdigit() and (len(length) > 15 or int(length) > most):
        return error_page(
            request,
            413,
            "This form is too large",
            f"The dashboard accepts up to {most // 1000:,} kB at a time. Nothing was saved. "
            "Go back, shorten what you entered, and send it again.",
        )
    if not length and request.META.get("HTTP_TRANSFER_ENCODING"):
        return error_page(
            request,
            411,
            "The request has no length",
            "The dashboard accepts forms only with their length. Nothing was saved. "
            "Go back and send the form again.",
        )
    return None


class RefuseFiles(FileUploadHandler):
    """Refuse every file at its first byte: no form takes one, so none may fill the disk."""

    def new_file(self, *arguments: Any, **options: Any) -> None:
        """Refuse the request, which Django answers with 400."""
        raise MultiPartParserError("Forms do not accept files.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep nothing."""

    def file_complete(self, file_size: int) -> None:
        """Give no file."""
