"""The scan of all conferences that finds out which themes are in use.

It is taken a page of a thousand at a time, each step in a request of its own: no request is long, any
server can take the next step, and a scan that was left alone goes on where it stopped. A step is claimed
with one compare-and-set before SignalWire is asked, and counts only if the claim still holds afterwards, so
that no page counts twice.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from conferences.models import Actor, SurveyedConference, SurveyEnd, ThemeInUse, ThemeSurvey, Workspace
from conferences.models.theme_survey import BEAT, LEFT_ALONE_AFTER, STALE_AFTER
from conferences.services import reading
from conferences.services.bulk.heartbeat import heartbeat
from conferences.services.history import display_name, truncate
from conferences.services.themes import colours_of, fingerprint
from conferences.signalwire import Conference, Cursor, Page, Room, SignalWireError
from conferences.signalwire.kinds import CONFERENCE

CONFERENCES: Final = 100_000
PAGES: Final = 2_000
"""How many conferences, and how many pages, a survey reads at most: SignalWire may give 50 a page."""

_PAGE_SIZE: Final = 1_000
_CHUNK: Final = 500
_TEXT_MAXIMUM: Final = 100


@dataclass(frozen=True, slots=True)
class Surveys:
    """The survey under way and the latest that ended, each None where there is none."""

    running: ThemeSurvey | None
    ended: ThemeSurvey | None


def surveys(workspace: Workspace) -> Surveys:
    """What is known of the themes in use."""
    found = ThemeSurvey.objects.filter(workspace=workspace)
    return Surveys(found.filter(end="").first(), found.exclude(end="").first())


def begin(actor: Actor) -> ThemeSurvey:
    """The survey under way, or a new one where there is none."""
    survey, _ = ThemeSurvey.objects.get_or_create(
        workspace=actor.workspace, end="", defaults={"person_name": display_name(actor.user)}
    )
    return survey


def step(survey: ThemeSurvey, *, request_id: str) -> bool:
    """Read the next page. False where the survey has ended, or someone else is reading it.

    What SignalWire answers instead of a page is kept as the survey's ``problem``, not raised.
    """
    claim, now = uuid.uuid4().hex, timezone.now()
    free = Q(claim="") | Q(claimed_at__lt=now - STALE_AFTER)
    if not ThemeSurvey.objects.filter(free, pk=survey.pk, end="").update(claim=claim, claimed_at=now):
        return False
    survey.refresh_from_db()

    def renew() -> None:
        ThemeSurvey.objects.filter(pk=survey.pk, claim=claim).update(claimed_at=timezone.now())

    try:
        with heartbeat(renew, BEAT.total_seconds()):
            page = reading.list_page(
                survey.workspace,
                CONFERENCE,
                page_size=_PAGE_SIZE,
                cursor=survey.cursor,
                request_id=request_id,
            )
    except SignalWireError as error:
        _release(survey, claim, problem=error.message)
        return True
    except BaseException:
        _release(survey, claim, problem="")
        raise
    return _count(survey, claim, page)


def _release(survey: ThemeSurvey, claim: str, *, problem: str) -> None:
    ThemeSurvey.objects.filter(pk=survey.pk, claim=claim).update(
        claim="", claimed_at=None, problem=truncate(problem, 500), stepped_at=timezone.now()
    )


def _count(survey: ThemeSurvey, claim: str, page: Page[Conference] | Page[Room]) -> bool:
    """Add a page to the survey, in one transaction; nothing where the claim is another's by now."""
    items = [item for item in page.items if isinstance(item, Conference)]
    seen, end = _onward(survey, page)
    now = timezone.now()
    with transaction.atomic():
        counted = ThemeSurvey.objects.filter(pk=survey.pk, claim=claim, end="").update(
            pages=survey.pages + 1,
            unreadable=survey.unreadable + len(page.items) - len(items),
            cursor=dict(page.next) if page.next else None,
            seen=seen,
            end=end,
            ended_at=now if end else None,
            stepped_at=now,
            claim="",
            claimed_at=None,
            problem="",
        )
        if counted:
            _add(survey, items)
            if end:
                _forget_older(survey)
    return bool(counted)


