"""The walk that finds out which themes are in use."""

from __future__ import annotations

from datetime import timedelta
from time import monotonic, sleep
from typing import Any

import pytest
import responses
from django.utils import timezone

from conferences.models import Actor, SurveyEnd, ThemeInUse, ThemeSurvey
from conferences.models.theme_survey import LEFT_ALONE_AFTER, STALE_AFTER
from conferences.services import theme_scan, themes
from conferences.signalwire.kinds import CONFERENCE
from tests.conftest import BASE
from tests.faults import READ_FAILURES
from tests.payloads import conference, listing, numbered
from tests.services.conftest import Desk, MakeDesk


def iter_pages(actor: Actor) -> ThemeSurvey:
    """The survey after every step that can be taken."""
    survey = theme_scan.begin(actor)
    while theme_scan.step(survey, request_id=""):
        survey.refresh_from_db()
        if survey.problem:
            break
    survey.refresh_from_db()
    return survey


def numbers(survey: ThemeSurvey) -> list[int]:
    return [theme.number for theme in theme_scan.themes_in_use(survey)]


def pages(upstream: responses.RequestsMock, *bodies: Any) -> None:
    for body in bodies:
        upstream.get(f"{BASE}/conferences", json=body)


def following(number: int) -> str:
    return f"/api/video/conferences?page_number={number}&page_token=t{number}"


def test_every_conference_counts_once_under_its_theme(desk: Desk) -> None:
    for colour in ("#123456", "#ABCDEF", "#abcdef"):
        desk.make(CONFERENCE, dark_primary=colour)
    survey = iter_pages(desk.actor)
    assert (survey.end, survey.pages, survey.is_complete) == (SurveyEnd.COMPLETE, 1, True)
    assert numbers(survey) == [2, 1]
    most = theme_scan.themes_in_use(survey).first()
    assert most is not None
    assert most.colours["dark_primary"].upper() == "#ABCDEF"
    assert theme_scan.uses(survey, [most.fingerprint, "0" * 64]) == {most.fingerprint: 2}


def test_ten_thousand_conferences_are_read_a_thousand_at_a_time(make_desk: MakeDesk) -> None:
    desk = make_desk(conferences=2_500)
    survey = iter_pages(desk.actor)
    assert (survey.pages, survey.conferences.count(), sum(numbers(survey))) == (3, 2500, 2500)
    assert all("page_size=1000" in request.target for request in desk.sandbox.requests)


def test_a_conference_that_two_pages_have_counts_once(upstream: responses.RequestsMock, actor: Actor) -> None:
    first, second = conference(id=numbered(1)), conference(id=numbered(2), dark_primary="#000001")
    pages(upstream, listing(first, second, next=following(1)), listing({**second, "dark_primary": "#FFFFFF"}))
    survey = iter_pages(actor)
    assert survey.conferences.count() == 2
    # The theme that only the repeated record had is no one’s.
    assert numbers(survey) == [1, 1]


def test_records_that_cannot_be_read_are_counted(upstream: responses.RequestsMock, actor: Actor) -> None:
    pages(upstream, listing(conference(), {"id": 7}, "what", {"id": numbered(3), "join_from": 5}))
    survey = iter_pages(actor)
    assert (survey.unreadable, survey.conferences.count(), survey.is_complete) == (3, 1, False)
    assert survey.end == SurveyEnd.COMPLETE


@pytest.mark.parametrize(
    ("link", "end"),
    [
        ("/api/video/conferences?page_size=5", SurveyEnd.CUT_OFF),
        (following(1), SurveyEnd.REPEATED),
    ],
)
def test_a_link_that_leads_nowhere_ends_the_walk_and_is_said(
    upstream: responses.RequestsMock, actor: Actor, link: str, end: str
) -> None:
    pages(
        upstream,
        listing(conference(id=numbered(1)), next=following(1)),
        listing(conference(id=numbered(2)), next=link),
    )
    survey = iter_pages(actor)
    assert (survey.end, survey.conferences.count(), survey.is_complete) == (end, 2, False)


