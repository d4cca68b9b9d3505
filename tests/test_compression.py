"""Pages are compressed for the browser that takes it, and do not tell how long they are."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client, RequestFactory

from dashboard.compression import SMALLEST, CompressionMiddleware, accepted_encoding

PAGE = "<p>Much the same.</p>" * 100


def answer(response: HttpResponseBase, accept: str = "gzip, deflate, br, zstd") -> HttpResponseBase:
    """What the middleware makes of a response."""

    def view(request: HttpRequest) -> HttpResponseBase:
        return response

    return CompressionMiddleware(view)(RequestFactory().get("/", headers={"Accept-Encoding": accept}))


@pytest.mark.parametrize(
    ("header", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("BR", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.000,gzip;q=0.5", "gzip"),
        ("gzip;q=1.0, br;q=0.1", "br"),
        ("gzip", "gzip"),
        ("brotli, x-gzip", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_the_best_encoding_that_the_browser_takes_is_used(header: str, encoding: str) -> None:
    assert accepted_encoding(header) == encoding


@pytest.mark.parametrize(("accept", "decode"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_page_is_compressed_and_ends_in_a_comment(accept: str, decode: object) -> None:
    response = answer(HttpResponse(PAGE), accept)
    assert isinstance(response, HttpResponse)
    assert response.headers["Content-Encoding"] == accept
    assert len(response.content) < len(PAGE) / 5
    text = decode(response.content).decode()  # type: ignore[operator]
    assert text.startswith(PAGE + "<!-- ")
    assert text.endswith(" -->")


def test_the_same_page_is_not_always_as_long() -> None:
    lengths = {len(answer(HttpResponse(PAGE)).content) for _ in range(40)}  # type: ignore[attr-defined]
    assert len(lengths) > 5


def test_what_is_no_page_gets_no_comment() -> None:
    response = answer(HttpResponse('{"a": 1}' * 100, content_type="application/json"))
    assert isinstance(response, HttpResponse)
    assert brotli.decompress(response.content) == b'{"a": 1}' * 100


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("x" * (SMALLEST - 1)),
        HttpResponse(PAGE, headers={"Cache-Control": "private, no-store"}),
        HttpResponse(PAGE, headers={"Content-Encoding": "br"}),
        HttpResponse(PAGE, content_type="image/png"),
        StreamingHttpResponse([PAGE]),
    ],
    ids=["small", "with a secret", "compressed already", "picture", "stream"],
)
def test_some_answers_stay_as_they_are(response: HttpResponseBase) -> None:
    before = response.headers.copy()
    assert answer(response).headers == before


def test_a_cache_keeps_each_encoding_apart() -> None:
    assert "Accept-Encoding" in answer(HttpResponse(PAGE), "identity").headers["Vary"]
    assert "Accept-Encoding" in answer(HttpResponse(PAGE)).headers["Vary"]


def test_the_length_is_that_of_what_is_sent() -> None:
    response = answer(HttpResponse(PAGE, headers={"Content-Length": str(len(PAGE))}))
    assert isinstance(response, HttpResponse)
    assert response.headers["Content-Length"] == str(len(response.content))


def test_the_dashboard_compresses_its_pages(client: Client, person: User) -> None:
    client.force_login(person)
    response = client.get("/account/", headers={"Accept-Encoding": "br"})
    assert response.headers["Content-Encoding"] == "br"
    assert response.headers["Content-Length"] == str(len(response.content))
    assert b"<h1" in brotli.decompress(response.content)
