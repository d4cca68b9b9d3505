"""The theme panel on a page with a form: what it shows, and what its tools do without a script."""

from __future__ import annotations

from typing import Any

from django.http import Http404, QueryDict
from django.urls import reverse

from conferences.forms.base import Fields
from conferences.forms.theme import ThemeRows
from conferences.forms.theme_action import Acted, apply_theme_action
from conferences.http import DeskRequest
from conferences.models import Membership, Workspace
from conferences.presentation.theme_panel import PanelPreset, ThemePanel
from conferences.services.theme_sources import Suggestion
from conferences.services.themes import SourceUnclear, choices_of
from conferences.signalwire import SignalWireError
from conferences.theme.constants import NAMES, Theme
from conferences.views.theme_colours import source_for, suggestions_for


def stored_theme(fields: Fields | None) -> dict[str, str | None]:
    """The ten colours among the stored values of an object."""
    values = {name: (fields or {}).get(name) for name in NAMES}
    return {name: value if isinstance(value, str) else None for name, value in values.items()}


def panel_for(
    request: DeskRequest,
    workspace: Workspace,
    form: ThemeRows,
    *,
    saved: Theme,
    title: str,
    is_stored: bool,
    notes: tuple[str, ...] = (),
    title_field: str = "id_display_name",
    is_preset: bool = False,
) -> ThemePanel:
    """The panel for ``form``, one with the ten colour fields, as it is to be drawn now.

    ``is_preset`` says that it is a preset's own: all colours are needed, and they are kept already.
    """
    return ThemePanel(
        rows=form.theme_rows,
        texts={name: str(form[name].value() or "") for name in NAMES},
        saved=saved,
        title=title,
        title_field=title_field,
        is_stored=is_stored,
        presets=[PanelPreset(one.key, one.name, one.colours) for one in choices_of(workspace)],
        typed=request.POST,
        notes=notes,
        sources=_sources(request, workspace, can_be_kept=not is_preset),
        needs_all=is_preset,
    )


def act_on_theme(request: DeskRequest, workspace: Workspace, data: QueryDict, *, saved: Theme) -> Acted:
    """What stands in the form after the tool was used whose button was pressed."""
    action = data.get("theme_action", "")
    found: Theme | None = None
    if action == "preset":
        chosen = data.get("theme_preset", "")
        found = next((one.colours for one in choices_of(workspace) if one.key == chosen), None)
    elif action == "from-conference":
        found, problem = _asked(request, workspace, data)
        if problem:
            return Acted(data, (problem,))
    return apply_theme_action(data, action, saved=saved, found=found)


def _asked(request: DeskRequest, workspace: Workspace, data: QueryDict) -> tuple[Theme | None, str]:
    """The colours of the conference that was typed, or why there are none."""
    slug = data.get("theme_source_workspace", "") or workspace.slug
    try:
        return source_for(request, slug, data.get("theme_source", "")).colours, ""
    except Http404:
        return None, "You are no longer a member of this workspace."
    except SourceUnclear as error:
        return None, str(error)
    except SignalWireError as error:
        return None, error.message


def _suggested(request: DeskRequest, slug: str, text: str) -> list[Suggestion]:
    try:
        return suggestions_for(request, slug, text)
    except Http404:
        return []


def _sources(request: DeskRequest, workspace: Workspace, *, can_be_kept: bool) -> dict[str, Any]:
    """What the panel needs to ask for another conference's colours, and to keep its own as a preset."""
    mine = Membership.objects.filter(user=request.user).order_by("workspace__name")
    slug = {"slug": workspace.slug}
    is_open = request.POST.get("theme_action") == "from-conference"
    chosen = request.POST.get("theme_source_workspace", "") or workspace.slug
    text = request.POST.get("theme_source", "")
    return {
        "workspaces": list(mine.values_list("workspace__slug", "workspace__name")),
        "workspace": chosen,
        "text": text,
        "is_open": is_open,
        "suggestions": _suggested(request, chosen, text) if is_open else [],
        "suggestions_url": reverse("theme-source-list", kwargs=slug),
        "url": reverse("theme-colours", kwargs=slug),
        "save_as_url": reverse("theme-preset-create", kwargs=slug) if can_be_kept else "",
    }
