"""The theme panel in a browser: live, within the frame, without a request, and for every hand and eye."""

from __future__ import annotations

import re
import zlib

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, expect

from conferences.signalwire.limits import DEFAULT_THEME
from conferences.theme.colour import channels
from conferences.theme.vision import DEFICIENCIES, simulate
from tests.browser.conftest import OpenContext, OpenPage
from tests.browser.desk import Desk, overflow
from tests.browser.frames import Frames, traced
from tests.browser.screens import DESKTOP, PHONE
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser

# axe measures with styles of its own, which the policy forbids: those are no fault of the page.
AXE_STYLES = "Applying inline style violates|CSP violation: style-src"
DARK = {"dark_background": "#101418", "dark_foreground": "#E8EDF2"}
FRAME = 1000 / 60


def make(desk: Desk, **fields: object) -> str:
    """Give the newest conference SignalWire's theme and these fields; its id."""
    identifier = desk.newest()[0]
    desk.sandbox.store.conferences.change(identifier, lambda row: {**row, **DEFAULT_THEME, **fields})
    return identifier


def open_edit(page: Page, desk: Desk, identifier: str) -> Page:
    page.goto(desk.address("conference-update", conference_id=identifier))
    expect(page.get_by_label("Light primary, colour picker")).to_be_visible()
    return page


@pytest.fixture
def panel(page: Page, desk: Desk) -> Page:
    """Mara's page with the form of a conference that has SignalWire's own theme."""
    return open_edit(page, desk, make(desk))


def field(page: Page, name: str) -> Locator:
    return page.locator(f"#id_{name}")


def painted(page: Page, selector: str, mode: str = "light", what: str = "background-color") -> str:
    """A colour of the preview as the browser has computed it."""
    colour: str = page.locator(f".widget-{mode} {selector}").first.evaluate(
        "(element, what) => getComputedStyle(element).getPropertyValue(what)", what
    )
    return colour


def tool(page: Page, action: str) -> Locator:
    return page.locator(f'button[name="theme_action"][value="{action}"]')


def row(page: Page, mode: str, key: str) -> Locator:
    return page.locator(f'[data-mode="{mode}"] [data-pair="{key}"]')


def texts(page: Page) -> dict[str, str]:
    return {name: field(page, name).input_value() for name in DEFAULT_THEME}


def violations(page: Page) -> list[str]:
    """What axe finds wrong: rule and elements."""
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations'], preload: false})")
    return [f"{one['id']}: {node['target']}" for one in found["violations"] for node in one["nodes"]]


# What a person sees at once


def test_every_colour_stands_where_the_widget_has_it(panel: Page) -> None:
    assert painted(panel, ".sw-leave") == "rgb(244, 44, 80)"
    assert painted(panel, ".sw-continue") == "rgb(4, 78, 244)"
    assert painted(panel, ".sw-meter", what="fill") == "rgb(23, 187, 88)"
    assert painted(panel, ".sw-card") == "rgb(255, 255, 255)"
    assert painted(panel, ".sw-toast") == "rgb(29, 33, 39)"
    assert painted(panel, ".sw-continue", what="color") == "rgb(255, 255, 255)"
    # Bars are background at nine tenths over black.
    assert painted(panel, ".sw-bar") == "rgb(230, 230, 230)"


def test_typing_repaints_at_once_and_only_in_its_mode(panel: Page) -> None:
    requests: list[str] = []
    panel.on("request", lambda request: requests.append(request.url))
    field(panel, "dark_primary").fill("#00AA33")
    assert painted(panel, ".sw-continue", "dark") == "rgb(0, 170, 51)"
    assert painted(panel, ".sw-continue", "light") == "rgb(4, 78, 244)"
    expect(panel.get_by_label("Dark primary, colour picker")).to_have_value("#00aa33")
    expect(panel.locator("[data-unsaved-summary]")).to_contain_text("Dark primary")
    assert requests == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [("#abc", "#AABBCC"), ("abc", "#AABBCC"), ("rgb(1, 2, 3)", "#010203"), ("#aabbcc", "#AABBCC")],
)
def test_another_form_of_a_colour_becomes_the_code_on_leaving_and_on_paste(
    panel: Page, typed: str, code: str
) -> None:
    field(panel, "light_primary").fill(typed)
    field(panel, "light_primary").press("Tab")
    expect(field(panel, "light_primary")).to_have_value(code)
    paste(panel, "light_negative", typed)
    expect(field(panel, "light_negative")).to_have_value(code)
    expect(panel.locator('[aria-invalid="true"]')).to_have_count(0)


