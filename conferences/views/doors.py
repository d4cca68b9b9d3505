"""Opening, closing and extending a join window: shown first, then sent, and undone if it was a mistake."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from conferences.forms.doors import DoorsForm, Move
from conferences.http import DeskRequest, actor_of, render_page, workspace_view
from conferences.models import Role, Workspace
from conferences.presentation import times
from conferences.presentation.doors import BUTTONS
from conferences.presentation.handover import moment_in_both
from conferences.presentation.windows import JoinWindow
from conferences.services import doors, reading
from conferences.services.doors import DoorAction, NoNewWindow, Window
from conferences.services.saving import Conflict, Gone, Saved
from conferences.signalwire import Conference, Room, SignalWireError
from conferences.views.back import Kind, marking, page_of, way_back
from conferences.views.problems import held_back, status_of, without_of

_ENDS = {"join_from": "opening time", "join_until": "closing time"}


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Role.EDITOR)
def conference_doors(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID
) -> HttpResponseBase:
    """Show what an action makes of a conference's join window, and carry it out."""
    return _Doors(request, workspace, "conferences", conference_id).answer()


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Role.EDITOR)
def room_doors(request: DeskRequest, workspace: Workspace, room_id: uuid.UUID) -> HttpResponseBase:
    """Show what an action makes of a room's join window, and carry it out."""
    return _Doors(request, workspace, "rooms", room_id).answer()


@require_POST
@workspace_view(Role.EDITOR)
def conference_doors_undo(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID, change_id: int
) -> HttpResponseBase:
    """Give a conference's join window back what it was before."""
    return _Doors(request, workspace, "conferences", conference_id).undo(change_id)


@require_POST
@workspace_view(Role.EDITOR)
def room_doors_undo(
    request: DeskRequest, workspace: Workspace, room_id: uuid.UUID, change_id: int
) -> HttpResponseBase:
    """Give a room's join window back what it was before."""
    return _Doors(request, workspace, "rooms", room_id).undo(change_id)


