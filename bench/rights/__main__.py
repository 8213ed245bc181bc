# SPDX-License-Identifier: AGPL-3.0-or-later
"""What rights cost: `bin/bench rights`. As the application's role, under row security, on the server of the tests."""

import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import cycle
from operator import attrgetter
from typing import Any

import django

import tests.environment  # noqa: F401  the settings come from there

django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.realtime.report import Report  # noqa: E402
from bench.rights.scene import Scene, make_people, make_scene  # noqa: E402
from ruche.kernel.access.actor import Actor  # noqa: E402
from ruche.kernel.access.audiences import Act, allows, visible_to  # noqa: E402
from ruche.kernel.access.rights import load_rights  # noqa: E402
from ruche.kernel.lifecycle.models import Checklist  # noqa: E402
from ruche.kernel.organisations.selectors.paging import _encode, page_of  # noqa: E402
from ruche.kernel.realtime.admissions import Wish, admit  # noqa: E402
from ruche.kernel.users.models import User  # noqa: E402
from ruche.modules.people.models import Position  # noqa: E402
from tests.databases import as_owner, create_test_database, drop_test_database  # noqa: E402
from tests.server import test_server  # noqa: E402

MANY = 200_000
ROUNDS = 60


def main() -> None:
    many = 20_000 if "--quick" in sys.argv else MANY
    with test_server():
        create_test_database("bench_rights")
        try:
            _run(Report(), many)
        finally:
            drop_test_database("bench_rights")


def _run(report: Report, many: int) -> None:
    people = make_people()
    mixed = make_scene("Mixed", people, positions=many, is_shuffled=True)
    clustered = make_scene("Clustered", people, positions=many, is_shuffled=False)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("analyze")
    report.begin("rights")
    _questions(report, mixed)
    _loading(report, mixed, people[2])
    _page(report, mixed)
    _lists(report, mixed, clustered, many)


def _questions(report: Report, scene: Scene) -> None:
    """can(), warm: by one's own role, over a group, and not at all."""
    with scene.entered(scene.bob) as bob:
        managed, times = scene.groups[0], 100_000
        for what, ask in (
            ("can(): by one’s own role", lambda: bob.can("organisation.view_members")),
            ("can(): over a group", lambda: bob.can("organisation.manage_groups", managed)),
            ("can(): not at all", lambda: bob.can("organisation.manage_modules")),
        ):
            ask()
            began = time.perf_counter()
            for _ in range(times):
                ask()
            took = (time.perf_counter() - began) / times * 1e6
            report.judged(what, f"{took:.2f} µs", is_met=took < 20, target="< 20 µs")


def _loading(report: Report, scene: Scene, others: list[User]) -> None:
    with scene.entered(scene.bob) as bob:
        took = _times(lambda: load_rights(bob.organisation, [bob.membership], bob.active_modules))
        report.told("rights of one person: 5 groups, roles over 3 subtrees", _p(took))
    wishes = [Wish(user.pk, f"presence:{scene.organisation.id}") for user in others]
    with CaptureQueriesContext(connection) as queries:
        began = time.perf_counter()
        answers = admit(wishes)
        took_all = time.perf_counter() - began
    assert all(answers.values())
    report.judged(
        f"{len(wishes)} sockets admitted at once",
        f"{took_all * 1000:.0f} ms, {len(queries)} queries",
        is_met=len(queries) <= 8,
        target="≤ 8",
    )


def _page(report: Report, scene: Scene) -> None:
    """50 positions and 50 checklists by name, with what one may do to every one, as a page shows them: a fresh actor each time."""

    def page(user: User, *, with_rights: bool = True) -> Callable[[], Any]:
        def read() -> Any:
            actor, found = scene.actor(user), []
            for model in (Position, Checklist):
                rows = model.objects.filter(deleted_at=None)
                found += (visible_to(actor, rows) if with_rights else rows).order_by("name_key", "id")[:50]
            found.sort(key=attrgetter("name_key"))
            assert len(found) == 100
            return [(allows(actor, one, Act.EDIT), allows(actor, one, Act.MANAGE)) for one in found] if with_rights else found

        return read

    with scene.entered(scene.bob):
        counts = []
        for user in (scene.alice, scene.bob):
            with CaptureQueriesContext(connection) as queries:
                page(user)()
            counts.append(len(queries))
        more = counts[1] - counts[0]
        report.judged(
            "page of 100 mixed objects (positions, checklists): queries more than the owner’s",
            f"{more} ({counts[1]})",
            is_met=more <= 3,
            target="≤ 3",
            beside=str(counts[0]),
        )
        ours, owners, bare = _in_step(page(scene.bob), page(scene.alice), page(scene.alice, with_rights=False))
        report.told("the same page", _p(ours), beside=f"the owner {_p(owners)}; without rights {_p(bare)}")


def _lists(report: Report, mixed: Scene, clustered: Scene, many: int) -> None:
    for what, scene in (("at random", mixed), ("all at the far end", clustered)):
        with scene.entered(scene.bob) as bob:
            seen = visible_to(bob, Position.objects.filter(deleted_at=None)).count()
            report.told(f"of {many:,} rows, seen {what}", f"{seen / many:.0%}")
            took = _times(_in_turns(bob))
            report.judged(f"a page of 50 of them, seen {what}", _p(took), is_met=_at(took, 95) < 0.15, target="p95 < 150 ms")
            first = _times(partial(_list, bob, None))
            report.judged(f"the first page, seen {what}", _p(first), is_met=_at(first, 95) < 0.15, target="p95 < 150 ms")
        with scene.entered(scene.alice) as alice:
            report.told("the same as the owner, who sees all", _p(_times(partial(_list, alice, None))))


def _list(actor: Actor, after: str | None) -> Any:
    return page_of(visible_to(actor, Position.objects.filter(deleted_at=None)), key="name_key", after=after, limit=50)


def _in_turns(actor: Actor) -> Callable[[], Any]:
    """Pages all along the list, one after the other."""
    rows = visible_to(actor, Position.objects.filter(deleted_at=None)).order_by("name_key", "id")
    keys = list(rows.values_list("name_key", "id"))
    cursors = cycle([None, *(_encode(*keys[len(keys) * part // 20]) for part in range(20))])
    return lambda: _list(actor, next(cursors))


def _times(act: Callable[[], Any]) -> list[float]:
    act()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        act()
        taken.append(time.perf_counter() - began)
    return sorted(taken)


def _in_step(*acts: Callable[[], Any]) -> list[list[float]]:
    """The times of each, taken one after the other in turn: what else the machine does disturbs all alike."""
    taken: list[list[float]] = [[] for _ in acts]
    for number in range(-1, 3 * ROUNDS):
        for act, times in zip(acts, taken, strict=True):
            began = time.perf_counter()
            act()
            if number >= 0:
                times.append(time.perf_counter() - began)
    return [sorted(times) for times in taken]


def _at(taken: list[float], percent: int) -> float:
    return taken[min(len(taken) * percent // 100, len(taken) - 1)]


def _p(taken: list[float]) -> str:
    return f"p50 {_at(taken, 50) * 1000:.1f} ms, p95 {_at(taken, 95) * 1000:.1f} ms"


if __name__ == "__main__":
    main()
