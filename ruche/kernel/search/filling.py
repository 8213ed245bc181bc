# SPDX-License-Identifier: AGPL-3.0-or-later
"""How far the index is filled with what was there before it, kept for each organisation and kind."""

from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from ruche.kernel.modules.activation import active_since
from ruche.kernel.modules.manifest import SearchKind
from ruche.kernel.modules.registry import manifests, resolve
from ruche.kernel.search.models import Coverage

BATCH = 500

# The one who speaks for the organisation's outbox: so no listener writes an entry anew between our reading and our writing.
_LOCK = "select pg_advisory_xact_lock(hashtext('outbox'), hashtext(%s))"


def is_filled(organisation_id: UUID) -> bool:
    """Whether everything that can be indexed is (two queries). Inside the organisation's scope."""
    return not _waiting(organisation_id)


def fill_next(organisation_id: UUID) -> bool:
    """Index one batch. True when there is more. Inside the organisation's scope."""
    waiting = _waiting(organisation_id)
    if not waiting:
        return False
    module, kind = waiting[0]
    assert kind.fill  # noqa: S101  _waiting() gives no other
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK, [str(organisation_id)])
        coverage, _is_new = Coverage.objects.select_for_update().get_or_create(kind=kind.name)
        if coverage.version != kind.version:
            coverage.version, coverage.reached, coverage.finished_at = kind.version, "", None
        reached = resolve(module, kind.fill)(coverage.reached, BATCH)
        coverage.reached = reached or ""
        coverage.finished_at = timezone.now() if reached is None else None
        coverage.save()
    return reached is not None or len(waiting) > 1


def _waiting(organisation_id: UUID) -> list[tuple[str, SearchKind]]:
    since = active_since(organisation_id)
    kinds = [(name, kind) for name in sorted(since) for kind in manifests()[name].searches if kind.fill]
    rows = Coverage.objects.filter(finished_at__isnull=False).values_list("kind", "version", "finished_at")
    finished = {(name, version): instant for name, version, instant in rows}
    # What was said just before a module was switched off found no listener: once it is on again, all is read anew.
    return [(name, kind) for name, kind in kinds if finished.get((kind.name, kind.version), datetime.min.replace(tzinfo=UTC)) < since[name]]
