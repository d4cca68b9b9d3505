"""The history as CSV: a line for each field of each change, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from conferences.presentation import times
from conferences.presentation.changes import ChangeEntry, Label, outcome_words

HEADINGS: Final = (
    "Change",
    "Time (UTC)",
    "Time (local)",
    "Time zone",
    "Person",
    "Action",
    "Kind",
    "Object ID",
    "Object name",
    "Display name",
    "Field",
    "Before",
    "After",
    "Reason",
    "Outcome",
    "Response",
    "SignalWire request ID",
    "Request ID",
)

_BYTE_ORDER_MARK: Final = "\ufeff"  # without it spreadsheets take the file for another encoding
_SIGNS: Final = r"=+@\-\u2212\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b"  # also full-width and small
# Blanks, quotes, and every sign that is not seen: some spreadsheets pass over them before they look.
_UNSEEN: Final = (
    r"[\s\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
    r'"`\u2018-\u201f\xab\xbb\uff02]'
)
# A spreadsheet of another country splits at semicolons, and one that takes no quotes at tabs and lines.
_SEPARATOR: Final = r"[;\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]"
_FORMULA: Final = re.compile(rf"(?:\A|{_SEPARATOR})(?:(?!{_SEPARATOR}){_UNSEEN})*+[{_SIGNS}]")
_NUMBER: Final = re.compile(r"-[0-9]+(?:\.[0-9]+)?", re.ASCII)
_LINES_AT_ONCE: Final = 200


def safe_cell(text: str) -> str:
    """``text`` that no spreadsheet takes for a formula, wherever it splits: no part begins like one.

    An apostrophe goes before each ``=``, ``+``, ``-`` and ``@`` that is the first thing seen in the text or
    after a separator, and before a tab or line that begins the text. A negative number stays.
    """
    if _NUMBER.fullmatch(text):
        return text
    safe = _FORMULA.sub(lambda match: f"{match[0][:-1]}'{match[0][-1]}", text)
    return f"'{safe}" if safe.startswith(("\t", "\r", "\n")) else safe


def csv_lines(changes: Iterable[Any], *, now: datetime, zone: tzinfo, label: Label) -> Iterator[str]:
    """The file piece by piece, with a byte order mark. ``label`` names a field of a kind."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(_BYTE_ORDER_MARK)
    writer.writerow(HEADINGS)
    for number, change in enumerate(changes, start=1):
        for row in _rows(ChangeEntry(change, now, zone, label)):
            writer.writerow([safe_cell(cell) for cell in row])
        if number % _LINES_AT_ONCE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _rows(entry: ChangeEntry) -> Iterator[Sequence[str]]:
    change = entry.change
    opened_at = times.in_zone(change.opened_at, entry.zone)
    first = (
        str(change.pk),
        times.utc_text(change.opened_at.replace(microsecond=0)),
        f"{opened_at:%Y-%m-%d %H:%M:%S}",
        str(entry.zone),
        change.person_name,
        change.get_action_display(),
        entry.noun,
        str(change.object_id or ""),
        change.object_name,
        change.object_title,
    )
    outcome = outcome_words(str(change.outcome_at(entry.now))).word
    last = (change.why, outcome, change.sentence, change.upstream_request_id, change.request_id)
    for texts in entry.texts() or [("", "", "")]:
        yield (*first, *texts, *last)
