# SPDX-License-Identifier: AGPL-3.0-or-later
"""Percentiles, and numbers as people read them."""

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0…1) of the sorted values do not exceed; not a number when there is none."""
    if not values:
        return math.nan
    return values[min(len(values) - 1, max(0, math.ceil(share * len(values)) - 1))]


def middle(values: Sequence[float]) -> float:
    return percentile(sorted(values), 0.5)


def three(seconds: Sequence[float]) -> str:
    """p50/p95/p99 in milliseconds."""
    ordered = sorted(seconds)
    return "/".join(f"{percentile(ordered, share) * 1000:.1f}" for share in (0.5, 0.95, 0.99)) + " ms"


def p99(seconds: Sequence[float]) -> float:
    return percentile(sorted(seconds), 0.99)


def ratio(one: float, other: float) -> float:
    """Not a number where there is nothing to compare with."""
    return one / other if other else math.nan


def thousands(number: float) -> str:
    return f"{number / 1000:.1f}k" if number >= 10_000 else f"{number:.0f}"
