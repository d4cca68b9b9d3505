"""The file with the icons of every page."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from conferences.presentation.icons import sprite, sprite_digest

_FOREVER = "public, max-age=31536000, immutable"


@require_safe
@login_not_required
def icon_sprite(request: HttpRequest, digest: str) -> HttpResponse:
    """All icons as one SVG. A page of another release gets these, but does not keep them."""
    # Nothing here depends on who asks, so shared caches may keep it as well.
    keep = _FOREVER if digest == sprite_digest() else "no-cache"
    return HttpResponse(sprite(), content_type="image/svg+xml", headers={"Cache-Control": keep})
