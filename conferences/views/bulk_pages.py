"""What the page of a run over many objects shows, in each of its phases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from conferences.forms.bulk import ActionForm, ConfirmForm, ThemeChoice, flag_choices
from conferences.http import DeskRequest, render_page
from conferences.models import BulkAction, BulkItem, BulkRun, ItemState, Phase
from conferences.models.bulk import BEAT, RETRYABLE, TRIED
from conferences.presentation import times
from conferences.presentation.bulk import Progress, action_in_words, result, values_in_words
from conferences.presentation.filters import unknown_filter
from conferences.presentation.join_changes import LOCKS_OUT, JoinChange, counts, is_known_key, join_change
from conferences.presentation.themes import ThemeLine
from conferences.services import themes
from conferences.services.bulk import runs, undo
from conferences.services.saving.payload import NO_DISPLAY_NAME
from conferences.signalwire.kinds import Kind
from conferences.views.navigation import object_url

ROWS: Final = 100
ROWS_WITH_THEMES: Final = 50
"""A row with two themes is four drawings, some 4 kB, and comes again every two seconds while work is done."""
LIVE: Final = "bulk-live"
_TITLES: Final = {
    Phase.CHOOSING: "Selected",
    Phase.CHECKING: "Dry run",
    Phase.CHECKED: "Preview",
    Phase.RUNNING: "Running",
    Phase.FINISHED: "Results",
}
NAMED: Final = 5
"""How many of the live objects that latecomers could not join any more are named."""


@dataclass
class JoinChanges:
    """What a dry run would do to who can join: of each row, and of all once the dry run is done.

    ``found`` has the items that would be changed, by their keys. It is empty for what leaves the join window
    alone, while the dry run goes on (its page asks again every two seconds), and once it was confirmed.
    """

    run: BulkRun
    now: datetime
    found: dict[int, JoinChange] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        if self.run.phase != Phase.CHECKED or not self.is_shown:
            return
        ready = self.run.items.filter(state=ItemState.READY)
        for key, before, after, is_live in ready.values_list("pk", "before", "after", "is_live"):
            change = join_change(self.run.action, before, after, self.now, is_live=is_live)
            if change is not None:
                self.found[key] = change

    @property
    def is_shown(self) -> bool:
        """Whether the action touches the join window, and the run is still a dry run."""
        return self.run.action in (BulkAction.SHIFT, BulkAction.DELETE) and self.run.phase in (
            Phase.CHECKING,
            Phase.CHECKED,
        )

    def keys(self, wanted: str) -> list[int]:
        """The items that change as ``wanted``, a key of the address, says."""
        return [
            key
            for key, change in self.found.items()
            if (change.locks_out if wanted == LOCKS_OUT else change.key == wanted)
        ]

    def of(self, item: BulkItem) -> JoinChange | None:
        """The change of one item; where it stays as it is, its state now."""
        if not self.is_shown:
            return None
        if item.state != ItemState.READY:
            return join_change("", item.before, None, self.now)
        return join_change(self.run.action, item.before, item.after, self.now, is_live=item.is_live)

    def context(self, address: str) -> dict[str, Any]:
        """The counts for the summary and the filter, and the live objects that would lock people out."""
        locked = self.keys(LOCKS_OUT)
        named = self.run.items.filter(pk__in=locked[:NAMED])
        return {
            "shows_join_state": self.is_shown,
            "join_counts": [
                {"count": one, "url": _join_url(address, one.key)}
                for one in counts(self.found.values(), noun(self.run.kind, 1), self.run.kind)
            ],
            "locked_out": len(locked),
            "locked_out_names": [str(item) for item in named],
            "locked_out_more": max(0, len(locked) - NAMED),
            "locked_out_url": _join_url(address, LOCKS_OUT),
        }


def _join_url(address: str, key: str) -> str:
    return f"{address}?{urlencode({'join': key})}"


def render_run(
    request: DeskRequest,
    run: BulkRun,
    *,
    form: ActionForm | None = None,
    confirmation: ConfirmForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a run, or the part of it that changes while there is work in the background."""
    now = datetime.now(UTC)
    tally = runs.tally(run)
    context = {
        "run": run,
        "noun": noun(run.kind, run.total),
        "noun_one": noun(run.kind, 1),
        "plural": run.kind,
        "objects_title": _objects_title(run, now),
        "what": what(run),
        "progress": _progress(run, tally),
        "is_working": run.is_working(now),
        "poll_every": _poll_every(run, now),
        "is_stopping": run.is_working(now) and bool(run.halt),
        "is_paused": run.is_working(now) and run.paused_until is not None and run.paused_until > now,
        "resumes_at": times.clock(run.paused_until, request.zone) if run.paused_until else "",
        "is_interrupted": run.is_interrupted(now),
        "has_died": run.has_died(now),
        "ready": tally.get(ItemState.READY, 0),
        "live": run.items.filter(is_live=True, state=ItemState.READY).count(),
        "retryable": sum(tally.get(state, 0) for state in RETRYABLE) if run.phase == Phase.FINISHED else 0,
        "list_url": reverse(f"{run.kind.removesuffix('s')}-list", kwargs={"slug": request.workspace.slug}),
        "form": form or action_form(request, run),
        "confirmation": confirmation or confirm_form(run, tally),
        "can_undo": undo.can_be_undone(run),
        "undone_by": undo.undone_by([run]).get(run.pk),
        "is_theme": run.action == BulkAction.THEME,
        **_table(request, run, tally, now),
    }
    return render_page(
        request,
        "conferences/bulk_detail.html",
        context,
        fragments={LIVE: "conferences/_bulk_live.html"},
        status=status,
    )


