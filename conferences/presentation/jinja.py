"""What templates of Jinja2 have at hand."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, StrictUndefined

from conferences.presentation.icons import icon, layout_glyph
from conferences.presentation.layouts import layout_words


def environment(**options: Any) -> Environment:
    """The environment of Django's backend, in which a name that does not exist is an error."""
    made = Environment(  # noqa: S701  Django's backend passes autoescape=True
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
    made.globals.update(icon=icon, layout_glyph=layout_glyph, layout_words=layout_words)
    return made
