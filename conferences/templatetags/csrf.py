"""What every form carries besides its fields. A builtin of all templates."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    """Django's hidden field, and the key that marks what is sent from this page as one submission.

    ``conferences.submissions`` reads the key. One tag for both leaves no form without.
    """
    token: SafeString = CsrfTokenNode().render(context)  # type: ignore[assignment]
    key = context.get("form_key", "")
    return format_html('{}<input type="hidden" name="form_key" value="{}">', token, key) if key else token