def _poll_every(run: BulkRun, now: datetime) -> str:
    """How soon the page asks again: sooner where the heartbeat is late, as the process may have died."""
    is_late = run.heartbeat_at is not None and now - run.heartbeat_at > 1.5 * BEAT
    return "1s" if is_late else "2s"


def _objects_title(run: BulkRun, now: datetime) -> str:
    """The heading over the objects: what the run is doing at present."""
    if run.is_interrupted(now):
        return "Dry run stopped" if run.phase == Phase.CHECKING else "Stopped"
    return _TITLES[Phase(run.phase)]


def noun(kind: str, number: int) -> str:
    """``conference`` or ``conferences``, ``room`` or ``rooms``."""
    return Kind(kind).noun if number == 1 else kind


def action_form(request: DeskRequest, run: BulkRun, data: Any = None) -> ActionForm:
    """The form that asks what to do, as the run has it at present."""
    return ActionForm(
        data,
        kind=Kind(run.kind),
        zone=request.zone,
        run=run,
        action=request.GET.get("action", ""),
        themes=_theme_choices(request, run),
    )


def _theme_choices(request: DeskRequest, run: BulkRun) -> list[ThemeChoice]:
    """The presets of the workspace and SignalWire's own colours; a room has no theme."""
    if run.kind != Kind.CONFERENCE:
        return []
    return [
        ThemeChoice(one.key, one.name, one.colours, ThemeLine(one.colours, one.name, one.is_default))
        for one in themes.choices_of(request.workspace)
    ]


def confirm_form(run: BulkRun, tally: dict[ItemState, int], data: Any = None) -> ConfirmForm:
    """The last question, with the number of objects that will be changed."""
    number = tally.get(ItemState.READY, 0)
    return ConfirmForm(
        data,
        number=number,
        must_type=run.action == BulkAction.DELETE,
        noun=noun(run.kind, number),
        # Its last heartbeat tells one dry run from another.
        dry_run=run.heartbeat_at.isoformat() if run.heartbeat_at else "",
    )


def what(run: BulkRun) -> str:
    """What a run does, for people; empty where that is not chosen yet."""
    words = action_in_words(run.action, run.parameters, dict(flag_choices(Kind(run.kind))))
    return f"Undo of bulk change {run.undoes_id}: {words}" if run.undoes_id else words


def _progress(run: BulkRun, tally: dict[ItemState, int]) -> Progress:
    if run.phase in (Phase.RUNNING, Phase.FINISHED):
        # What an undo does not find any more it has tried as well: no dry run had looked for it.
        ended = (*TRIED, ItemState.GONE) if run.undoes_id else TRIED
        tried = sum(tally.get(state, 0) for state in ended)
        rest = tally.get(ItemState.READY, 0) + tally.get(ItemState.IN_PROGRESS, 0)
        return Progress(tried, tried + rest)
    return Progress(run.total - tally.get(ItemState.WAITING, 0), run.total)


