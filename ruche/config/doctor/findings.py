# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

State = Literal["well", "doubtful", "broken"]


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    part: str
    state: State
    what: str
    cure: str = ""


Findings = Iterator[Finding]


def well(part: str, what: str) -> Finding:
    return Finding(part, "well", what)


def doubtful(part: str, what: str, cure: str) -> Finding:
    return Finding(part, "doubtful", what, cure)


def broken(part: str, what: str, cure: str) -> Finding:
    return Finding(part, "broken", what, cure)
