# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cards of the chart as HTML, fast: each template is rendered once for each kind of card, with marks where its values go.

Rendering a template for each of 100 groups and 600 people took four fifths of the page's time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ruche.kernel.ui import builds
from ruche.kernel.ui.hues import hue_of
from ruche.kernel.ui.marks import render_pattern
from ruche.modules.people.selectors import Chart, ChartNode
from ruche.modules.people.selectors.chart import ChartPerson

_FACES = 5
_SIZES = {"root": 28, "dept": 28}


def chart_cards(chart: Chart, query: str, *, is_list: bool) -> SafeString:
    """Every group, in the list with its people below it. `query`: what of the address the links keep."""
    return SafeString("\n".join(_Cards(chart, escape(f"{query}&") if query else "", is_list=is_list).all()))


def chart_names(chart: Chart) -> SafeString:
    """The names of each group's people, for the search."""
    return SafeString("".join(f'<i data-id="{node.pk}">{escape("|".join(one.name for one in node.people))}</i>' for node in chart.nodes))


@dataclass
class _Cards:
    chart: Chart
    query: str
    is_list: bool
    language: str = field(default_factory=lambda: get_language() or "")
    build: str = field(default_factory=builds.version)

    def all(self) -> Iterator[str]:
        listed = {node.pk: len(node.people) if self.is_list else 0 for node in self.chart.nodes}
        for node in self.chart.nodes:
            yield self._group(node, listed.get(node.parent_id, 0) if node.parent_id else 0)
            if self.is_list:
                yield from self._people(node)

    def _group(self, node: ChartNode, before: int) -> str:
        """`before`: people of the group around it, who stand before it in the list."""
        is_root, head = node.shape == "root", node.heads[0] if node.heads else None
        values = {
            "hue": node.hue,
            "id": node.pk,
            "parent": node.parent_id or "all",
            "depth": node.depth,
            "level": node.depth + 2,
            "place": node.position + before,
            "places": node.siblings + before,
            "query": self.query,
            "name": escape(node.name),
            "count": len(node.people) if is_root else node.count,
            "face": face(head, _SIZES.get(node.shape, 18)) if head else "",
            "head": escape(head.name) if head else "",
            "post": escape(node.post or _("Head of the group")) if is_root else "",
            "faces": "".join(face(one, 24) for one in node.others[:_FACES]) if is_root else "",
        }
        kind = {"is_led": head is not None, "is_vacant": node.is_vacant, "is_parent": bool(node.children or (self.is_list and node.people))}
        return _card(self.language, self.build, node.shape, **kind) % values

    def _people(self, node: ChartNode) -> Iterator[str]:
        heads, deputies = {one.pk for one in node.heads}, {one.pk for one in node.deputies}
        values: dict[str, object] = {"group": node.pk, "depth": node.depth + 1, "level": node.depth + 3, "query": self.query}
        values["places"] = len(node.people) + len(node.children)
        for place, one in enumerate(node.people, 1):
            pattern = _line(self.language, is_head=one.pk in heads, is_deputy=one.pk in deputies)
            yield pattern % {**values, "id": one.pk, "place": place, "face": face(one, 24), "name": escape(one.name)}


def face(person: ChartPerson, size: int) -> str:
    """As the tag `avatar` writes it."""
    style = f"r-av r-av-{size} r-hue-{_hue(person.pk)}"
    return f'<span class="{style}" data-member="{person.pk}" aria-hidden="true">{escape(person.initials)}</span>'


@lru_cache(maxsize=4096)
def _hue(person_id: UUID) -> str:
    return hue_of(person_id)


@lru_cache(maxsize=256)
def _card(language: str, build: str, shape: str, *, is_led: bool, is_vacant: bool, is_parent: bool) -> str:
    return render_pattern("people/_node.html", "card", shape=shape, is_led=is_led, is_vacant=is_vacant, is_parent=is_parent)


@lru_cache(maxsize=32)
def _line(language: str, *, is_head: bool, is_deputy: bool) -> str:
    return render_pattern("people/_node_person.html", "line", is_head=is_head, is_deputy=is_deputy)