def paste(page: Page, name: str, text: str) -> None:
    field(page, name).evaluate(
        """(element, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          element.focus();
          const event = { clipboardData: data, bubbles: true, cancelable: true };
          element.dispatchEvent(new ClipboardEvent("paste", event));
        }""",
        text,
    )


def test_ten_codes_pasted_into_one_field_fill_all_in_one_step(panel: Page) -> None:
    codes = [f"#{number:02X}{number:02X}{number:02X}" for number in range(10)]
    paste(panel, "light_background", "\n".join(codes))
    assert texts(panel)["dark_negative"] == "#090909"
    panel.get_by_role("button", name="Undo").click()
    assert texts(panel) == DEFAULT_THEME


def test_a_partial_paste_tells_what_was_taken_in_the_tool_and_beside_the_fields(panel: Page) -> None:
    text = "--light-primary: #123456; --dark-primary: teal; --dark-negative: #654321"
    panel.locator("summary", has_text="Paste").click()
    panel.get_by_label("Colours", exact=True).fill(text)
    tool(panel, "paste").click()
    told = panel.locator("#theme_paste_problems")
    expect(told).to_contain_text("dark primary is not an opaque sRGB colour: “teal”.")
    expect(told).to_contain_text("Used: light primary, dark negative.")
    expect(told).to_contain_text("Not found, left unchanged: light background, ")
    expect(field(panel, "light_primary")).to_have_value("#123456")
    paste(panel, "light_background", text.replace("#123456", "#234567"))
    expect(panel.locator(".theme-notes")).to_contain_text("Used: light primary, dark negative.")
    expect(panel.locator("#announcer")).to_contain_text("Changed, not saved yet: Light primary.")


def test_what_is_no_colour_is_marked_keeps_the_last_good_one_and_is_refused(
    panel: Page, watch: Watch
) -> None:
    watch.expect_status(422)
    wanted = field(panel, "light_primary")
    wanted.fill("#0B7A75")
    wanted.fill("red; background:url(//x)")
    expect(wanted).to_have_attribute("aria-invalid", "true")
    expect(panel.locator("#id_light_primary_wrong")).to_be_visible()
    assert painted(panel, ".sw-continue") == "rgb(11, 122, 117)"
    panel.locator("form.object-form").evaluate("form => form.noValidate = true")
    panel.keyboard.press("Control+s")
    expect(panel.get_by_text("Enter a colour as # and six hex digits").first).to_be_visible()
    expect(field(panel, "light_primary")).to_have_value("red; background:url(//x)")
    field(panel, "light_primary").fill("#0B7A75")
    expect(panel.locator('[aria-invalid="true"]')).to_have_count(0)
    expect(panel.get_by_text("Enter a colour as # and six hex digits")).to_be_hidden()


def test_a_hostile_stored_value_stays_text_and_is_sent_back_as_it_is_never(page: Page, desk: Desk) -> None:
    hostile = "red; background:url(//x)"
    identifier = make(desk, light_primary=hostile)
    open_edit(page, desk, identifier)
    expect(field(page, "light_primary")).to_have_value(hostile)
    expect(page.locator("[data-kept]:visible")).to_have_count(1)
    assert painted(page, ".sw-continue") == "rgb(4, 78, 244)"
    assert "url(" not in page.locator(".widget-light").evaluate("element => element.style.cssText")
    page.get_by_label("Display name").fill("Other")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved. Changed: Display name.")).to_be_visible()
    assert desk.sandbox.store.conferences.get(identifier)["light_primary"] == hostile


