"""What people see who lack one of the three kinds of cones.

The matrices are those of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of
Color Vision Deficiency" (2009), at severity 1, for linear RGB.
"""

from __future__ import annotations

import math
from typing import Final

from conferences.theme.colour import LINEAR, Channels, encoded
from conferences.theme.oklch import to_oklab

Matrix = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]

DEFICIENCIES: Final = ("protanopia", "deuteranopia", "tritanopia")
MATRICES: Final[dict[str, Matrix]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}

ALIKE: Final = 0.1
"""Two colours nearer than this in OKLab look alike as small marks that do not touch.

Between two pairs whose case is known: bluish green and vermilion of Okabe and Ito's palette, made to be told
apart by everyone, are 0.11 apart at worst; the green and the red of SignalWire's defaults 0.05.
"""


def simulate(rgb: Channels, deficiency: str) -> Channels:
    """The colour, 0 to 255, as seen with one of ``DEFICIENCIES``; itself for any other word."""
    matrix = MATRICES.get(deficiency)
    if matrix is None:
        return rgb
    red, green, blue = LINEAR[rgb[0]], LINEAR[rgb[1]], LINEAR[rgb[2]]
    seen = [encoded(row[0] * red + row[1] * green + row[2] * blue) for row in matrix]
    return seen[0], seen[1], seen[2]


def distance(first: Channels, second: Channels, deficiency: str) -> float:
    """How far two colours are apart in OKLab, seen with one of ``DEFICIENCIES``."""
    return math.dist(to_oklab(simulate(first, deficiency)), to_oklab(simulate(second, deficiency)))


def look_alike(first: Channels, second: Channels) -> tuple[str, ...]:
    """The deficiencies with which two colours cannot be told apart, in the order of ``DEFICIENCIES``."""
    return tuple(name for name in DEFICIENCIES if distance(first, second, name) < ALIKE)
