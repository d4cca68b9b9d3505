"""Keeps note of everything a browser complains about, so that a test fails for what no one looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

# Chromium logs a violation by itself; the event also tells of those it keeps quiet about.
_REPORT_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP violation: ${event.violatedDirective} ${event.blockedURI}`))"""


@dataclass
class Watch:
    """The complaints of all pages of one or more contexts.

    ``expect_status`` and ``expect`` say beforehand which of them the test provokes.
    """

    complaints: list[str] = field(default_factory=list)
    expected: list[re.Pattern[str]] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        """Listen to every page that ``context`` has or will have."""
        context.add_init_script(_REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._note(f"uncaught: {error.error.message}"))
        context.on("requestfailed", self._request_failed)
        context.on("page", self._follow)

    def expect_status(self, *statuses: int) -> None:
        """Allow the lines that Chromium and htmx write for answers with these statuses."""
        for status in statuses:
            self.expect(rf"status of {status} \(|Response Status Error Code {status} from ")

    def expect(self, pattern: str) -> None:
        """Allow complaints in which the regular expression is found."""
        self.expected.append(re.compile(pattern))

    @property
    def surprises(self) -> list[str]:
        """The complaints that no one expected."""
        return [line for line in self.complaints if not any(one.search(line) for one in self.expected)]

    def _follow(self, page: Page) -> None:
        page.on("crash", lambda crashed: self._note(f"crashed: {crashed.url}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._note(f"{message.type}: {message.text}")

    def _request_failed(self, request: Request) -> None:
        # Given up by the browser itself, because the page went elsewhere: the icon of a page left early.
        if request.failure == "net::ERR_ABORTED":
            return
        self._note(f"failed: {request.method} {request.url} {request.failure}")

    def _note(self, line: str) -> None:
        self.complaints.append(line)
