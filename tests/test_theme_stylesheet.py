"""The stylesheet of a preview: colours and nothing else, whatever the address says."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conferences.presentation.theme_panel import theme_stylesheet
from conferences.theme.constants import NAMES

ADDRESS = "/theme-stylesheet/"
RULE = re.compile(r"(\.widget-(light|dark),\.strip-\2\{(--sw-[a-z-]+:#[0-9A-Fa-f]{6};?)*\}\n)*")


@pytest.fixture
def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_ten_colours_become_the_properties_of_both_modes(browser: Client) -> None:
    theme = {name: f"#00000{place}" for place, name in enumerate(NAMES)}
    response = browser.get(f"{ADDRESS}?{urlencode(theme)}")
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert response.content.decode() == (
        ".widget-light,.strip-light{--sw-background:#000000;--sw-foreground:#000001;--sw-primary:#000002;"
        "--sw-success:#000003;--sw-negative:#000004;--sw-bar:#000000;--sw-hover:#000000;--sw-heading:#000000;"
        "--sw-line:#000000;--sw-secondary:#000001;--sw-primary-shade:#000002;--sw-primary-tint:#000000;"
        "--sw-negative-shade:#000003}\n"
        ".widget-dark,.strip-dark{--sw-background:#000005;--sw-foreground:#000006;--sw-primary:#000007;"
        "--sw-success:#000008;--sw-negative:#000009;--sw-bar:#000005;--sw-hover:#000005;--sw-heading:#000005;"
        "--sw-line:#000005;--sw-secondary:#000006;--sw-primary-shade:#000006;--sw-primary-tint:#000005;"
        "--sw-negative-shade:#000008}\n"
    )


def test_browsers_keep_it_for_an_hour_and_take_it_for_nothing_else(browser: Client) -> None:
    headers = browser.get(ADDRESS).headers
    assert headers["Cache-Control"] == "private, max-age=3600"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "value",
    [
        "red",
        "#fff",
        "#FFFFFF\n",
        "#FFFFFF;",
        "red; background:url(//x)",
        "#12345G",
        "#１２３４５６",
        "}*{color:red",
        "\0",
    ],
)
def test_a_value_that_is_no_code_is_left_out(browser: Client, value: str) -> None:
    query = urlencode({"light_primary": value, "light_negative": "#C62828", "other": "#000000"})
    css = browser.get(f"{ADDRESS}?{query}").content.decode()
    light = ".widget-light,.strip-light{--sw-negative:#C62828;--sw-negative-shade:#A82222}\n"
    assert css == f"{light}.widget-dark,.strip-dark{{}}\n"


def test_a_stranger_signs_in_first_and_nothing_can_be_posted(client: Client, browser: Client) -> None:
    assert client.get(ADDRESS).status_code == 302
    assert browser.post(ADDRESS).status_code == 405


@given(st.dictionaries(st.sampled_from([*NAMES, "x"]), st.text(max_size=30) | st.just("#AABBCC")))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_asked_for_only_codes_reach_the_style(theme: dict[str, str]) -> None:
    assert RULE.fullmatch(theme_stylesheet(theme))
