# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table: asked of the routes themselves, and written as Markdown."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from django.db import transaction

from tests.isolation.cases import Case
from tests.isolation.world import World
from tests.matrix.people import COLUMNS, bring_people, client_with

_WORDS = {403: "no", 404: "–"}
_HEAD = """# Which role may do what

Each line is a route of an organisation; each column a person who has a built-in role and nothing else: no role of the
organisation's own, nothing that belongs to them, in no private channel. *Head* is a member who heads the group that the route is about.
*Stranger* is signed in and belongs to another organisation. *Instance* administrates the instance and belongs to no organisation: names
and counts of organisations are for them, nothing inside.

**yes**: it is done · **no**: seen, and refused (403) · **–**: for this person it does not exist (404) · a number: the right is
there, and something else stands against it (409, 410, 422).

This file is generated and a test compares it: after a change that is meant, `python -m tests.matrix --write`.
"""


class Line(NamedTuple):
    """A route, by one method and one kind of data, and the answer of each column."""

    route: str
    method: str
    answers: tuple[str, ...]

    def __str__(self) -> str:
        return f"| `{self.route}` | {self.method.upper()} | {' | '.join(self.answers)} |"


def ask_all(world: World, cases: Sequence[Case]) -> list[Line]:
    """One line for each route and method: the answers of the first case of these."""
    sessions = bring_people(world)
    asked: dict[tuple[str, str], Line] = {}
    for case in cases:
        if (case.route, case.method) not in asked:
            answers = tuple(_ask(world, case, sessions[column]) for column in COLUMNS)
            asked[case.route, case.method] = Line(case.route, case.method, answers)
    return [asked[key] for key in sorted(asked)]


def write_table(lines: Sequence[Line]) -> str:
    """As it is stored: a table for each part, in the order of their names."""
    parts: dict[str, list[Line]] = {}
    for line in lines:
        parts.setdefault(_part(line.route), []).append(line)
    return _HEAD + "".join(_section(name, parts[name]) for name in sorted(parts))


def _part(route: str) -> str:
    return route.partition(":")[0].removeprefix("api-") if ":" in route else "api"


def _section(name: str, lines: Sequence[Line]) -> str:
    titles = " | ".join(column.title() for column in COLUMNS)
    rule = "|---" * (len(COLUMNS) + 2)
    rows = "\n".join(map(str, lines))
    return f"\n## {name}\n\n| Route | | {titles} |\n{rule}|\n{rows}\n"


def _ask(world: World, case: Case, session: str) -> str:
    with _put_back():
        status = case.send(client_with(session), world, "atelier-a").status_code
    return "yes" if status < 400 else _WORDS.get(status, str(status))


@contextmanager
def _put_back() -> Iterator[None]:
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)
