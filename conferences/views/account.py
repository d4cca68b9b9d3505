"""Signing in and out, and one's own account."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, resolve_url
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from conferences import drafts
from conferences.forms.account import OwnPasswordForm, PreferenceForm, SignInForm
from conferences.http import DeskRequest, render_page
from conferences.models import ColourScheme, Preference
from conferences.services.zones import remember_zone
from conferences.submissions import sent_once


class SignIn(LoginView):
    """Django's sign-in with this dashboard's form; a refusal is 422."""

    template_name = "registration/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """The form again, with the user name and without the password."""
        response = self.render_to_response(self.get_context_data(form=form, is_refused=True))
        response.status_code = 422
        return response

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add whether someone was on the way to a page, with a draft, and how long a session lasts."""
        going_to = self.get_redirect_url()
        return super().get_context_data(
            **context,
            is_on_the_way=going_to not in ("", resolve_url(settings.LOGIN_REDIRECT_URL)),
            has_draft="draft" in QueryDict(urlsplit(going_to).query),
            session_hours=settings.SESSION_COOKIE_AGE // 3600,
        )


# A session that ended on its own must not send the button "Sign out" to the sign-in page, which
# would come back here with a GET.
@method_decorator(login_not_required, name="dispatch")
class SignOut(LogoutView):
    """Django's sign-out, by POST only."""


@require_http_methods(["GET", "HEAD", "POST"])
@drafts.keeps_draft
@sent_once
def account(request: DeskRequest) -> HttpResponseBase:
    """Show one's own account and change its time zone and colour scheme."""
    preference = Preference.objects.filter(user=request.user).first()
    initial = {
        "zone": preference.zone if preference else "",
        "colour_scheme": preference.colour_scheme if preference else ColourScheme.SYSTEM,
    }
    draft = drafts.take(request, request.GET.get("draft", ""))
    initial |= drafts.texts_of(draft, PreferenceForm.base_fields)
    form = PreferenceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        Preference.objects.update_or_create(user=request.user, defaults=form.cleaned_data)
        if form.cleaned_data["zone"]:
            remember_zone(request.user, form.cleaned_data["zone"])
        messages.success(request, "Preferences saved.")
        return redirect("account")
    context = {"form": form, "is_unsaved": form.is_bound or draft is not None}
    return render_page(request, "conferences/account.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@sent_once
def password_change(request: DeskRequest) -> HttpResponseBase:
    """Change one's own password: this session goes on, all others end."""
    form = OwnPasswordForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, "Password changed. Other devices have been signed out.")
        return redirect("account")
    response = render_page(
        request,
        "conferences/account_password.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )
    add_never_cache_headers(response)
    return response
