# SPDX-License-Identifier: AGPL-3.0-or-later
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, QuerySet, Value, When
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.activation import active_modules
from ruche.kernel.notifications.kinds import kinds_of, resolve_of, shown, unread
from ruche.kernel.notifications.models import Notification
from ruche.kernel.notifications.tellings import Telling
from ruche.kernel.organisations.selectors.paging import Page, page_of

MOST_COUNTED = 100
# They stand for those who ask, in a query that is kept.
_NO_ORGANISATION, _NOBODY = UUID(int=1), UUID(int=2)
PAGE = 40


@dataclass(frozen=True)
class Line:
    """A notification, what it says to its reader, and the icon of its kind."""

    notification: Any
    telling: Telling
    icon: str

    @property
    def is_unread(self) -> bool:
        return bool(self.notification.is_unread)


def count_unread(actor: Actor) -> int:
    """How many wait for the actor, up to 100 (one query)."""
    sql, parameters = _waiting(frozenset(actor.active_modules))
    meant = {_NO_ORGANISATION: actor.organisation.id, _NOBODY: actor.membership.id}
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({sql}) waiting", [meant.get(one, one) for one in parameters])  # noqa: S608  no value in it
        return int(cursor.fetchone()[0])


@lru_cache(maxsize=256)
def _waiting(modules: frozenset[str]) -> tuple[str, tuple[Any, ...]]:
    """What waits for somebody, as SQL: every page counts it, and putting the query together takes ten times as long as running it."""
    with organisation_scope(_NO_ORGANISATION):
        rows = Notification.objects.filter(unread(modules), membership=_NOBODY).order_by().values("id")[:MOST_COUNTED]
        sql, parameters = rows.query.sql_with_params()
    return sql, tuple(parameters)


def count_unread_of(organisation_id: UUID, membership_ids: Collection[UUID]) -> dict[UUID, int]:
    """The same for many people at once, in the organisation of the context (two queries)."""
    rows = Notification.objects.filter(unread(active_modules(organisation_id)), membership__in=membership_ids)
    counted = dict(rows.order_by().values_list("membership").annotate(Count("id")))
    return {membership_id: min(MOST_COUNTED, counted.get(membership_id, 0)) for membership_id in membership_ids}


def list_notifications(actor: Actor, *, after: str | None = None, limit: int = PAGE, is_unread: bool = False) -> Page[Any]:
    """`Line`s, the newest first. Raises InvalidInput for a cursor that is not ours."""
    waits = unread(actor.active_modules)
    rows = own_notifications(actor).filter(waits) if is_unread else own_notifications(actor)
    rows = rows.annotate(is_unread=Case(When(waits, then=Value(True)), default=Value(False)))
    page = page_of(rows, key="happened_at", after=after, limit=limit, newest_first=True)
    return Page(_lines(actor, page.results), page.next)


def own_notifications(actor: Actor) -> QuerySet[Notification]:
    """What the actor was told of and may still see."""
    rows: QuerySet[Notification] = Notification.objects.filter(shown(actor.active_modules), membership=actor.membership)
    return rows


def by_day(lines: Sequence[Line]) -> list[tuple[date, list[Line]]]:
    """The lines of each day, in the zone of the reader."""
    days = groupby(lines, key=lambda line: timezone.localtime(line.notification.happened_at).date())
    return [(day, list(of_day)) for day, of_day in days]


def _lines(actor: Actor, notifications: Sequence[Notification]) -> list[Line]:
    tellings = dict(_told(actor, notifications))
    icons = {kind.name: kind.icon for _module, kind in kinds_of(actor.active_modules)}
    return [Line(one, tellings[one.pk], icons[one.kind]) for one in notifications if one.pk in tellings]


def _told(actor: Actor, notifications: Sequence[Notification]) -> Iterator[tuple[UUID, Telling]]:
    by_kind: dict[str, list[Notification]] = defaultdict(list)
    for one in notifications:
        by_kind[one.kind].append(one)
    for module, kind in kinds_of(actor.active_modules):
        if by_kind[kind.name]:
            yield from resolve_of(module, kind.describe)(actor, by_kind[kind.name]).items()
