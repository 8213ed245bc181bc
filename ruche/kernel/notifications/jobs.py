# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.jobs import enqueue, job
from ruche.kernel.notifications.settling import settle
from ruche.kernel.organisations.models import Organisation

_BATCH = 200


@job("notifications.settle", queue="bulk", every=24 * 3600)
def settle_all(organisation_id: None, after: UUID | None = None) -> None:
    """What was read with its container a while ago is marked so, and need not be looked at again to count what waits."""
    ids = Organisation.objects.order_by("id").values_list("id", flat=True)
    batch = list((ids.filter(id__gt=after) if after else ids)[:_BATCH])
    if len(batch) == _BATCH:
        enqueue("notifications.settle", None, after=batch[-1])
    for each in batch:
        with organisation_scope(each):
            settle(each)
