"""Theme presets of a workspace: kept, changed without overwriting anyone, and looked for elsewhere."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from conferences.models import Actor, ThemePreset, Workspace
from conferences.services import reading
from conferences.services.history import display_name, truncate
from conferences.signalwire import Conference, NotFound, Unreadable
from conferences.signalwire.kinds import CONFERENCE
from conferences.signalwire.limits import DEFAULT_THEME
from conferences.theme.constants import NAMES, Theme

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class NameTaken(Exception):
    """Another preset of the workspace has that name, be it in other letters' case."""


class ChangedMeanwhile(Exception):
    """Someone else saved the preset since it was opened. ``preset`` is what is stored now."""

    def __init__(self, preset: ThemePreset) -> None:
        super().__init__(preset.name)
        self.preset = preset


class SourceUnclear(Exception):
    """The conference whose colours are asked for cannot be told; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class NamedTheme:
    """A theme to choose: ``key`` is what a form sends, ``colours`` are a hex code for each of ``NAMES``."""

    key: str
    name: str
    colours: Mapping[str, str]
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """The colours of a conference somewhere, and what it is called."""

    title: str
    colours: dict[str, str | None]


def fingerprint(colours: Theme) -> str:
    """64 hex digits, the same for themes that look the same: upper and lower case do not count."""
    plain = [None if (text := colours.get(name)) is None else text.upper() for name in NAMES]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def colours_of(conference: Conference) -> dict[str, str | None]:
    """The ten colours as SignalWire has them."""
    return {name: getattr(conference, name) for name in NAMES}


def presets_of(workspace: Workspace) -> list[ThemePreset]:
    """All presets, by name."""
    return list(ThemePreset.objects.filter(workspace=workspace))


def choices_of(workspace: Workspace) -> list[NamedTheme]:
    """The themes to choose from: all presets, by name, and SignalWire's own colours."""
    presets = (
        NamedTheme(str(preset.pk), preset.name, preset.colours, preset.is_default)
        for preset in presets_of(workspace)
    )
    return [*presets, NamedTheme("signalwire", "SignalWire’s defaults", DEFAULT_THEME)]


def default_colours(workspace: Workspace) -> dict[str, str] | None:
    """The ten colours that new conferences start with; None where no preset is the default."""
    preset = ThemePreset.objects.filter(workspace=workspace, is_default=True).first()
    return dict(preset.colours) if preset else None


def name_key(name: str) -> str:
    """The name as it is compared with others."""
    return unicodedata.normalize("NFKC", name).casefold()[
        : ThemePreset._meta.get_field("name_key").max_length
    ]


def create_preset(
    actor: Actor, *, name: str, colours: Mapping[str, str], is_default: bool = False
) -> ThemePreset:
    """Keep a new preset. Raises NameTaken."""
    preset = ThemePreset(
        workspace=actor.workspace,
        name=name,
        name_key=name_key(name),
        colours={key: colours[key] for key in NAMES},
        created_by=actor.user,
        created_by_name=display_name(actor.user),
        updated_by=actor.user,
        updated_by_name=display_name(actor.user),
    )
    try:
        with transaction.atomic():
            preset.save()
            if is_default:
                set_default(preset, is_default=True)
    except IntegrityError:
        raise NameTaken(name) from None
    return preset


def update_preset(
    actor: Actor,
    preset: ThemePreset,
    *,
    version: int,
    name: str,
    colours: Mapping[str, str],
    is_default: bool,
) -> None:
    """Save a preset that was opened at ``version``. Raises NameTaken and ChangedMeanwhile.

    Raises ``ThemePreset.DoesNotExist`` where someone deleted it.
    """
    changes = {
        "name": name,
        "name_key": name_key(name),
        "colours": {key: colours[key] for key in NAMES},
        "version": F("version") + 1,
        "updated_by": actor.user,
        "updated_by_name": display_name(actor.user),
        "updated_at": timezone.now(),
    }
    try:
        with transaction.atomic():
            saved = ThemePreset.objects.filter(pk=preset.pk, version=version).update(**changes)
            if saved:
                set_default(preset, is_default=is_default)
    except IntegrityError:
        raise NameTaken(name) from None
    if not saved:
        raise ChangedMeanwhile(ThemePreset.objects.get(pk=preset.pk))


def set_default(preset: ThemePreset, *, is_default: bool) -> None:
    """Let new conferences start with this preset, or no longer with this one.

    A form that is open on a preset that becomes or ceases to be the default does not turn that back unasked:
    to it the preset was saved by someone else.
    """
    changed = {"is_default": is_default, "version": F("version") + 1}
    with transaction.atomic():
        # Anyone who chooses a default waits here for anyone who is choosing another.
        list(Workspace.objects.select_for_update().filter(pk=preset.workspace_id).values_list("pk"))
        if is_default:
            ThemePreset.objects.filter(workspace_id=preset.workspace_id, is_default=True).exclude(
                pk=preset.pk
            ).update(is_default=False, version=F("version") + 1)
        ThemePreset.objects.filter(pk=preset.pk).exclude(is_default=is_default).update(**changed)


def find_source(workspace: Workspace, text: str, *, request_id: str) -> Source:
    """The colours of the conference that ``text`` names: an id, the address of its page, or its exact name.

    The API cannot search, so a name is looked for in the list, as far as ``reading.iter_pages`` goes.
    Raises SourceUnclear and SignalWireError.
    """
    words = text.strip()
    if not words or len(words) > 2000:
        raise SourceUnclear("Enter a conference: its name, its ID, or the address of its page.")
    if identifier := _identifier_in(words):
        return _read(workspace, identifier, request_id=request_id)
    return _look_up(workspace, words, request_id=request_id)


def _identifier_in(words: str) -> UUID | None:
    if _UUID.fullmatch(words):
        return UUID(words)
    try:
        path = urlsplit(words).path if "/" in words else ""
    except ValueError:
        return None
    found = re.search(rf"/conferences/({_UUID.pattern})(?:/|\Z)", path)
    return UUID(found[1]) if found else None


def _read(workspace: Workspace, identifier: UUID, *, request_id: str) -> Source:
    try:
        item = reading.get_object(workspace, CONFERENCE, identifier, request_id=request_id)
    except NotFound:
        raise SourceUnclear(f"{workspace.name} has no conference with this ID.") from None
    return _source(cast(Conference, item))


def _source(item: Conference) -> Source:
    return Source(item.display_name or item.name or str(item.id), colours_of(item))


def _look_up(workspace: Workspace, words: str, *, request_id: str) -> Source:
    titled: dict[UUID, Conference] = {}
    is_shortened = False
    for page in reading.iter_pages(workspace, CONFERENCE, request_id=request_id):
        is_shortened = is_shortened or page.is_shortened
        for item in page.items:
            if isinstance(item, Unreadable) or not isinstance(item, Conference):
                continue
            if item.name == words:
                return _source(item)
            if (item.display_name or "").strip() == words:
                titled[item.id] = item
    if len(titled) == 1:
        return _source(*titled.values())
    if titled:
        raise SourceUnclear(
            f"{len(titled)} conferences are called “{truncate(words, 80)}”. "
            "Paste the address of the one you mean."
        )
    if is_shortened or page.next is not None or page.is_cut_off:
        raise SourceUnclear(
            f"“{truncate(words, 80)}” is not among the conferences that could be read. "
            "Paste the address of its page."
        )
    raise SourceUnclear(f"{workspace.name} has no conference “{truncate(words, 80)}”.")
