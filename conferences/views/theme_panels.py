"""The theme panel on a page with a form: what it shows, and what its tools do without a script."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict

from conferences.forms.base import Fields
from conferences.forms.theme import Theme, ThemeRows
from conferences.forms.theme_action import Acted, apply_theme_action
from conferences.http import DeskRequest
from conferences.models import Workspace
from conferences.presentation.theme_panel import Source, ThemePanel
from conferences.services.themes import SIGNALWIRE, presets_of
from conferences.theme.constants import NAMES


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
) -> ThemePanel:
    """The panel for ``form``, one with the ten colour fields, as it is to be drawn now."""
    return ThemePanel(
        rows=form.theme_rows,
        texts={name: str(form[name].value() or "") for name in NAMES},
        saved=saved,
        title=title,
        title_field=title_field,
        is_stored=is_stored,
        presets=_presets(workspace),
        typed=request.POST,
        notes=notes,
    )


def act_on_theme(workspace: Workspace, data: QueryDict, *, saved: Theme) -> Acted:
    """What stands in the form after the tool was used whose button was pressed."""
    action = data.get("theme_action", "")
    found: Mapping[str, str | None] | None = None
    if action == "preset":
        chosen = data.get("theme_preset", "")
        found = next((source.colours for source in _presets(workspace) if source.key == chosen), None)
    return apply_theme_action(data, action, saved=saved, found=found)


def _presets(workspace: Workspace) -> list[Source]:
    own = [Source(str(preset.pk), preset.name, preset.colours) for preset in presets_of(workspace)]
    return [*own, Source("signalwire", "SignalWire’s defaults", SIGNALWIRE)]
