# SPDX-License-Identifier: AGPL-3.0-or-later
"""How words stand in the index. One index serves all organisations: each word begins with a random part of its organisation's
id, so that nobody pays for the words of others. Who wrote, and where, are words of their own kind.
"""

from collections.abc import Collection, Iterable
from uuid import UUID

from ruche.kernel.search.words import is_unspaced, pairs, pieces, singulars, words_of

_TAIL = 8  # hexadecimal digits: the last ones of a uuid 7 are random, the first are its time
_AUTHOR, _CONTAINER = "@", "#"


def lexemes_of(organisation_id: UUID, text: str, *, container_id: UUID, author_id: UUID | None) -> str:
    """Everything under which one thing is found, with spaces between (no lexeme holds one)."""
    head = _head(organisation_id)
    facets = [f"{head}{_container(container_id)}", *([f"{head}{_author(author_id)}"] if author_id else [])]
    return " ".join([*(head + word for word in words_of(text)), *facets])


def query_of(organisation_id: UUID, words: Iterable[str], *, authors: Collection[UUID] = ()) -> str:
    """A tsquery: every word, the last one by its beginning, by one of these authors. No word holds a quote or a backslash."""
    head, asked = _head(organisation_id), list(words)
    parts = [part for nth, word in enumerate(asked, start=1) for part in _asked(head, word, is_last=nth == len(asked))]
    if authors:
        parts.append(_any(f"'{head}{_author(one)}'" for one in authors))
    return " & ".join(parts)


def containers_query(organisation_id: UUID, containers: Iterable[UUID]) -> str:
    """The part of a tsquery that keeps to these containers."""
    head = _head(organisation_id)
    return _any(f"'{head}{_container(one)}'" for one in containers)


def _asked(head: str, word: str, *, is_last: bool) -> list[str]:
    found, runs = [], pieces(word)
    for nth, run in enumerate(runs, start=1):
        is_open = is_last and nth == len(runs)
        if is_unspaced(run):
            found += [f"'{head}{pair}'" if len(pair) > 1 else f"'{head}{pair}':*" for pair in pairs(run)]
        else:
            exact = [f"'{head}{form}'" for form in sorted(singulars(run))]
            found.append(_any([f"'{head}{run}'{':*' if is_open else ''}", *exact]))
    return found


def _any(alternatives: Iterable[str]) -> str:
    listed = list(alternatives)
    return listed[0] if len(listed) == 1 else f"({' | '.join(listed)})"


def _head(organisation_id: UUID) -> str:
    return organisation_id.hex[-_TAIL:]


def _container(container_id: UUID) -> str:
    return _CONTAINER + container_id.hex[-12:]


def _author(author_id: UUID) -> str:
    return _AUTHOR + author_id.hex[-12:]
