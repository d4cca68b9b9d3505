"""Addresses of the project: the app's, Django's admin, and what a load balancer asks."""

from django.contrib import admin
from django.urls import include, path

from dashboard import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("", include("conferences.urls")),
]
handler400 = "conferences.views.errors.bad_request"
handler403 = "conferences.views.errors.permission_denied"
handler404 = "conferences.views.errors.page_not_found"
handler500 = "conferences.views.errors.server_error"
