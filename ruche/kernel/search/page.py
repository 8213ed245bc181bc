# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page of results, from its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ruche.kernel.access.actor import Actor
from ruche.kernel.modules.manifest import SearchKind
from ruche.kernel.search.question import Question, read_question
from ruche.kernel.search.selectors import Category, list_kinds, search, search_categories

SHOWN = 20


@dataclass(frozen=True)
class Choice:
    """A category to narrow to."""

    kind: SearchKind
    query: str
    is_chosen: bool


@dataclass(frozen=True)
class ResultPage:
    """`kinds`: the categories one may narrow to, `only` the one that was chosen; `within`: a container's id."""

    question: Question
    kinds: Sequence[SearchKind]
    categories: Sequence[Category]
    only: str
    within: str
    after: str

    @property
    def count(self) -> int:
        return sum(len(one.page.results) for one in self.categories)

    @property
    def is_partial(self) -> bool:
        return any(one.page.is_partial for one in self.categories)

    @property
    def has_more(self) -> bool:
        return any(one.page.next for one in self.categories)

    def query(self, **changes: str) -> str:
        asked = {"q": self.question.text, "type": self.only, "in": self.within, **changes}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def choices(self) -> list[Choice]:
        return [Choice(kind, self.query(type=kind.name), kind.name == self.only) for kind in self.kinds]

    @property
    def everything(self) -> str:
        return self.query(type="")

    @property
    def everywhere(self) -> str:
        return urlencode({"q": self.question.text})

    @property
    def more(self) -> str:
        """The query of the page after; only an index has one."""
        last = next(one for one in reversed(self.categories) if one.page.next)
        return self.query(type=last.kind.name, after=str(last.page.next))


def page_of_results(actor: Actor, asked: Mapping[str, str]) -> ResultPage:
    """`q`, `type`, `in` and `after` of an address. Raises InvalidInput for a cursor that is not ours."""
    only, within, after = asked.get("type", "")[:60], asked.get("in", "")[:100], asked.get("after", "")[:400]
    question = read_question(asked.get("q", ""))
    inside, kinds = question.inside(within), list_kinds(actor)
    if after:
        kind = next((one for one in kinds if one.name == only), None)
        page = search(actor, inside, only=only, after=after, limit=SHOWN)
        categories = [Category(kind, page)] if kind else []
    else:
        categories = search_categories(actor, inside, only=only, limit=SHOWN)
    return ResultPage(question, kinds, categories, only, within, after)
