"""The demo account signs in under "make run" and "make dev", and nowhere else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core import checks
from django.db import OperationalError
from django.test import Client
from pytest_django import Settings

from conferences.checks import check_demo_account
from conferences.services import demo
from tests.test_settings import GOOD, start

PASSWORD = "k7fd-m3xp-q9ta"


@pytest.fixture
def account(db: None) -> User:
    return demo.prepare_account(PASSWORD)


@pytest.mark.parametrize("address", ["/login/", "/admin/login/"])
@pytest.mark.usefixtures("lenient_templates")
def test_the_demo_account_cannot_sign_in(account: User, client: Client, address: str) -> None:
    client.post(address, {"username": "demo", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_the_sign_in_says_why(account: User, client: Client) -> None:
    response = client.post("/login/", {"username": "demo", "password": PASSWORD})
    assert response.status_code == 422
    assert "The demo account works only with “make run” and “make dev”." in response.content.decode()


def test_the_demo_account_signs_in_under_make_run(account: User, client: Client, settings: Settings) -> None:
    settings.DEMO_SIGN_IN = True
    assert client.post("/login/", {"username": "demo", "password": PASSWORD}).status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_session_from_make_run_ends_elsewhere(account: User, client: Client, settings: Settings) -> None:
    settings.DEMO_SIGN_IN = True
    client.force_login(account)
    settings.DEMO_SIGN_IN = False
    for address in ("/account/", "/admin/"):
        assert client.get(address).status_code == 302
    assert client.get("/login/").status_code == 200


def test_the_deployment_check_finds_the_account(account: User) -> None:
    (found,) = check_demo_account(None)
    assert found.id == "conferences.W001"
    assert found.level == checks.WARNING


def test_the_deployment_check_finds_settings_that_let_it_sign_in(settings: Settings) -> None:
    settings.DEMO_SIGN_IN = True
    (found,) = check_demo_account(None)
    assert found.level == checks.ERROR


def test_the_deployment_check_finds_nothing_without_the_account(db: None) -> None:
    assert check_demo_account(None) == []


def test_the_deployment_check_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> bool:
        raise OperationalError

    monkeypatch.setattr(demo, "account_exists", fail)
    assert check_demo_account(None) == []


def test_check_deploy_fails_with_the_settings_of_make_run() -> None:
    environment = {**GOOD, "DATABASE_URL": "sqlite://:memory:"}
    commanded = ("manage.py", "check", "--deploy")
    assert "conferences.E001" not in start(environment, "", *commanded).stderr
    result = start({**environment, "DJANGO_SETTINGS_MODULE": "dashboard.demo_settings"}, "", *commanded)
    assert result.returncode == 1
    assert "conferences.E001" in result.stderr
