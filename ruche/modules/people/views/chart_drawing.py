# SPDX-License-Identifier: AGPL-3.0-or-later
"""The chart as an SVG file that other programs open: plain shapes and texts, no styles, no fonts of ours."""

from html import escape
from unicodedata import east_asian_width

from django.utils.translation import gettext as _

from ruche.modules.people.selectors.chart import ChartNode
from ruche.modules.people.selectors.chart_layout import HEIGHT, MARGIN, WIDTH, Box, Drawing

_SIZE = 13  # px
_INSET = 12
_INK, _SOFT, _LINE, _DARK, _WARNING = "#1d1c1a", "#5f5c56", "#b4b0a8", "#1b2e2a", "#8a5a00"
# The marks of the nine hues on paper (styles/hues.css), in the colours that every program knows.
_MARKS = {
    "rose": "#c66177",
    "coral": "#c76749",
    "honey": "#b07a00",
    "moss": "#6f9436",
    "mint": "#029e72",
    "lagoon": "#009bab",
    "sky": "#348dcf",
    "iris": "#7f79d1",
    "plum": "#ad69b1",
}
# Widths of letters as parts of the size, a little more than those of the usual fonts.
_NARROW, _WIDE = frozenset("fijlrtI.,:;'’|!()[] "), frozenset("mwMW@%…—")


def drawing_svg(drawing: Drawing, title: str) -> str:
    words = {"vacant": escape(_("vacant"))}
    boxes = "\n".join(_box(box, words["vacant"]) for box in drawing.boxes)
    lines = "".join(f'<path d="{box.line}"/>' for box in drawing.boxes if box.line)
    size = f'viewBox="0 0 {drawing.width} {drawing.height}" width="{drawing.width}" height="{drawing.height}"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="{_SIZE}">
<title>{escape(title)}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="{MARGIN}" y="{MARGIN + 20}" font-size="22" font-weight="bold" fill="{_INK}">{escape(title)}</text>
<g fill="none" stroke="{_LINE}" stroke-width="1.5">{lines}</g>
{boxes}
</svg>
"""


def _box(box: Box, vacant: str) -> str:
    node, x, y = box.node, box.x, box.y
    is_dark = node.shape == "root" and not node.is_vacant
    ink, soft = ("#ffffff", "#c9d6d2") if is_dark else (_INK, _SOFT)
    count = str(len(node.people) if node.shape == "root" else node.count)
    name = shorten(node.name, WIDTH - 3 * _INSET - width_of(count, is_bold=True), is_bold=True)
    dashes = ' stroke-dasharray="4 3"' if node.is_vacant else ""
    fill = f'fill="{_DARK if is_dark else "#ffffff"}" stroke="{_DARK if is_dark else _LINE}"'
    bar = f'<path d="M{x + 4} {y + 1.5}H{x + WIDTH - 4}" stroke="{_MARKS[node.hue]}" stroke-width="3"/>' if node.shape == "dept" else ""
    return (
        f"<g><title>{escape(node.name)}</title>"
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="8" {fill}{dashes}/>{bar}'
        f'<text x="{x + _INSET}" y="{y + 26}" font-weight="bold" fill="{ink}">{escape(name)}</text>'
        f'<text x="{x + WIDTH - _INSET}" y="{y + 26}" text-anchor="end" font-weight="bold" fill="{soft}">{count}</text>'
        f'<text x="{x + _INSET}" y="{y + 46}" {_lead(node, soft, vacant)}</text></g>'
    )


def _lead(node: ChartNode, ink: str, vacant: str) -> str:
    if node.heads:
        return f'fill="{ink}">{escape(shorten(node.heads[0].name, WIDTH - 2 * _INSET))}'
    return f'font-weight="bold" fill="{_WARNING}">{vacant}' if node.is_vacant else f'fill="{ink}">'


def shorten(text: str, width: float, *, is_bold: bool = False) -> str:
    """As much of a text as a line of so many px holds."""
    if width_of(text, is_bold=is_bold) <= width:
        return text
    end = len(text)
    while end and width_of(text[:end].rstrip() + "…", is_bold=is_bold) > width:
        end -= 1
    return text[:end].rstrip() + "…"


def width_of(text: str, *, is_bold: bool = False) -> float:
    return sum(_part(letter) for letter in text) * _SIZE * (1.06 if is_bold else 1)


def _part(letter: str) -> float:
    if letter in _NARROW:
        return 0.34
    if letter in _WIDE:
        return 0.95
    if east_asian_width(letter) in "WF":
        return 1.05
    return 0.72 if letter.isupper() else 0.58
