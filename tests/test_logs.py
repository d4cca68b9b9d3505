"""A log record is one line of key=value in UTC that nothing in it can forge."""

from __future__ import annotations

import logging
import re
import sys

import pytest
import responses
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from conferences.models import Workspace
from dashboard.logs import LineFormatter
from tests.conftest import BASE


def line(message: str, *arguments: object, error: bool = False, **extra: object) -> str:
    """The text that a record with these values becomes."""
    exception = sys.exc_info() if error else None
    logger = logging.getLogger("dashboard.request")
    record = logger.makeRecord(
        logger.name, logging.INFO, "views.py", 1, message, arguments, exception, extra=extra
    )
    record.created, record.msecs = 1_763_632_680.123, 123.0
    return LineFormatter().format(record)


def test_a_record_is_one_line_with_its_time_in_utc() -> None:
    text = line("request", method="GET", path="/w/nordhafen/", status=200, ms=3.2, user=None)
    assert text == (
        "2025-11-20T09:58:00.123Z INFO dashboard.request request "
        "method=GET path=/w/nordhafen/ status=200 ms=3.2"
    )


def test_a_value_with_blanks_quotes_or_equals_signs_is_quoted() -> None:
    assert line("form refused", reason='say "no" = \\ no').endswith(
        r'form refused reason="say \"no\" = \\ no"'
    )
    assert line("request", path="").endswith('path=""')


def fail(password: str) -> None:
    """Raise an error whose text tries to look like a record of its own."""
    raise ValueError("first\n2025-11-20T09:58:00.123Z INFO dashboard.request forged\u2028x")


@pytest.mark.parametrize(
    "sign", ["\n", "\r", "\x00", "\x1b", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\udc80"]
)
def test_no_sign_can_break_or_turn_a_line(sign: str) -> None:
    text = line(f"from{sign}message %s", f"argument{sign}", path=f"/{sign}forged")
    assert sign not in text
    assert text.count(f"\\u{ord(sign):04x}") == 3
    text.encode()


def test_a_traceback_is_readable_marked_and_cannot_pose_as_a_record() -> None:
    password = "".join(["hunter", "2"])
    try:
        fail(password)
    except ValueError:
        lines = line("failed", error=True).split("\n")
    assert lines[0].endswith("dashboard.request failed")
    assert lines[1] == "  | Traceback (most recent call last):"
    assert all(text.startswith("  | ") for text in lines[1:])
    assert "forged" in "\n".join(lines)
    assert password not in "\n".join(lines)


def test_a_request_object_on_a_record_is_left_out() -> None:
    assert "request=" not in line("Internal Server Error", request="<WSGIRequest: GET '/?token=1'>")


@pytest.mark.django_db
def test_a_request_is_logged_once_without_its_query(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/healthz?token=vpt_secret", headers={"X-Request-ID": "balancer-1234"})
    lines = [LineFormatter().format(record) for record in caplog.records]
    requests = [text for text in lines if " dashboard.request " in text]
    assert len(requests) == 1
    assert re.search(r"method=GET path=/healthz status=200 ms=[\d.]+ request_id=balancer-1234$", requests[0])
    assert not any("vpt_secret" in text for text in lines)


def test_signalwire_failing_is_no_fault_of_ours_but_an_exception_is(
    workspace: Workspace, person: User, upstream: responses.RequestsMock, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    upstream.get(f"{BASE}/conferences", status=503)
    assert client.get(workspace.get_absolute_url()).status_code == 502
    assert [record for record in caplog.records if record.name == "django.request"] == []
    with override_settings(ROOT_URLCONF=__name__):
        assert client.get("/").status_code == 500
    (fault,) = (record for record in caplog.records if record.name == "django.request")
    assert fault.exc_info is not None


def broken(request: HttpRequest) -> HttpResponse:
    """A view with a fault."""
    raise ZeroDivisionError


urlpatterns = [path("", broken), path("", include("dashboard.urls"))]
