"""The sprite: one file with every icon and layout drawing, which pages refer to.

A list shows the same few a hundred times. A browser asks for the file once, as its address changes with its
content.
"""

from __future__ import annotations

import functools
import hashlib
import re
from typing import Final

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from heroicons.templatetags.heroicons import heroicon_outline

from conferences.presentation.layouts import LAYOUTS, layout_drawing, layout_symbol

# The outline icons of heroicons that the dashboard uses, and no others: all of them are 130 kB.
ICONS: Final = (
    "adjustments-horizontal",
    "arrow-down-tray",
    "arrow-left",
    "arrow-path",
    "arrow-right",
    "arrow-right-start-on-rectangle",
    "arrow-top-right-on-square",
    "arrow-uturn-left",
    "arrow-uturn-right",
    "arrows-right-left",
    "bars-3",
    "bookmark",
    "calendar",
    "calendar-days",
    "chat-bubble-left",
    "chat-bubble-left-right",
    "check",
    "check-circle",
    "chevron-double-left",
    "chevron-left",
    "chevron-right",
    "chevron-up-down",
    "clipboard",
    "clipboard-document",
    "clock",
    "code-bracket",
    "cog-6-tooth",
    "credit-card",
    "document-duplicate",
    "document-minus",
    "ellipsis-horizontal",
    "exclamation-circle",
    "exclamation-triangle",
    "eye",
    "funnel",
    "globe-alt",
    "identification",
    "information-circle",
    "key",
    "link",
    "lock-closed",
    "lock-open",
    "magnifying-glass",
    "microphone",
    "minus",
    "moon",
    "pause",
    "pencil-square",
    "play",
    "plus",
    "question-mark-circle",
    "queue-list",
    "rectangle-stack",
    "signal",
    "signal-slash",
    "sparkles",
    "squares-2x2",
    "stop",
    "sun",
    "swatch",
    "trash",
    "user",
    "user-plus",
    "users",
    "video-camera",
    "x-circle",
    "x-mark",
)
_CONTENT: Final = re.compile(r"<svg[^>]*>\s*(.*?)\s*</svg>", re.DOTALL)


@functools.cache
def sprite() -> bytes:
    """The SVG file with a symbol for each icon and layout."""
    symbols = [f'<symbol id="{name}" viewBox="0 0 24 24">{_content(name)}</symbol>' for name in ICONS]
    symbols += [
        f'<symbol id="{layout_symbol(name)}" viewBox="0 0 20 14">{layout_drawing(name)}</symbol>'
        for name in LAYOUTS
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>'.encode()


def _content(name: str) -> str:
    found = _CONTENT.search(heroicon_outline(name, size=None))
    return re.sub(r"\s*\n\s*", "", found[1]) if found else ""


@functools.cache
def sprite_digest() -> str:
    """What stands for the sprite's content in its address."""
    return hashlib.sha256(sprite()).hexdigest()[:8]


@functools.cache
def _sprite_url() -> str:
    return reverse("icon-sprite", kwargs={"digest": sprite_digest()})


@functools.lru_cache(maxsize=256)
def icon(name: str, size: str = "s") -> SafeString:
    """The outline icon ``name``, 16 px (``s``) or 20 px (``m``). Raises ValueError for one not listed."""
    if name not in ICONS:
        raise ValueError(f"{name} is not among the ICONS of the sprite. Add it there.")
    classes = "icon icon-s" if size == "s" else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, _sprite_url(), name
    )


@functools.lru_cache(maxsize=64)
def layout_glyph(layout: str) -> SafeString | None:
    """The layout as a 20 by 14 px drawing, or None for one that is not known."""
    symbol = layout_symbol(layout)
    if not symbol:
        return None
    return format_html(
        '<svg class="layout-glyph" width="20" height="14" aria-hidden="true"><use href="{}#{}"/></svg>',
        _sprite_url(),
        symbol,
    )
