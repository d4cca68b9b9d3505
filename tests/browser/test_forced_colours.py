"""With forced colours (Windows' contrast themes) what is chosen, live or passed can still be told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk

pytestmark = pytest.mark.browser


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, open_page: OpenPage) -> Page:
    """A page in a contrast theme on light, then on dark ground."""
    return open_page(forced_colors="active", color_scheme=request.param)


def style(element: Locator, name: str, pseudo: str = "") -> str:
    """A computed style, as the browser paints it."""
    value: str = element.evaluate(
        "(element, [name, pseudo]) => getComputedStyle(element, pseudo || null)[name]", [name, pseudo]
    )
    return value


def test_the_selected_navigation_item_and_filter_stand_out(page: Page, desk: Desk) -> None:
    page.goto(desk.address("conference-list") + "?window=today")
    for chosen, other in (
        (".nav-link[aria-current]:visible", ".nav-link:not([aria-current]):visible"),
        (".segment[aria-current]", ".segment:not([aria-current])"),
    ):
        first, second = page.locator(chosen).first, page.locator(other).first
        expect(first).to_be_visible()
        assert style(first, "backgroundColor") != style(second, "backgroundColor")
        assert style(first, "color") != style(first, "backgroundColor")
    icon = page.locator(".nav-link[aria-current]:visible .icon")
    assert style(icon, "color") == style(page.locator(".nav-link[aria-current]:visible"), "color")


def test_where_the_pager_cannot_go_is_grey(page: Page, desk: Desk) -> None:
    page.goto(desk.address("conference-list"))
    disabled = page.locator(".pager .button[aria-disabled]").first
    assert style(disabled, "color") != style(page.locator(".pager a[rel=next]"), "color")
    expect(page.locator(".pager")).to_contain_text("Page 1,")


def test_badges_have_an_outline(page: Page, desk: Desk) -> None:
    made = desk.sandbox.store.create_conference(
        {"display_name": "All hands", "join_until": "2099-11-12T22:30:00Z"}
    )
    page.goto(desk.address("conference-list") + f"?saved={made['id']}")
    for badge in (page.locator(".live").first, page.locator(".tag-saved")):
        assert style(badge, "borderTopWidth") == "1px"
        assert style(badge, "borderTopColor") != style(badge, "backgroundColor")
    live = page.locator(".live").first
    assert style(live, "backgroundColor", "::before") != style(live, "backgroundColor")


def test_the_progress_of_a_window_is_drawn_in_the_systems_colours(page: Page, desk: Desk) -> None:
    page.goto(desk.address("conference-list"))
    passed = page.locator(".gauge:has(.gauge-track) :is(.gauge-open, .gauge-warning)").first
    track = page.locator(".gauge-track").first
    ground = style(page.locator("body"), "backgroundColor")
    ink = style(page.locator("body"), "color")
    assert style(passed, "fill") not in {ground, style(track, "fill")}
    assert style(track, "stroke") == ink
    assert style(page.locator(".gauge-now").first, "fill") == ink


def test_a_theme_keeps_its_own_colours(page: Page, desk: Desk) -> None:
    page.goto(desk.address("theme-preset-create"))
    leave = page.locator("[data-widget] .sw-leave").first
    expect(leave).to_be_visible()
    assert style(leave, "backgroundColor") == "rgb(244, 44, 80)"
