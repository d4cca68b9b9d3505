"""A gateway that gives a wrong answer while the write lands later, or never: what is told, and what is so.

Each case is one kind of write on objects of its own. When it is told what came of it, nothing need have
landed; so "nothing was changed" is untrue whatever comes, and "saved" is untrue unless SignalWire has it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final

import pytest

from tests.races.bulk import find_form, results, wait_for_end
from tests.races.conftest import Arena
from tests.races.late_cases import CASES, Case
from tests.races.pages import Page, Told
from tests.races.people import Person, open_form
from tests.races.score import Score

pytestmark = [pytest.mark.races, pytest.mark.xdist_group("races")]

SOON: Final = 3.0
LATER: Final = 14.0
"""Seconds after which a write lands: while the dashboard still looks for it, and after it has answered."""
NEVER: Final = 86_400.0
GATEWAYS: Final = [
    # Kind of wrong answer, when the write lands, and whether the button is pressed again before that.
    ("late_504", SOON, False),
    ("late_cut", SOON, False),
    ("late_202", SOON, False),
    ("late_504", LATER, True),
    ("late_cut", LATER, False),
    ("late_504", NEVER, False),
]
SETTLED_WITHIN: Final = 60.0
IN_EVERY_FORM: Final = {"csrfmiddlewaretoken", "form_key", "next"}
UNSETTLED: Final = ("Failed", "In progress", "Unknown", "Pending")


@dataclass
class Attempt:
    """A case behind one gateway, and the page that came at the first press of its button."""

    case: Case
    kind: str
    seconds: float
    page: Page
    has_landed: bool

    @property
    def is_run(self) -> bool:
        """Whether it is a bulk change."""
        return "/bulk/" in self.page.url

    @property
    def is_reset_again(self) -> bool:
        """Whether a token's reset is asked for again after an answer that proved nothing."""
        return self.case.what == "token reset" and self.seconds == LATER

    def __str__(self) -> str:
        return f"{self.case.what}, {self.kind} after {self.seconds:.0f} s, told {self.case.told}, {self.page}"


@pytest.fixture(scope="module")
def attempts(arena: Arena) -> list[Attempt]:
    """Every kind of write behind every gateway, and the same button pressed once more."""
    people = [person for lane in arena.lanes for person in lane]
    wanted = [(prepare, gateway) for gateway in reversed(GATEWAYS) for prepare in CASES]

    def attempt(number: int) -> Attempt:
        prepare, (kind, seconds, is_impatient) = wanted[number]
        person = people.pop()
        try:
            made = press(arena, prepare(arena, person, str(number)), kind, seconds)
            if is_impatient:
                press_again(made)
        finally:
            people.append(person)
        return made

    with ThreadPoolExecutor(len(people)) as pool:
        made = list(pool.map(attempt, range(len(wanted))))
    landing = [one for one in made if one.seconds != NEVER]
    wait(lambda: all(one.case.has_landed() for one in landing), 2 * LATER)

    def work_of(person: Person) -> None:
        for one in landing:
            if one.case.prepared.person is person and len(one.case.told) == 1:
                press_again(one)

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(work_of, people))
    time.sleep(SOON)
    return made


def test_nothing_untrue_is_told_of_a_write_that_lands_late(
    attempts: list[Attempt], capsys: pytest.CaptureFixture[str]
) -> None:
    score = Score()
    for one in [one for one in attempts if not one.is_reset_again]:
        first = one.case.told[0]
        is_untrue = first is Told.NOTHING or (first is Told.SAVED and not one.has_landed)
        twice = one.case.made() - 1 if one.seconds != NEVER else 0
        score.add(writes=1, untrue=is_untrue, duplicates=twice, **{f"told_{first.name.lower()}": 1})
        if is_untrue or twice:
            score.wrong.append(f"{twice} duplicates: {one}")
        if first is Told.UNKNOWN and one.is_run and find_form(one.page, "/undo/") is None:
            score.wrong.append(f"Nothing to undo: {one}")
    score.add(seconds_at_most=round(max(one.case.seconds for one in attempts)))
    score.settle("writes that land late", capsys)


def test_what_landed_is_done_in_the_history_within_a_minute(
    arena: Arena, attempts: list[Attempt], capsys: pytest.CaptureFixture[str]
) -> None:
    score, person = Score(), arena.lanes[0][0]
    left = [""]
    while left and time.monotonic() < score.begun + SETTLED_WITHIN:
        time.sleep(1)
        left = unsettled(person, [one for one in attempts if one.seconds != NEVER and not one.is_reset_again])
    score.add(unsettled=len(left))
    score.wrong += left
    done = done_of(history(person))
    lost = [one.case for one in attempts if one.seconds == NEVER]
    score.wrong += [
        f"{case.what}: the history says that {label} was done, and it never was"
        for case in lost
        for label in case.labels
        if case.has_landed() or done[label] > case.done_before
    ]
    score.settle("their history", capsys)


