"""How pages lie on the screen: phones, colours, and names that try to break out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk, link, on_page, overflow, shown_ids
from tests.browser.screens import PHONE

pytestmark = pytest.mark.browser

HOSTILE = [
    "<script>document.title = 'run'</script>",
    "<img src=x onerror=\"document.title = 'run'\">",
    '"><svg onload="document.title = \'run\'">',
    "</title></textarea></script><b>bold</b>",
    "' onmouseover='document.title=1' \" autofocus onfocus=\"document.title=1",
    "{{ 7|add:7 }}{% now 'Y' %}${7*7}",
    "\u202eesrever \u2066isolate\u2069 \u202c",
    "W" * 200,
    "م" * 120,
]


def test_at_the_width_of_a_phone_the_menu_opens_and_closes(open_page: OpenPage, desk: Desk) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    page.goto(desk.address("conference-list"))
    menu = page.get_by_role("navigation", name="Main")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").tap()
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").tap()
    menu.get_by_role("link", name="Rooms").tap()
    expect(page).to_have_url(desk.address("room-list"))
    expect(menu).to_be_hidden()


def test_at_the_width_of_a_phone_rows_are_cards_and_paging_works(open_page: OpenPage, desk: Desk) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    page.goto(desk.address("conference-list"))
    row = page.locator("tbody tr").first
    assert row.evaluate("element => getComputedStyle(element).display") in {"grid", "flex", "block"}
    box = row.bounding_box()
    assert box is not None
    assert box["width"] <= PHONE[0]
    expect(row.locator(".window-words")).to_be_in_viewport(ratio=1)
    link(page, "Next").tap()
    on_page(page, 2)
    assert shown_ids(page) == desk.newest()[50:100]


def test_a_name_without_a_gap_keeps_every_page_of_its_object_in_a_phone(
    open_page: OpenPage, desk: Desk
) -> None:
    long = {"name": "w" * 100, "display_name": "W" * 200}
    identifier = desk.sandbox.store.create_conference(long)["id"]
    page = open_page(viewport=PHONE)
    for name in ("detail", "update", "delete", "duplicate", "join-window", "access"):
        page.goto(desk.address(f"conference-{name}", conference_id=identifier))
        assert overflow(page) == 0, name


def test_names_that_hold_markup_are_text_and_keep_the_page_in_shape(open_page: OpenPage, desk: Desk) -> None:
    for number, name in enumerate(HOSTILE):
        desk.sandbox.store.create_conference({"name": f"hostile-{number}", "display_name": name})
    page = open_page()
    page.goto(desk.address("conference-list"))
    titles = page.locator(".name-title").all_inner_texts()[: len(HOSTILE)]
    assert [title.split() for title in titles] == [name.split() for name in reversed(HOSTILE)]
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert overflow(page) == 0
    expect(page).to_have_title(re.compile("^Conferences"))
    for position in range(len(HOSTILE)):
        page.goto(desk.address("conference-detail", conference_id=desk.newest()[position]))
        expected = HOSTILE[::-1][position]
        assert page.get_by_role("heading", level=1).inner_text().split() == expected.split()
        assert page.title().split()[: len(expected.split())] == expected.split()
        assert overflow(page) == 0
    assert page.locator("main script, main img, main b:has-text('bold')").count() == 0


def test_colours_that_are_none_never_reach_the_page(open_page: OpenPage, desk: Desk) -> None:
    odd = next(
        row for row in desk.sandbox.store.conferences.newest_first() if "url(" in (row["light_primary"] or "")
    )
    page = open_page()
    page.goto(desk.address("conference-detail", conference_id=odd["id"]))
    fills: list[str] = page.locator("main svg [fill]").evaluate_all(
        "elements => elements.map(element => element.getAttribute('fill'))"
    )
    assert fills
    assert all(re.fullmatch(r"#[0-9A-Fa-f]{3,8}|none|currentColor", fill) for fill in fills), fills
    expect(page.locator("main")).to_contain_text("red; background:url(//x)")


@pytest.mark.parametrize(("chosen", "system"), [("Dark", "light"), ("Light", "dark")])
def test_the_screen_chosen_in_the_account_wins_over_the_systems(
    open_page: OpenPage, desk: Desk, chosen: str, system: str
) -> None:
    page = open_page(color_scheme=system)
    page.goto(desk.address("account"))
    before = _brightness(page)
    page.locator("label", has_text=chosen).click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").first).to_be_visible()
    for name in ("account", "conference-list"):
        page.goto(desk.address(name))
        after = _brightness(page)
        assert (after < 0.3) if chosen == "Dark" else (after > 0.8)
        assert abs(after - before) > 0.5


def test_without_a_choice_the_systems_light_or_dark_is_followed(open_page: OpenPage, desk: Desk) -> None:
    page = open_page(color_scheme="light")
    page.goto(desk.address("conference-list"))
    light = _brightness(page)
    page.emulate_media(color_scheme="dark")
    assert light > 0.8
    assert _brightness(page) < 0.3


def _brightness(page: Page) -> float:
    """The brightness of what the page stands on, 0 to 1, as the browser paints it."""
    value: float = page.evaluate(
        """() => {
          const colour = getComputedStyle(document.body).backgroundColor;
          const canvas = new OffscreenCanvas(1, 1).getContext("2d");
          canvas.fillStyle = colour;
          canvas.fillRect(0, 0, 1, 1);
          const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
          return (red + green + blue) / 765;
        }"""
    )
    return value


@pytest.mark.parametrize(
    "screen", ["conference-list", "theme-list", "theme-preset-create", "conference-create"]
)
def test_every_button_and_field_can_be_hit_with_a_thumb(open_page: OpenPage, desk: Desk, screen: str) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    page.goto(desk.address(screen))
    controls = page.locator(
        "main :is(.button, .segment, .colour, .input:not(.input-code)):visible:not(.hidden)"
    )
    heights: list[float] = controls.evaluate_all("all => all.map(e => e.getBoundingClientRect().height)")
    assert len(heights) > 0
    assert min(heights) >= 43.5
    assert overflow(page) == 0
