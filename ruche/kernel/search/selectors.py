# SPDX-License-Identifier: AGPL-3.0-or-later
"""Searching, for somebody: what the manifests of the active modules declare, in their order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.modules.manifest import SearchKind
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.organisations.models import Membership
from ruche.kernel.search.cursors import Cursor, NoSuchPage, read_cursor, write_cursor
from ruche.kernel.search.excerpts import Segment, excerpt_of
from ruche.kernel.search.finding import find_entries
from ruche.kernel.search.findings import Finding, FoundPage
from ruche.kernel.search.question import Question
from ruche.kernel.search.words import split

FEW = 6  # results of a kind that are no index
MOST_AUTHORS = 20
_ONESELF = ("me", "moi")


@dataclass(frozen=True)
class Result:
    """A finding and the part of it that answers the question."""

    finding: Finding
    excerpt: Sequence[Segment]


@dataclass(frozen=True)
class Category:
    """The results of one kind."""

    kind: SearchKind
    page: FoundPage


def list_kinds(actor: Actor) -> list[SearchKind]:
    """What this person can search, in the order in which it is shown."""
    return sorted((kind for _module, kind in _kinds(actor)), key=lambda kind: kind.order)


def search_categories(actor: Actor, question: Question, *, only: str = "", limit: int = 20) -> list[Category]:
    """The first results of each kind that has any, or of one kind."""
    asked = [(module, kind) for module, kind in _kinds(actor) if only in ("", kind.name)]
    pages = [Category(kind, _first_page(actor, module, kind, question, limit)) for module, kind in asked]
    return sorted((one for one in pages if one.page.results or one.page.is_partial), key=lambda one: one.kind.order)


def search(actor: Actor, question: Question, *, only: str = "", after: str | None = None, limit: int = 20) -> FoundPage:
    """Results of all kinds, one kind after the other, as one list. Raises NoSuchPage for a cursor of another list."""
    cursor = read_cursor(after) if after else None
    asked = sorted(((module, kind) for module, kind in _kinds(actor) if only in ("", kind.name)), key=lambda pair: pair[1].order)
    start = _place_of(cursor, [kind for _module, kind in asked]) if cursor else 0
    results: list[Result] = []
    is_partial = False
    for module, kind in asked[start:]:
        rest = limit - len(results)
        place = cursor if cursor and cursor.kind == kind.name else None
        page = _page(actor, module, kind, question, rest, place) if rest else FoundPage([])
        results += page.results
        is_partial = is_partial or page.is_partial
        if page.next:
            return FoundPage(results, page.next, is_partial)
    return FoundPage(results, None, is_partial)


def _kinds(actor: Actor) -> Iterator[tuple[str, SearchKind]]:
    for name, manifest in manifests().items():
        if name in actor.active_modules:
            yield from ((name, kind) for kind in manifest.searches)


def _place_of(cursor: Cursor, asked: Sequence[SearchKind]) -> int:
    """Which kind a cursor goes on in. Only pages of the index have one."""
    for place, kind in enumerate(asked):
        if kind.name == cursor.kind and not kind.find:
            return place
    raise NoSuchPage()


def _first_page(actor: Actor, module: str, kind: SearchKind, question: Question, limit: int) -> FoundPage:
    return _page(actor, module, kind, question, limit, None)


def _page(actor: Actor, module: str, kind: SearchKind, question: Question, limit: int, after: Cursor | None) -> FoundPage:
    if question.is_too_short:
        return FoundPage([])
    if kind.find:
        return _few(actor, resolve(module, kind.find), question, min(limit, FEW))
    return _indexed(actor, module, kind, question, limit, after)


def _few(actor: Actor, find: Any, question: Question, limit: int) -> FoundPage:
    if question.within or question.author or not question.words:
        return FoundPage([])
    return FoundPage([_result(finding, question) for finding in find(actor, question, limit)])


def _indexed(actor: Actor, module: str, kind: SearchKind, question: Question, limit: int, after: Cursor | None) -> FoundPage:
    assert kind.containers  # noqa: S101  what has no `find` is indexed
    assert kind.describe  # noqa: S101
    authors = list_authors(actor, question.author) if question.author else []
    if question.author and not authors:
        return FoundPage([])
    containers = resolve(module, kind.containers)(actor, question.within)
    before = (after.posted_at, after.subject_id) if after else None
    hits = find_entries(kind.name, question, containers, authors=authors, before=before, limit=limit + 1)
    described = resolve(module, kind.describe)(actor, hits.found[:limit])
    results = [_result(described[one.subject_id], question) for one in hits.found[:limit] if one.subject_id in described]
    last = hits.found[limit - 1] if len(hits.found) > limit else None
    cursor = write_cursor(Cursor(kind.name, last.posted_at, last.subject_id)) if last else None
    return FoundPage(results, cursor, is_partial=not hits.is_whole)


def list_authors(actor: Actor, name: str) -> list[UUID]:
    """Memberships that `from:` may mean: an id, oneself, or people each of whose asked words begins one of their names."""
    try:
        return [UUID(name)]
    except ValueError:
        words = split(name)
    if words and words[0] in _ONESELF and len(words) == 1:
        return [actor.membership.pk]
    people = Membership.objects.all()
    for word in words[:5]:
        people = people.filter(name_key__contains=word)
    named = people.order_by("name_key").values_list("id", "name_key")[: MOST_AUTHORS * 10] if words else []
    return [id_ for id_, key in named if all(any(part.startswith(word) for part in split(key)) for word in words)][:MOST_AUTHORS]


def _result(finding: Finding, question: Question) -> Result:
    return Result(finding, excerpt_of(finding.text, question.words))
