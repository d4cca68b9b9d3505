"""What a page says of a filter in its address that it does not know."""

from __future__ import annotations

from typing import Final

_MAXIMUM: Final = 40


def unknown_filter(name: str, value: str, instead: str) -> str:
    """``Unknown filter “window=someday”: all conferences are shown.`` ``instead`` is the last part."""
    text = f"{name}={value}"
    text = text if len(text) <= _MAXIMUM else f"{text[: _MAXIMUM - 1]}…"
    return f"Unknown filter “{text}”: {instead}."
