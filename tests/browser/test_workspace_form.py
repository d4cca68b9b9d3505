"""The form of a workspace in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser


def test_an_error_at_the_token_goes_with_the_next_test_of_the_connection(
    page: Page, desk: Desk, watch: Watch
) -> None:
    watch.expect_status(422)
    page.goto(desk.address("workspace-settings"))
    token = page.get_by_label("API token")
    token.fill("PTwrong")
    page.get_by_role("button", name="Save").click()
    error = page.locator("#id_api_token_errors .field-error")
    expect(error).to_be_visible()
    expect(token).to_have_attribute("aria-invalid", "true")
    token.fill(desk.sandbox.token)
    page.get_by_role("button", name="Test connection").click()
    expect(page.locator("#workspace-connection")).to_contain_text("The connection works")
    expect(error).to_have_count(0)
    expect(token).not_to_have_attribute("aria-invalid", "true")
    expect(token).to_have_value(desk.sandbox.token)
    token.fill("PTwrong")
    page.get_by_role("button", name="Test connection").click()
    expect(error).to_be_visible()
    expect(token).to_have_attribute("aria-describedby", "id_api_token_helptext id_api_token_error")