def test_half_a_code_is_wrong_only_once_someone_leaves_it(panel: Page) -> None:
    wanted = field(panel, "light_primary")
    wanted.fill("#0B7A7")
    panel.wait_for_timeout(50)
    expect(wanted).not_to_have_attribute("aria-invalid", "true")
    wanted.press("Tab")
    expect(wanted).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("typed", ["#abc", "ABC", "rgb(170, 187, 204)", "rgb(170 187 204 / 1)"])
def test_another_form_of_a_colour_is_painted_while_it_is_typed_and_saved_as_the_code(
    panel: Page, desk: Desk, typed: str
) -> None:
    wanted = field(panel, "light_primary")
    wanted.select_text()
    for length, letter in enumerate(typed, start=1):
        panel.keyboard.type(letter)
        panel.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert wanted.get_attribute("aria-invalid") is None, typed[:length]
    assert painted(panel, ".sw-continue") == "rgb(170, 187, 204)"
    expect(wanted).to_have_value(typed)
    panel.keyboard.press("Control+s")
    expect(panel.get_by_text("Saved. Changed: Light primary.")).to_be_visible()
    assert desk.sandbox.store.conferences.get(desk.newest()[0])["light_primary"] == "#AABBCC"


def test_the_panel_can_be_used_with_the_keyboard_alone(panel: Page) -> None:
    field(panel, "dark_negative").focus()
    seen: list[str] = []
    for _ in range(40):
        panel.keyboard.press("Tab")
        at = str(panel.evaluate("document.activeElement.value || document.activeElement.textContent.trim()"))
        seen.append(at)
        if at == "fix-all:dark":
            break
    assert "fix-all:light" in seen
    assert seen[-1] == "fix-all:dark"
    panel.keyboard.press("Enter")
    expect(panel.locator('[data-mode="dark"] [data-words]')).to_have_text("10 of 11 readable")
    assert panel.evaluate("document.activeElement.closest('[data-mode]').dataset.mode") == "dark"
    panel.get_by_role("radio", name="All", exact=True).focus()
    panel.keyboard.press("ArrowLeft")
    expect(panel.locator(".widget-light .sw-call")).to_be_hidden()


@pytest.mark.parametrize("title", ["مؤتمر المبيعات", "🎉" * 60, "W" * 200, "<b>bold</b>"])
def test_the_name_in_the_preview_follows_its_field(panel: Page, title: str) -> None:
    panel.get_by_label("Display name").fill(title)
    for place in panel.locator(".sw-title").all():
        expect(place).to_have_text(title)
        assert place.evaluate(
            "e => e.getBoundingClientRect().right <= e.closest('.widget').getBoundingClientRect().right"
        )
    assert overflow(panel) == 0


def test_one_part_of_the_interface_or_all_of_it_can_be_looked_at(panel: Page) -> None:
    call, card, people = (
        panel.locator(f".widget-light {name}") for name in (".sw-call", ".sw-card", ".sw-side")
    )
    for part, shown in {
        "Room": (True, False, False),
        "People": (True, False, True),
        "Joining": (False, True, False),
        "All": (True, True, True),
    }.items():
        panel.locator(".theme-editor-choice .segment", has_text=part).click()
        assert (call.is_visible(), card.is_visible(), people.is_visible()) == shown
    expect(panel.locator("[data-unsaved-summary]")).to_have_text("No unsaved changes.")


def test_the_whole_preview_can_be_seen_with_other_eyes(panel: Page) -> None:
    before = panel.locator(".widget-light .sw-leave").screenshot()
    panel.get_by_label("View as").select_option("deuteranopia")
    expect(panel.locator(".widget-light")).to_have_css("filter", re.compile("#see-deuteranopia"))
    assert panel.locator(".widget-light .sw-leave").screenshot() != before
    assert (
        panel.locator("#see-deuteranopia").evaluate("e => getComputedStyle(e).colorInterpolationFilters")
        == "linearrgb"
    )
    panel.get_by_label("View as").select_option("")
    expect(panel.locator(".widget-light")).to_have_css("filter", "none")


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_the_filter_shows_the_colours_that_the_arithmetic_names(panel: Page, deficiency: str) -> None:
    panel.get_by_label("View as").select_option(deficiency)
    for selector, colour in ((".sw-leave", "#F42C50"), (".sw-continue", "#044EF4")):
        box = panel.locator(f".widget-light {selector}").bounding_box()
        assert box
        seen = pixel(panel, box["x"] + 5, box["y"] + box["height"] / 2)
        expected = simulate(channels(colour) or (0, 0, 0), deficiency)
        assert max(abs(one - other) for one, other in zip(seen, expected, strict=True)) <= 2


