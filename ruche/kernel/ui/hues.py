# SPDX-License-Identifier: AGPL-3.0-or-later
"""The nine categorical hues of the design (styles/hues.css), chosen for people and for organisations."""

from math import atan2, degrees, hypot
from uuid import UUID

# Name → angle in OKLCH, degrees.
HUES = {"rose": 8, "coral": 38, "honey": 78, "moss": 128, "mint": 165, "lagoon": 205, "sky": 245, "iris": 285, "plum": 325}
GREY_BELOW = 0.02  # OKLCH chroma


def hue_of(identifier: UUID) -> str:
    """Always the same hue for the same id. A uuid v7 begins with its time, so the random end decides."""
    names = list(HUES)
    return names[identifier.int % len(names)]


def hue_near(colour: str) -> str:
    """The hue closest to a colour "#rrggbb"; "stone" for a grey."""
    a, b = _oklab_ab(colour)
    if hypot(a, b) < GREY_BELOW:
        return "stone"
    angle = degrees(atan2(b, a)) % 360
    return min(HUES, key=lambda name: min(abs(HUES[name] - angle), 360 - abs(HUES[name] - angle)))


def _oklab_ab(colour: str) -> tuple[float, float]:
    """The two colour axes of OKLab (Björn Ottosson, https://bottosson.github.io/posts/oklab/)."""
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return a, b


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
