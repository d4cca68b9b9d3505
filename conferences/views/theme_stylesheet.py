"""The stylesheet that paints a preview: colours from the address, and nothing but colours."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from conferences.presentation import theme_panel
from conferences.theme.constants import NAMES


@require_safe
def theme_stylesheet(request: HttpRequest) -> HttpResponse:
    """Answer with the ``--sw-*`` properties of the ten colours in the query."""
    css = theme_panel.theme_stylesheet({name: request.GET.get(name, "") for name in NAMES})
    # The address names all colours; which rules they stand in is for each version of the dashboard to say.
    headers = {"Cache-Control": "private, max-age=3600"}
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers=headers)