def pixel(page: Page, left: float, top: float) -> tuple[int, int, int]:
    """Red, green and blue of one point of the page on the screen."""
    picture = page.screenshot(clip={"x": left, "y": top, "width": 1, "height": 1}, full_page=True)
    start = picture.index(b"IDAT") + 4
    length = int.from_bytes(picture[start - 8 : start - 4], "big")
    # One line of one pixel: the byte that names its filter, then the channels themselves.
    red, green, blue = zlib.decompressobj().decompress(picture[start : start + length])[1:4]
    return red, green, blue


# The report


def test_each_failing_pair_is_repaired_by_one_click_and_the_hands_stay_where_they_were(panel: Page) -> None:
    verdict = panel.locator('[data-mode="light"] [data-words]')
    expect(verdict).to_have_text("3 of 11 low contrast")
    pair = row(panel, "light", "meter")
    expect(pair.get_by_text("Low contrast")).to_be_visible()
    button = pair.get_by_role("button")
    code = pair.locator("[data-fix-code]").text_content()
    button.focus()
    panel.keyboard.press("Enter")
    expect(field(panel, "light_success")).to_have_value(str(code))
    expect(pair.get_by_text("Passes", exact=True)).to_be_visible()
    expect(verdict).to_have_text("2 of 11 low contrast")
    expect(panel.locator("#announcer")).to_have_text("Changed, not saved yet: Light success.")
    focused = panel.evaluate("document.activeElement.closest('[data-mode]')?.dataset.mode")
    assert focused == "light"
    tool(panel, "fix-all:light").click()
    expect(verdict).to_have_text("10 of 11 readable")
    expect(row(panel, "light", "secondary").get_by_text("Cannot pass")).to_be_visible()
    expect(row(panel, "light", "secondary")).to_contain_text("No foreground reaches 4.5 on a light")
    expect(tool(panel, "fix-all:light")).to_be_hidden()
    assert panel.evaluate("document.activeElement.tagName") == "H3"


def test_the_report_follows_typing_in_ratio_verdict_mark_and_worst_pair(panel: Page) -> None:
    expect(panel.locator('[data-mode="light"] [data-worst]')).to_contain_text("Microphone meter, 2.5 of 3")
    field(panel, "light_foreground").fill("#EEEEEE")
    text = row(panel, "light", "text")
    expect(text.locator("[data-ratio]")).to_have_text("1.0")
    expect(panel.locator('[data-mode="light"] [data-worst]')).to_contain_text("Secondary text, 1.0 of 4.5")
    expect(panel.locator('[data-colour="light_foreground"]')).to_have_class(re.compile("is-warned"))


def test_a_dark_mode_that_is_not_dark_is_said_to_be_none(panel: Page) -> None:
    ground = panel.locator('[data-mode="dark"] [data-finding="ground"]')
    expect(ground).to_contain_text("Your dark theme is not dark.")
    field(panel, "dark_background").fill("#101418")
    expect(ground).not_to_contain_text("not dark.")


# Tools and steps


def test_every_step_can_be_taken_back_and_done_again(panel: Page) -> None:
    undo, redo = panel.get_by_role("button", name="Undo"), panel.get_by_role("button", name="Redo")
    expect(undo).to_have_attribute("aria-disabled", "true")
    tool(panel, "derive-dark").click()
    derived = texts(panel)
    assert derived["dark_background"] != "#FFFFFF"
    tool(panel, "swap").click()
    field(panel, "light_primary").fill("#123456")
    field(panel, "light_primary").press("Tab")
    last = texts(panel)
    undo.click()
    undo.click()
    assert texts(panel) == derived
    undo.click()
    assert texts(panel) == DEFAULT_THEME
    expect(panel.locator("[data-unsaved-summary]")).to_have_text("No unsaved changes.")
    for _ in range(3):
        redo.click()
    assert texts(panel) == last
    expect(redo).to_have_attribute("aria-disabled", "true")