@pytest.mark.parametrize("kind", ["late_504", "late_cut"])
def test_a_token_is_not_reset_twice_nor_its_reset_taken_for_someone_elses(
    arena: Arena, attempts: list[Attempt], kind: str
) -> None:
    (one,) = [one for one in attempts if one.is_reset_again and one.kind == kind]
    assert one.case.made() == 1, one
    assert one.case.told[1] is not Told.CONFLICT, one
    assert not unsettled(arena.lanes[0][0], [one])


def test_what_someone_else_saves_meanwhile_outlives_a_write_that_lands_late(arena: Arena) -> None:
    ada, bea = arena.lanes[0]
    identifier = arena.conference("meanwhile")
    path = f"conferences/{identifier}/edit/"
    first = open_form(ada, path, "base", {"description": "By ada"})
    second = open_form(bea, path, "base", {"quality": "1080p"})
    faults = arena.sandbox.faults
    fault = faults.add("late_504", method="PUT", path=identifier, milliseconds=int(LATER * 1000))
    answered = first.told()
    faults.remove(fault.identifier)
    assert answered is Told.UNKNOWN

    def by_ada() -> int:
        writes = arena.sandbox.writes_of(identifier)
        return sum(write.body.get("description") == "By ada" for write in writes)

    told, row = second.told(), arena.sandbox.store.conferences.get
    assert wait(lambda: row(identifier)["description"] == "By ada", 2 * LATER)
    wait(lambda: fault.struck <= by_ada(), LATER)  # each attempt of the one save lands
    assert told is not Told.SAVED or row(identifier)["quality"] == "1080p"


def press(arena: Arena, case: Case, kind: str, seconds: float) -> Attempt:
    """Press the button behind such a gateway and note what is told, of a bulk change at its end."""
    fault = arena.sandbox.faults.add(kind, milliseconds=int(seconds * 1000), **case.fault)
    begun = time.monotonic()
    page = case.prepared.press()
    attempt = Attempt(case, kind, seconds, page, case.has_landed())
    if attempt.is_run:
        attempt.page = wait_for_end(case.prepared.person, page)
        attempt.has_landed = case.has_landed()
        case.told.append(told_of_run(attempt.page))
    else:
        case.seconds = time.monotonic() - begun
        case.told.append(page.told)
    arena.sandbox.faults.remove(fault.identifier)
    return attempt


def told_of_run(page: Page) -> Told:
    """What the page of a run says of its rows, the worst of them."""
    words = [words for _, words in results(page).values()]
    if any("Failed" in text or "Not started" in text for text in words):
        return Told.NOTHING
    return Told.UNKNOWN if any("Unknown" in text for text in words) else Told.SAVED


def press_again(attempt: Attempt) -> None:
    """Press the same button on the page that came, or the same form again where none is on it.

    Anyone who is then told that a name is taken takes the one that is offered.
    """
    case, page, person = attempt.case, attempt.page, attempt.case.prepared.person
    if attempt.is_run:
        form = find_form(page, "/retry/")
        again = person.submit(page, form, {"all": "yes"}) if form else page
        case.told.append(told_of_run(wait_for_end(person, again)))
        return
    known = {name for name, _ in case.prepared.form.pairs} - IN_EVERY_FORM
    shown = [form for form in page.forms() if known & form.names and not page.was_redirected]
    prepared = replace(case.prepared, page=page, form=shown[0]) if shown else case.prepared
    again = prepared.press()
    case.told.append(again.told)
    for form in again.forms():
        for button in form.buttons:
            if button.name == "use_name":
                person.submit(again, form, {button.name: button.value})


def wait(is_so: Callable[[], bool], seconds: float) -> bool:
    """Whether it comes true in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def history(person: Person) -> list[tuple[str, str]]:
    """Each entry of the history: all its words, and the word for what came of it."""
    entries: list[tuple[str, str]] = []
    address = "history/"
    while address:
        page = person.get(address)
        lines = [line for one in page.root.all("ol", of_class="history") for line in one.all("li")]
        entries += [(line.text, line.all(of_class="status")[-1].text) for line in lines]
        older = [one for one in page.root.all("a") if one.attributes.get("rel") == "next"]
        address = older[0].attributes["href"] if older else ""
    return entries


def done_of(entries: list[tuple[str, str]]) -> Counter[str]:
    """How often each word stands in an entry that says *Done*."""
    return Counter(one for words, word in entries if word.startswith("Done") for one in set(words.split()))


def unsettled(person: Person, attempts: list[Attempt]) -> list[str]:
    """What the history, and the pages of bulk changes, do not say yet of writes that have all landed."""
    entries, left = history(person), []
    done = done_of(entries)
    for one in attempts:
        for label in one.case.labels:
            words = [f"{word} ({text})" for text, word in entries if label in text.split()]
            if done[label] <= one.case.done_before or any(word.startswith(UNSETTLED) for word in words):
                left.append(f"{one}: the history says of {label}: {', '.join(words) or 'nothing'}")
        if one.is_run:
            told = results(person.get(one.page.url.partition("?")[0]))
            left += [f"{one} {name}: {words}" for name, (is_done, words) in told.items() if not is_done]
    return left
