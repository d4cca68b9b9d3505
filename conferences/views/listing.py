"""The list page that conferences and rooms share: its state in the address, its pager, its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers

from conferences.forms.join_window_filter import PRESETS, JoinWindowFilter, input_type, unknown_choice
from conferences.http import NEXT_MAXIMUM, VARY, DeskRequest, error_context, render_page, wants_fragment
from conferences.models import PAGE_SIZES, Role, Workspace
from conferences.presentation import times
from conferences.presentation.rows import ConferenceRow, RoomRow, render_rows
from conferences.presentation.window_actions import ROW_BUTTONS
from conferences.services import reading
from conferences.signalwire import Cursor, Page, PageTokenRefused, SignalWireError, Unreadable, read_cursor
from conferences.signalwire.kinds import CONFERENCE, ROOM, Kind
from conferences.views.navigation import read_uuid

_COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


ROWS: Final = {CONFERENCE: ConferenceRow, ROOM: RoomRow}


def _page_of(kind: Kind) -> str:
    """The template of the whole page."""
    return f"conferences/{kind.noun}_list.html"


def _fragments(kind: Kind) -> dict[str, str]:
    """DOM id → template of the part of the page that paging and filtering replace."""
    return {f"{kind.noun}-list": f"conferences/_{kind.noun}_list.html"}


@dataclass
class ListState:
    """Everything the address says about the list: filter, page size and where the page starts."""

    request: DeskRequest
    workspace: Workspace
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        data = {name: value for name, value in self.request.GET.items() if isinstance(value, str)}
        self.filter = JoinWindowFilter(data, self.request.zone, self.now)
        self.page_size = read_page_size(data, self.workspace.page_size)
        asked = data.get("page_size", "")
        self.page_size_error = unknown_choice(asked) if asked and asked != str(self.page_size) else ""
        self.cursor: Cursor | None = read_cursor(data)

    @property
    def number(self) -> int | None:
        """The page's number, from 1; None where the cursor does not tell."""
        if self.cursor is None:
            return 1
        # The API counts from 0; the parameter that only its documentation shows counts from 1.
        for name, first in (("page_number", 0), ("page", 1)):
            number = self.cursor.get(name, "")
            if number.isascii() and number.isdigit() and len(number) < 10:
                return int(number) - first + 1
        return None

    def title(self, plural: str) -> str:
        """The page's title: ``Conferences, page 2``; it begins with ``Error:`` for a wrong filter."""
        error = "Error: " if self.problems() else ""
        page = f", page {self.number}" if (self.number or 1) > 1 else ""
        return f"{error}{plural.capitalize()}{page}"

    def query(self) -> dict[str, str]:
        """Filter and page size, without the place in the list."""
        size = {"page_size": str(self.page_size)} if self.page_size != self.workspace.page_size else {}
        return {**self.filter.query(), **size}

    def place(self) -> dict[str, str]:
        """All of it as query parameters: filter, page size and where the page starts."""
        return {**self.query(), **(self.cursor or {})}

    def address(self, query: Mapping[str, str], cursor: Cursor | None = None) -> str:
        """The list's address with ``query`` and, in it, where the page starts."""
        text = urlencode({**query, **(cursor or {})})
        return self.request.path + (f"?{text}" if text else "")

    @property
    def here(self) -> str:
        """This page's own address, from what is known of the query: anything else in it is dropped."""
        return self.address(self.place())

    @property
    def return_url(self) -> str:
        """The address by which other pages lead back here; the first page's where this one's is too long."""
        return next(url for url in (self.here, self.first_url, self.request.path) if len(url) <= NEXT_MAXIMUM)

    @property
    def first_url(self) -> str:
        """The first page under the same filter."""
        return self.address(self.query())

    @property
    def clear_url(self) -> str:
        """The first page without the filter."""
        query = self.query()
        return self.address({"page_size": query["page_size"]} if "page_size" in query else {})

    @property
    def own_zone_url(self) -> str:
        """The same filter, read in the person's own zone."""
        return self.address({**self.query(), "zone": str(self.request.zone)})

    def presets(self) -> list[dict[str, Any]]:
        """The preset links, the one in effect marked."""
        size = {k: v for k, v in self.query().items() if k == "page_size"}
        zone = {"zone": str(self.request.zone)}
        links = [
            {
                "label": label,
                "url": self.address({"window": value, **zone, **size}),
                "current": self.filter.preset == value,
            }
            for value, (label, _) in PRESETS.items()
        ]
        any_time = {
            "label": "Any time",
            "url": self.clear_url,
            "current": not self.filter.is_active and not self.filter.has_errors,
        }
        return [any_time, *links]

    def chips(self) -> list[dict[str, Any]]:
        """One chip for each end that is sent: its words, its UTC, and the address without it."""
        words = {"starts_after": "Opens on or after", "ends_before": "Closes on or before"}
        size = {k: v for k, v in self.query().items() if k == "page_size"}
        return [
            {
                "words": words[end.name],
                "local": times.full(end.moment, self.filter.zone),
                "utc": times.utc_text(end.moment),
                "without_url": self.address({**self.filter.query_without(end.name), **size}),
            }
            for end in self.filter.ends
            if end.is_applied and end.moment is not None
        ]

    def problems(self) -> list[tuple[str, str, str]]:
        """What is wrong with the filter: the field's id, its label, and the message."""
        found = [(one["end"].name, one["label"], one["end"].error) for one in self.fields()]
        found += [
            ("", "Join window", self.filter.preset_error),
            ("", "Time zone", self.filter.zone_error),
            ("page-size", "Rows per page", self.page_size_error),
        ]
        return [problem for problem in found if problem[2]]

    def fields(self) -> list[dict[str, Any]]:
        """The two date fields: value, the UTC that is sent, error, and addresses of the choices."""
        labels = {"starts_after": "Opens on or after", "ends_before": "Closes on or before"}
        values = {end.name: self.filter.picker_value(end.name) for end in self.filter.ends}
        return [
            {
                "end": end,
                "label": labels[end.name],
                "value": values[end.name],
                "input_type": input_type(values[end.name]),
                "sent": _sent(end.moment, self.filter.zone) if end.is_applied and end.moment else "",
                "choices": [
                    {
                        "label": f"{choice:%H:%M}, {times.zone_offset(choice.tzinfo or UTC, choice)}",
                        "url": self.address(
                            {**self.query(), end.name: choice.isoformat(), "zone": str(self.filter.zone)}
                        ),
                    }
                    for choice in end.choices
                ],
            }
            for end in self.filter.ends
        ]


