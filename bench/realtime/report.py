# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was measured, beside its target. Printed as a table that can be put into a page of documentation as it is."""

from collections.abc import Callable
from dataclasses import dataclass, field

_HEADER = ("part", "what", "Ruche", "beside", "ratio", "target", "verdict")


@dataclass
class Row:
    part: str
    what: str
    ours: str
    beside: str = ""
    ratio: str = ""
    target: str = ""
    verdict: str = ""


@dataclass
class Report:
    """`say` gets each row as soon as it is known."""

    say: Callable[[str], None] = print
    rows: list[Row] = field(default_factory=list)
    _part: str = ""
    _is_disturbed: bool = False

    def begin(self, part: str) -> None:
        self._part = part
        self.say(f"── {part}")

    def told(self, what: str, ours: str, *, beside: str = "") -> None:
        """A figure without a target."""
        self._add(Row(self._part, what, ours, beside))

    def judged(self, what: str, ours: str, *, is_met: bool, target: str, beside: str = "", ratio: float | None = None) -> None:
        shown = "" if ratio is None else f"{ratio:.2f}"
        self._add(Row(self._part, what, ours, beside, shown, target, "met" if is_met else "MISSED"))

    def left_out(self, what: str, reason: str) -> None:
        self._add(Row(self._part, what, reason, verdict="left out"))

    @property
    def missed(self) -> list[Row]:
        return [row for row in self.rows if row.verdict == "MISSED"]

    def table(self) -> str:
        lines = [_HEADER, *((r.part, r.what, r.ours, r.beside, r.ratio, r.target, r.verdict) for r in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADER))]
        shown = [f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |" for line in lines]
        shown.insert(1, f"|{'|'.join('-' * (width + 2) for width in widths)}|")
        return "\n".join(shown)

    def _add(self, row: Row) -> None:
        self.rows.append(row)
        beside = f" (beside: {row.beside})" if row.beside else ""
        target = f" — target {row.target}: {row.verdict}" if row.target else ""
        self.say(f"   {row.what}: {row.ours}{beside}{f', ratio {row.ratio}' if row.ratio else ''}{target}")
