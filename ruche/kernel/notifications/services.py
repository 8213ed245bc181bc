# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling people. Modules call `notify` and `withdraw` from their listeners, in whose transaction it is: once, and never lost."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.context import required_organisation_id
from ruche.kernel.errors import NotFound
from ruche.kernel.notifications.models import Notification
from ruche.kernel.notifications.selectors import count_unread, count_unread_of, own_notifications
from ruche.kernel.notifications.streams import topic_of
from ruche.kernel.realtime import publish

# Of larger crowds the bell follows when the page is next read.
MOST_TOLD = 1_000

_COLUMNS = "membership_id, user_id, subject_id, container_id, position, caused_by_id, count, happened_at, is_read_apart"
_INSERT = f"""
insert into notifications_notification (organisation_id, id, kind, {_COLUMNS}, created_at, updated_at)
select %(organisation)s, gen_random_uuid(), %(kind)s, {_COLUMNS}, now(), now() from ({{select}}) told
on conflict (organisation_id, membership_id, kind, subject_id) do {{otherwise}}
returning membership_id
"""  # noqa: S608  no value is pasted in
# The same again changes nothing; what is newer is unread again.
_RENEW = """update set
  position = excluded.position, caused_by_id = excluded.caused_by_id, count = excluded.count, happened_at = excluded.happened_at,
  read_at = case when excluded.position > notifications_notification.position then null else notifications_notification.read_at end,
  updated_at = now()
where (notifications_notification.position, notifications_notification.count) is distinct from (excluded.position, excluded.count)"""


def notify(kind: str, select: str, parameters: Mapping[str, Any], *, is_renewed: bool = False) -> None:
    """Tell everybody whom a query finds, in one statement. Who was told of the subject is not told again.

    `select` gives membership_id, user_id, subject_id, container_id, position, caused_by_id, count, happened_at, is_read_apart, with
    %(organisation)s among its parameters. `is_renewed`: one notification stands for what goes on; it follows the newest.
    """
    statement = _INSERT.format(select=select, otherwise=_RENEW if is_renewed else "nothing")
    with connection.cursor() as cursor:
        cursor.execute(statement, {**parameters, "organisation": required_organisation_id(), "kind": kind})
        told = {row[0] for row in cursor.fetchall()}
    tell_counts(told)


def withdraw(notifications: QuerySet[Notification]) -> None:
    """Take notifications away, because there is nothing to be told of any more."""
    with transaction.atomic():
        told = dict(notifications.values_list("id", "membership_id"))
        if told:
            Notification.objects.filter(id__in=told).delete()
            tell_counts(set(told.values()))


def mark_read(actor: Actor, *, notification_id: UUID) -> None:
    """The actor has seen what it is about. Raises NotFound."""
    own = own_notifications(actor).filter(id=notification_id)
    with transaction.atomic():
        if not own.exists():
            raise NotFound()
        own.filter(read_at=None).update(read_at=timezone.now(), updated_at=timezone.now())
        tell_counts([actor.membership.pk])


def mark_all_read(actor: Actor) -> int:
    """The actor has seen them all; returns how many were marked. What is told anew at this moment stays unread."""
    with transaction.atomic():
        unread = Notification.objects.filter(membership=actor.membership, read_at=None)
        # Without waiting: a batch that renews some of them takes them in another order.
        seen = list(unread.select_for_update(skip_locked=True).values_list("id", flat=True))
        marked = Notification.objects.filter(id__in=seen).update(read_at=timezone.now(), updated_at=timezone.now())
        if marked:
            tell_counts([actor.membership.pk])
    return int(marked)


def follow_reading(actor: Actor, *, container_id: UUID, low: int, high: int) -> None:
    """The actor read a container from one position to another, or not any more: their bell follows (one query, seldom two)."""
    own = Notification.objects.filter(membership=actor.membership, read_at=None, container=container_id)
    if own.filter(position__gt=min(low, high), position__lte=max(low, high)).exists():
        _publish(actor.organisation_id, actor.membership.pk, count_unread(actor))


def tell_counts(membership_ids: Collection[UUID]) -> None:
    """Their bells show what waits now."""
    if not 0 < len(membership_ids) <= MOST_TOLD:
        return
    organisation_id = required_organisation_id()
    for membership_id, count in count_unread_of(organisation_id, membership_ids).items():
        _publish(organisation_id, membership_id, count)


def _publish(organisation_id: UUID, membership_id: UUID, count: int) -> None:
    publish(topic_of(membership_id), "read", {"unread": count}, organisation_id=organisation_id)
