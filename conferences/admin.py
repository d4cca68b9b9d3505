"""Django's admin: accounts and groups, who belongs to which workspace, its theme presets. Never a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axes.models import AccessFailureLog, AccessLog
from django.contrib import admin
from django.http import HttpRequest

from conferences.models import Membership, ThemePreset, Workspace

if TYPE_CHECKING:
    _TabularInline = admin.TabularInline[Membership, Workspace]
    _ModelAdmin = admin.ModelAdmin[Workspace]
    _PresetAdmin = admin.ModelAdmin[ThemePreset]
else:  # Django's own classes cannot be subscripted
    _TabularInline, _ModelAdmin, _PresetAdmin = admin.TabularInline, admin.ModelAdmin, admin.ModelAdmin

admin.site.site_header = "Conference Desk: accounts"
admin.site.site_title = "Conference Desk"
admin.site.index_title = "Accounts and access"
# Both stay empty: settings switch these logs off. The attempts stay, to unlock someone.
admin.site.unregister([AccessLog, AccessFailureLog])


class MembershipInline(_TabularInline):
    """The way back in when the last admin of a workspace has left the company."""

    model = Membership
    extra = 0
    raw_id_fields = ("user",)


@admin.register(Workspace)
class WorkspaceAdmin(_ModelAdmin):
    """Shows a workspace; where it connects to is changed on its own settings page, with a test."""

    list_display = ("name", "label", "host", "created_at")
    list_filter = ("label",)
    search_fields = ("name", "host")
    fields = ("name", "label", "host", "project_id", "default_zone", "page_size", "created_at", "updated_at")
    readonly_fields = ("host", "project_id", "default_zone", "created_at", "updated_at")
    inlines = (MembershipInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Workspaces are added at ``/workspaces/new/``, where the connection is tested."""
        return False


@admin.register(ThemePreset)
class ThemePresetAdmin(_PresetAdmin):
    """Shows presets and deletes them; they are made and changed where their previews are."""

    list_display = ("name", "workspace", "is_default", "updated_by_name", "updated_at")
    list_filter = ("workspace",)
    search_fields = ("name",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Presets are made on the workspace's page of themes."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: ThemePreset | None = None) -> bool:
        """Presets are changed there, too."""
        return False