def _table(request: DeskRequest, run: BulkRun, tally: dict[ItemState, int], now: datetime) -> dict[str, Any]:
    """One page of the objects, all or those that the address asks for, and the links to the others."""
    address = reverse("bulk-detail", kwargs={"slug": request.workspace.slug, "pk": run.pk})
    changes = JoinChanges(run, now)
    chosen, note = _chosen(request, changes)
    rows = ROWS_WITH_THEMES if run.action == BulkAction.THEME else ROWS
    page = Paginator(_items(run, changes, chosen), rows).get_page(request.GET.get("page"))
    left_behind = run.is_interrupted(now)
    tabs = [("", "All", run.total)]
    tabs += [
        (
            state.value,
            result(state, state.label, phase=run.phase, action=run.action, is_left_behind=left_behind).words,
            tally[state],
        )
        for state in ItemState
        if state in tally
    ]
    join = changes.context(address)
    join_tabs = [(one["count"].key, one["count"].label, one["count"].number) for one in join["join_counts"]]
    if join["locked_out"]:
        join_tabs.append((LOCKS_OUT, "Live, closed to latecomers", join["locked_out"]))
    return {
        **join,
        "filter_note": note,
        "tabs": [_tab(address, "show", one, chosen) for one in tabs],
        "join_tabs": [_tab(address, "join", one, chosen) for one in join_tabs],
        "rows": [
            _row(request, run, item, now, left_behind=left_behind, join=changes.of(item))
            for item in page.object_list
        ],
        "page": page,
        "page_urls": {
            "previous": f"{address}?{urlencode({**chosen, 'page': str(page.number - 1)})}",
            "next": f"{address}?{urlencode({**chosen, 'page': str(page.number + 1)})}",
        },
        "all_url": address,
        "live_url": f"{address}?{urlencode({**chosen, 'page': str(page.number)})}",
    }


def _chosen(request: DeskRequest, changes: JoinChanges) -> tuple[dict[str, str], str]:
    """The filter as query parameters, and a note where the address asks for one that does not exist."""
    show, join = request.GET.get("show", ""), request.GET.get("join", "")
    if is_known_key(join) and changes.is_shown and changes.run.phase == Phase.CHECKED:
        return {"join": join}, ""
    if show in ItemState.values:
        return {"show": show}, ""
    for name, value in (("join", join), ("show", show)):
        # This filter belongs to a dry run that is done, and is no mistake at any other time.
        if value and not (name == "join" and is_known_key(value)):
            return {}, unknown_filter(name, value, f"all {changes.run.kind} are shown")
    return {}, ""


def _items(run: BulkRun, changes: JoinChanges, chosen: dict[str, str]) -> Any:
    """The items of the filter, in their order."""
    items = run.items.select_related("change")
    if "join" in chosen:
        return items.filter(pk__in=changes.keys(chosen["join"]))
    return items.filter(state=chosen["show"]) if "show" in chosen else items


def _tab(address: str, name: str, tab: tuple[str, str, int], chosen: dict[str, str]) -> dict[str, Any]:
    value, label, number = tab
    return {
        "label": label,
        "number": number,
        "url": f"{address}?{urlencode({name: value})}" if value else address,
        "current": chosen.get(name) == value if value else not chosen,
    }


def _row(
    request: DeskRequest,
    run: BulkRun,
    item: BulkItem,
    now: datetime,
    *,
    left_behind: bool,
    join: JoinChange | None,
) -> dict[str, Any]:
    singular = Kind(run.kind).noun
    return {
        "item": item,
        "url": reverse(
            f"{singular}-detail",
            kwargs={"slug": request.workspace.slug, f"{singular}_id": item.object_id},
        ),
        "join": join,
        **_values(request, run, item, now),
        "result": result(
            item.state,
            item.get_state_display(),
            phase=run.phase,
            action=run.action,
            is_left_behind=left_behind,
        ),
        "history_url": _history_of(request, item),
        "name_url": _name_url(request, run, item),
        "can_retry": run.phase == Phase.FINISHED and item.state in RETRYABLE,
    }


def _values(request: DeskRequest, run: BulkRun, item: BulkItem, now: datetime) -> dict[str, Any]:
    """What the object had and is to have; nothing as ``after`` where that is the same."""
    is_same = item.after == item.before
    if run.action == BulkAction.THEME:
        return {
            "before": ThemeLine(item.before) if item.before else None,
            "after": ThemeLine(item.after) if item.after and not is_same else None,
        }
    return {
        "before": values_in_words(item.before, now, request.zone),
        "after": "" if is_same else values_in_words(item.after, now, request.zone),
    }


def _name_url(request: DeskRequest, run: BulkRun, item: BulkItem) -> str:
    """The object's form, where its missing display name is what is in the way."""
    if NO_DISPLAY_NAME not in item.sentence:
        return ""
    return object_url(request.workspace, Kind(run.kind), "update", item.object_id)


def _history_of(request: DeskRequest, item: BulkItem) -> str:
    if item.change_id is None:
        return ""
    return reverse("history-detail", kwargs={"slug": request.workspace.slug, "change_id": item.change_id})
