"""Names that people and other programs gave, made fit to stand on a page."""

from __future__ import annotations


def visible_name(text: str | None) -> str:
    """``text`` without white space around it; empty where nothing of it could be seen.

    A name of nothing but zero-width or direction marks would be a link that nobody can find.
    """
    name = (text or "").strip()
    return name if any(sign.isprintable() and not sign.isspace() for sign in name) else ""
