"""After a refused form the title begins with "Error:", and the focus is on what says what was wrong."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from conferences.models import BulkItem, BulkRun
from conferences.signalwire.kinds import CONFERENCE
from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

# View, what to fill in, and the button to press.
FORMS: dict[str, tuple[str, dict[str, str], str]] = {
    "create conference": ("conference-create", {}, "Create"),
    "create room": ("room-create", {"display_name": "x" * 300}, "Create"),
    "add workspace": ("workspace-create", {"name": "Lab"}, "Test and add"),
    "workspace settings": ("workspace-settings", {"name": ""}, "Save"),
    "delete workspace": ("workspace-delete", {"name": "Wrong"}, "Delete workspace"),
    "people": ("workspace-people", {"who": "nobody-here"}, "Add"),
    "account": ("account", {"zone": "Atlantis"}, "Save"),
    "password": ("password-change", {"old_password": "wrong"}, "Change password"),
    "theme preset": ("theme-preset-create", {"name": ""}, "Create"),
    "open room by name": ("room-by-name", {"name": "no-such-room"}, "Open"),
}


def send(page: Page, fields: dict[str, str], button: str) -> None:
    """Fill in and send the page's form, past the browser's own checks."""
    form = page.locator("main form").filter(has=page.get_by_role("button", name=button)).last
    form.evaluate("form => { form.noValidate = true }")
    for name, value in fields.items():
        form.locator(f'[name="{name}"]').fill(value)
    form.get_by_role("button", name=re.compile(rf"^{button}")).last.click()


def expect_refusal(page: Page) -> None:
    """The title says that there is an error, and the focus is on the first message about it."""
    expect(page).to_have_title(re.compile(r"^Error: "))
    summary = page.locator("[data-error-summary]").first
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    for link in summary.get_by_role("link").all():
        target = (link.get_attribute("href") or "").removeprefix("#")
        if target:
            expect(page.locator(f'[id="{target}"]')).to_have_count(1)


@pytest.mark.parametrize("name", FORMS)
def test_a_refused_form_has_the_focus_on_its_errors(page: Page, desk: Desk, watch: Watch, name: str) -> None:
    watch.expect_status(422, 404)
    view, fields, button = FORMS[name]
    page.goto(desk.address(view))
    send(page, fields, button)
    expect_refusal(page)


def test_a_link_of_the_error_summary_leads_into_its_field(page: Page, desk: Desk, watch: Watch) -> None:
    watch.expect_status(422)
    page.goto(desk.address("conference-update", conference_id=desk.newest()[0]))
    send(page, {"display_name": ""}, "Save")
    expect_refusal(page)
    page.locator("[data-error-summary]").get_by_role("link", name="Display name").click()
    expect(page.get_by_label("Display name")).to_be_focused()


def test_a_refused_bulk_form_has_the_focus_on_its_errors(page: Page, desk: Desk, watch: Watch) -> None:
    watch.expect_status(422)
    run = BulkRun.objects.create(
        workspace=desk.workspace, person=desk.person, person_name="Mara", kind=CONFERENCE, total=1
    )
    BulkItem.objects.create(run=run, object_id=desk.newest()[0], position=0)
    page.goto(desk.url + reverse("bulk-detail", args=[desk.workspace.slug, run.pk]))
    send(page, {}, "Dry run")
    expect_refusal(page)


def test_a_refused_sign_in_has_the_focus_on_its_error(
    open_context: Callable[..., object], desk: Desk, watch: Watch
) -> None:
    watch.expect_status(422)
    page: Page = open_context().new_page()  # type: ignore[attr-defined]
    page.goto(desk.url + reverse("login"))
    send(page, {"username": "mara", "password": "wrong"}, "Sign in")
    expect_refusal(page)


@pytest.mark.parametrize("view", ["conference-list", "room-list"])
def test_a_wrong_filter_has_the_focus_on_its_error(page: Page, desk: Desk, view: str) -> None:
    page.goto(desk.address(view) + "?starts_after=soon")
    expect_refusal(page)
    # The same within the page, where only the list is replaced.
    page.goto(desk.address(view))
    page.get_by_text("Dates", exact=False).first.click()
    page.locator("#starts_after").fill("2026-11-20T10:00")
    page.locator("#ends_before").fill("2026-11-10T10:00")
    page.get_by_role("button", name="Filter").click()
    expect_refusal(page)
    assert "ends_before" in page.url


def test_without_javascript_the_focus_is_on_the_errors_too(
    open_page: OpenPage, desk: Desk, watch: Watch
) -> None:
    watch.expect_status(422)
    page = open_page(java_script_enabled=False)
    page.goto(desk.address("conference-create"))
    page.get_by_label("Display name").fill("Lab")
    page.get_by_label("Opens", exact=False).first.fill("2030-11-12T09:00")
    page.get_by_label("Closes", exact=False).first.fill("2030-11-12T08:00")
    page.get_by_role("button", name="Create").last.click()
    expect_refusal(page)
