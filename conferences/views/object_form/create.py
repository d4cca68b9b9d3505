"""Making an object: an empty form, or one filled from another object, and what comes of it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect

from conferences import drafts
from conferences.forms.api_object import form_for
from conferences.forms.base import sign_base
from conferences.forms.duplicate import shifted
from conferences.forms.names import next_name
from conferences.forms.quick_times import apply_quick
from conferences.http import DeskRequest, actor_of
from conferences.models import Action, Workspace
from conferences.presentation.names import visible_name
from conferences.services import reading
from conferences.services.saving.create import Created, CreationUnknown, create
from conferences.services.saving.delete import recreatable
from conferences.services.themes import default_colours
from conferences.services.zones import remember_window_zone, remember_zone
from conferences.signalwire import RefusedFields, SignalWireError
from conferences.signalwire.kinds import CONFERENCE, Kind, writable
from conferences.views.navigation import object_url, read_uuid, return_url, with_saved_id
from conferences.views.object_form.page import FormPage, as_post, labels, report_mismatches
from conferences.views.object_form.theme_panel import act_on_theme


def render_create(request: DeskRequest, workspace: Workspace, *, kind: Kind) -> HttpResponseBase:
    """Show the form for a new object, or create what was posted."""
    new = _New(request, workspace, kind)
    if request.method == "POST":
        return new.post(request.POST)
    draft = drafts.take(request, request.GET.get("draft", ""))
    return new.show(draft) if draft is not None else new.open()


class _New:
    """One request to the form for a new object."""

    def __init__(self, request: DeskRequest, workspace: Workspace, kind: Kind) -> None:
        self.request = request
        self.workspace = workspace
        self.kind = kind

    def page(
        self, data: QueryDict | None, *, is_judged: bool = False, theme_notes: tuple[str, ...] = ()
    ) -> FormPage:
        """The page, as it comes or filled with ``data``."""
        form = form_for(self.kind)(
            data if is_judged else None,
            zone=self.request.zone,
            texts=None if is_judged else data,
            start=default_colours(self.workspace) if data is None and self.kind == CONFERENCE else None,
        )
        verify = bool(data and data.get("verify_first"))
        return FormPage(
            request=self.request,
            workspace=self.workspace,
            kind=self.kind,
            form=form,
            is_unsaved=data is not None,
            verify_first=verify,
            theme_notes=theme_notes,
        )

    def show(self, data: QueryDict) -> HttpResponse:
        """The form with ``data`` in it, not judged."""
        return self.page(data).answer()

    def open(self) -> HttpResponse:
        """The form as no one has typed in it yet."""
        page = self.page(self.prefilled())
        page.is_prefilled = True
        return page.answer()

    def prefilled(self) -> QueryDict | None:
        """What the address asks the form to begin with: another object, or a deleted one."""
        if identifier := read_uuid(self.request.GET.get("from", "")):
            return self._from_object(identifier)
        if self._recreated is not None:
            _, fields = self._recreated
            return as_post(form_for(self.kind).texts_of(fields, self.request.zone))
        return None

    @property
    def _recreated(self) -> tuple[str, dict[str, object]] | None:
        text = self.request.GET.get("recreate", "")
        if not (text.isascii() and text.isdigit() and len(text) < 16):
            return None
        found = recreatable(self.workspace, int(text))
        return (found[0], dict(found[1])) if found and found[0] == self.kind else None

    def _from_object(self, identifier: uuid.UUID) -> QueryDict:
        item = reading.get_object(self.workspace, self.kind, identifier, request_id=self.request.request_id)
        fields = writable(item)
        texts = form_for(self.kind).texts_of(fields, self.request.zone)
        texts |= shifted(fields, self.request.GET.get("days", ""), self.request.zone)
        return as_post(texts | {"name": next_name(item.name) if item.name else ""})

    def post(self, data: QueryDict) -> HttpResponseBase:
        """Create, or do what another button asks for."""
        if data.get("quick"):
            return self.show(apply_quick(data, self.request.zone, datetime.now(UTC)))
        if data.get("action") == "fill":
            return self.show(data)
        if data.get("theme_action"):
            acted = act_on_theme(self.request, self.workspace, data, saved={})
            return self.page(acted.data, theme_notes=acted.notes).answer()
        if data.get("use_name"):
            data = data.copy()
            data["name"] = data.get("use_name", "")
        return self._create(data)

    def _create(self, data: QueryDict) -> HttpResponseBase:
        page = self.page(data, is_judged=True)
        form = page.form
        if not form.is_valid():
            return page.answer(status=422)
        try:
            created = create(
                actor_of(self.request),
                self.kind,
                fields=form.to_fields(),
                why=form.cleaned_data["why"],
                verify_first=page.verify_first,
                action=Action.RECREATE if self._recreated is not None else Action.CREATE,
            )
        except RefusedFields as error:
            return page.answer_refusal(error)
        except CreationUnknown as error:
            page.verify_first = True
            return page.answer_problem(error)
        except SignalWireError as error:
            return page.answer_problem(error)
        if created.item.join_from or created.item.join_until:
            remember_window_zone(self.workspace, self.kind, created.item.id, form.zone_name)
            remember_zone(self.request.user, form.zone_name)
        self._tell(created)
        if created.incomplete is not None:
            return self._to_edit(created, form.to_fields())
        detail = object_url(self.workspace, self.kind, "detail", created.item.id)
        back = return_url(self.request, otherwise=detail)
        return redirect(back if back == detail else with_saved_id(back, created.item.id))

    def _to_edit(self, created: Created, wanted: dict[str, object]) -> HttpResponseBase:
        """The second step failed: on to the edit form, with what is missing filled in."""
        kind, item = self.kind, created.item
        values = writable(item) | {name: wanted[name] for name in created.missing}
        zone = self.request.zone
        data = as_post(form_for(kind).texts_of(values, zone) | {"shown_zone": str(zone)})
        data["base"] = sign_base(self.workspace, kind, item)
        data["object_name"] = item.name or ""
        path = object_url(self.workspace, kind, "update", item.id)
        back = return_url(self.request, otherwise="")
        draft = drafts.keep(self.request, data, path=path)
        query = {"draft": draft, "next": back}
        return redirect(f"{path}?{urlencode({name: text for name, text in query.items() if text})}")

    def _tell(self, created: Created) -> None:
        kind, item = self.kind, created.item
        title = visible_name(item.display_name) or visible_name(item.name) or f"The {self.kind.noun}"
        if created.incomplete is not None:
            messages.warning(
                self.request,
                f"{title} exists now, but without: {labels(kind, created.missing)}. "
                f"{created.incomplete.message} It is filled in below: save to try again.",
            )
        else:
            late = " SignalWire sent no proper answer, but created it." if created.found_after_drop else ""
            messages.success(self.request, f"Created {title}.{late}")
        report_mismatches(self.request, kind, created.not_kept)
