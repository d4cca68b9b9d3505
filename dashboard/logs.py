"""How a log record is written: one line, ``key=value``, in UTC, that nothing in it can forge."""

from __future__ import annotations

import logging
import re
import time
from typing import Final

_OWN: Final = frozenset(logging.LogRecord("", 0, "", 0, "", (), None).__dict__) | {
    "message",
    "asctime",
    "taskName",
    # Django hangs these whole objects on its records; they carry the query, the headers and the body.
    "request",
    "server_time",
    "sock",
}
_CONTROL: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]|[\ud800-\udfff]"
)
_PLAIN: Final = re.compile(r"[^\s\"=\\]+")


def escape(text: str) -> str:
    """``text`` without anything that could break a line or reorder it; such characters become ``\\uXXXX``."""
    return _CONTROL.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def quote(value: object) -> str:
    """A value for ``key=value``: bare if it is one plain word, otherwise in double quotes."""
    text = str(value)
    if _PLAIN.fullmatch(text) and not _CONTROL.search(text):
        return text
    return '"' + escape(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


class FaultsOnly(logging.Filter):
    """Lets through what an exception of our own caused, with its traceback, and nothing else."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record carries an exception."""
        return record.exc_info is not None


class LineFormatter(logging.Formatter):
    """``2026-11-20T09:58:00.123Z INFO dashboard.request request method=GET path=/ status=200``.

    What a call passes as ``extra`` follows the message in the order given; None is left out. An
    exception's traceback follows on lines of its own, each beginning with ``  | ``, without local
    variables.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The record as text without a line break at its end."""
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        head = f"{stamp}.{int(record.msecs):03d}Z {record.levelname} {record.name} "
        extras = [
            f"{key}={quote(value)}"
            for key, value in record.__dict__.items()
            if key not in _OWN and value is not None
        ]
        parts = [head + escape(record.getMessage()), *extras]
        lines = [" ".join(parts)]
        if record.exc_info:
            lines += self._indented(self.formatException(record.exc_info))
        if record.stack_info:
            lines += self._indented(self.formatStack(record.stack_info))
        return "\n".join(lines)

    @staticmethod
    def _indented(text: str) -> list[str]:
        # Split at real line feeds only, as traceback writes them: what else could break a line is escaped.
        return [f"  | {escape(line)}" for line in text.split("\n")]
