# SPDX-License-Identifier: AGPL-3.0-or-later
"""The part of a text that answers the question, and in it the words that were asked for."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ruche.kernel.search.words import is_unspaced, pieces, singulars, split

BEFORE, LENGTH = 60, 220  # characters before the first word found, and in all

_TOKEN = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")


class Segment(NamedTuple):
    """A piece of text; `is_found`: it is what was asked for."""

    text: str
    is_found: bool


def excerpt_of(text: str, words: Sequence[str]) -> list[Segment]:
    """At most LENGTH characters of a text on one line, around the first of the words; the words apart."""
    line = " ".join(text.split())
    spans = list(_spans(line, words))
    start = max(0, spans[0][0] - BEFORE) if spans and len(line) > LENGTH else 0
    if start:
        start = _next_space(line, start, spans[0][0])
    end = start + LENGTH
    if end < len(line):
        end = line.rfind(" ", start + LENGTH // 2, end) if " " in line[start + LENGTH // 2 : end] else end
    segments = _cut(line, start, min(end, len(line)), spans)
    opening = [Segment("… ", is_found=False)] if start else []
    closing = [Segment(" …", is_found=False)] if end < len(line) else []
    return [*opening, *segments, *closing]


def plain(segments: Iterable[Segment]) -> str:
    return "".join(segment.text for segment in segments)


def _spans(line: str, words: Sequence[str]) -> Iterable[tuple[int, int]]:
    exact = {form for word in words for form in (word, *singulars(word))}
    for match in _TOKEN.finditer(line):
        yield from _within(match.group(), match.start(), exact, words[-1:])


def _within(token: str, at: int, exact: set[str], last: Sequence[str]) -> Iterable[tuple[int, int]]:
    folded = "".join(split(token))
    if folded in exact or not exact.isdisjoint(singulars(folded)) or any(folded.startswith(word) for word in last):
        yield at, at + len(token)
    elif not token.isascii() and len(folded) == len(token):
        for run in {run for word in exact for run in pieces(word) if is_unspaced(run)}:
            if (found := folded.find(run)) >= 0:
                yield at + found, at + found + len(run)


def _next_space(line: str, start: int, limit: int) -> int:
    space = line.find(" ", start, limit)
    return space + 1 if space >= 0 else start


def _cut(line: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[Segment]:
    segments, at = [], start
    for first, last in sorted(spans):
        if first < at or last > end:
            continue
        if first > at:
            segments.append(Segment(line[at:first], is_found=False))
        segments.append(Segment(line[first:last], is_found=True))
        at = last
    if at < end:
        segments.append(Segment(line[at:end], is_found=False))
    return segments
