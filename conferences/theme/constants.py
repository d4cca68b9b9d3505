"""Names of a theme's parts, in the order in which people read them."""

from __future__ import annotations

from typing import Final

HEX: Final = r"#[0-9a-fA-F]{6}"
MODES: Final = ("light", "dark")
ROLES: Final = ("background", "foreground", "primary", "success", "negative")