def _onward(survey: ThemeSurvey, page: Page[Conference] | Page[Room]) -> tuple[list[str], str]:
    """The cursors followed until now, and why the scan ends with this page, "" where it goes on."""
    if page.is_shortened:
        return survey.seen, SurveyEnd.CUT_OFF
    if page.next is None:
        return survey.seen, SurveyEnd.CUT_OFF if page.is_cut_off else SurveyEnd.COMPLETE
    mark = _mark(page.next)
    if mark in survey.seen:
        return survey.seen, SurveyEnd.REPEATED
    counted = survey.conferences.count() + len(page.items)
    is_enough = survey.pages + 1 >= PAGES or counted >= CONFERENCES
    return [*survey.seen, mark], SurveyEnd.LIMIT if is_enough else ""


def _mark(cursor: Cursor) -> str:
    return hashlib.sha256(json.dumps(sorted(cursor.items())).encode()).hexdigest()[:32]


def _add(survey: ThemeSurvey, items: Sequence[Conference]) -> None:
    """Keep conferences and their themes. One that another page had already, as lists move, counts once."""
    colours = {item.id: colours_of(item) for item in items}
    prints = {identifier: fingerprint(theme) for identifier, theme in colours.items()}
    ThemeInUse.objects.bulk_create(
        (
            ThemeInUse(survey=survey, fingerprint=prints[identifier], colours=_kept(theme))
            for identifier, theme in colours.items()
        ),
        ignore_conflicts=True,
        batch_size=_CHUNK,
    )
    found = ThemeInUse.objects.filter(survey=survey, fingerprint__in=set(prints.values()))
    themes = dict(found.values_list("fingerprint", "pk"))
    SurveyedConference.objects.bulk_create(
        (
            SurveyedConference(
                survey=survey,
                theme_id=themes[prints[item.id]],
                object_id=item.id,
                name=truncate(item.name or "", 200),
                title=truncate((item.display_name or "").strip(), 300),
            )
            for item in items
        ),
        ignore_conflicts=True,
        batch_size=_CHUNK,
    )


def _kept(theme: Mapping[str, str | None]) -> dict[str, str | None]:
    """The colours as the database may have them: what is no colour may be anything, of any length."""
    return {name: None if text is None else truncate(text, _TEXT_MAXIMUM) for name, text in theme.items()}


def stop(survey: ThemeSurvey) -> bool:
    """End a survey with what it has counted; one that has counted nothing is forgotten."""
    now = timezone.now()
    with transaction.atomic():
        ended = ThemeSurvey.objects.filter(pk=survey.pk, end="").update(
            end=SurveyEnd.STOPPED, ended_at=now, claim="", claimed_at=None
        )
        if ended:
            survey.refresh_from_db()
            if survey.pages:
                _forget_older(survey)
            else:
                survey.delete()
    return bool(ended)


def _forget_older(survey: ThemeSurvey) -> None:
    ThemeSurvey.objects.filter(workspace_id=survey.workspace_id, pk__lt=survey.pk).exclude(end="").delete()


def themes_in_use(survey: ThemeSurvey) -> QuerySet[Any]:
    """The distinct themes of a survey with ``number``, how many conferences have each; most used first."""
    counted = survey.themes.annotate(number=Count("conferences"))
    return counted.filter(number__gt=0).order_by("-number", "pk")


def uses(survey: ThemeSurvey | None, fingerprints: Iterable[str]) -> dict[str, int]:
    """How many conferences of the survey have each of these themes; none are left out."""
    if survey is None:
        return {}
    found = themes_in_use(survey).filter(fingerprint__in=list(fingerprints))
    return dict(found.values_list("fingerprint", "number"))


def expected(workspace: Workspace) -> int:
    """How many conferences the latest whole survey found: the API gives no total. 0 where none is known."""
    ended = ThemeSurvey.objects.filter(workspace=workspace, end=SurveyEnd.COMPLETE).first()
    return ended.conferences.count() if ended else 0


def is_left_alone(survey: ThemeSurvey, now: datetime) -> bool:
    """Whether no one has taken a step for so long that the scan does not go on by itself."""
    return not survey.is_being_read(now) and now - survey.stepped_at > LEFT_ALONE_AFTER