def test_a_list_without_end_is_left_after_so_many_pages(
    upstream: responses.RequestsMock, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_scan, "PAGES", 3)
    for number in range(1, 5):
        pages(upstream, listing(conference(id=numbered(number)), next=following(number)))
    survey = iter_pages(actor)
    assert (survey.end, survey.pages) == (SurveyEnd.LIMIT, 3)


def test_a_survey_ends_with_so_many_conferences_however_few_a_page_has(
    upstream: responses.RequestsMock, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_scan, "CONFERENCES", 2)
    for number in range(1, 4):
        pages(upstream, listing(conference(id=numbered(number)), next=following(number)))
    survey = iter_pages(actor)
    assert (survey.end, survey.conferences.count()) == (SurveyEnd.LIMIT, 2)


def test_an_empty_page_with_a_next_one_is_not_the_end(desk: Desk) -> None:
    desk.make(CONFERENCE)
    desk.sandbox.faults.add("empty_page_with_next", times=1)
    survey = iter_pages(desk.actor)
    assert (survey.end, survey.pages, survey.conferences.count()) == (SurveyEnd.COMPLETE, 2, 1)


@pytest.mark.parametrize("fault", READ_FAILURES)
def test_a_fault_midway_keeps_what_was_counted_and_the_walk_goes_on(make_desk: MakeDesk, fault: Any) -> None:
    desk = make_desk(conferences=1_200)
    desk.sandbox.faults.add(fault, after=1, retry_after=0)
    survey = iter_pages(desk.actor)
    assert survey.problem
    assert desk.sandbox.token not in survey.problem
    assert (survey.end, survey.pages, survey.conferences.count()) == ("", 1, 1000)
    desk.sandbox.faults.clear()
    survey = iter_pages(desk.actor)
    assert (survey.end, survey.pages, survey.problem) == (SurveyEnd.COMPLETE, 2, "")
    assert survey.conferences.count() == 1200


def test_a_host_that_is_not_known_is_a_problem_not_a_crash(actor: Actor) -> None:
    survey = iter_pages(actor)  # nothing is announced: no connection
    assert survey.problem
    assert survey.end == ""


def test_a_step_that_another_request_takes_is_not_taken_twice(
    upstream: responses.RequestsMock, actor: Actor
) -> None:
    survey = theme_scan.begin(actor)
    inside: list[bool] = []

    def answer(_: object) -> tuple[int, dict[str, str], str]:
        # Another tab presses the button while SignalWire thinks.
        inside.append(theme_scan.step(ThemeSurvey.objects.get(pk=survey.pk), request_id=""))
        return 200, {}, '{"links": {}, "data": []}'

    upstream.add_callback(responses.GET, f"{BASE}/conferences", callback=answer)
    assert theme_scan.step(survey, request_id="")
    assert inside == [False]
    assert len(upstream.calls) == 1


def test_a_step_whose_claim_was_taken_over_does_not_count(
    upstream: responses.RequestsMock, actor: Actor
) -> None:
    survey = theme_scan.begin(actor)

    def answer(_: object) -> tuple[int, dict[str, str], str]:
        ThemeSurvey.objects.update(claim="someone-else")
        return 200, {}, f'{{"links": {{}}, "data": [{{"id": "{numbered(1)}"}}]}}'

    upstream.add_callback(responses.GET, f"{BASE}/conferences", callback=answer)
    assert not theme_scan.step(survey, request_id="")
    survey.refresh_from_db()
    assert (survey.pages, survey.conferences.count(), survey.claim) == (0, 0, "someone-else")


