"""Addresses of the app. The workspace is always part of the address."""

from django.urls import include, path

from conferences.views import (
    account,
    bulk,
    conference,
    doors,
    history,
    history_restore,
    home,
    people,
    room,
    workspace,
)

workspace_urls = [
    path("conferences/", conference.conference_list, name="conference-list"),
    path("conferences/<uuid:conference_id>/", conference.conference_detail, name="conference-detail"),
    path("rooms/", room.room_list, name="room-list"),
    path("rooms/by-name/", room.room_by_name, name="room-by-name"),
    path("rooms/<uuid:room_id>/", room.room_detail, name="room-detail"),
    path("history/", history.history_list, name="history-list"),
    path("history/export/", history.history_export, name="history-export"),
    path("history/<int:change_id>/", history.history_detail, name="history-detail"),
    path("history/<int:change_id>/restore/", history_restore.history_restore, name="history-restore"),
    path("conferences/<uuid:conference_id>/doors/", doors.conference_doors, name="conference-doors"),
    path(
        "conferences/<uuid:conference_id>/doors/<int:change_id>/undo/",
        doors.conference_doors_undo,
        name="conference-doors-undo",
    ),
    path("rooms/<uuid:room_id>/doors/", doors.room_doors, name="room-doors"),
    path("rooms/<uuid:room_id>/doors/<int:change_id>/undo/", doors.room_doors_undo, name="room-doors-undo"),
    path("conferences/bulk/", bulk.conference_bulk_create, name="conference-bulk-create"),
    path("rooms/bulk/", bulk.room_bulk_create, name="room-bulk-create"),
    path("bulk/", bulk.bulk_list, name="bulk-list"),
    path("bulk/<int:pk>/", bulk.bulk_detail, name="bulk-detail"),
    path("bulk/<int:pk>/choose/", bulk.bulk_choose, name="bulk-choose"),
    path("bulk/<int:pk>/start/", bulk.bulk_start, name="bulk-start"),
    path("bulk/<int:pk>/stop/", bulk.bulk_stop, name="bulk-stop"),
    path("bulk/<int:pk>/resume/", bulk.bulk_resume, name="bulk-resume"),
    path("bulk/<int:pk>/retry/", bulk.bulk_retry, name="bulk-retry"),
    path("settings/", workspace.workspace_settings, name="workspace-settings"),
    path("delete/", workspace.workspace_delete, name="workspace-delete"),
    path("people/", people.workspace_people, name="workspace-people"),
    path("people/<int:pk>/", people.workspace_person_update, name="workspace-person-update"),
    path("people/<int:pk>/delete/", people.workspace_person_delete, name="workspace-person-delete"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("login/", account.SignIn.as_view(), name="login"),
    path("logout/", account.SignOut.as_view(), name="logout"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password_change, name="password-change"),
    path("workspaces/new/", workspace.workspace_create, name="workspace-create"),
    path("w/<slug:slug>/", include(workspace_urls)),
]
