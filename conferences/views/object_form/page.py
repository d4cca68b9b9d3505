"""What the pages with the form of a conference or of a room share: how they are drawn, and what they say."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse

from conferences.forms.api_object import ObjectForm
from conferences.forms.captions import label
from conferences.http import DeskRequest, error_context, render_page
from conferences.models import Workspace
from conferences.presentation.details import details_for
from conferences.presentation.layouts import layout_words
from conferences.presentation.names import visible_name
from conferences.presentation.theme_panel import ThemePanel
from conferences.presentation.values import format_value
from conferences.services.saving.merge import FieldMismatch
from conferences.services.saving.update import Saved
from conferences.signalwire import Conference, RefusedFields, Room, SignalWireError
from conferences.signalwire.kinds import Kind
from conferences.views.navigation import object_url, return_url
from conferences.views.object_form.theme_panel import panel_for, stored_theme
from conferences.views.upstream_errors import held_back

CONTROL_FIELDS = (
    "csrfmiddlewaretoken",
    "form_key",
    "draft_stamp",
    "quick",
    "action",
    "use_name",
    "without",
    "theme_action",
    "theme_view",
    "theme_see",
    "theme_brand",
    "theme_paste",
    "theme_preset",
    "theme_source",
    "theme_source_workspace",
    "fill",
)
"""Names in a posted form that are not part of what was typed."""


@dataclass(kw_only=True)
class FormPage:
    """One page with a form. ``identifier`` is None for a new object; ``base`` is the signed base.

    ``is_unsaved`` says that what the form shows is stored nowhere, ``is_prefilled`` that no one typed it, so
    that leaving the page loses nothing. ``problem`` is why it
    could not be saved, where that was not for a field; ``refusal`` where it was.
    """

    request: DeskRequest
    workspace: Workspace
    kind: Kind
    form: ObjectForm
    identifier: uuid.UUID | None = None
    base: str = ""
    name: str = ""
    item: Conference | Room | None = None
    is_unsaved: bool = False
    is_prefilled: bool = False
    problem: SignalWireError | None = None
    refusal: RefusedFields | None = None
    verify_first: bool = False
    theme_notes: tuple[str, ...] = ()

    def answer(self, *, status: int = 200) -> HttpResponse:
        """Draw the page."""
        self.form.describe_choices("layout", layout_words)
        response = render_page(
            self.request, f"conferences/{self.kind.noun}_form.html", self._context(), status=status
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    def answer_refusal(self, error: RefusedFields) -> HttpResponse:
        """Draw the page with everything typed, and what SignalWire refuses at its fields."""
        self.refusal, self.is_unsaved = error, True
        self.form.add_upstream_errors(error)
        return self.answer(status=422)

    def answer_problem(self, error: SignalWireError) -> HttpResponse:
        """Draw the page with everything typed, and above it why SignalWire did not take it."""
        self.problem, self.is_unsaved = error, True
        status: int = error_context(self.request, error)["answer_status"]
        return self.answer(status=502 if status == 404 else status)  # this page is there

    def _context(self) -> dict[str, Any]:
        kind, plural = self.kind, self.kind
        list_url = object_url(self.workspace, plural, "list")
        here = object_url(self.workspace, plural, "detail", self.identifier) if self.identifier else list_url
        details = None
        if self.item is not None:
            details = details_for(kind)(now=datetime.now(UTC), zone=self.request.zone, item=self.item)
        problem = self.problem
        held = held_back(self.request, kind, self.refusal)
        return {
            "page": self,
            "kind": kind,
            "form": self.form,
            "panel": self._panel(),
            "details": details,
            "problem": problem,
            "held_back": held,
            "refusal": None if held else self.refusal,
            "found_url": self._found_url(problem),
            "list_url": list_url,
            "detail_url": here,
            "back_url": return_url(self.request, otherwise=here),
            "next": return_url(self.request, otherwise=""),
            "title": self._title(),
        }

    def _title(self) -> str:
        # What it is called, not what someone wants to call it: that is not saved yet.
        stored = self.form.base or {}
        return visible_name(str((self.item.display_name if self.item else stored.get("display_name")) or ""))

    def _panel(self) -> ThemePanel | None:
        if not self.form.theme_rows:
            return None
        return panel_for(
            self.request,
            self.workspace,
            self.form,
            saved=stored_theme(self.form.base),
            title=visible_name(str(self.form["display_name"].value() or "")),
            is_stored=self.identifier is not None,
            notes=self.theme_notes,
        )

    def _found_url(self, problem: SignalWireError | None) -> str:
        found = getattr(problem, "found", None)
        return object_url(self.workspace, self.kind, "detail", found.id) if found is not None else ""


def as_post(texts: Mapping[str, str]) -> QueryDict:
    """The texts as if a browser had posted them."""
    data = QueryDict(mutable=True)
    data.update(texts)
    return data


def typed(data: QueryDict) -> list[tuple[str, str]]:
    """Everything of a posted form that a page of hidden fields has to carry on."""
    return [(name, value) for name, values in data.lists() if name not in CONTROL_FIELDS for value in values]


def create_url(workspace: Workspace, kind: Kind) -> str:
    """The address of the form for a new object."""
    return reverse(f"{kind.noun}-create", kwargs={"slug": workspace.slug})


def labels(kind: Kind, names: tuple[str, ...]) -> str:
    """Fields by what they are called on the screen: ``Opens, Closes``."""
    return ", ".join(label(kind, name) for name in names)


def visible(
    request: DeskRequest, kind: Kind, differing: Iterable[FieldMismatch]
) -> tuple[FieldMismatch, ...]:
    """Those of the fields whose difference a person can see: not fractions of a second, say."""
    return tuple(
        one
        for one in differing
        if _words(kind, one.name, one.sent, request) != _words(kind, one.name, one.got, request)
    )


def report_mismatches(request: DeskRequest, kind: Kind, differing: Iterable[FieldMismatch]) -> None:
    """Say which fields SignalWire has otherwise than they were sent."""
    parts = [
        f"{label(kind, one.name)} (sent {_words(kind, one.name, one.sent, request)}, "
        f"it has {_words(kind, one.name, one.got, request)})"
        for one in visible(request, kind, differing)
    ]
    if parts:
        messages.warning(request, f"SignalWire did not keep: {', '.join(parts)}.")


def report_omitted(request: DeskRequest, kind: Kind, saved: Saved) -> None:
    """Say of the fields that were not sent what they have now, and what was not kept of the others."""
    got = {one.name: one.got for one in saved.not_kept}
    parts = [
        f"{label(kind, name)} "
        + (f"is now {_words(kind, name, got[name], request)}" if name in got else "is unchanged")
        for name in saved.left_out
    ]
    if parts:
        messages.warning(
            request, f"Not sent, as SignalWire does not accept its stored value: {', '.join(parts)}."
        )
    report_mismatches(request, kind, tuple(one for one in saved.not_kept if one.name not in saved.left_out))


def _words(kind: Kind, name: str, value: object, request: DeskRequest) -> str:
    return format_value(kind, name, value, request.zone, most=80)
