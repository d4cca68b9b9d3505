"""The dashboard as a browser test sees it: its addresses, its sandbox, and what a person does there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Locator, Page, expect

from conferences.models import Workspace
from conferences.sandbox import Sandbox


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One running dashboard with a workspace of ``person`` that points at ``sandbox``."""

    url: str
    sandbox: Sandbox
    workspace: Workspace
    person: User

    def address(self, name: str, **values: object) -> str:
        """The address of the view called ``name``; those of a workspace belong to ours."""
        outside = {"workspace-create", "theme-stylesheet"}
        inside = name.startswith(("conference-", "room-", "workspace-", "theme-")) and name not in outside
        if inside:
            values = {"slug": self.workspace.slug, **values}
        return self.url + reverse(name, kwargs=values)

    def sign_in(self, context: BrowserContext, person: User | None = None) -> None:
        """Give ``context`` a session of ``person``, past the sign-in page."""
        client = Client()
        client.force_login(person or self.person)
        context.add_cookies(
            [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.url}]
        )

    def newest(self) -> list[str]:
        """The ids of the sandbox's conferences as the list must show them."""
        return [row["id"] for row in self.sandbox.store.conferences.newest_first()]


def shown_ids(page: Page) -> list[str]:
    """The ids of the rows on the screen, in their order."""
    addresses: list[str] = page.locator(".name-title").evaluate_all(
        "links => links.map(link => link.pathname)"
    )
    return [address.rstrip("/").rpartition("/")[2] for address in addresses]


def on_page(page: Page, number: int) -> None:
    """Wait until the list shows the page of that number."""
    expect(page.locator(".pager")).to_contain_text(re.compile(rf"Page {number},"))


def link(page: Page, name: str) -> Locator:
    """The link or button of the main part that carries exactly that name, with or without its key."""
    pattern = re.compile(rf"^{re.escape(name)}(\s*\S)?$")
    return page.locator("main").get_by_role("link", name=pattern)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, wide)
