"""Leaving a form with unsaved changes asks; saving it, or putting everything back, does not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from conferences.models import Membership, Role
from tests.browser.desk import Desk
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

FORM = """<!doctype html><html lang="en"><head><title>Form</title>
<script src="/static/django_htmx/htmx-2.min.js"></script>
<script type="module" src="/static/js/app.js"></script></head><body>
<a href="/account/">Elsewhere</a><div id="page">
<form method="post" action="/form/saved/" {unsaved}>
<div class="field"><label for="title">Display name <small>optional</small></label>
<input class="input" id="title" name="title" value="All hands"></div>
<div class="field"><label for="text">Description</label>
<textarea class="input" id="text" name="text">Old</textarea></div>
<div class="field"><label for="quality">Quality</label><select class="input" id="quality" name="quality">
<option>720p</option><option>1080p</option></select></div>
<label class="switch"><input type="checkbox" name="chat" checked>
<b>Chat</b><small>People write</small></label>
<fieldset><legend>Size</legend><label><input type="radio" name="size" value="s" checked>Small</label>
<label><input type="radio" name="size" value="l">Large</label></fieldset>
<input name="light" value="#000000" data-unsaved-label="Light text" aria-label="Foreground">
<p data-unsaved-summary>Everything is saved.</p>
<button type="reset">Discard</button><button type="submit">Save</button></form></div>
<button id="swap" type="button" hx-get="/form/part/" hx-target="#page">Swap</button></body></html>"""

OpenForm = Callable[..., Page]


@pytest.fixture
def open_form(page: Page, desk: Desk, watch: Watch) -> OpenForm:
    """Open a page with one form, served under the dashboard's own address: ``open_form("true")``."""
    # Leaving early ends what the page still loads, such as its icon.
    watch.expect("net::ERR_ABORTED")

    def open_one(unsaved: str = "") -> Page:
        html = FORM.replace("{unsaved}", f'data-unsaved="{unsaved}"')
        bodies = {"/form/": html, "/form/saved/": "<title>Saved</title>", "/form/part/": "<p>Part</p>"}

        def answer(route: Route) -> None:
            path = re.sub(r"^https?://[^/]+", "", route.request.url)
            route.fulfill(status=200, content_type="text/html", body=bodies[path])

        page.route(re.compile(r"/form/"), answer)
        page.goto(desk.address("account"))
        page.goto(f"{desk.url}/form/")
        expect(page.locator("html")).to_have_class(re.compile("has-script"))
        return page

    return open_one


def asked(page: Page, leave: Callable[[], object], *, stay: bool = True) -> list[str]:
    """What the browser asks when ``leave`` tries to; the person stays, or goes."""
    seen: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        seen.append(dialog.type)
        dialog.dismiss() if stay else dialog.accept()

    page.on("dialog", on_dialog)
    leave()
    page.wait_for_timeout(300)
    page.remove_listener("dialog", on_dialog)
    return seen


def summary(page: Page) -> str:
    return " ".join(page.locator("[data-unsaved-summary]").inner_text().split())


def click_link(page: Page) -> Callable[[], object]:
    return lambda: page.get_by_role("link", name="Elsewhere").click(no_wait_after=True)


def test_a_form_that_nobody_touched_lets_go(open_form: OpenForm) -> None:
    page = open_form()
    assert summary(page) == "Everything is saved."
    assert asked(page, click_link(page)) == []
    expect(page).to_have_url(re.compile("/account/"))


def test_leaving_by_a_link_asks_and_staying_keeps_what_was_typed(open_form: OpenForm) -> None:
    page = open_form()
    page.get_by_label("Display name").fill("All hands, Q4")
    assert asked(page, click_link(page)) == ["beforeunload"]
    expect(page.get_by_label("Display name")).to_have_value("All hands, Q4")
    assert asked(page, click_link(page), stay=False) == ["beforeunload"]
    expect(page).to_have_url(re.compile("/account/"))


def test_the_back_button_asks(open_form: OpenForm) -> None:
    page = open_form()
    page.get_by_label("Display name").fill("All hands, Q4")
    assert asked(page, lambda: page.evaluate("history.back()")) == ["beforeunload"]
    expect(page.get_by_label("Display name")).to_have_value("All hands, Q4")


def test_saving_is_silent(open_form: OpenForm) -> None:
    page = open_form()
    page.get_by_label("Display name").fill("All hands, Q4")
    assert asked(page, lambda: page.get_by_role("button", name="Save").click()) == []
    expect(page).to_have_title("Saved")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda page: page.get_by_label("Description").fill("New"), "1 change not saved Description"),
        (lambda page: page.get_by_label("Quality").select_option("1080p"), "1 change not saved Quality"),
        (lambda page: page.get_by_label("Chat").uncheck(), "1 change not saved Chat"),
        (lambda page: page.get_by_label("Large").check(), "1 change not saved Size"),
        (lambda page: page.get_by_label("Foreground").fill("#FFFFFF"), "1 change not saved Light text"),
    ],
)
def test_every_kind_of_control_is_named(
    open_form: OpenForm, change: Callable[[Page], None], words: str
) -> None:
    page = open_form()
    change(page)
    assert summary(page) == words
    assert asked(page, click_link(page)) == ["beforeunload"]


