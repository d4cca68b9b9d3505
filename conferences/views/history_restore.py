"""Putting back the values that a change replaced."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from conferences import drafts
from conferences.forms.base import read_base, sign_fields
from conferences.forms.captions import label
from conferences.forms.history_restore import RestoreForm
from conferences.http import DeskRequest, actor_of, error_context, render_page, workspace_view
from conferences.models import Action, Change, Role, Workspace
from conferences.presentation.changes import ChangeEntry, show_value
from conferences.services import history_query
from conferences.services.history import json_fields
from conferences.services.reading import get_object
from conferences.services.saving.merge import Fields, same
from conferences.services.saving.put import Conflict
from conferences.services.saving.update import Saved, save
from conferences.signalwire import NotFound, RefusedFields, SignalWireError
from conferences.signalwire.kinds import Kind, writable
from conferences.views.navigation import object_url
from conferences.views.object_form.page import report_omitted, visible
from conferences.views.upstream_errors import held_back, omitted_fields


@require_http_methods(["GET", "HEAD", "POST"])
@drafts.keeps_draft
@workspace_view(Role.EDITOR)
def history_restore(request: DeskRequest, workspace: Workspace, change_id: int) -> HttpResponseBase:
    """Show what the object has now beside what it had before the change; put back what is chosen."""
    restoring = _Restoring(request, workspace, change_id)
    if request.method != "POST":
        try:
            draft = drafts.take(request, request.GET.get("draft", ""))
            return restoring.page(restoring.present(), form=restoring.form(draft))
        except NotFound as error:
            return restoring.page({}, error=error)
    form = restoring.form(request.POST)
    base = read_base(request.POST.get("base", ""), workspace, restoring.kind, restoring.identifier)
    if base is None:
        messages.warning(request, "The page was open for too long. Check the values again.")
        return restoring.page(restoring.present(), status=422)
    if not form.is_valid():
        return restoring.page(base, form=form, status=422)
    return restoring.save(form, base)


class _Restoring:
    """One change whose old values are to be put back."""

    def __init__(self, request: DeskRequest, workspace: Workspace, change_id: int) -> None:
        self.request, self.workspace = request, workspace
        self.change = get_object_or_404(Change, workspace=workspace, pk=change_id)
        if not history_query.may_be_restored(self.change) or self.change.object_id is None:
            raise Http404("Nothing in this change can be restored.")
        self.identifier = self.change.object_id
        self.kind = Kind(self.change.kind)
        self.old = history_query.restorable(self.change)

    def present(self) -> Fields:
        """What the object has now. Raises SignalWireError."""
        item = get_object(self.workspace, self.kind, self.identifier, request_id=self.request.request_id)
        return writable(item)

    def form(self, data: Any = None) -> RestoreForm:
        """A form with a tick for each field."""
        return RestoreForm(data, choices=[(name, label(self.kind, name)) for name in self.old])

    def page(
        self,
        base: Fields,
        *,
        form: RestoreForm | None = None,
        error: SignalWireError | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The page, drawn against ``base``, what the object has as far as the person was shown."""
        form = form or self.form()
        now, zone = timezone.now(), self.request.zone
        present, old = json_fields(base), json_fields(self.old)
        rows = [
            {
                "name": name,
                "label": label(self.kind, name),
                "present": show_value(self.kind, name, present.get(name), now, zone),
                "old": show_value(self.kind, name, old[name], now, zone),
                "is_same": name in base and same(base[name], self.old[name]),
                "is_chosen": name in form.chosen,
            }
            for name in self.old
        ]
        held = held_back(
            self.request,
            self.kind,
            error,
            edit_url=object_url(self.workspace, self.kind, "update", self.identifier),
            button="Restore",
        )
        context = {
            "entry": ChangeEntry(self.change, now, zone, label),
            "rows": rows,
            "form": form,
            "has_differences": not all(row["is_same"] for row in rows),
            "signed_base": sign_fields(self.workspace, self.kind, self.identifier, base) if base else "",
            "error": None if held else error,
            "held_back": held,
            "is_gone": isinstance(error, NotFound),
        }
        if error is not None:
            is_refused = isinstance(error, RefusedFields)
            status = 422 if is_refused else error_context(self.request, error)["answer_status"]
        return render_page(self.request, "conferences/history_restore.html", context, status=status)

    def save(self, form: RestoreForm, base: Fields) -> HttpResponseBase:
        """Put the chosen values back under the rules of every save."""
        wanted = {name: self.old[name] for name in form.cleaned_data["fields_to_restore"]}
        try:
            saved = save(
                actor_of(self.request),
                self.kind,
                self.identifier,
                base=base,
                wanted=wanted,
                why=form.cleaned_data["why"],
                action=Action.RESTORE,
                without=omitted_fields(self.request),
            )
        except Conflict as conflict:
            names = ", ".join(label(self.kind, field.name) for field in conflict.fields)
            messages.warning(
                self.request,
                f"Someone else has just changed: {names}. "
                "Nothing was saved. The current values are shown below.",
            )
            return self.page(writable(conflict.theirs), form=form, status=409)
        except SignalWireError as error:
            return self.page(base, form=form, error=error)
        self._tell(saved)
        return redirect(object_url(self.workspace, self.kind, "detail", self.identifier))

    def _tell(self, saved: Saved) -> None:
        if saved.change is None:
            messages.info(self.request, "It already had these values, so nothing was sent.")
            return
        lost = [label(self.kind, one.name) for one in visible(self.request, self.kind, saved.not_kept)]
        names = [name for name in (label(self.kind, one) for one in saved.changed) if name not in lost]
        if names:
            messages.success(self.request, f"Restored: {', '.join(names)}.")
        report_omitted(self.request, self.kind, saved)