def test_a_step_of_a_server_that_died_can_be_taken_again(
    upstream: responses.RequestsMock, actor: Actor
) -> None:
    survey = theme_scan.begin(actor)
    pages(upstream, listing(conference()))
    ThemeSurvey.objects.update(claim="dead", claimed_at=timezone.now() - STALE_AFTER / 2)
    assert not theme_scan.step(survey, request_id="")
    old = timezone.now() - LEFT_ALONE_AFTER - timedelta(seconds=1)
    ThemeSurvey.objects.update(claim="dead", claimed_at=old, stepped_at=old)
    survey.refresh_from_db()
    assert theme_scan.is_left_alone(survey, timezone.now())
    assert theme_scan.step(survey, request_id="")
    survey.refresh_from_db()
    assert survey.end == SurveyEnd.COMPLETE


@pytest.mark.django_db(transaction=True)
def test_a_step_that_waits_for_a_slow_answer_keeps_its_claim(
    upstream: responses.RequestsMock, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_scan, "BEAT", timedelta(milliseconds=50))
    survey = theme_scan.begin(actor)
    renewed: list[bool] = []

    def answer(_: object) -> tuple[int, dict[str, str], str]:
        begun = ThemeSurvey.objects.get().claimed_at
        ends_at = monotonic() + 3
        while ThemeSurvey.objects.get().claimed_at == begun and monotonic() < ends_at:
            sleep(0.02)
        renewed.append(ThemeSurvey.objects.get().claimed_at != begun)
        return 200, {}, f'{{"links": {{}}, "data": [{{"id": "{numbered(1)}"}}]}}'

    upstream.add_callback(responses.GET, f"{BASE}/conferences", callback=answer)
    assert theme_scan.step(survey, request_id="")
    assert renewed == [True]


def test_two_people_who_begin_share_one_walk(actor: Actor) -> None:
    assert theme_scan.begin(actor) == theme_scan.begin(actor)
    assert ThemeSurvey.objects.count() == 1


def test_only_the_latest_ended_survey_is_kept(desk: Desk) -> None:
    desk.make(CONFERENCE)
    first = iter_pages(desk.actor)
    assert theme_scan.expected(desk.actor.workspace) == 1
    second = theme_scan.begin(desk.actor)
    assert theme_scan.surveys(desk.actor.workspace) == theme_scan.Surveys(second, first)
    theme_scan.step(second, request_id="")
    assert list(ThemeSurvey.objects.all()) == [second]
    assert ThemeInUse.objects.count() == 1


def test_a_stopped_walk_keeps_what_it_counted(desk: Desk, make_desk: MakeDesk) -> None:
    survey = theme_scan.begin(desk.actor)
    assert theme_scan.stop(survey)
    assert not ThemeSurvey.objects.exists()
    long = make_desk(conferences=1_100)
    survey = theme_scan.begin(long.actor)
    theme_scan.step(survey, request_id="")
    survey.refresh_from_db()
    assert theme_scan.stop(survey)
    assert not theme_scan.stop(survey)
    survey.refresh_from_db()
    assert (survey.end, survey.conferences.count(), survey.is_complete) == (SurveyEnd.STOPPED, 1000, False)
    assert not theme_scan.step(survey, request_id="")


def test_hostile_values_are_kept_short_and_without_what_no_database_takes(
    upstream: responses.RequestsMock, actor: Actor
) -> None:
    token = "vpt_" + "a" * 32
    pages(
        upstream,
        listing(
            conference(
                name="x\0y",
                display_name=f"<script>{token}" + "z" * 900,
                light_primary="red; background:url(//x)\0" + "y" * 100_000,
            )
        ),
    )
    survey = iter_pages(actor)
    item, theme = survey.conferences.get(), survey.themes.get()
    assert item.name == "x\ufffdy"
    assert token not in item.title
    assert len(item.title) <= 300
    assert len(theme.colours["light_primary"]) == 100
    assert "\0" not in theme.colours["light_primary"]
    assert theme.fingerprint != themes.fingerprint(theme.colours)
