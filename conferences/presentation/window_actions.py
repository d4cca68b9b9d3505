"""The buttons that open, close and extend a join window, and a window before and after in words."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from conferences.presentation.icons import icon
from conferences.presentation.windows import JoinState, JoinWindow


@dataclass(frozen=True)
class DoorButton:
    """One action on a join window: its value in the address, its words, and its icon, if it has one.

    One that ``asks`` leads to a page of confirmation; the others are carried out at once. One that
    ``opens`` lets people in from now on. Buttons with the same ``prefix`` (``Extend by``) stand together:
    only the first needs to show it.
    """

    action: str
    label: str
    icon: str = ""
    asks: bool = False
    opens: bool = False
    prefix: str = ""

    @property
    def words(self) -> str:
        """The whole of what the button says."""
        return self.prefix + self.label


_CLOSE: Final = DoorButton("close-now", "Close now", "lock-closed", asks=True)
_OPEN: Final = DoorButton("open-now", "Open now", "lock-open", opens=True)
_LENGTHS: Final = {"15": "15 min", "30": "30 min", "60": "1 h"}
_PLUS: Final = tuple(
    DoorButton(f"plus-{minutes}", words, prefix="Extend by ") for minutes, words in _LENGTHS.items()
)
_REOPEN: Final = tuple(
    DoorButton(f"reopen-{minutes}", words, opens=True, prefix="Reopen for ")
    for minutes, words in _LENGTHS.items()
)
_NO_CLOSING: Final = DoorButton("no-closing-time", "Remove closing time")
_NO_OPENING: Final = DoorButton("no-opening-time", "Remove opening time", opens=True)
BUTTONS: Final = {
    button.action: button for button in (_CLOSE, _OPEN, *_PLUS, *_REOPEN, _NO_CLOSING, _NO_OPENING)
}
_IN_ROWS: Final = (*_PLUS, *_REOPEN, _OPEN, _CLOSE)


def door_buttons(window: JoinWindow) -> tuple[DoorButton, ...]:
    """The actions that make sense for a window, extensions first; ``services`` decides in the end."""
    if window.is_impossible:
        # Extending it would only hide that its ends are the wrong way round.
        return (_OPEN,)
    match window.state:
        case JoinState.ALWAYS_OPEN | JoinState.OPEN:
            return (_CLOSE,)
        case JoinState.OPEN_UNTIL:
            return (*_PLUS, _NO_CLOSING, _CLOSE)
        case JoinState.OPENS:
            ends = (*_PLUS, _NO_CLOSING) if window.closes is not None else ()
            return (*ends, _NO_OPENING, _OPEN)
        case JoinState.CLOSED:
            return (*_REOPEN, _OPEN)


def write_window(opens: datetime | None, closes: datetime | None) -> str:
    """A window as a button posts it: what the page showed when the button was drawn."""
    return "/".join(end.astimezone(UTC).isoformat() if end else "" for end in (opens, closes))


def row_actions(
    window: JoinWindow, *, address: str, label: str, back: str, has_guest_link: bool
) -> SafeString:
    """The last cell of a list's row: edit, and a menu with the rest.

    ``address`` is the object's own, ``back`` the list's as a query (``next=…``), both ready for HTML. The
    buttons belong to the form ``row-form``, which stands below the table.
    """
    drawn = _row_actions(door_buttons(window), has_guest_link)
    marked = drawn.replace(_ADDRESS, address).replace(_BACK, back)
    marked = marked.replace(_WINDOW, write_window(window.opens, window.closes))
    return mark_safe(marked.replace(_LABEL, escape(label)))  # noqa: S308  put together from escaped parts


# Signs that stand in no address and no escaped text.
_ADDRESS, _BACK, _LABEL, _WINDOW = "\x01", "\x02", "\x03", "\x04"


@functools.lru_cache(maxsize=32)
def _row_actions(buttons: tuple[DoorButton, ...], has_guest_link: bool) -> str:
    """The cell with places left for what differs from row to row.

    A page shows up to 250 of them, so the menu has words without drawings: those would weigh 2 kB a row.
    """
    doors = format_html_join("", "{}", ((_menu_item(button),) for button in _IN_ROWS if button in buttons))
    link = (
        format_html(
            '<hr><button class="menu-link" form="row-form" formaction="{}access/" name="role" '
            'value="guest" data-copy-guest-link>{}</button>',
            _ADDRESS,
            "Copy guest link",
        )
        if has_guest_link
        else ""
    )
    rest = format_html_join(
        "",
        '<a class="menu-link{}" href="{}{}/?{}">{}</a>',
        (
            ("", _ADDRESS, "duplicate", _BACK, "Duplicate"),
            (" menu-link-danger", _ADDRESS, "delete", _BACK, "Delete"),
        ),
    )
    return format_html(
        '<td role="cell" class="cell-actions"><div class="row-actions">'
        '<a class="button button-icon" href="{address}edit/?{back}" title="Edit">{pencil}'
        '<span class="hidden">Edit {label}</span></a>'
        '<details class="menu" name="row-menu"><summary class="button button-icon" title="More">{dots}'
        '<span class="hidden">More for {label}</span></summary>'
        '<div class="menu-list">{doors}{link}<hr>{rest}</div></details></div></td>',
        address=_ADDRESS,
        back=_BACK,
        label=_LABEL,
        pencil=icon("pencil-square"),
        dots=icon("ellipsis-horizontal"),
        doors=doors,
        link=link,
        rest=rest,
    )


def _menu_item(button: DoorButton) -> SafeString:
    if button.asks:
        return format_html(
            '<a class="menu-link" href="{}join-window/?action={}&amp;{}">{} …</a>',
            _ADDRESS,
            button.action,
            _BACK,
            button.words,
        )
    return format_html(
        '<button class="menu-link" form="row-form" formaction="{}join-window/?action={}" name="window" '
        'value="{}">{}</button>',
        _ADDRESS,
        button.action,
        _WINDOW,
        button.words,
    )
