"""The demo account and its workspace, which point at the sandbox on this machine."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from conferences.models import Label, Membership, Role, SecretUnreadable, Workspace


class DemoGate:
    """Refuse the demo account before any other backend looks at its password."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, **credentials: Any
    ) -> None:
        """Raise PermissionDenied, which ends the attempt as a failed one."""
        if username is not None and not may_sign_in(username):
            raise PermissionDenied


def may_sign_in(username: str) -> bool:
    """Whether an account of that name may sign in, and stay so: the demo account only with "make run"."""
    return username != settings.DEMO_USERNAME or settings.DEMO_SIGN_IN


def account_exists() -> bool:
    """Whether there is a demo account from an earlier start."""
    return User.objects.filter(username=settings.DEMO_USERNAME).exists()


@sensitive_variables("password")
def prepare_account(password: str | None) -> User:
    """Make sure that the demo account exists with this password; it may use Django's admin too.

    A password that already fits is left alone, so that whoever is signed in stays so. None leaves an
    account's password as it is.
    """
    user, _ = User.objects.get_or_create(
        username=settings.DEMO_USERNAME,
        defaults={"is_staff": True, "is_superuser": True, "first_name": "Demo"},
    )
    if password is not None and not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    return user


@sensitive_variables("api_token")
@transaction.atomic
def prepare_workspace(admin: User, *, host: str, project_id: UUID, api_token: str) -> Workspace:
    """Make sure that a workspace for the sandbox exists, that it follows ``host``, and has this admin.

    ``host`` is the sandbox's ``address:port``. A name, zone or page size changed meanwhile is kept.
    """
    workspace = Workspace.objects.filter(label=Label.SANDBOX, project_id=project_id).first()
    if workspace is None:
        workspace = Workspace(
            name="Sandbox",
            label=Label.SANDBOX,
            project_id=project_id,
            default_zone="Europe/Berlin",
        )
    if workspace.pk is None or workspace.host != host or _token_of(workspace) != api_token:
        workspace.host, workspace.api_token = host, api_token
        workspace.save()
    Membership.objects.get_or_create(workspace=workspace, user=admin, defaults={"role": Role.ADMIN})
    return workspace


def _token_of(workspace: Workspace) -> str | None:
    """The stored token, or None when the encryption keys were made anew since."""
    try:
        return str(workspace.api_token)
    except SecretUnreadable:
        return None
