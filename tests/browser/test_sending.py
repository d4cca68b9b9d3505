"""A pressed button sends once, shows progress, and can be pressed again once the answer is there."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from playwright.sync_api import ConsoleMessage, Locator, Page, Route, expect

from conferences.models import Change
from tests.browser.desk import Desk
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

SLOW = 1_500
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Form</title>
<script src="/static/django_htmx/htmx-2.min.js"></script>
<script type="module" src="/static/js/app.js"></script></head><body>
<form id="main" method="post" action="{slow}/saved/"><input name="action" value="named like a property">
<button class="button" type="submit" name="go" value="here" data-progress="Saving …">Save</button>
<button class="button" type="submit" name="go" value="there">Save elsewhere</button>
<button class="button" type="submit" formtarget="_blank">Preview</button>
<button class="button" type="submit" formaction="{slow}/file/" data-download>Export</button>
<button class="button" type="submit" formaction="{slow}/other/">Other</button></form>
<form hx-post="/form/part/" hx-target="#part" hx-swap="innerHTML"><button class="button">Show</button></form>
<p id="part"></p></body></html>"""

TELL = """document.addEventListener("DOMContentLoaded", () => new MutationObserver(() => {
  const disabled = [...document.querySelectorAll("main button, body > form button")]
    .filter((one) => one.disabled && !one.classList.contains("hidden"));
  const words = disabled.map((one) => one.innerText + (one.getAttribute("aria-busy") === "true" ? "*" : ""));
  console.debug("buttons: " + JSON.stringify(words));
}).observe(document.body, { attributeFilter: ["disabled", "aria-busy"], subtree: true }));"""

Sent = list[tuple[str, str]]


class Slow(BaseHTTPRequestHandler):
    """Notes what is posted, and answers late; a file at once."""

    sent: ClassVar[Sent] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.sent.append((self.path, body))
        if self.path != "/file/":
            time.sleep(SLOW / 1000)
        with suppress(OSError):  # the browser may be gone
            self.send_response(200)
            if self.path == "/file/":
                self.send_header("Content-Disposition", "attachment; filename=x.csv")
            self.end_headers()

    def log_message(self, *line: object) -> None:
        pass


@pytest.fixture
def form(page: Page, desk: Desk, watch: Watch) -> Iterator[tuple[Page, Sent]]:
    """A page with forms whose answers take their time, and what was sent: path and body."""
    watch.expect("net::ERR_ABORTED")
    # Playwright waits for a page that it holds back itself, so the answers come from a server.
    Slow.sent = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        html = PAGE.replace("{slow}", f"http://127.0.0.1:{server.server_port}")
        page.context.route(
            f"{desk.url}/form/", lambda route: route.fulfill(content_type="text/html", body=html)
        )
        page.goto(f"{desk.url}/form/")
        expect(page.locator("html")).to_have_class(re.compile("has-script"))
        yield page, Slow.sent
        server.shutdown()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


@pytest.fixture
def states(page: Page) -> list[list[str]]:
    """The words of the disabled buttons at each change, that of the one at work with a star.

    The page tells by itself: Playwright waits while a page is being left.
    """
    seen: list[list[str]] = []
    page.context.add_init_script(TELL)

    def note(message: ConsoleMessage) -> None:
        if message.type == "debug" and message.text.startswith("buttons: "):
            seen.append(json.loads(message.text.removeprefix("buttons: ")))

    page.on("console", note)
    return seen


def posts(page: Page) -> list[str]:
    """What is posted from now on."""
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url) if request.method == "POST" else None)
    return seen


def test_the_pressed_button_is_sent_with_its_value_and_then_shows_progress(
    states: list[list[str]], form: tuple[Page, Sent]
) -> None:
    page, sent = form
    button(page, "Save").click()
    # What goes to another address is another submission.
    assert states == [["Saving …*", "Save elsewhere", "Preview"]]
    assert [(path, "go=here" in body) for path, body in sent] == [("/saved/", True)]


def test_a_quick_answer_changes_nothing_that_can_be_seen(
    states: list[list[str]], form: tuple[Page, Sent]
) -> None:
    page, _ = form
    page.evaluate("document.addEventListener('submit', () => setTimeout(() => stop(), 60))")
    button(page, "Save").click()
    page.wait_for_timeout(300)
    assert states == []


