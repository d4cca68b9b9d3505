"""Theme presets: the gallery, the form, and what is done with one."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conferences import drafts
from conferences.forms.theme_preset import ThemePresetForm
from conferences.http import DeskRequest, actor_of, render_page, workspace_view
from conferences.models import Role, ThemeInUse, ThemePreset, Workspace
from conferences.presentation.theme_gallery import differences
from conferences.presentation.themes import palettes_of
from conferences.services import themes
from conferences.services.theme_scan import surveys, uses
from conferences.services.themes import ChangedMeanwhile, NameTaken
from conferences.signalwire.limits import DEFAULT_THEME
from conferences.theme.constants import NAMES
from conferences.views.object_form.page import as_post
from conferences.views.object_form.theme_panel import act_on_theme, panel_for
from conferences.views.theme_scan import PROGRESS, in_use, progress

_STAMP: Final = "conferences.views.themes"


@require_safe
@workspace_view(Role.VIEWER)
def theme_list(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """The presets of the workspace, and every theme that its conferences have."""
    presets = themes.presets_of(workspace)
    known = surveys(workspace)
    prints = {preset.pk: themes.fingerprint(preset.colours) for preset in presets}
    numbers = uses(known.ended, prints.values())
    cards = [
        {
            "preset": preset,
            "palettes": palettes_of(preset.colours),
            "number": numbers.get(prints[preset.pk], 0),
        }
        for preset in presets
    ]
    named: dict[str, list[str]] = {}
    for preset in presets:
        named.setdefault(prints[preset.pk], []).append(preset.name)
    context = {
        "cards": cards,
        "may_edit": request.membership.allows(Role.EDITOR),
        **progress(request, known),
        **in_use(request, known.ended, named),
    }
    return render_page(
        request,
        "conferences/theme_list.html",
        context,
        fragments={PROGRESS: "conferences/_theme_scan.html"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@drafts.keeps_draft
@workspace_view(Role.EDITOR)
def theme_preset_create(request: DeskRequest, workspace: Workspace) -> HttpResponseBase:
    """The form for a new preset, empty or with the colours of something else."""
    page = _PresetPage(request, workspace)
    if request.method != "POST":
        draft = drafts.take(request, request.GET.get("draft", ""))
        return page.show(draft) if draft is not None else page.answer(page.prefilled())
    if request.POST.get("fill"):
        # The form of a conference, sent here by its button: only its colours are meant.
        colours = {name: request.POST.get(name, "") for name in NAMES}
        return page.show(as_post(colours))
    if acted := page.acted(request.POST):
        return acted
    form = ThemePresetForm(request.POST)
    if not form.is_valid():
        return page.answer(form, status=422)
    values = form.cleaned_data
    try:
        preset = themes.create_preset(
            actor_of(request), name=values["name"], colours=form.colours, is_default=values["is_default"]
        )
    except NameTaken:
        form.add_taken()
        return page.answer(form, status=422)
    messages.success(request, f"Created {preset.name}.")
    return redirect("theme-list", slug=workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@drafts.keeps_draft
@workspace_view(Role.EDITOR)
def theme_preset_update(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """The form of a preset that exists."""
    preset = ThemePreset.objects.filter(workspace=workspace, pk=pk).first()
    version = _read_stamp(request.POST.get("opened", ""), workspace, pk)
    if preset is None:
        return _deleted_meanwhile(request, workspace, was_there=version is not None)
    page = _PresetPage(request, workspace, preset)
    if request.method != "POST":
        draft = drafts.take(request, request.GET.get("draft", ""))
        return page.show(draft) if draft is not None else page.answer(page.stored())
    if acted := page.acted(request.POST):
        return acted
    form = ThemePresetForm(request.POST)
    if not form.is_valid():
        return page.answer(form, status=422)
    values = form.cleaned_data
    try:
        themes.update_preset(
            actor_of(request),
            preset,
            version=version or 0,
            name=values["name"],
            colours=form.colours,
            is_default=values["is_default"],
        )
    except NameTaken:
        form.add_taken()
        return page.answer(form, status=422)
    except ThemePreset.DoesNotExist:
        return _deleted_meanwhile(request, workspace, was_there=True)
    except ChangedMeanwhile as change:
        page.theirs = page.preset = change.preset
        page.opened = change.preset.version
        return page.answer(form, status=409)
    messages.success(request, f"Saved {values['name']}. Conferences that use the old colours keep them.")
    return redirect("theme-list", slug=workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_view(Role.EDITOR)
def theme_preset_delete(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """Delete a preset after a confirmation; no conference changes."""
    preset = get_object_or_404(ThemePreset, workspace=workspace, pk=pk)
    if request.method == "POST":
        preset.delete()
        messages.success(request, f"Deleted {preset.name}. No conference was changed.")
        return redirect("theme-list", slug=workspace.slug)
    print_ = themes.fingerprint(preset.colours)
    number = uses(surveys(workspace).ended, [print_]).get(print_, 0)
    context = {"preset": preset, "palettes": palettes_of(preset.colours), "number": number}
    return render_page(request, "conferences/theme_preset_confirm_delete.html", context)


@require_POST
@workspace_view(Role.EDITOR)
def theme_preset_default(request: DeskRequest, workspace: Workspace, pk: int) -> HttpResponseBase:
    """Let new conferences start with this preset, or with SignalWire's own colours again."""
    preset = get_object_or_404(ThemePreset, workspace=workspace, pk=pk)
    is_default = request.POST.get("is_default") == "yes"
    themes.set_default(preset, is_default=is_default)
    start = f"{preset.name}’s colours" if is_default else "SignalWire’s own colours"
    messages.success(request, f"New conferences start with {start}.")
    return redirect("theme-list", slug=workspace.slug)


