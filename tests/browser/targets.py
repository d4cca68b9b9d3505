"""How large the things are that can be pressed: at least 24 by 24 CSS pixels (WCAG 2.2, 2.5.8)."""

from __future__ import annotations

from playwright.sync_api import Page

# Looks whether a square of 24 pixels around the middle of each control belongs to it, wherever it is pressed.
_SMALL = """() => {
  const CONTROLS = "a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button]";
  // The middle of each side, and the corners but for their rounding.
  const PLACES = [[-11.5, 0], [11.5, 0], [0, -11.5], [0, 11.5], [-10, -10], [10, -10], [-10, 10], [10, 10]];
  // A link within a sentence is as high as its line.
  const isInSentence = (element) =>
    element.matches("a") && getComputedStyle(element).display === "inline" &&
    element.parentElement.textContent.trim().length > element.textContent.trim().length;
  const hits = (element, { left, top, width, height }) => {
    const [x, y] = [left + width / 2, top + height / 2];
    return PLACES.every(([across, down]) => {
      const hit = document.elementFromPoint(x + across, y + down);
      return hit && (element.contains(hit) || hit.closest("label")?.control === element);
    });
  };
  const found = [];
  for (const element of document.querySelectorAll(CONTROLS)) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (element.matches(":disabled, .skip, .hidden") || element.closest("[aria-hidden=true]")) continue;
    if (isInSentence(element)) continue;
    const areas = [element, ...(element.labels ?? [])];
    areas[0].scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
    if (areas.some((area) => [...area.getClientRects()].some((box) => hits(element, box)))) continue;
    const { width, height } = element.getBoundingClientRect();
    const words = (element.getAttribute("aria-label") ?? element.textContent).trim().slice(0, 40);
    const size = `${width.toFixed()} × ${height.toFixed()}`;
    found.push(`${size} ${element.localName} .${element.className}: ${words}`);
  }
  scrollTo(0, 0);
  return found;
}"""


def small_targets(page: Page) -> list[str]:
    """A line for each control that is smaller, except links within a sentence."""
    found: list[str] = page.evaluate(_SMALL)
    return found