@dataclass(frozen=True)
class _Doors:
    """One request about the join window of one object."""

    request: DeskRequest
    workspace: Workspace
    kind: Kind
    identifier: uuid.UUID

    def answer(self) -> HttpResponseBase:
        """The page, or what came of sending it."""
        if self.request.method != "POST":
            return self._fresh_page(self.request.GET.get("action", ""))
        form = self._form(self.request.POST)
        if "move" not in form.errors and form.is_valid():
            return self._carry_out(form)
        reason = "".join(str(error) for error in form.errors.get("move", []))
        return self._fresh_page(self.request.GET.get("action", ""), note=reason, status=422)

    def _carry_out(self, form: DoorsForm) -> HttpResponseBase:
        move: Move = form.cleaned_data["move"]
        try:
            saved = doors.move(
                actor_of(self.request),
                self.kind,
                self.identifier,
                old=Window(move.old_opens, move.old_closes),
                new=Window(move.new_opens, move.new_closes),
                why=form.cleaned_data["why"],
                without=without_of(self.request),
            )
        except Conflict as conflict:
            note = (
                "Somebody else has moved this window in the meantime, so nothing was sent. "
                "The times below are new: look at them and confirm again."
            )
            return self._page_of_item(
                conflict.theirs, move.action, is_live=move.is_live, note=note, status=409
            )
        except Gone:
            messages.error(
                self.request, f"{move.label} was deleted in the meantime. There is no window to move."
            )
            return redirect(page_of(self.workspace, self.kind, "list"))
        except SignalWireError as problem:
            status = status_of(self.request, problem)
            return self._page(move, form=form, problem=problem, status=status)
        self._tell(move, saved)
        return self._return()

    def undo(self, change_id: int) -> HttpResponseBase:
        """Undo a move, say what came of it, and go back."""
        change = doors.move_of(self.workspace, self.kind, self.identifier, change_id)
        if change is None:
            raise Http404("No move of this window has that number.")
        label = change.object_title or change.object_name
        try:
            without = self.request.GET.getlist("without")
            saved = doors.undo(actor_of(self.request), self.kind, self.identifier, change, without=without)
        except Conflict:
            messages.warning(
                self.request, f"Somebody else has moved the window of {label} since. Nothing was undone."
            )
        except Gone:
            messages.error(self.request, f"{label} was deleted in the meantime. Nothing was undone.")
            return redirect(page_of(self.workspace, self.kind, "list"))
        except SignalWireError as error:
            doubt = (
                "It is not known whether the window was moved back: look before you try again."
                if error.may_have_arrived
                else "Nothing was undone."
            )
            messages.error(
                self.request,
                f"{error.title}. {error.explanation} {doubt}",
                extra_tags=self._undo_tag(change_id),
            )
        else:
            messages.success(self.request, f"{label} is as it was: {self._words(saved)}.{self._but(saved)}")
        return self._return()

    # What is said

    def _tell(self, move: Move, saved: Saved) -> None:
        said = messages.warning if saved.not_kept else messages.success
        if saved.change is None:
            said(self.request, f"{move.label} is so already: {self._words(saved)}.{self._but(saved)}")
            return
        stay = " People inside stay." if move.action == DoorAction.CLOSE_NOW else ""
        said(
            self.request,
            f"{move.label}: {self._words(saved)}.{stay}{self._but(saved)}",
            extra_tags=self._undo_tag(saved.change.pk, without=saved.left_out),
        )

    def _words(self, saved: Saved) -> str:
        """The window as SignalWire has it now: the ends that were changed, or both."""
        now, item = datetime.now(UTC), saved.item
        ends = (
            ("join_from", item.join_from, "open since", "opens", "open, no opening time"),
            ("join_until", item.join_until, "closed since", "closes", "no closing time"),
        )
        named = [name for name in saved.changed if name in _ENDS] or list(_ENDS)
        words = []
        for name, moment, past, ahead, none in ends:
            if name in named and moment is not None:
                when = moment_in_both(moment, self.request.zone)
                words.append(f"{past if moment <= now else ahead} {when}")
            elif name in named:
                words.append(none)
        return ", ".join(words)

    def _but(self, saved: Saved) -> str:
        said = ""
        if saved.left_out:
            names = ", ".join(name.replace("_", " ") for name in saved.left_out)
            said += f" Not sent, as SignalWire does not take its own value back: {names}."
        if saved.not_kept:
            names = " and ".join(_ENDS.get(one.name, one.name.replace("_", " ")) for one in saved.not_kept)
            said += f" SignalWire did not keep: {names}."
        others = [_ENDS[name] for name in saved.merged if name in _ENDS]
        if others:
            said += f" The {' and '.join(others)} that somebody else set in the meantime was kept."
        return said

    def _undo_tag(self, change_id: int, *, without: tuple[str, ...] = ()) -> str:
        """Where the message's button leads, for ``components/_messages.html``.

        What SignalWire did not take back at the move, it will not take back at the undoing.
        """
        noun = self.kind[:-1]
        address = reverse(
            f"{noun}-doors-undo",
            kwargs={"slug": self.workspace.slug, f"{noun}_id": self.identifier, "change_id": change_id},
        )
        return f"undo:{address}?{urlencode({'next': self._back(), 'without': without}, doseq=True)}"

    # Where it leads

    def _back(self) -> str:
        detail = page_of(self.workspace, self.kind, "detail", self.identifier)
        return way_back(self.request, otherwise=detail)

    def _return(self) -> HttpResponseBase:
        back = self._back()
        is_list = back.partition("?")[0] == page_of(self.workspace, self.kind, "list")
        return redirect(marking(back, self.identifier) if is_list else back)

    # The page

    def _form(self, data: Any = None, *, shown: Move | None = None, why: str = "") -> DoorsForm:
        return DoorsForm(
            data,
            workspace=self.workspace,
            kind=self.kind,
            identifier=self.identifier,
            shown=shown,
            why=why,
        )

    def _fresh_page(self, action: str, *, note: str = "", status: int = 200) -> HttpResponse:
        item = reading.get_object(
            self.workspace, self.kind, self.identifier, request_id=self.request.request_id
        )
        session = item.active_session
        return self._page_of_item(
            item, action, is_live=session is not None and session.is_live, note=note, status=status
        )

    def _page_of_item(
        self, item: Conference | Room, action: str, *, is_live: bool, note: str, status: int
    ) -> HttpResponse:
        now = datetime.now(UTC)
        old = new = Window.of(item)
        impossible = ""
        if action not in BUTTONS:
            action = ""
        else:
            try:
                new = doors.new_window(DoorAction(action), *old, now)
            except NoNewWindow as reason:
                impossible = str(reason)
        move = Move(
            action=action,
            label=(item.display_name or "").strip() or item.name or str(item.id),
            is_live=is_live,
            old_opens=old.opens,
            old_closes=old.closes,
            new_opens=new.opens,
            new_closes=new.closes,
        )
        form = None
        if new != old:
            form = self._form(shown=move, why=self.request.POST.get("why", ""))
        return self._page(move, form=form, impossible=impossible, note=note, status=status)

    def _page(
        self,
        move: Move,
        *,
        form: DoorsForm | None,
        impossible: str = "",
        note: str = "",
        problem: SignalWireError | None = None,
        status: int = 200,
    ) -> HttpResponse:
        now, zone = datetime.now(UTC), self.request.zone
        back = self._back()
        held = held_back(
            self.request,
            self.kind,
            problem,
            edit_url=page_of(self.workspace, self.kind, "update", self.identifier),
            button="Send",
        )
        old = JoinWindow(move.old_opens, move.old_closes, now, zone, is_live=move.is_live)
        new = JoinWindow(move.new_opens, move.new_closes, now, zone, is_live=move.is_live)
        context = {
            "form": form,
            "kind": self.kind,
            "noun": self.kind[:-1],
            "move": move,
            "button": BUTTONS.get(move.action),
            "choices": self._choices(Window(move.old_opens, move.old_closes), move.action, now, back),
            "old": old,
            "new": new,
            "rows": [
                ("Opens", "join_from", move.old_opens, move.new_opens, "No opening time"),
                ("Closes", "join_until", move.old_closes, move.new_closes, "No closing time"),
            ],
            "shift": _shift(move),
            "impossible": impossible,
            "note": note,
            "problem": None if held else problem,
            "held_back": held,
            "back": back,
            "list_url": page_of(self.workspace, self.kind, "list"),
            "detail_url": page_of(self.workspace, self.kind, "detail", self.identifier),
        }
        return render_page(self.request, "conferences/doors_confirm.html", context, status=status)

    def _choices(self, old: Window, action: str, now: datetime, back: str) -> list[dict[str, Any]]:
        possible = doors.possible(*old, now)
        return [
            {
                "button": button,
                "url": f"{self.request.path}?{urlencode({'action': value, 'next': back})}",
                "is_current": value == action,
            }
            for value, button in BUTTONS.items()
            if value in possible
        ]


def _shift(move: Move) -> str:
    """By how much the closing time moves, in words, where both are known."""
    if move.old_closes is None or move.new_closes is None or move.old_closes == move.new_closes:
        return ""
    seconds = (move.new_closes - move.old_closes).total_seconds()
    return f"{times.exact_duration(abs(seconds))} {'later' if seconds > 0 else 'earlier'}"
