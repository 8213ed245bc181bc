# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker's side of the outbox: calls the listeners of what was announced, organisation by organisation.

The listeners' writes and the end of the entry are one transaction: a crash undoes both, so a listener takes effect once.
Entries of one organisation are taken in the order of their ids, by one worker at a time. One that fails is tried again at
once; failing twice in a row it steps aside, to come back later, so that it never holds up what follows. Entries of one
signal that follow each other go together to listeners that take batches (batches.py); if that fails in halves, down to one.
"""

import logging
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.modules.activation import active_modules
from ruche.kernel.outbox.batches import call, takes_batches
from ruche.kernel.outbox.listeners import Listener, listeners
from ruche.kernel.outbox.models import OutboxEntry

ATTEMPTS = 8
BATCH = 500
ALONE = 50  # of a batch, how many are handled one by one before other organisations have their turn
_LOOK = 2_000  # entries looked at to find the organisations that wait

_WAITING = """
select organisation_id from (
  select organisation_id, due_at from outbox_outboxentry
  where failed_at is null and due_at <= clock_timestamp() order by due_at, id limit %s
) due group by organisation_id order by min(due_at)
"""

logger = logging.getLogger(__name__)


def drain() -> bool:
    """One turn: at most a batch per organisation that waits. True when there may be more."""
    full_batches = [_drain_or_go_on(organisation_id) for organisation_id in _waiting()]
    return any(full_batches)


def _waiting() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [_LOOK])
        return [row[0] for row in cursor.fetchall()]


def _drain_or_go_on(organisation_id: UUID) -> bool:
    try:
        return _drain_organisation(organisation_id)
    except OperationalError:
        raise
    except Exception:
        logger.exception("the outbox of an organisation could not be drained")
        return False


def _drain_organisation(organisation_id: UUID) -> bool:
    with organisation_scope(organisation_id), transaction.atomic():
        if not _lock(organisation_id):
            return False
        due = OutboxEntry.objects.filter(organisation_id=organisation_id, failed_at__isnull=True, due_at__lte=timezone.now())
        entries = list(due.order_by("id").select_for_update(skip_locked=True)[:BATCH])
        done, seen = _handle_all(entries, active_modules(organisation_id))
        OutboxEntry.objects.filter(pk__in=done).delete()
    return len(entries) == BATCH or seen < len(entries)


def _lock(organisation_id: UUID) -> bool:
    """Only one worker at a time speaks for an organisation."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('outbox'), hashtext(%s))", [str(organisation_id)])
        return bool(cursor.fetchone()[0])


def _handle_all(entries: Sequence[OutboxEntry], modules: Collection[str]) -> tuple[list[UUID], int]:
    """The ids of the entries that are done, and how many were looked at: the rest is for the next turn."""
    done: list[UUID] = []
    seen = alone = 0
    waiting = deque(_runs(entries, modules))
    while waiting and alone < ALONE:
        called, run = waiting.popleft()
        if _can_go_together(called, run) and _call(called, run) is None:
            done += [entry.pk for entry in run]
            seen += len(run)
        elif len(run) > 1:
            middle = len(run) // 2 if all(takes_batches(listener) for listener in called) else 1
            waiting.extendleft([(called, run[middle:]), (called, run[:middle])])  # halves: the bad one is soon alone
        else:
            done += [run[0].pk] if _handle(called, run[0]) else []
            seen, alone = seen + 1, alone + 1
    return done, seen


def _runs(entries: Sequence[OutboxEntry], modules: Collection[str]) -> Iterator[tuple[list[Listener], list[OutboxEntry]]]:
    """Entries of one signal that follow each other, with who listens to it."""
    for signal, run in groupby(entries, key=lambda entry: entry.signal):
        yield listeners(signal, modules), list(run)


def _can_go_together(called: list[Listener], run: list[OutboxEntry]) -> bool:
    """When nobody listens there is nothing to fail; listeners that take entries one by one are called so, and blamed so."""
    return not called or (len(run) > 1 and all(takes_batches(listener) for listener in called))


def _handle(called: list[Listener], entry: OutboxEntry) -> bool:
    """Call every listener; False when the entry stays. All of them succeed, or none has an effect."""
    error = _call(called, [entry])
    if error and entry.attempts == 0:
        entry.attempts = 1
        error = _call(called, [entry])
    if error is None:
        return True
    _put_back(entry, error)
    return False


def _call(called: list[Listener], entries: Sequence[OutboxEntry]) -> Exception | None:
    try:
        with transaction.atomic():
            for listener in called:
                call(listener, entries[0].organisation_id, [entry.ids for entry in entries])
            if called:
                connection.check_constraints()  # the deferred ones too: at commit it would be too late to blame one entry
    except Exception as error:
        if not connection.is_usable():
            raise
        return error
    return None


def _put_back(entry: OutboxEntry, error: Exception) -> None:
    from ruche.kernel.jobs.execution import describe

    now = timezone.now()
    entry.attempts += 1
    entry.error = describe(error)
    entry.due_at = now + timedelta(seconds=2**entry.attempts)
    if entry.attempts >= ATTEMPTS:
        entry.failed_at = now
    entry.save(update_fields=["attempts", "error", "due_at", "failed_at", "updated_at"])
    logger.warning("%s: %s failed, attempt %d", type(error).__name__, entry.signal, entry.attempts)
