# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import Counter
from typing import Any

MOST_LINES = 1000


class Report:
    """What a run does, or would do: counts of everything, and the first lines word for word."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.lines: list[list[str]] = []

    def note(self, what: str, name: str, detail: str = "") -> None:
        """`what`: a key of WORDS (directories/words.py)."""
        self.counts[what] += 1
        if len(self.lines) < MOST_LINES:
            self.lines.append([what, name[:120], detail[:300]])

    def as_fields(self) -> dict[str, Any]:
        return {"counts": dict(self.counts), "report": self.lines}
