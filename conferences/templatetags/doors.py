"""Template tags that open and close join windows: the buttons of a window, the menu of a list's row."""

from __future__ import annotations

from urllib.parse import quote

from django import template
from django.template.context import RequestContext
from django.utils.html import escape
from django.utils.safestring import SafeString

from conferences.presentation import doors
from conferences.presentation.rows import ConferenceRow, RoomRow
from conferences.presentation.windows import JoinWindow

register = template.Library()


@register.simple_tag
def door_buttons(window: JoinWindow) -> tuple[doors.DoorButton, ...]:
    """``{% door_buttons details.window as buttons %}``: what can be done to it with one button."""
    return doors.door_buttons(window)


@register.simple_tag(takes_context=True)
def row_actions(context: RequestContext, row: ConferenceRow | RoomRow) -> SafeString:
    """``{% row_actions row %}``: the row's last cell, whose links come back to this page of the list."""
    request = context["request"]
    return doors.row_actions(
        row.window,
        address=escape(f"{request.path}{row.item.id}/"),
        label=row.label,
        back=f"next={quote(request.get_full_path(), safe='')}",
    )
