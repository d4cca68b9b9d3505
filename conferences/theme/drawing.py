"""Which colour stands for a field of a theme, whatever is typed or stored there."""

from __future__ import annotations

from collections.abc import Mapping

from conferences.theme.colour import channels
from conferences.theme.constants import NAMES


def drawn_theme(
    texts: Mapping[str, str | None], saved: Mapping[str, str | None], defaults: Mapping[str, str]
) -> dict[str, str]:
    """The hex code that each of the ten fields is drawn in.

    ``texts`` stand in the fields, ``saved`` are stored, ``defaults`` are SignalWire's own colours.
    An empty field is drawn in that; one with a text that is no colour in the stored colour, if that is one.
    """
    drawn = {}
    for name in NAMES:
        text = texts.get(name)
        stored = saved.get(name) if text else None
        known = [code for code in (text, stored) if code and channels(code) is not None]
        drawn[name] = known[0] if known else defaults[name]
    return drawn
