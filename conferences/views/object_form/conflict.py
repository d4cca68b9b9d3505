"""When someone else was faster: the same field changed twice, and an object that is gone."""

from __future__ import annotations

import uuid
import zoneinfo
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpResponse, QueryDict

from conferences.forms.api_object import ObjectForm, form_for, text_of
from conferences.forms.base import Fields, sign_base
from conferences.forms.captions import label
from conferences.forms.local_time import known_zone
from conferences.http import DeskRequest, render_page
from conferences.models import Workspace
from conferences.presentation.changes import colour_swatch
from conferences.presentation.names import visible_name
from conferences.presentation.values import format_value
from conferences.services.saving.merge import same
from conferences.services.saving.put import Conflict, Deleted
from conferences.signalwire.kinds import Kind, writable
from conferences.views.navigation import object_url, return_url
from conferences.views.object_form.page import as_post, create_url, typed

THEIRS, MINE = "theirs", "mine"


@dataclass
class Choice:
    """The fields to choose between, as the page of a conflict posts them.

    ``data`` has what was typed, ``base`` (signed) what SignalWire has, ``opened`` (signed) what the form
    was opened with, each open field's name as ``conflict``, and the answers as ``choose-<name>``.
    """

    data: QueryDict
    opened: Fields
    theirs: Fields
    kind: Kind

    @property
    def names(self) -> list[str]:
        """The fields that both have changed."""
        return [name for name in dict.fromkeys(self.data.getlist("conflict")) if name in self.theirs]

    def chosen(self, name: str) -> str:
        """``theirs``, ``mine``, or "" while no one has chosen."""
        answer = self.data.get(f"choose-{name}", "")
        return answer if answer in (THEIRS, MINE) else ""

    @property
    def is_open(self) -> bool:
        """Whether a field is left to be chosen."""
        return any(not self.chosen(name) for name in self.names)

    def resolved(self, zone: zoneinfo.ZoneInfo) -> QueryDict:
        """What was typed, with their value wherever theirs was chosen."""
        data = self.data.copy()
        limits = self.kind.fields
        shown = known_zone(data.get("shown_zone", "")) or zone
        for name in self.names:
            if self.chosen(name) == THEIRS:
                data[name] = text_of(limits[name], self.theirs[name], shown)
            data.pop(f"choose-{name}", None)
        data.pop("conflict", None)
        data.pop("opened", None)
        return data

    def rows(self, mine: Fields, zone: zoneinfo.ZoneInfo) -> list[dict[str, Any]]:
        """One row a field: its label and each of the three values in words."""
        kind = self.kind
        return [
            {
                "name": name,
                "label": label(kind, name),
                "chosen": self.chosen(name),
                "opened": _shown(kind, name, self.opened.get(name), zone),
                "theirs": _shown(kind, name, self.theirs[name], zone),
                "mine": _shown(kind, name, mine.get(name), zone),
            }
            for name in self.names
        ]


def _shown(kind: Kind, name: str, value: object, zone: zoneinfo.ZoneInfo) -> str:
    return colour_swatch(name, value) or format_value(kind, name, value, zone)


class _Mine:
    """What the person wants, read from the typed texts."""

    def __init__(self, choice: Choice, zone: zoneinfo.ZoneInfo) -> None:
        self.choice, self.zone = choice, zone

    @cached_property
    def form(self) -> ObjectForm:
        return form_for(self.choice.kind)(self.choice.data, zone=self.zone, base=self.choice.theirs)

    @property
    def fields(self) -> Fields:
        return self.form.to_fields() if self.form.is_valid() else self.form.cleaned_data


def theirs_with_mine(
    workspace: Workspace, kind: Kind, form: ObjectForm, conflict: Conflict, data: QueryDict
) -> QueryDict:
    """What the page of a conflict posts: their object, with everything in it that this person changed."""
    theirs, mine, base = writable(conflict.theirs), form.to_fields(), form.base or {}
    values = {
        name: now if same(mine.get(name, now), base.get(name, now)) else mine[name]
        for name, now in theirs.items()
    }
    merged = as_post(form_for(kind).texts_of(values, form.zone) | {"shown_zone": str(form.zone)})
    for name in ("why", "object_name", "next"):
        if data.get(name):
            merged[name] = data.get(name, "")
    merged["base"] = sign_base(workspace, kind, conflict.theirs)
    merged["opened"] = data.get("base", "")
    merged.setlist("conflict", [field.name for field in conflict.fields])
    return merged


def render_conflict(
    request: DeskRequest, workspace: Workspace, choice: Choice, identifier: uuid.UUID, *, status: int
) -> HttpResponse:
    """Show the three values of each field that both have changed, and ask which is to stay."""
    mine = _Mine(choice, request.zone)
    hidden = [(name, value) for name, value in typed(choice.data) if not name.startswith("choose-")]
    detail = object_url(workspace, choice.kind, "detail", identifier)
    return render_page(
        request,
        "conferences/object_conflict.html",
        {
            "kind": choice.kind,
            "rows": choice.rows(mine.fields, mine.form.zone),
            "form_zone": mine.form.zone,
            "hidden": hidden,
            "is_again": status == 422,
            "object_name": choice.data.get("object_name", ""),
            "title": visible_name(
                str(choice.theirs.get("display_name") or choice.data.get("object_name", ""))
            ),
            "edit_url": object_url(workspace, choice.kind, "update", identifier),
            "list_url": object_url(workspace, choice.kind, "list"),
            "detail_url": detail,
            "back_url": return_url(request, otherwise=detail),
        },
        status=status,
    )


def render_gone(
    request: DeskRequest, workspace: Workspace, kind: Kind, data: QueryDict, gone: Deleted
) -> HttpResponse:
    """Say that the object was deleted, and offer to make it again from what was typed."""
    again = data.copy()
    for name in ("base", "opened"):
        again.pop(name, None)
    # The name is free again now; a name cannot be changed, so the form had it only to show it.
    if again.get("object_name"):
        again["name"] = again.get("object_name", "")
    again.pop("object_name", None)
    return render_page(
        request,
        "conferences/object_deleted.html",
        {
            "kind": kind,
            "gone": gone,
            "hidden": typed(again),
            "title": visible_name(data.get("display_name", "") or data.get("object_name", "")),
            "create_url": create_url(workspace, kind),
            "list_url": object_url(workspace, kind, "list"),
        },
        status=410,
    )
