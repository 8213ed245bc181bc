# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where each group stands in the drawing that is saved as a file: departments beside each other, teams below, indented.

Simpler than the one on the page (islands/chart_layout.ts), in the same order.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ruche.modules.people.selectors.chart import Chart, ChartNode

WIDTH, HEIGHT, GAP, INDENT, MARGIN = 220, 62, 14, 22, 30


@dataclass(frozen=True)
class Box:
    """A group, drawn. `line`: an SVG path from the one around it."""

    node: ChartNode
    x: int
    y: int
    line: str

    @property
    def name_x(self) -> int:
        return self.x + 12

    @property
    def name_y(self) -> int:
        return self.y + 26

    @property
    def count_x(self) -> int:
        return self.x + WIDTH - 12

    @property
    def lead_y(self) -> int:
        return self.y + 46


@dataclass(frozen=True)
class Drawing:
    boxes: list[Box]
    width: int
    height: int


def lay_out(chart: Chart) -> Drawing:
    """A column for each group at the top; below it all that is inside it."""
    boxes: list[Box] = []
    left, lowest = MARGIN, MARGIN
    for root in chart.roots:
        column = list(_column(root, left, MARGIN * 3))
        boxes += column
        left = max(box.x for box in column) + WIDTH + GAP * 2
        lowest = max(lowest, *(box.y for box in column))
    return Drawing(boxes, left + MARGIN - GAP * 2, lowest + HEIGHT + MARGIN)


def _column(root: ChartNode, left: int, top: int) -> Iterator[Box]:
    y = top

    def place(node: ChartNode, depth: int, parent_y: int) -> Iterator[Box]:
        nonlocal y
        x, own_y = left + depth * INDENT, y
        bend = x - INDENT // 2
        line = f"M{bend} {parent_y + HEIGHT}V{own_y + HEIGHT // 2}H{x}" if depth else ""
        yield Box(node, x, own_y, line)
        y += HEIGHT + GAP
        for child in node.children:
            yield from place(child, depth + 1, own_y)

    yield from place(root, 0, top)
