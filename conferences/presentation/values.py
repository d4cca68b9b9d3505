"""The value of one field in words, as it stands in sentences and tables."""

from __future__ import annotations

import json
from datetime import UTC, datetime, tzinfo

from conferences.presentation import times
from conferences.presentation.layouts import layout_words
from conferences.signalwire.kinds import CONFERENCE, Kind
from conferences.signalwire.limits import SIZES


def format_value(kind: Kind, name: str, value: object, zone: tzinfo, *, most: int = 0) -> str:
    """``On``, ``Thu 12 Nov 2026, 09:00 (08:00 UTC)``, ``Large, up to 300 people``, ``not set``.

    ``most`` is the number of characters after which a text is cut; 0 cuts nothing.
    """
    if value is None or value == "":
        return "not set"
    if isinstance(value, bool):
        return "On" if value else "Off"
    if isinstance(value, datetime):
        moment = value.astimezone(UTC)
        return f"{times.full(moment, zone)} ({times.utc_beside(moment, zone)})"
    if name == "layout":
        text = layout_words(str(value))
    elif name == "size" and kind == CONFERENCE and value in SIZES:
        text = f"{str(value).capitalize()}, up to {SIZES[str(value)]} people"
    elif name == "remove_after_seconds_elapsed" and isinstance(value, int):
        text = times.exact_duration(value)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return f"{text[: most - 1].rstrip()}…" if most and len(text) > most else text