@pytest.mark.parametrize("pause", [0, 50, 400])
def test_a_second_press_does_nothing(form: tuple[Page, Sent], pause: int) -> None:
    page, sent = form
    page.evaluate(
        """pause => {
          const save = document.querySelector("[data-progress]");
          const again = () => { save.click(); save.form.requestSubmit(); };
          save.addEventListener("click", () => setTimeout(again, pause), { once: true });
        }""",
        pause,
    )
    button(page, "Save").click()
    expect(page).to_have_url(re.compile("/saved/"))
    assert len(sent) == 1


def test_a_stopped_page_gives_the_buttons_back_and_the_focus(
    states: list[list[str]], form: tuple[Page, Sent]
) -> None:
    page, sent = form
    page.evaluate("document.addEventListener('submit', () => setTimeout(() => stop(), 500))")
    for number in (1, 2):
        button(page, "Save").focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(700)
        assert states[-2:] == [["Saving …*", "Save elsewhere", "Preview"], []]
        expect(button(page, "Save")).to_be_focused()
        assert len(sent) == number


def test_a_page_that_comes_back_from_the_cache_has_its_buttons(
    states: list[list[str]], form: tuple[Page, Sent]
) -> None:
    page, _ = form
    # The browser of the tests keeps no pages, so it is said as it would say it.
    back = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    page.evaluate(f"document.addEventListener('submit', () => setTimeout(() => {back}, 500))")
    button(page, "Save").click()
    expect(page).to_have_url(re.compile("/saved/"))
    assert states == [["Saving …*", "Save elsewhere", "Preview"], []]


@pytest.mark.parametrize("name", ["Preview", "Export"])
def test_what_leaves_the_page_where_it_is_can_be_pressed_again(
    states: list[list[str]], form: tuple[Page, Sent], name: str
) -> None:
    page, sent = form
    for _ in range(2):
        button(page, name).click()
        page.wait_for_timeout(300)
    assert states == []
    assert len(sent) == 2


@pytest.fixture
def parts(form: tuple[Page, Sent], desk: Desk) -> list[Route]:
    """The requests of htmx that wait for an answer."""
    waiting: list[Route] = []
    form[0].context.route(f"{desk.url}/form/part/", lambda route: waiting.append(route))
    return waiting


def test_a_form_of_htmx_is_sent_once_and_can_be_sent_again_after_its_answer(
    form: tuple[Page, Sent], parts: list[Route]
) -> None:
    page, _ = form
    show = button(page, "Show")
    show.click()
    page.evaluate("document.querySelector('[hx-post]').requestSubmit()")
    expect(show).to_be_disabled()
    expect(show).to_have_attribute("aria-busy", "true")
    assert len(parts) == 1
    parts.pop().fulfill(body="Shown")
    expect(page.locator("#part")).to_have_text("Shown")
    expect(show).to_be_enabled()
    expect(page.locator("[aria-busy]")).to_have_count(0)


def test_a_form_of_htmx_without_an_answer_can_be_sent_again(
    form: tuple[Page, Sent], parts: list[Route], watch: Watch
) -> None:
    watch.expect("htmx:sendError|htmx:afterRequest|net::ERR_FAILED|Failed to load")
    page, _ = form
    show = button(page, "Show")
    show.click()
    expect(show).to_be_disabled()
    parts.pop().abort()
    expect(show).to_be_enabled()


# --- The dashboard's own forms, with a slow API


def writes(desk: Desk) -> list[str]:
    return [request.method for request in desk.sandbox.requests if request.method != "GET"]


def slow(desk: Desk) -> None:
    for method in ("PUT", "POST", "DELETE"):
        desk.sandbox.faults.add("slow", method=method, milliseconds=SLOW)
    desk.sandbox.requests.clear()


def open_at(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("html")).to_have_class(re.compile("has-script"))


