"""What the running server sends along so that a browser keeps its pages apart from everyone else's."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


def test_pages_carry_the_policy_and_the_browser_enforces_it(page: Page, desk: Desk, watch: Watch) -> None:
    answer = page.goto(desk.address("conference-list"))
    assert answer is not None
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    watch.expect("CSP violation: script-src|inline script violates|Executing inline")
    page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "document.title = 'run'";
          document.body.append(script);
        }"""
    )
    expect(page).not_to_have_title("run")
    assert any("script" in line for line in watch.complaints)


def test_an_ordinary_round_asks_nobody_but_the_dashboard_itself(page: Page, desk: Desk) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    for name in ("conference-list", "room-list", "account", "workspace-settings"):
        page.goto(desk.address(name))
    page.goto(desk.address("conference-detail", conference_id=desk.newest()[1]))
    assert len(asked) > 10
    assert [address for address in asked if not address.startswith(f"{desk.url}/")] == []


def test_the_api_token_is_on_no_page_of_the_workspace(page: Page, desk: Desk) -> None:
    for name in ("conference-list", "workspace-settings", "workspace-people", "account"):
        page.goto(desk.address(name))
        assert desk.sandbox.token not in page.content()
    page.goto(desk.address("workspace-settings"))
    expect(page.locator("#id_api_token")).to_have_value("")
    expect(page.locator("main")).to_contain_text(desk.sandbox.token[-4:])


def test_another_workspace_is_not_found(page: Page, desk: Desk, watch: Watch) -> None:
    watch.expect_status(404)
    answer = page.goto(f"{desk.url}/w/someone-elses/conferences/")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
