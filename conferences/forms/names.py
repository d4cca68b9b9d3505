"""Names for new conferences and rooms, made from what people call them."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import Final

from conferences.signalwire.limits import ROOM_FIELDS

_LONGEST: Final = next(field.max_length or 0 for field in ROOM_FIELDS if field.name == "name")
_NOT_ALLOWED: Final = re.compile(r"[^a-z0-9_]+")
_NUMBERED: Final = re.compile(r"(?P<stem>.*?)-(?P<number>[0-9]{1,4})\Z")
_FOLDED: Final = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "þ": "th"})


def suggest_name(display_name: str) -> str:
    """A name the API accepts: ``Köln: Q4 review`` is ``koln-q4-review``; "" where no letter is left."""
    folded = unicodedata.normalize("NFKD", display_name.lower().translate(_FOLDED))
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return _NOT_ALLOWED.sub("-", plain).strip("-_")[:_LONGEST].rstrip("-_")


def any_name(stem: str) -> str:
    """A name for what has none that could be spelled: ``conference-7f3a2b``."""
    return f"{stem}-{secrets.token_hex(3)}"


def next_name(name: str) -> str:
    """The same name with the next number behind it: ``lab`` is ``lab-2``, ``lab-2`` is ``lab-3``."""
    match = _NUMBERED.fullmatch(name)
    stem, number = (match["stem"], int(match["number"]) + 1) if match and match["stem"] else (name, 2)
    suffix = f"-{number}"
    return stem[: _LONGEST - len(suffix)] + suffix