def open_until(desk: Desk, **ahead: int) -> str:
    """Let the newest conference close that far ahead; gives its id."""
    identifier = desk.newest()[0]
    closes = (datetime.now(UTC) + timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M:%SZ")
    desk.sandbox.store.conferences.change(
        identifier, lambda row: {**row, "join_from": None, "join_until": closes}
    )
    return identifier


def save(page: Page, desk: Desk) -> Locator:
    open_at(page, desk.address("conference-update", conference_id=desk.newest()[0]))
    page.get_by_label("Display name").fill("Renamed")
    return page.locator("[data-save-key]")


def create(page: Page, desk: Desk) -> Locator:
    open_at(page, desk.address("conference-create"))
    page.get_by_label("Display name").fill("Pressed twice")
    return page.locator("[data-save-key]")


def delete(page: Page, desk: Desk) -> Locator:
    open_at(page, desk.address("conference-delete", conference_id=desk.newest()[0]))
    name = page.locator("#id_name")
    if name.count():
        name.fill(str(desk.sandbox.store.conferences.newest_first()[0]["name"]))
    return page.get_by_role("button", name=re.compile("^Delete"))


def extend(page: Page, desk: Desk) -> Locator:
    identifier = open_until(desk, hours=2)
    open_at(page, desk.address("conference-detail", conference_id=identifier))
    return page.locator(".doors button").first


def extend_in_list(page: Page, desk: Desk) -> Locator:
    open_until(desk, hours=2)
    open_at(page, desk.address("conference-list"))
    page.locator("[data-row-menu]").first.click()
    return page.locator("#row-menu button[name=window]:visible").first


Prepare = Callable[[Page, Desk], Locator]
FORMS = pytest.mark.parametrize(
    ("prepare", "method"),
    [(save, "PUT"), (create, "POST"), (delete, "DELETE"), (extend, "PUT"), (extend_in_list, "PUT")],
    ids=["save", "create", "delete", "extend", "extend in the list"],
)


@FORMS
def test_a_double_click_writes_once(
    page: Page, desk: Desk, states: list[list[str]], prepare: Prepare, method: str
) -> None:
    pressed = prepare(page, desk)
    slow(desk)
    sent = posts(page)
    pressed.dblclick()
    expect(page.locator(".message-success")).to_have_count(1)
    assert "no proper answer" not in page.inner_text("main")
    assert [words for words in states[0] if words.endswith("*")]
    assert len(sent) == 1
    assert writes(desk).count(method) == 1
    assert Change.objects.count() == 1


def test_a_double_enter_saves_once_and_the_visible_button_shows_it(
    page: Page, desk: Desk, states: list[list[str]]
) -> None:
    save(page, desk)
    slow(desk)
    page.get_by_label("Display name").focus()
    for _ in range(3):
        page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("/edit/"))
    assert "Saving …*" in states[0]
    assert writes(desk) == ["PUT"]


def test_the_save_key_saves_once(page: Page, desk: Desk) -> None:
    save(page, desk)
    slow(desk)
    for _ in range(3):
        page.keyboard.press("Control+s")
    expect(page).not_to_have_url(re.compile("/edit/"))
    assert writes(desk) == ["PUT"]


def test_the_form_can_be_used_again_after_back(page: Page, desk: Desk, watch: Watch) -> None:
    watch.expect("net::ERR_ABORTED")
    save(page, desk).click()
    expect(page).not_to_have_url(re.compile("/edit/"))
    page.go_back()
    expect(page.locator("[data-save-key]")).to_be_enabled()
    page.get_by_label("Description").fill("Typed after Back")
    page.locator("[data-save-key]").click()
    expect(page).not_to_have_url(re.compile("/edit/"))
    assert desk.sandbox.store.conferences.newest_first()[0]["description"] == "Typed after Back"


def test_without_a_script_a_double_click_saves_once(open_page: Callable[..., Page], desk: Desk) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(desk.address("conference-update", conference_id=desk.newest()[0]))
    page.get_by_label("Display name").fill("Renamed")
    slow(desk)
    sent = posts(page)
    box = page.locator("[data-save-key]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    for _ in range(2):
        page.mouse.down()
        page.mouse.up()
        time.sleep(0.4)
    expect(page).not_to_have_url(re.compile("/edit/"), timeout=15_000)
    expect(page.locator(".message-success")).to_have_count(1)
    assert len(sent) == 2
    assert writes(desk) == ["PUT"]


def test_a_bulk_change_pressed_twice_starts_once(page: Page, desk: Desk) -> None:
    open_at(page, desk.address("conference-list"))
    for box in page.locator("tbody input[type=checkbox]").all()[:2]:
        box.check()
    desk.sandbox.requests.clear()
    page.get_by_role("button", name="Shift window").dblclick()
    page.get_by_role("spinbutton", name="Days").fill("1")
    page.get_by_role("button", name="Dry run").dblclick()
    start = page.get_by_role("button", name=re.compile(r"^Change \d"))
    expect(start).to_be_visible()
    slow(desk)
    before = len([one for one in desk.sandbox.requests if one.method == "PUT"])
    start.dblclick()
    expect(page.get_by_text(re.compile("changed|tried")).first).to_be_visible(timeout=15_000)
    assert len(writes(desk)) - before <= 2
    assert len({one.path for one in desk.sandbox.requests if one.method == "PUT"}) == len(writes(desk))
