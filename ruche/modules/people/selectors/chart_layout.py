# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where each group stands in the drawing that is saved as a file: departments beside each other, teams below, indented.

Simpler than the one on the page (islands/chart_layout.ts), in the same order: the board above the others, small teams beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ruche.modules.people.selectors.chart import Chart, ChartNode

WIDTH, HEIGHT, GAP, INDENT, MARGIN = 220, 62, 14, 22, 30
_TITLE, _BAR, _DROP = 60, 26, 52  # room for the title, from the board to the line across, from the board to the departments


@dataclass(frozen=True)
class Box:
    """A group, drawn. `line`: an SVG path from the one around it."""

    node: ChartNode
    x: int
    y: int
    line: str


@dataclass(frozen=True)
class Drawing:
    boxes: list[Box]
    width: int
    height: int


def lay_out(chart: Chart) -> Drawing:
    """The board and what stands beside it in a row; below it a column for each other group at the top, with all that is inside it."""
    above = [node for node in chart.roots if node.shape in ("root", "side")] if chart.roots and chart.roots[0].shape == "root" else []
    below = [node for node in chart.roots if node not in above]
    top = MARGIN + _TITLE
    lefts, right = _lefts(below)
    boxes = _row(above, right, top)
    middle = boxes[0].x + WIDTH // 2 if boxes else 0
    start = top + HEIGHT + _DROP if boxes else top
    for root, left in zip(below, lefts, strict=True):
        boxes += _column(root, left, start, _fall(middle, left, top) if middle else "")
    most = max((box.x + WIDTH for box in boxes), default=MARGIN + WIDTH)
    lowest = max((box.y + HEIGHT for box in boxes), default=top)
    return Drawing(boxes, most + MARGIN, lowest + MARGIN)


def _row(above: list[ChartNode], right: int, top: int) -> list[Box]:
    """The board over the middle of what is below it; the teams beside it to its right, joined by a line."""
    left = max(MARGIN, (MARGIN + right - WIDTH) // 2)
    boxes = []
    for place, node in enumerate(above):
        x = left + place * (WIDTH + GAP * 2)
        boxes.append(Box(node, x, top, f"M{x - GAP * 2} {top + HEIGHT // 2}H{x}" if place else ""))
    return boxes


def _lefts(roots: list[ChartNode]) -> tuple[list[int], int]:
    """Where each column begins, and where the last one ends."""
    found, left = [], MARGIN
    for root in roots:
        found.append(left)
        left += WIDTH + _depth(root) * INDENT + GAP * 2
    return found, left - GAP * 2


def _fall(middle: int, left: int, top: int) -> str:
    """From the foot of the board, across and down to the head of a column."""
    foot = top + HEIGHT
    return f"M{middle} {foot}v{_BAR}H{left + WIDTH // 2}v{_DROP - _BAR}"


def _depth(node: ChartNode) -> int:
    return max((1 + _depth(child) for child in node.children), default=0)


def _column(root: ChartNode, left: int, top: int, first: str) -> Iterator[Box]:
    y = top

    def place(node: ChartNode, depth: int, parent_y: int) -> Iterator[Box]:
        nonlocal y
        x, own_y = left + depth * INDENT, y
        bend = x - INDENT // 2
        line = f"M{bend} {parent_y + HEIGHT}V{own_y + HEIGHT // 2}H{x}" if depth else first
        yield Box(node, x, own_y, line)
        y += HEIGHT + GAP
        for child in node.children:
            yield from place(child, depth + 1, own_y)

    yield from place(root, 0, top)
