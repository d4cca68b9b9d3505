"""Texts that people and other programs gave, made fit to stand on a page."""

from __future__ import annotations

from typing import Final

NAME_MAXIMUM: Final = 300
"""How many characters of a name are shown; the API's own names are shorter."""
WORD_MAXIMUM: Final = 60
"""How many of a value that should be one of a few words, such as a layout, or a colour."""
TEXT_MAXIMUM: Final = 6_000
"""How many of a longer text."""


def truncate(text: str, maximum: int) -> str:
    """``text``, or its beginning and an ellipsis where it has more than ``maximum`` characters."""
    return text if len(text) <= maximum else f"{text[: maximum - 1]}…"


def visible_name(text: str | None) -> str:
    """``text`` without white space around it, cut to ``NAME_MAXIMUM``; empty where nothing could be seen.

    A name of nothing but zero-width or direction marks would be a link that no one can find.
    """
    name = truncate((text or "").strip(), NAME_MAXIMUM)
    return name if any(sign.isprintable() and not sign.isspace() for sign in name) else ""
