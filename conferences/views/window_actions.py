"""Opening, closing and extending a join window, and undoing it. Closing asks; the others act at once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from conferences.forms.window_action import Move, WindowActionForm, read_window
from conferences.http import DeskRequest, actor_of, render_page, workspace_view
from conferences.models import Role, Workspace
from conferences.presentation import times
from conferences.presentation.names import visible_name
from conferences.presentation.window_actions import BUTTONS
from conferences.presentation.window_messages import ENDS, changed_message, window_message
from conferences.presentation.windows import JoinWindow
from conferences.services import reading, window_actions
from conferences.services.saving.merge import FieldMismatch
from conferences.services.saving.payload import DisplayNameMissing
from conferences.services.saving.put import Conflict, Deleted
from conferences.services.saving.update import Saved
from conferences.services.window_actions import NoNewWindow, Window, WindowAction
from conferences.signalwire import Conference, Room, SignalWireError
from conferences.signalwire.kinds import CONFERENCE, ROOM, Kind
from conferences.views.navigation import object_url, return_url, with_saved_id
from conferences.views.object_form.page import visible
from conferences.views.upstream_errors import held_back, omitted_fields, status_of


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Role.EDITOR)
def conference_join_window(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID
) -> HttpResponseBase:
    """Show what an action makes of a conference's join window, and carry it out."""
    return _Doors(request, workspace, CONFERENCE, conference_id).answer()


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Role.EDITOR)
def room_join_window(request: DeskRequest, workspace: Workspace, room_id: uuid.UUID) -> HttpResponseBase:
    """Show what an action makes of a room's join window, and carry it out."""
    return _Doors(request, workspace, ROOM, room_id).answer()


@require_POST
@workspace_view(Role.EDITOR)
def conference_join_window_undo(
    request: DeskRequest, workspace: Workspace, conference_id: uuid.UUID, change_id: int
) -> HttpResponseBase:
    """Give a conference's join window back what it was before."""
    return _Doors(request, workspace, CONFERENCE, conference_id).undo(change_id)


@require_POST
@workspace_view(Role.EDITOR)
def room_join_window_undo(
    request: DeskRequest, workspace: Workspace, room_id: uuid.UUID, change_id: int
) -> HttpResponseBase:
    """Give a room's join window back what it was before."""
    return _Doors(request, workspace, ROOM, room_id).undo(change_id)