def test_the_keys_take_back_a_step_but_leave_typing_to_the_browser(panel: Page) -> None:
    tool(panel, "copy:light").click()
    field(panel, "light_primary").fill("#000000")
    field(panel, "light_primary").press("Tab")
    tool(panel, "copy:light").click()
    field(panel, "dark_primary").focus()
    panel.keyboard.press("Control+z")
    expect(field(panel, "dark_primary")).to_have_value("#044EF4")
    panel.keyboard.press("Control+Shift+z")
    expect(field(panel, "dark_primary")).to_have_value("#000000")
    field(panel, "dark_primary").press("End")
    panel.keyboard.press("Backspace")
    panel.keyboard.type("7")
    panel.keyboard.press("Control+z")
    panel.keyboard.press("Control+z")
    assert texts(panel)["light_primary"] == "#000000"


def test_a_drag_of_a_well_is_one_step(panel: Page) -> None:
    panel.get_by_label("Light primary, colour picker").evaluate(
        """well => {
          for (let step = 1; step < 20; step += 1) {
            well.value = `#0000${(step * 10).toString(16).padStart(2, "0")}`;
            well.dispatchEvent(new Event("input", { bubbles: true }));
          }
          well.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    expect(field(panel, "light_primary")).to_have_value("#0000BE")
    panel.get_by_role("button", name="Undo").click()
    assert texts(panel) == DEFAULT_THEME


def test_all_ten_from_one_brand_colour_can_be_read(panel: Page) -> None:
    panel.locator("summary", has_text="brand").click()
    panel.get_by_label("Brand colour", exact=True).fill("not one")
    tool(panel, "brand").click()
    expect(panel.get_by_text("Enter a colour as # and six hex digits").first).to_be_visible()
    panel.get_by_label("Brand colour", exact=True).fill("e91e63")
    panel.get_by_label("Brand colour", exact=True).press("Enter")
    for mode, words in (("light", "10 of 11 readable"), ("dark", "9 of 11 readable")):
        expect(panel.locator(f'[data-mode="{mode}"] [data-words]')).to_have_text(words)
    expect(panel.get_by_role("heading", level=1)).to_be_visible()
    assert panel.url.endswith("/edit/")


def test_what_is_exported_can_be_pasted_back(panel: Page) -> None:
    tool(panel, "derive-dark").click()
    before = texts(panel)
    panel.locator("summary", has_text="Export").click()
    panel.locator("summary", has_text="Paste").click()
    for name in ("JSON", "CSS variables"):
        exported = panel.get_by_label(name, exact=True).input_value()
        assert before["dark_background"] in exported
        tool(panel, "defaults").click()
        assert texts(panel) == DEFAULT_THEME
        assert DEFAULT_THEME["dark_background"] in panel.get_by_label(name, exact=True).input_value()
        panel.get_by_label("Colours", exact=True).fill(exported)
        tool(panel, "paste").click()
        assert texts(panel) == before


def test_tools_give_on_the_server_what_they_give_in_the_browser(
    open_context: OpenContext, page: Page, desk: Desk
) -> None:
    identifier = make(desk, **DARK, light_primary="#7B1FA2", dark_negative="#FF8A80", light_success=None)
    context = open_context(java_script_enabled=False)
    desk.sign_in(context)
    plain = context.new_page()
    actions = ["copy:light", "swap", "derive-dark", "fix-all:light", "fix:dark:meter", "defaults", "saved"]
    for action in actions:
        open_edit(page, desk, identifier)
        plain.goto(page.url)
        button = tool(page, action)
        if not button.is_visible():
            continue
        button.click()
        tool(plain, action).click()
        assert texts(plain) == texts(page), action
        for mode in ("light", "dark"):
            report = f'[data-mode="{mode}"] [data-report]'
            assert words_of(plain, report) == words_of(page, report), (action, mode)


def words_of(page: Page, selector: str) -> str:
    return " ".join(page.locator(selector).inner_text().split())


def test_enter_in_a_colour_saves_and_presses_no_tool(page: Page, desk: Desk) -> None:
    identifier = make(desk)
    open_edit(page, desk, identifier)
    field(page, "light_primary").fill("#0B7A75")
    field(page, "light_primary").press("Enter")
    expect(page.get_by_text("Saved. Changed: Light primary.")).to_be_visible()
    stored = desk.sandbox.store.conferences.get(identifier)
    assert {name: stored[name] for name in DEFAULT_THEME} == {**DEFAULT_THEME, "light_primary": "#0B7A75"}


# Speed


DRAG = """async well => {
  const button = document.querySelector(".widget-light .sw-continue");
  const frame = () => new Promise(requestAnimationFrame);
  let late = 0;
  for (let step = 0; step < 120; step += 1) {
    await frame();
    const blue = (step * 2).toString(16).padStart(2, "0");
    well.value = `#0040${blue}`;
    well.dispatchEvent(new Event("input", { bubbles: true }));
    if (getComputedStyle(button).backgroundColor !== `rgb(0, 64, ${step * 2})`) late += 1;
  }
  await frame();
  return late;
}"""


def test_dragging_a_well_paints_every_frame_in_time_and_asks_nobody(panel: Page) -> None:
    requests: list[str] = []
    panel.on("request", lambda request: requests.append(request.url))
    well = panel.get_by_label("Light primary, colour picker")
    well.scroll_into_view_if_needed()
    # Other programs cost even processor time, by emptying its caches: the best of three drags counts.
    drags: list[Frames] = []
    while len(drags) < 3 and not any(is_in_time(frames) for frames in drags):
        with traced(panel) as frames:
            late = well.evaluate(DRAG)
        drags.append(frames)
        assert late == 0
        assert requests == []
        assert len(frames.tasks) >= 120
        assert frames.paints >= 118
    assert is_in_time(drags[-1]), [(frames.slowest(0.5), frames.slowest(0.95)) for frames in drags]


def is_in_time(frames: Frames) -> bool:
    """Whether a drag left a fifth of most frames' time to spare, and kept to it in nearly all of them."""
    return frames.slowest(0.5) < 0.8 * FRAME and frames.slowest(0.95) < FRAME


# For everyone


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_axe_finds_nothing_in_the_panel_and_nothing_is_too_wide(
    open_page: OpenPage, desk: Desk, watch: Watch, scheme: str, viewport: tuple[int, int]
) -> None:
    watch.expect(AXE_STYLES)
    page = open_page(color_scheme=scheme, viewport=viewport)
    open_edit(page, desk, make(desk, light_primary="red; no colour", display_name="W" * 200))
    for summary in page.locator(".tool > summary").all():
        summary.click()
    field(page, "dark_primary").fill("nonsense")
    assert overflow(page) == 0
    assert violations(page) == []


def test_the_panel_works_without_a_script(open_context: OpenContext, desk: Desk) -> None:
    context = open_context(java_script_enabled=False)
    desk.sign_in(context)
    page = context.new_page()
    page.goto(desk.address("conference-update", conference_id=make(desk)))
    assert painted_without_script(page, ".sw-continue") == "#044EF4"
    field(page, "light_primary").fill("0b7a75")
    page.get_by_role("button", name="Preview").click()
    expect(page).to_have_url(re.compile("#theme$"))
    expect(field(page, "light_primary")).to_have_value("#0B7A75")
    assert painted_without_script(page, ".sw-continue") == "#0B7A75"
    tool(page, "fix-all:light").click()
    expect(page.locator('[data-mode="light"] [data-words]')).to_have_text("10 of 11 readable")
    expect(page.get_by_text("Changed, not saved yet: Light success, Light negative.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_hidden()
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("Saved. Changed: ")).to_be_visible()


def painted_without_script(page: Page, selector: str) -> str:
    """The colour of a button by the property it reads, from the stylesheet that the page names."""
    address = str(page.locator('link[href*="theme-stylesheet"]').get_attribute("href"))
    css = page.request.get(address if "://" in address else page.url.split("/w/")[0] + address).text()
    found = re.search(r"\.widget-light[^{]*\{[^}]*--sw-primary:(#[0-9A-Fa-f]{6})", css)
    assert found
    assert page.locator(f".widget-light {selector}").count() == 1
    return found[1].upper()