def read_page_size(data: Mapping[str, str], otherwise: int) -> int:
    """The rows per page that the query asks for, if it is one of the choices."""
    asked = data.get("page_size", "")
    return int(asked) if asked in map(str, PAGE_SIZES) else otherwise


def _sent(moment: datetime, zone: tzinfo) -> str:
    """What an end means, in full: browsers write days in an order of their own."""
    return f"{times.full(moment, zone)}, sent as {times.utc_text(moment)}"


def render_list(request: DeskRequest, workspace: Workspace, *, kind: Kind) -> HttpResponseBase:
    """One page of the list, asked for with a single request to the API."""
    state = ListState(request, workspace)
    context: dict[str, Any] = {
        "kind": kind,
        "state": state,
        "page_sizes": PAGE_SIZES,
        "may_edit": request.membership.allows(Role.EDITOR),
        "page_title": state.title(kind.plural),
    }
    window = state.filter.parameters()
    try:
        page = reading.list_page(
            workspace,
            kind,
            starts_after=window.get("starts_after"),
            ends_before=window.get("ends_before"),
            page_size=state.page_size,
            cursor=state.cursor,
            request_id=request.request_id,
        )
    except PageTokenRefused as error:
        if state.cursor is not None:
            return _back_to_first(request, state)
        return _failed(request, kind, context, error)
    except SignalWireError as error:
        return _failed(request, kind, context, error)
    context.update(_page_context(page, state, kind))
    return render_page(request, _page_of(kind), context, fragments=_fragments(kind))


