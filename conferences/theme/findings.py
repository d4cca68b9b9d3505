"""What the contrast of single pairs does not say of a theme, in sentences for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from conferences.theme.colour import channels, is_dark, to_hex
from conferences.theme.constants import MODES, Theme, of_mode
from conferences.theme.vision import ALIKE, DEFICIENCIES, distance, simulate

_UNSEEN: Final = {"protanopia": "red", "deuteranopia": "green", "tritanopia": "blue"}


@dataclass(frozen=True)
class Finding:
    """One thing looked at in one mode. ``samples`` are the colours that show it, ``#RRGGBB``."""

    key: str
    is_fine: bool
    sentence: str
    samples: tuple[str, ...]


def findings(theme: Theme, mode: str) -> tuple[Finding, ...]:
    """What is to be said of ``mode``: its ground, and colour-blind eyes. Nothing of colours not known."""
    return (*_ground(theme, mode), *_colour_blind(theme, mode))


def _ground(theme: Theme, mode: str) -> Iterator[Finding]:
    rgb = channels(theme.get(f"{mode}_background"))
    if rgb is None or mode not in MODES:
        return
    colour = to_hex(rgb)
    if is_dark(rgb) == (mode == "dark"):
        yield Finding("ground", True, f"The {mode} background is {mode}.", (colour,))
        return
    others = [channels(theme.get(f"{other}_background")) for other in MODES if other != mode]
    same = " Both modes have the same background." if rgb in others else ""
    yield Finding("ground", False, f"Your {mode} theme is not {mode}.{same}", (colour,))


def _colour_blind(theme: Theme, mode: str) -> Iterator[Finding]:
    colours = of_mode(theme, mode)
    success, negative = channels(colours["success"]), channels(colours["negative"])
    if success is None or negative is None:
        return
    worst = min(DEFICIENCIES, key=lambda name: distance(success, negative, name))
    samples = (to_hex(simulate(success, worst)), to_hex(simulate(negative, worst)))
    if distance(success, negative, worst) < ALIKE:
        sentence = f"Success and negative look alike for people who do not see {_UNSEEN[worst]}."
        yield Finding("colour-blind", False, sentence, samples)
    else:
        sentence = "Success and negative can be told apart by colour-blind eyes."
        yield Finding("colour-blind", True, sentence, samples)