class _PresetPage:
    """The page with the form of a preset. ``theirs`` is what someone else saved while it was open."""

    def __init__(self, request: DeskRequest, workspace: Workspace, preset: ThemePreset | None = None) -> None:
        self.request = request
        self.workspace = workspace
        self.preset = preset
        self.opened = _read_stamp(request.POST.get("opened", ""), workspace, preset.pk) if preset else None
        self.theirs: ThemePreset | None = None
        self.notes: tuple[str, ...] = ()
        self.is_unsaved = False

    def prefilled(self) -> ThemePresetForm:
        """What the address asks a new preset to begin with: another preset, or a theme in use.

        No one has typed it, so leaving the page loses nothing.
        """
        query = self.request.GET
        if preset := self._row(ThemePreset.objects.filter(workspace=self.workspace), query.get("from", "")):
            return ThemePresetForm(texts={**preset.colours, "name": _name_of_copy(self.workspace, preset)})
        in_use = ThemeInUse.objects.filter(survey__workspace=self.workspace)
        if theme := self._row(in_use, query.get("theme", "")):
            return ThemePresetForm(texts=theme.colours)
        return ThemePresetForm(texts=DEFAULT_THEME)

    def _row(self, rows: Any, key: str) -> Any:
        return rows.filter(pk=int(key)).first() if key.isascii() and key.isdigit() and len(key) < 16 else None

    def stored(self) -> ThemePresetForm:
        """The preset as it is kept."""
        preset = self.preset
        assert preset is not None  # noqa: S101  only asked for where there is one
        self.opened = preset.version
        texts = {**preset.colours, "name": preset.name, "is_default": preset.is_default}
        return ThemePresetForm(texts=texts)

    def show(self, data: QueryDict) -> HttpResponse:
        """The form as it was typed, not judged."""
        self.is_unsaved = True
        if self.preset is not None and self.opened is None:
            self.opened = _read_stamp(data.get("opened", ""), self.workspace, self.preset.pk)
        return self.answer(ThemePresetForm(texts=data))

    def acted(self, data: QueryDict) -> HttpResponse | None:
        """The form after a tool of the panel was used; None where none was."""
        if not data.get("theme_action"):
            return None
        result = act_on_theme(self.request, self.workspace, data, saved=self._saved)
        self.notes = result.notes
        return self.show(result.data)

    @property
    def _saved(self) -> dict[str, str | None]:
        return dict(self.preset.colours) if self.preset else {}

    def answer(self, form: ThemePresetForm, *, status: int = 200) -> HttpResponse:
        """Draw the page."""
        preset = self.preset
        opened = ""
        if preset is not None:
            # Where what it was opened with cannot be told, no version fits: theirs is shown first.
            opened = _stamp(self.workspace, preset.pk, self.opened or 0)
        title = str(form["name"].value() or "")
        context = {
            "form": form,
            "preset": preset,
            "opened": opened,
            "is_unsaved": self.is_unsaved or form.is_bound,
            "theirs": self.theirs,
            "their_palettes": palettes_of(self.theirs.colours) if self.theirs else (),
            "differences": differences(self.theirs.colours, form.texts) if self.theirs else [],
            "panel": panel_for(
                self.request,
                self.workspace,
                form,
                saved=self._saved,
                title=title,
                is_stored=preset is not None,
                notes=self.notes,
                title_field="id_name",
                is_preset=True,
            ),
        }
        response = render_page(self.request, "conferences/theme_preset_form.html", context, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response


def _stamp(workspace: Workspace, pk: int, version: int) -> str:
    return signing.dumps([workspace.pk, pk, version], salt=_STAMP)


def _read_stamp(text: str, workspace: Workspace, pk: int) -> int | None:
    """The version a form was opened with; None if the stamp is of another preset, or altered."""
    try:
        owner, signed_pk, version = signing.loads(text, salt=_STAMP)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return version if (owner, signed_pk) == (workspace.pk, pk) and isinstance(version, int) else None


def _name_of_copy(workspace: Workspace, preset: ThemePreset) -> str:
    taken = {one.name_key for one in themes.presets_of(workspace)}
    stem = preset.name[:70]
    names = (f"{stem} copy" + (f" {number}" if number > 1 else "") for number in range(1, len(taken) + 2))
    return next(name for name in names if themes.name_key(name) not in taken)


def _deleted_meanwhile(request: DeskRequest, workspace: Workspace, *, was_there: bool) -> HttpResponse:
    """What was typed for a preset that someone deleted: fit to be kept as a new one."""
    if not was_there or request.method != "POST":
        raise Http404("This preset does not exist.")
    messages.warning(
        request,
        "Someone deleted this preset while you had it open. Your input is "
        "below: Create saves it as a new one.",
    )
    page = _PresetPage(request, workspace)
    page.is_unsaved = True
    return page.answer(ThemePresetForm(texts=request.POST), status=409)
