"""Changing an object: its form, and what a save can come to."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from functools import cached_property

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect

from conferences import drafts
from conferences.forms.api_object import ObjectForm, form_for
from conferences.forms.base import Fields, read_base, sign_base
from conferences.forms.quick_times import apply_quick
from conferences.http import DeskRequest, actor_of
from conferences.models import Workspace
from conferences.services import reading
from conferences.services.saving.put import Conflict, Deleted
from conferences.services.saving.update import Saved, save
from conferences.services.zones import remember_window_zone, remember_zone
from conferences.signalwire import RefusedFields, SignalWireError
from conferences.signalwire.kinds import Kind, writable
from conferences.views.navigation import object_url, return_url, with_saved_id
from conferences.views.object_form.conflict import Choice, render_conflict, render_gone, theirs_with_mine
from conferences.views.object_form.page import FormPage, labels, report_omitted, visible
from conferences.views.object_form.theme_panel import act_on_theme, stored_theme
from conferences.views.upstream_errors import omitted_fields


def render_update(
    request: DeskRequest, workspace: Workspace, *, kind: Kind, identifier: uuid.UUID
) -> HttpResponseBase:
    """Show the form of an existing object, or save what was posted."""
    edit = _Edit(request, workspace, kind, identifier)
    if request.method == "POST":
        return edit.post(request.POST)
    draft = drafts.take(request, request.GET.get("draft", ""))
    return edit.show(draft) if draft is not None else edit.open()


class _Edit:
    """One request to the edit form of one object."""

    def __init__(self, request: DeskRequest, workspace: Workspace, kind: Kind, identifier: uuid.UUID) -> None:
        self.request = request
        self.workspace = workspace
        self.kind = kind
        self.identifier = identifier

    def open(self) -> HttpResponse:
        """The form as the object is stored."""
        item = reading.get_object(
            self.workspace, self.kind, self.identifier, request_id=self.request.request_id
        )
        form = form_for(self.kind)(zone=self.request.zone, base=writable(item))
        base = sign_base(self.workspace, self.kind, item)
        return self._page(form, base, name=item.name or "", item=item).answer()

    def show(self, data: QueryDict, *, status: int = 200, theme_notes: tuple[str, ...] = ()) -> HttpResponse:
        """The form as it was typed, without judging it."""
        text = data.get("base", "")
        base = self._read(text)
        if base is None:
            return self._start_again(data)
        form = form_for(self.kind)(zone=self.request.zone, base=base, texts=data)
        page = self._page(form, text, name=data.get("object_name", ""))
        page.is_unsaved, page.theme_notes = True, theme_notes
        return page.answer(status=status)

    def post(self, data: QueryDict) -> HttpResponseBase:
        """Save, or do what another button asks for."""
        if self._read(data.get("base", "")) is None:
            return self._start_again(data)
        choice = Choice(data, self._read(data.get("opened", "")) or {}, self._stored(data), self.kind)
        if choice.is_open and data.get("action") != "edit":
            return render_conflict(self.request, self.workspace, choice, self.identifier, status=422)
        data = choice.resolved(self.request.zone)
        if data.get("quick"):
            return self.show(apply_quick(data, self.request.zone, datetime.now(UTC)))
        if data.get("action") == "edit":
            return self.show(data)
        if data.get("theme_action"):
            acted = act_on_theme(self.request, self.workspace, data, saved=stored_theme(self._stored(data)))
            return self.show(acted.data, theme_notes=acted.notes)
        return self._save(data)

    def _save(self, data: QueryDict) -> HttpResponseBase:
        base = self._stored(data)
        form = form_for(self.kind)(data, zone=self.request.zone, base=base)
        page = self._page(form, data.get("base", ""), name=data.get("object_name", ""))
        page.is_unsaved = True
        if not form.is_valid():
            return page.answer(status=422)
        try:
            saved = save(
                actor_of(self.request),
                self.kind,
                self.identifier,
                base=base,
                wanted=form.to_fields(),
                why=form.cleaned_data["why"],
                without=omitted_fields(self.request),
            )
        except Conflict as conflict:
            merged = theirs_with_mine(self.workspace, self.kind, form, conflict, data)
            choice = Choice(merged, base, writable(conflict.theirs), self.kind)
            return render_conflict(self.request, self.workspace, choice, self.identifier, status=409)
        except Deleted as gone:
            return render_gone(self.request, self.workspace, self.kind, data, gone)
        except RefusedFields as error:
            return page.answer_refusal(error)
        except SignalWireError as error:
            return page.answer_problem(error)
        if {"join_from", "join_until"}.intersection(saved.changed):
            remember_window_zone(self.workspace, self.kind, self.identifier, form.zone_name)
            remember_zone(self.request.user, form.zone_name)
        self._tell(saved)
        return redirect(self._way_back)

    @cached_property
    def _way_back(self) -> str:
        detail = object_url(self.workspace, self.kind, "detail", self.identifier)
        back = return_url(self.request, otherwise=detail)
        return back if back == detail else with_saved_id(back, self.identifier)

    def _read(self, text: str) -> Fields | None:
        return read_base(text, self.workspace, self.kind, self.identifier)

    def _stored(self, data: QueryDict) -> Fields:
        return self._read(data.get("base", "")) or {}

    def _page(self, form: ObjectForm, base: str, **details: object) -> FormPage:
        return FormPage(
            request=self.request,
            workspace=self.workspace,
            kind=self.kind,
            form=form,
            identifier=self.identifier,
            base=base,
            **details,  # type: ignore[arg-type]
        )

    def _start_again(self, data: QueryDict) -> HttpResponse:
        """What the form was opened with cannot be told: show what was typed over what is stored now."""
        try:
            item = reading.get_object(
                self.workspace, self.kind, self.identifier, request_id=self.request.request_id
            )
        except SignalWireError as error:
            form = form_for(self.kind)(zone=self.request.zone, texts=data)
            page = self._page(form, "", name=data.get("object_name", ""))
            return page.answer_problem(error)
        again = data.copy()
        again["base"] = sign_base(self.workspace, self.kind, item)
        messages.warning(
            self.request,
            "Nothing was saved yet: the values this form was opened with are no longer known. It shows "
            "what you typed; compare it with the stored values, then save again.",
        )
        return self.show(again, status=422)

    def _tell(self, saved: Saved) -> None:
        kind, request = self.kind, self.request
        differing = visible(request, kind, saved.not_kept)
        lost = {one.name for one in differing}
        kept = tuple(name for name in saved.changed if name not in lost)
        parts = [f"Saved. Changed: {labels(kind, kept)}." if kept else ""]
        if saved.already:
            parts = [f"SignalWire already has this: {labels(kind, saved.already)}. Nothing was sent."]
        elif not saved.changed:
            parts = ["Nothing changed, so nothing was sent."]
        if saved.found_after_drop:
            parts.append("SignalWire sent no proper answer, but has the change.")
        if saved.merged:
            parts.append(
                f"Kept, because someone else changed it in the meantime: {labels(kind, saved.merged)}."
            )
        level = messages.success if saved.changed and not differing else messages.info
        if sentence := " ".join(filter(None, parts)):
            level(request, sentence)
        report_omitted(request, kind, saved)
