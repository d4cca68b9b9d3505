"""Template tags that open and close join windows."""

from __future__ import annotations

from django import template

from conferences.presentation import window_actions
from conferences.presentation.windows import JoinWindow

register = template.Library()


@register.simple_tag
def door_buttons(window: JoinWindow) -> tuple[window_actions.DoorButton, ...]:
    """``{% door_buttons details.window as buttons %}``: what can be done to it with one button."""
    return window_actions.door_buttons(window)


@register.simple_tag
def window_value(window: JoinWindow) -> str:
    """``{% window_value details.window as value %}``: what the buttons post, to notice a later change."""
    return window_actions.write_window(window.opens, window.closes)
