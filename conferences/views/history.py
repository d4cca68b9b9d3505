"""Who changed what: the list, one change, its old values put back, and all of it as CSV."""

from __future__ import annotations

import uuid
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from conferences.forms.captions import label
from conferences.forms.history_filter import PERIODS, HistoryFilter
from conferences.forms.join_window_filter import input_type
from conferences.http import DeskRequest, render_page, workspace_view
from conferences.models import Change, Role, Workspace
from conferences.presentation import times
from conferences.presentation.changes import ChangeEntry
from conferences.presentation.history_export import csv_lines
from conferences.services import history_query
from conferences.services.history_query import COUNTED, Criteria, HistoryPage
from conferences.signalwire.kinds import Kind

PAGE_SIZE = 50
CARD_SIZE = 5
"""How many changes the page of an object shows."""
_PLACE_MAXIMUM = 40  # no place is longer; what is cut is none
LIST = "history-list"
"""DOM id of the part that paging and filtering replace."""


class HistoryState:
    """Everything the address says about the history, and the addresses that lead on from it."""

    def __init__(self, request: DeskRequest, workspace: Workspace) -> None:
        self.request = request
        self.now = timezone.now()
        data = {name: value for name, value in request.GET.items() if isinstance(value, str)}
        self.filter = HistoryFilter(data, request.zone, self.now, history_query.people(workspace))
        self.criteria = Criteria(**self.filter.parameters())
        self.object_words = self.filter.object
        self.places = {name: data.get(name, "")[:_PLACE_MAXIMUM] for name in ("older_than", "newer_than")}

    def address(self, query: dict[str, str]) -> str:
        """The list's address with ``query``."""
        return self.request.path + (f"?{urlencode(query)}" if query else "")

    @property
    def here(self) -> str:
        """This page's own address, from what is known of the query: anything else in it is dropped."""
        places = {name: place for name, place in self.places.items() if place}
        return self.address({**self.filter.query(), **places})

    @property
    def clear_url(self) -> str:
        """The newest changes, whatever they are."""
        return self.request.path

    @property
    def first_url(self) -> str:
        """The newest changes under the same filter."""
        return self.address(self.filter.query())

    @property
    def export_query(self) -> str:
        """The filter for the address of the export."""
        return urlencode(self.filter.query())

    def presets(self) -> list[dict[str, Any]]:
        """The links of the periods, the one in effect marked; the rest of the filter stays."""
        rest = {k: v for k, v in self.filter.query().items() if k not in self.filter.period_query()}
        any_time = {"label": "Any time", "url": self.address(rest), "current": not self.filter.period_query()}
        zone = {"zone": str(self.request.zone)}
        return [any_time] + [
            {
                "label": words,
                "url": self.address({**rest, "period": value, **zone}),
                "current": self.filter.period == value,
            }
            for value, (words, _) in PERIODS.items()
        ]

    def chips(self) -> list[dict[str, str]]:
        """What is filtered by, each with the address without it."""
        query = self.filter.query()
        chips = [(one.name, one.label, one.words) for one in self.filter.choices if one.value]
        if self.filter.object:
            chips.append(("object", "Object", self.object_words))
        if not self.filter.period:
            chips += [
                (end.name, words, times.full(end.moment, self.filter.zone))
                for end, words in ((self.filter.since, "From"), (self.filter.until, "Until"))
                if end.is_applied and end.moment
            ]
        return [
            {
                "label": name,
                "words": words,
                "without_url": self.address({k: v for k, v in query.items() if k != parameter}),
            }
            for parameter, name, words in chips
        ]

    def problems(self) -> list[tuple[str, str, str]]:
        """What is wrong with the filter: the field's id, its label, and the message."""
        fields = [(one.name, one.label, one.error) for one in self.filter.choices]
        fields += [(field["end"].name, field["label"], field["end"].error) for field in self.ends()]
        fields += [("", "Period", self.filter.period_error), ("", "Time zone", self.filter.zone_error)]
        return [field for field in fields if field[2]]

    def ends(self) -> list[dict[str, Any]]:
        """The two date fields of the form."""
        labels = {"since": "From", "until": "Until"}
        return [
            {"end": end, "label": labels[end.name], "input_type": input_type(end.text)}
            for end in self.filter.ends
        ]


@require_safe
@workspace_view(Role.VIEWER)
def history_list(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """One page of the workspace's changes, newest first."""
    state = HistoryState(request, workspace)
    page = history_query.history_page(
        workspace, state.criteria, now=state.now, size=PAGE_SIZE, **state.places
    )
    entries = [ChangeEntry(change, state.now, request.zone, label) for change in page.changes]
    if entries and state.filter.object_id is not None:
        state.object_words = entries[0].object_label
    context = {
        "state": state,
        "entries": entries,
        "newer_url": _place(state, "newer_than", page.newer),
        "older_url": _place(state, "older_than", page.older),
        "summary": _summary(page),
        "may_export": request.membership.allows(Role.EDITOR),
        "page_title": "Error: History" if state.filter.has_errors else "History",
    }
    return render_page(
        request,
        "conferences/history_list.html",
        context,
        fragments={LIST: "conferences/_history_list.html"},
    )


@require_safe
@workspace_view(Role.VIEWER)
def history_detail(request: DeskRequest, workspace: Workspace, change_id: int) -> HttpResponseBase:
    """One change with every field before and after."""
    change = get_object_or_404(Change, workspace=workspace, pk=change_id)
    entry = ChangeEntry(change, timezone.now(), request.zone, label)
    is_editor = request.membership.allows(Role.EDITOR)
    context = {
        "entry": entry,
        "may_restore": is_editor and history_query.may_be_restored(change),
        "may_recreate": is_editor and history_query.may_be_created_again(change),
    }
    return render_page(request, "conferences/history_detail.html", context)


@require_safe
@workspace_view(Role.EDITOR)
def history_export(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """Every change that the filter lets through, as CSV."""
    state = HistoryState(request, workspace)
    if state.filter.has_errors:
        # A file that silently holds more than was asked for would be taken for what it is not.
        return HttpResponse("The filter cannot be read.\n", status=400, content_type="text/plain")
    lines = csv_lines(
        history_query.stream(workspace, state.criteria, state.now),
        now=state.now,
        zone=request.zone,
        label=label,
    )
    name = f"history-{slugify(workspace.name) or 'workspace'}-{state.now:%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        (line.encode() for line in lines),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def history_card(
    workspace: Workspace, kind: Kind, identifier: uuid.UUID, *, now: datetime, zone: tzinfo
) -> dict[str, Any]:
    """What ``_detail_history.html`` shows on the page of one object: its last changes."""
    changes, count = history_query.object_history(workspace, identifier, most=CARD_SIZE)
    entries = [ChangeEntry(change, now, zone, label) for change in changes]
    return {"entries": entries, "count": count, "noun": kind.noun}


def _place(state: HistoryState, name: str, place: str) -> str:
    return state.address({**state.filter.query(), name: place}) if place else ""


def _summary(page: HistoryPage) -> str:
    if page.count > COUNTED:
        return f"More than {COUNTED:,} changes."
    return "1 change." if page.count == 1 else f"{page.count:,} changes."