def _page_context(page: Page[Any], state: ListState, kind: Kind) -> dict[str, Any]:
    zone, path = state.request.zone, state.request.path
    may_edit = state.request.membership.allows(Role.EDITOR)
    saved = read_uuid(state.request.GET.get("saved", ""))
    rows = [
        item
        if isinstance(item, Unreadable)
        else ROWS[kind](now=state.now, zone=zone, path=path, is_saved=item.id == saved, item=item)
        for item in page.items
    ]
    live = sum(1 for row in rows if getattr(row, "session", None) is not None)
    count = len(rows)
    unreadable = sum(isinstance(row, Unreadable) for row in rows)
    where = f"Page {state.number}, " if state.number else ""
    repeats = page.next is not None and page.next == state.cursor
    return {
        "rows": render_rows(rows, may_edit=may_edit, return_url=state.return_url),
        "row_buttons": ROW_BUTTONS,
        "next_url": state.address(state.query(), page.next) if page.next and not repeats else "",
        "cut_off": _cut_off(page, repeats=repeats),
        "previous_url": state.address(state.query(), page.previous) if page.previous else "",
        "is_first": state.cursor is None,
        "summary": where + _counted(count - unreadable, unreadable, kind) + _left_out(page),
        "live_note": _live_note(live),
        "empty": _empty_kind(page, state, repeats=repeats) if not rows else "",
    }


def _counted(readable: int, unreadable: int, kind: Kind) -> str:
    """``50 conferences.`` or, where records cannot be read, ``48 conferences shown, 2 cannot be read.``"""
    noun = kind.noun if readable == 1 else kind.plural
    return f"{readable} {noun} shown, {unreadable} cannot be read." if unreadable else f"{readable} {noun}."


def _left_out(page: Page[Any]) -> str:
    """What the count says where the page is shorter than what came."""
    return " Cut off here: SignalWire sent more rows than requested." if page.is_shortened else ""


def _cut_off(page: Page[Any], *, repeats: bool) -> str:
    """Why there may be more that cannot be reached: the end of the list must not be claimed then."""
    if repeats:
        return "SignalWire links to this same page as the next one, so the rest cannot be shown."
    if page.is_cut_off:
        return "SignalWire’s link to the next page cannot be read, so the rest cannot be shown."
    if page.is_shortened:
        return "The rest cannot be shown."
    return ""


def _empty_kind(page: Page[Any], state: ListState, *, repeats: bool) -> str:
    """Which empty state this is: out of reach, more to come, past the end, nothing matches, nothing yet."""
    if page.is_cut_off or repeats:
        return "cut-off"
    if page.next:
        return "gap"
    if state.cursor is not None:
        return "past-the-end"
    return "no-match" if state.filter.is_active else "nothing-yet"


def _live_note(live: int) -> str:
    if not live:
        return ""
    count = _COUNTS[live] if live < len(_COUNTS) else str(live)
    return f"{count} live session on this page." if live == 1 else f"{count} live sessions on this page."


def _back_to_first(request: DeskRequest, state: ListState) -> HttpResponseBase:
    """The place in the list is gone: lead back to the first page and say so."""
    messages.info(request, "That place in the list no longer exists, so this is the first page again.")
    response: HttpResponseBase
    if wants_fragment(request) is None:
        response = redirect(state.first_url)
    else:
        response = HttpResponse(status=204, headers={"HX-Redirect": state.first_url})
    patch_vary_headers(response, VARY)
    return response


def _failed(
    request: DeskRequest, kind: Kind, context: dict[str, Any], error: SignalWireError
) -> HttpResponse:
    """The page with the error where the rows belong. Its address is the one asked for: a reload retries."""
    context.update(error_context(request, error), retry_url=context["state"].here)
    context["page_title"] = f"{error.title} · {context['page_title']}"
    return render_page(
        request, _page_of(kind), context, fragments=_fragments(kind), status=context["answer_status"]
    )
