"""Adding a workspace, changing its settings, and who belongs to it."""

from __future__ import annotations

from typing import Final, TypedDict
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from conferences.models import Membership, Role, Workspace
from conferences.signalwire.hosts import SpaceHost

_ATTEMPTS: Final = 3
_WITHOUT_CONNECTION: Final = ("name", "label", "default_zone", "page_size", "updated_at")


class WorkspaceSettings(TypedDict):
    """What a workspace's form hands over. An empty ``api_token`` keeps the stored one."""

    name: str
    label: str
    host: SpaceHost
    project_id: UUID
    api_token: str
    default_zone: str
    page_size: int


class LastAdmin(Exception):
    """The change would leave the workspace without an admin; ``str()`` is a sentence for people."""

    def __init__(self) -> None:
        super().__init__("This is the last admin of the workspace. Make someone else an admin first.")


@sensitive_variables()
def create_workspace(values: WorkspaceSettings, *, admin: User | None) -> Workspace:
    """Keep a new workspace, with ``admin`` (if given) as its first admin."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic():
                workspace = Workspace()
                _assign(workspace, values)
                workspace.save()
                if admin is not None:
                    Membership.objects.create(workspace=workspace, user=admin, role=Role.ADMIN)
                return workspace
        except IntegrityError:
            # Someone took the same slug in the meantime; the next attempt sees theirs.
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable: the loop returns or raises")


@sensitive_variables()
def update_workspace(workspace: Workspace, values: WorkspaceSettings) -> None:
    """Keep changed settings.

    Without a token what it belongs to is not written either: someone else may have set another Space
    with a token of its own since ``workspace`` was read, and that token must not go to the old one.
    """
    _assign(workspace, values)
    workspace.save(update_fields=None if values["api_token"] else _WITHOUT_CONNECTION)


@sensitive_variables()
def _assign(workspace: Workspace, values: WorkspaceSettings) -> None:
    workspace.name = values["name"]
    workspace.label = values["label"]
    workspace.host = str(values["host"])
    workspace.project_id = values["project_id"]
    workspace.default_zone = values["default_zone"]
    workspace.page_size = values["page_size"]
    if values["api_token"]:
        workspace.api_token = values["api_token"]


def add_member(workspace: Workspace, *, user: User, role: Role) -> bool:
    """Make ``user`` a member. False when they are one already; their role is then left alone."""
    return Membership.objects.get_or_create(workspace=workspace, user=user, defaults={"role": role})[1]


def change_role(membership: Membership, role: Role) -> None:
    """Give a member another role. Raises LastAdmin."""
    with transaction.atomic():
        current = _locked(membership)
        if current is None:
            return
        if role is not Role.ADMIN:
            _keep_an_admin(current)
        current.role = role
        current.save(update_fields=["role"])


def remove_member(membership: Membership) -> None:
    """End a membership; one that is gone already is fine. Raises LastAdmin."""
    with transaction.atomic():
        current = _locked(membership)
        if current is not None:
            _keep_an_admin(current)
            current.delete()


def _locked(membership: Membership) -> Membership | None:
    # Anyone who changes a workspace's people holds its row, so two admins cannot demote each other at
    # the same moment. SQLite has no row locks: there the transaction itself excludes other writers.
    Workspace.objects.select_for_update().get(pk=membership.workspace_id)
    return Membership.objects.filter(pk=membership.pk).first()


def _keep_an_admin(membership: Membership) -> None:
    if membership.role != Role.ADMIN:
        return
    others = Membership.objects.filter(workspace=membership.workspace_id, role=Role.ADMIN).exclude(
        pk=membership.pk
    )
    if not others.filter(user__is_active=True).exists():
        raise LastAdmin