def test_two_changes_are_counted_and_discarding_them_lets_go(open_form: OpenForm) -> None:
    page = open_form()
    page.get_by_label("Display name").fill("All hands, Q4")
    page.get_by_label("Chat").uncheck()
    assert summary(page) == "2 changes not saved Display name, Chat"
    expect(page.locator(".is-changed")).to_have_count(2)
    page.get_by_role("button", name="Discard").click()
    expect(page.locator("[data-unsaved-summary]")).to_have_text("Everything is saved.")
    expect(page.locator(".is-changed")).to_have_count(0)
    assert asked(page, click_link(page)) == []


def test_typing_the_old_value_again_lets_go(open_form: OpenForm) -> None:
    page = open_form()
    page.get_by_label("Display name").fill("Other")
    page.get_by_label("Display name").fill("All hands")
    assert summary(page) == "Everything is saved."
    assert asked(page, click_link(page)) == []


def test_a_refused_form_is_unsaved_from_the_start_and_is_sent_silently(open_form: OpenForm) -> None:
    page = open_form("true")
    assert summary(page) == "Everything is saved."  # what the server said is left as it is
    page.mouse.click(5, 5)  # a browser asks only where someone did something on the page
    assert asked(page, click_link(page)) == ["beforeunload"]
    assert asked(page, lambda: page.get_by_role("button", name="Save").click()) == []
    expect(page).to_have_title("Saved")


def test_what_came_since_a_refusal_is_added_to_what_the_server_said(open_form: OpenForm) -> None:
    page = open_form("true")
    page.get_by_label("Chat").uncheck()
    assert summary(page) == "Everything is saved. Since then: Chat"
    page.get_by_label("Chat").check()
    assert summary(page) == "Everything is saved."


def test_back_on_the_page_after_sending_it_asks_again(open_form: OpenForm) -> None:
    page = open_form()
    page.get_by_label("Display name").fill("All hands, Q4")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title("Saved")
    page.go_back()
    expect(page.get_by_label("Display name")).to_have_value("All hands, Q4")
    assert summary(page) == "1 change not saved Display name"
    page.mouse.click(5, 5)
    assert asked(page, click_link(page)) == ["beforeunload"]


def test_htmx_asks_before_it_replaces_the_form(open_form: OpenForm) -> None:
    page = open_form()
    page.get_by_label("Display name").fill("All hands, Q4")
    swap = page.get_by_role("button", name="Swap")
    assert asked(page, swap.click) == ["confirm"]
    expect(page.get_by_label("Display name")).to_have_value("All hands, Q4")
    assert asked(page, swap.click, stay=False) == ["confirm"]
    expect(page.locator("#page")).to_have_text("Part")
    assert asked(page, click_link(page)) == []


def discard(page: Page) -> Callable[[], object]:
    return lambda: page.get_by_role("link", name=re.compile("^(Discard|Cancel)$")).click(no_wait_after=True)


@pytest.fixture
def edit(page: Page, desk: Desk, watch: Watch) -> Page:
    """The edit form of a conference, opened from its page."""
    watch.expect("net::ERR_ABORTED")
    identifier = desk.newest()[0]
    page.goto(desk.address("conference-detail", conference_id=identifier))
    page.goto(desk.address("conference-update", conference_id=identifier))
    expect(page.locator("html")).to_have_class(re.compile("has-script"))
    return page


def test_discarding_nothing_asks_nothing(edit: Page) -> None:
    assert asked(edit, discard(edit)) == []
    expect(edit).not_to_have_url(re.compile("/edit/"))


def test_discarding_what_was_typed_asks_once_and_a_no_keeps_it(edit: Page) -> None:
    edit.get_by_label("Description").fill("Typed")
    assert asked(edit, discard(edit)) == ["confirm"]
    expect(edit.get_by_label("Description")).to_have_value("Typed")
    assert asked(edit, click_brand(edit)) == ["beforeunload"]  # any other way still asks
    assert asked(edit, discard(edit), stay=False) == ["confirm"]
    expect(edit).not_to_have_url(re.compile("/edit/"))


def click_brand(page: Page) -> Callable[[], object]:
    return lambda: page.get_by_role("link", name="Rooms", exact=True).click(no_wait_after=True)


def test_a_form_that_was_filled_from_another_lets_go_until_someone_types(
    page: Page, desk: Desk, watch: Watch
) -> None:
    watch.expect("net::ERR_ABORTED")
    address = f"{desk.address('conference-create')}?from={desk.newest()[0]}"
    page.goto(desk.address("conference-list"))
    page.goto(address)
    page.mouse.click(5, 5)
    assert asked(page, discard(page)) == []
    page.goto(address)
    page.get_by_label("Description").fill("Typed")
    assert asked(page, discard(page)) == ["confirm"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("workspace-settings", "Name"),
        ("workspace-create", "Name"),
        ("workspace-people", "User name or email address"),
        ("password-change", "Old password"),
    ],
)
def test_the_other_forms_ask_too_and_only_when_something_was_typed(
    page: Page, desk: Desk, watch: Watch, name: str, label: str
) -> None:
    watch.expect("net::ERR_ABORTED")
    Membership.objects.update(role=Role.ADMIN)
    address = desk.address(name)
    page.goto(address)
    expect(page.locator("html")).to_have_class(re.compile("has-script"))
    account = page.get_by_role("link", name=re.compile("Account|Mara")).first
    assert asked(page, lambda: account.click(no_wait_after=True)) == []
    page.goto(address)
    expect(page.locator("html")).to_have_class(re.compile("has-script"))
    page.get_by_label(label, exact=True).fill("Typed")
    assert asked(page, lambda: account.click(no_wait_after=True)) == ["beforeunload"]
    expect(page.get_by_label(label, exact=True)).to_have_value("Typed")
