"""The browser's colour arithmetic gives what Python gives, to the last digit, and in time for a drag."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from conferences.theme.constants import HEX, MODES, NAMES, ROLES
from conferences.theme.elements import ROWS
from conferences.theme.parsing import LONGEST
from conferences.theme.vision import ALIKE, MATRICES
from tests.browser.conftest import OpenContext
from tests.browser.desk import Desk
from tests.theme.make_vectors import FILE
from tests.theme.test_vectors import same

pytestmark = pytest.mark.browser

# Results go through JSON, so that a property that JSON has not is none here either.
ANSWERS = """async (vectors) => {
  const answers = {};
  for (const [name, cases] of Object.entries(vectors)) {
    const [file, work] = name.split(".");
    const module = await import(`/static/js/theme/${file}.js`);
    answers[name] = cases.map(([given]) => module[work](...given));
  }
  return JSON.parse(JSON.stringify(answers));
}"""

# The clock is coarse, so all modes are timed at once; every round has colours that were not seen before,
# as in a drag. The quickest round says what the work takes where nothing else runs.
SECONDS = """async ([modes, rounds]) => {
  const { channels, toHex } = await import("/static/js/theme/colour.js");
  const { report } = await import("/static/js/theme/report.js");
  const { repair, fixAll } = await import("/static/js/theme/repair.js");
  const { findings } = await import("/static/js/theme/findings.js");
  const once = (colours, round) => {
    const mode = {};
    const theme = {};
    for (const [role, colour] of Object.entries(colours)) {
      mode[role] = theme[`light_${role}`] = toHex(channels(colour).map((channel) => channel ^ round));
    }
    for (const pair of report(mode)) if (!pair.passes) repair(mode, pair.key);
    fixAll(mode);
    findings(theme, "light");
  };
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    for (const colours of modes) once(colours, round);
    times.push((performance.now() - start) / modes.length / 1000);
  }
  return Math.min(...times);
}"""


@pytest.fixture
def blank(open_context: OpenContext, desk: Desk) -> Page:
    """A page of the dashboard, with its content security policy, and nothing of a theme on it."""
    page = open_context().new_page()
    page.goto(f"{desk.url}/login/")
    return page


def test_the_modules_answer_every_vector_as_python_does(blank: Page) -> None:
    vectors = json.loads(FILE.read_text())
    answers = blank.evaluate(ANSWERS, vectors)
    wrong = [
        (name, given, answer, result)
        for name, cases in vectors.items()
        for (given, result), answer in zip(cases, answers[name], strict=True)
        if not same(result, answer)
    ]
    assert wrong == []


def test_the_constants_are_those_of_python(blank: Page) -> None:
    found = blank.evaluate(
        """async () => {
          const { HEX, MODES, NAMES, ROLES } = await import("/static/js/theme/constants.js");
          const { ALIKE, MATRICES } = await import("/static/js/theme/vision.js");
          const { LONGEST } = await import("/static/js/theme/parsing.js");
          return [HEX.source, MODES, NAMES, ROLES, ALIKE, MATRICES, LONGEST];
        }"""
    )
    matrices = {name: [list(row) for row in matrix] for name, matrix in MATRICES.items()}
    assert found == [f"^{HEX}$", [*MODES], [*NAMES], [*ROLES], ALIKE, matrices, LONGEST]


def test_ten_megabytes_are_refused_at_once(blank: Page) -> None:
    problems, colour, seconds = blank.evaluate(
        """async () => {
          const { normalise, readTheme } = await import("/static/js/theme/parsing.js");
          const text = "#".repeat(10_000_000);
          const start = performance.now();
          return [readTheme(text).problems, normalise(text), (performance.now() - start) / 1000];
        }"""
    )
    assert (problems, colour) == (["The text is longer than 20,000 characters."], None)
    assert seconds < 0.1


def test_characters_are_counted_as_python_counts_them(blank: Page) -> None:
    found = blank.evaluate(
        """async () => {
          const { readTheme } = await import("/static/js/theme/parsing.js");
          return [20_000, 20_001].map((count) => readTheme("😀".repeat(count)).problems.at(-1));
        }"""
    )
    assert found == ["No theme was found in this text.", "The text is longer than 20,000 characters."]


def test_a_mode_is_judged_and_repaired_well_within_a_frame(blank: Page) -> None:
    cases = json.loads(FILE.read_text())["report.report"]
    modes = [given[0] for given, result in cases if len(result) == len(ROWS)]
    assert blank.evaluate(SECONDS, [modes, 12]) < 0.004
