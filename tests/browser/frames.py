"""What a browser's own tracing says of the frames that a page has drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import CDPSession, Page

_CATEGORIES: Final = "devtools.timeline,disabled-by-default-devtools.timeline,toplevel,__metadata"


@dataclass
class Frames:
    """Filled when the tracing ends: ``tasks`` are the milliseconds that each frame's task took on the page's
    main thread (script, style, layout, paint); ``paints`` counts how often it painted."""

    tasks: list[float] = field(default_factory=list)
    paints: int = 0

    def slowest(self, share: float) -> float:
        """The milliseconds that this share of the drawing tasks stays below."""
        ordered = sorted(self.tasks)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


@contextmanager
def traced(page: Page) -> Iterator[Frames]:
    """Trace what ``page`` does inside of the block."""
    session = page.context.new_cdp_session(page)
    frames = Frames()
    session.send("Tracing.start", {"categories": _CATEGORIES, "transferMode": "ReturnAsStream"})
    yield frames
    done: list[dict[str, Any]] = []
    session.once("Tracing.tracingComplete", lambda event: done.append(event))
    session.send("Tracing.end")
    while not done:
        page.wait_for_timeout(20)
    _read(frames, _events(session, done[0]["stream"]))
    session.detach()


def _events(session: CDPSession, stream: str) -> list[dict[str, Any]]:
    parts = []
    while True:
        chunk = session.send("IO.read", {"handle": stream})
        parts.append(chunk["data"])
        if chunk["eof"]:
            break
    session.send("IO.close", {"handle": stream})
    events: list[dict[str, Any]] = json.loads("".join(parts))["traceEvents"]
    return events


def _read(frames: Frames, events: list[dict[str, Any]]) -> None:
    # The page's own thread is the one that fired its animation frames.
    threads = {(event["pid"], event["tid"]) for event in events if event["name"] == "FireAnimationFrame"}
    ours = [event for event in events if (event["pid"], event["tid"]) in threads and event.get("ph") == "X"]
    drawn = [event for event in ours if event["name"] == "FireAnimationFrame"]
    for task in (event for event in ours if event["name"] == "RunTask"):
        ends = task["ts"] + task["dur"]
        if any(task["ts"] <= event["ts"] < ends for event in drawn):
            # Time of the processor: what other programs took of it meanwhile says nothing of the page.
            frames.tasks.append(task.get("tdur", task["dur"]) / 1000)
    frames.paints = sum(event["name"] == "Paint" for event in ours)
