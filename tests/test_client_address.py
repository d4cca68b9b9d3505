"""The browser's address is found through our own proxies, and no one can make one up."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from dashboard.client_address import client_address

PROXY = "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.7", PROXY),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.66, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.66, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", PROXY),
        (1, "", PROXY),
        (1, "203.0.113.7:52011", "203.0.113.7"),
        (1, "[2001:db8::7]:52011", "2001:db8::7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "unknown", PROXY),
        (1, "<script>", PROXY),
    ],
)
def test_the_address_is_what_the_outermost_proxy_of_ours_saw(
    settings: Settings, rf: RequestFactory, proxies: int, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address


def test_a_unix_socket_has_no_address(rf: RequestFactory) -> None:
    assert client_address(rf.get("/", REMOTE_ADDR="")) is None


@pytest.mark.django_db
def test_guessing_is_counted_by_the_address_behind_the_proxy(settings: Settings, client: Client) -> None:
    settings.TRUSTED_PROXIES = 1
    wrong = {"username": "mara", "password": "not this one"}

    def attempt(address: str) -> int:
        return client.post(
            "/login/", wrong, REMOTE_ADDR=PROXY, headers={"X-Forwarded-For": address}
        ).status_code

    statuses = [attempt("203.0.113.7") for _ in range(settings.AXES_FAILURE_LIMIT)]
    assert statuses[-1] == 429
    assert attempt("203.0.113.7") == 429
    assert attempt("203.0.113.8") != 429
    assert attempt("198.51.100.66, 203.0.113.7") == 429
