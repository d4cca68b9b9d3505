"""Names of a theme's parts, in the order in which people read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HEX: Final = r"#[0-9a-fA-F]{6}"
MODES: Final = ("light", "dark")
ROLES: Final = ("background", "foreground", "primary", "success", "negative")
NAMES: Final = tuple(f"{mode}_{role}" for mode in MODES for role in ROLES)
"""The API's names of the ten colours of a theme."""

Theme = Mapping[str, str | None]
"""One of ``NAMES`` to a text, whether that is a colour or not."""

Colours = Mapping[str, str | None]
"""The colours of one mode: one of ``ROLES`` to a text, whether that is a colour or not."""


def of_mode(theme: Theme, mode: str) -> dict[str, str | None]:
    """The five texts of a mode by role; None for those that the theme does not have."""
    return {role: theme.get(f"{mode}_{role}") for role in ROLES}
