# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker's side of the outbox: calls the listeners of what was announced, organisation by organisation.

The listeners' writes and the end of the entry are one transaction: a crash undoes both, so a listener takes effect once.
Entries of one organisation are taken in the order of their ids, by one worker at a time. One that fails is tried again at
once; failing twice in a row it steps aside, to come back later, so that it never holds up what follows.
"""

import logging
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils import timezone

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.jobs.arguments import from_json
from ruche.kernel.modules.activation import active_modules
from ruche.kernel.outbox.listeners import Listener, listeners
from ruche.kernel.outbox.models import OutboxEntry

ATTEMPTS = 8
BATCH = 50
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
        modules = active_modules(organisation_id)
        done = [entry.pk for entry in entries if _handle(entry, modules)]
        OutboxEntry.objects.filter(pk__in=done).delete()
    return len(entries) == BATCH


def _lock(organisation_id: UUID) -> bool:
    """Only one worker at a time speaks for an organisation."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('outbox'), hashtext(%s))", [str(organisation_id)])
        return bool(cursor.fetchone()[0])


def _handle(entry: OutboxEntry, modules: Collection[str]) -> bool:
    """Call every listener; False when the entry stays. All of them succeed, or none has an effect."""
    called = listeners(entry.signal, modules)
    error = _call(called, entry)
    if error and entry.attempts == 0:
        entry.attempts = 1
        error = _call(called, entry)
    if error is None:
        return True
    _put_back(entry, error)
    return False


def _call(called: list[Listener], entry: OutboxEntry) -> Exception | None:
    try:
        with transaction.atomic():
            for listener in called:
                listener(entry.organisation_id, **from_json(listener, entry.ids))
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