@dataclass(frozen=True)
class _Doors:
    """One request about the join window of one object."""

    request: DeskRequest
    workspace: Workspace
    kind: Kind
    identifier: uuid.UUID

    def answer(self) -> HttpResponseBase:
        """The page of confirmation, or the redirect once the window was changed."""
        action = self.request.GET.get("action", "")
        if self.request.method != "POST":
            return self._fresh_page(action)
        if "window" in self.request.POST:
            return self._act_at_once(action)
        form = self._form(self.request.POST)
        if "move" not in form.errors and form.is_valid():
            return self._carry_out(form.cleaned_data["move"], form=form)
        reason = "".join(str(error) for error in form.errors.get("move", []))
        return self._fresh_page(action, note=reason, status=422)

    def _act_at_once(self, action: str) -> HttpResponseBase:
        """Carry out what the pressed button said, if the window is still the one that it was drawn for."""
        old = read_window(self.request.POST["window"])
        if old is None or action not in BUTTONS or WindowAction(action).asks_first:
            return self._fresh_page(action)
        try:
            new = window_actions.new_window(WindowAction(action), *old, datetime.now(UTC))
        except NoNewWindow:
            note = "This page was out of date, so nothing was changed."
            return self._fresh_page(action, note=note, status=409)
        move = Move(
            action=action,
            label=f"this {self.kind.noun}",
            is_live=False,
            old_opens=old[0],
            old_closes=old[1],
            new_opens=new.opens,
            new_closes=new.closes,
        )
        return self._carry_out(move)

    def _carry_out(self, move: Move, *, form: WindowActionForm | None = None) -> HttpResponseBase:
        """Send ``move``; ``form`` is the page that it was confirmed on, if it was."""
        try:
            saved = window_actions.move(
                actor_of(self.request),
                self.kind,
                self.identifier,
                old=Window(move.old_opens, move.old_closes),
                new=Window(move.new_opens, move.new_closes),
                why=form.cleaned_data["why"] if form else "",
                without=omitted_fields(self.request),
                is_strict=form is None,
            )
        except Conflict as conflict:
            note = (
                "Someone else changed this join window after you opened the page, so nothing was changed. "
                "Check the times below, which are up to date, and confirm."
            )
            return self._page_of_item(conflict.theirs, move.action, note=note, status=409)
        except Deleted:
            label = "It" if form is None else move.label
            messages.error(
                self.request, f"{label} was deleted in the meantime. There is no join window to change."
            )
            return redirect(object_url(self.workspace, self.kind, "list"))
        except SignalWireError as problem:
            status = status_of(self.request, problem)
            if form is None:
                move = self._named(move)
                form = self._form(shown=move)
            return self._page(move, form=form, problem=problem, status=status)
        self._tell(move, saved)
        return self._return()

    def _named(self, move: Move) -> Move:
        """``move`` with the object's name, where it can be read."""
        try:
            item = reading.get_object(
                self.workspace, self.kind, self.identifier, request_id=self.request.request_id
            )
        except SignalWireError:
            return move
        return replace(move, label=_label(item), is_live=_is_live(item))

    def undo(self, change_id: int) -> HttpResponseBase:
        """Undo a move, say what came of it, and go back."""
        change = window_actions.move_of(self.workspace, self.kind, self.identifier, change_id)
        if change is None:
            raise Http404("No move of this window has that number.")
        label = change.object_title or change.object_name
        try:
            without = self.request.GET.getlist("without")
            saved = window_actions.undo(
                actor_of(self.request), self.kind, self.identifier, change, without=without
            )
        except Conflict:
            messages.warning(
                self.request,
                f"Someone else has changed the join window of {label} since. Nothing was undone.",
            )
        except Deleted:
            messages.error(self.request, f"{label} was deleted in the meantime. Nothing was undone.")
            return redirect(object_url(self.workspace, self.kind, "list"))
        except SignalWireError as error:
            doubt = (
                "It is not known whether this was undone: History shows the outcome within a minute."
                if error.may_have_arrived
                else "Nothing was undone."
            )
            messages.error(
                self.request,
                f"{error.title}. {error.explanation} {doubt}",
                extra_tags=self._undo_tag(change_id),
            )
        else:
            said = messages.warning if self._not_kept(saved) else messages.success
            said(
                self.request,
                f"{self._whose(saved)}Undone. {self._window_of(saved)}, as before.{self._but(saved)}",
            )
        return self._return()

    # What is said

    def _tell(self, move: Move, saved: Saved) -> None:
        whose = self._whose(saved)
        if saved.change is None:
            messages.info(self.request, f"{whose}Nothing to change. {self._window_of(saved)}.")
            return
        item, now = saved.item, datetime.now(UTC)
        message = changed_message(move.action, item.join_from, item.join_until, now, self.request.zone)
        said = messages.success
        if any(one.name in ENDS for one in self._not_kept(saved)):
            said, message = messages.warning, f"{self._window_of(saved)}."
        said(
            self.request,
            f"{whose}{message}{self._but(saved)}",
            extra_tags=self._undo_tag(saved.change.pk, without=saved.left_out),
        )

    def _whose(self, saved: Saved) -> str:
        """The object's name, where the message stands on another page than its own."""
        own = object_url(self.workspace, self.kind, "detail", self.identifier)
        return "" if self._back().partition("?")[0] == own else f"{_label(saved.item)}: "

    def _window_of(self, saved: Saved) -> str:
        """The window as SignalWire has it now: the ends that were changed, or both."""
        item, now = saved.item, datetime.now(UTC)
        return window_message(item.join_from, item.join_until, now, self.request.zone, names=saved.changed)

    def _but(self, saved: Saved) -> str:
        said = ""
        if saved.left_out:
            names = ", ".join(name.replace("_", " ") for name in saved.left_out)
            said += f" Not sent, as SignalWire does not accept its stored value: {names}."
        if not_kept := self._not_kept(saved):
            names = " and ".join(ENDS.get(one.name, one.name.replace("_", " ")) for one in not_kept)
            said += f" SignalWire did not keep: {names}."
        others = [ENDS[name] for name in saved.merged if name in ENDS]
        if others:
            said += f" The {' and '.join(others)} that someone else set in the meantime was kept."
        return said

    def _not_kept(self, saved: Saved) -> tuple[FieldMismatch, ...]:
        return visible(self.request, self.kind, saved.not_kept)

    def _undo_tag(self, change_id: int, *, without: tuple[str, ...] = ()) -> str:
        """Where the message's button leads, for ``components/_messages.html``.

        What SignalWire did not take back at the move, it will not take back at the undoing.
        """
        noun = self.kind.noun
        address = reverse(
            f"{noun}-join-window-undo",
            kwargs={"slug": self.workspace.slug, f"{noun}_id": self.identifier, "change_id": change_id},
        )
        return f"undo:{address}?{urlencode({'next': self._back(), 'without': without}, doseq=True)}"

    # Where it leads

    def _back(self) -> str:
        detail = object_url(self.workspace, self.kind, "detail", self.identifier)
        return return_url(self.request, otherwise=detail)

    def _return(self) -> HttpResponseBase:
        back = self._back()
        is_list = back.partition("?")[0] == object_url(self.workspace, self.kind, "list")
        return redirect(with_saved_id(back, self.identifier) if is_list else back)

    # The page

    def _form(self, data: Any = None, *, shown: Move | None = None, why: str = "") -> WindowActionForm:
        return WindowActionForm(
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
        return self._page_of_item(item, action, note=note, status=status)

    def _page_of_item(self, item: Conference | Room, action: str, *, note: str, status: int) -> HttpResponse:
        now = datetime.now(UTC)
        old = new = Window.of(item)
        impossible = ""
        if action not in BUTTONS:
            action = ""
        else:
            try:
                new = window_actions.new_window(WindowAction(action), *old, now)
            except NoNewWindow as reason:
                impossible = str(reason)
        move = Move(
            action=action,
            label=_label(item),
            is_live=_is_live(item),
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
        form: WindowActionForm | None,
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
            edit_url=object_url(self.workspace, self.kind, "update", self.identifier),
            button="Send",
        )
        old = JoinWindow(move.old_opens, move.old_closes, now, zone, is_live=move.is_live)
        new = JoinWindow(move.new_opens, move.new_closes, now, zone, is_live=move.is_live)
        context = {
            "form": form,
            "kind": self.kind,
            "noun": self.kind.noun,
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
            "name_url": self._name_url(problem, back),
            "back": back,
            "list_url": object_url(self.workspace, self.kind, "list"),
            "detail_url": object_url(self.workspace, self.kind, "detail", self.identifier),
        }
        return render_page(self.request, "conferences/window_action_confirm.html", context, status=status)

    def _name_url(self, problem: SignalWireError | None, back: str) -> str:
        """The object's form, where its missing display name is what is in the way."""
        if not isinstance(problem, DisplayNameMissing):
            return ""
        form = object_url(self.workspace, self.kind, "update", self.identifier)
        return f"{form}?{urlencode({'next': back})}"

    def _choices(self, old: Window, action: str, now: datetime, back: str) -> list[dict[str, Any]]:
        possible = window_actions.possible(*old, now)
        return [
            {
                "button": button,
                "url": f"{self.request.path}?{urlencode({'action': value, 'next': back})}",
                "is_current": value == action,
            }
            for value, button in BUTTONS.items()
            if value in possible
        ]


def _label(item: Conference | Room) -> str:
    return visible_name(item.display_name) or visible_name(item.name) or str(item.id)


def _is_live(item: Conference | Room) -> bool:
    return item.active_session is not None and item.active_session.is_live


def _shift(move: Move) -> str:
    """By how much the closing time moves, in words, where both are known."""
    if move.old_closes is None or move.new_closes is None or move.old_closes == move.new_closes:
        return ""
    seconds = (move.new_closes - move.old_closes).total_seconds()
    return f"{times.exact_duration(abs(seconds))} {'later' if seconds > 0 else 'earlier'}"
