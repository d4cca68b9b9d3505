"""Icons, drawn once each: a list page shows the same few a hundred times."""

from __future__ import annotations

import functools

from django.utils.safestring import SafeString, mark_safe
from heroicons.templatetags.heroicons import heroicon_outline


@functools.lru_cache(maxsize=256)
def icon(name: str, size: str = "s") -> SafeString:
    """The outline icon ``name`` as an inline SVG, 16 px (``s``) or 20 px (``m``).

    Raises ``heroicons.IconDoesNotExist`` for an unknown name.
    """
    classes = "icon icon-s" if size == "s" else "icon"
    return mark_safe(heroicon_outline(name, size=None, **{"class": classes}))  # noqa: S308  our own markup
