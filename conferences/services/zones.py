"""The zones that a person chose lately, and the zone in which a join window was set."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.contrib.auth.models import User

from conferences.models import Preference, WindowZone, Workspace
from conferences.signalwire.kinds import Kind

_RECENT: Final = 5


def recent_zones(user: User) -> list[str]:
    """The IANA names of the zones that ``user`` chose lately, the latest first."""
    preference = Preference.objects.filter(user=user).first()
    return list(preference.recent_zones) if preference else []


def remember_zone(user: User, zone: str) -> None:
    """Note that ``user`` chose ``zone``."""
    recent = recent_zones(user)
    latest = [zone, *(other for other in recent if other != zone)][:_RECENT]
    if latest != recent:
        Preference.objects.update_or_create(user=user, defaults={"recent_zones": latest})


def workspace_zones(user: User) -> list[str]:
    """The default zones of the workspaces of ``user``, by name."""
    zones = Workspace.objects.filter(memberships__user=user).values_list("default_zone", flat=True)
    return sorted(set(zones))


def window_zone(workspace: Workspace, kind: Kind, identifier: UUID) -> str:
    """The zone chosen for the object's join window; "" where none was."""
    found = WindowZone.objects.filter(workspace=workspace, kind=kind, object_id=identifier).first()
    return found.zone if found else ""


def remember_window_zone(workspace: Workspace, kind: Kind, identifier: UUID, zone: str) -> None:
    """Note the zone chosen for the object's join window."""
    WindowZone.objects.update_or_create(
        workspace=workspace, kind=kind, object_id=identifier, defaults={"zone": zone}
    )
