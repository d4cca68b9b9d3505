"""The history as CSV: a line for each field of each change, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
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
    "Object id",
    "Object name",
    "Display name",
    "Field",
    "Before",
    "After",
    "Why",
    "Outcome",
    "Answer",
    "SignalWire request id",
    "Request id",
)

_BYTE_ORDER_MARK: Final = "\ufeff"  # without it spreadsheets take the file for another encoding
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LINES_AT_ONCE: Final = 200


def safe_cell(text: str) -> str:
    """``text`` that no spreadsheet takes for a formula: what begins like one gets an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


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
