# SPDX-License-Identifier: AGPL-3.0-or-later
"""Brings into the index what was there before it, or before what it keeps changed. Bounded batches, done again without harm."""

from uuid import UUID

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.jobs import enqueue, job
from ruche.kernel.organisations.models import Organisation
from ruche.kernel.search.filling import fill_next, is_filled

_BATCH = 200


@job("search.fill", queue="bulk", every=6 * 3600)
def fill(organisation_id: None, after: UUID | None = None) -> None:
    """Have each organisation filled that is not: seldom any, so this is one small query for each."""
    ids = Organisation.objects.order_by("id").values_list("id", flat=True)
    batch = list((ids.filter(id__gt=after) if after else ids)[:_BATCH])
    if len(batch) == _BATCH:
        enqueue("search.fill", None, after=batch[-1])
    for each in batch:
        with organisation_scope(each):
            if not is_filled(each):
                enqueue("search.fill_organisation", each)


@job("search.fill_organisation", queue="bulk")
def fill_organisation(organisation_id: UUID) -> None:
    """One batch, and the next one as another job, so that nobody waits for a large organisation."""
    if fill_next(organisation_id):
        enqueue("search.fill_organisation", organisation_id)
