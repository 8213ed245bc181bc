# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue's own housekeeping."""

import logging
from uuid import UUID

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.jobs.housekeeping import purge_finished_jobs, take_stalled_jobs_again
from ruche.kernel.jobs.registry import enqueue, job, jobs
from ruche.kernel.modules.activation import is_active
from ruche.kernel.modules.registry import manifests
from ruche.kernel.organisations.models import Organisation

_BATCH = 200

logger = logging.getLogger(__name__)


@job("jobs.take_stalled_again", every=60)
def take_stalled_again(organisation_id: None) -> None:
    """Jobs of a worker that died run again."""
    if count := take_stalled_jobs_again():
        logger.warning("%d jobs of a worker that ended were taken again", count)


@job("jobs.purge", queue="bulk", every=6 * 3600)
def purge(organisation_id: None) -> None:
    purge_finished_jobs()


@job("jobs.visit_organisations", queue="bulk")
def visit_organisations(organisation_id: None, name: str, after: UUID | None = None) -> None:
    """Run a module's schedule for each organisation where the module is on, one batch after the other; the kernel's for each.
    A suspended one waits.

    Where it fails, it becomes a job of that organisation: tried again, and seen when it never succeeds.
    """
    ids = Organisation.objects.filter(suspended_at=None).order_by("id").values_list("id", flat=True)
    batch = list((ids.filter(id__gt=after) if after else ids)[:_BATCH])
    if len(batch) == _BATCH:
        enqueue("jobs.visit_organisations", None, name=name, after=batch[-1])
    part = name.partition(".")[0]
    for each in batch:
        if part not in manifests() or is_active(each, part):
            _visit(name, each)


def _visit(name: str, organisation_id: UUID) -> None:
    try:
        with organisation_scope(organisation_id):
            jobs()[name].function(organisation_id)
    except Exception:
        logger.exception("%s failed for an organisation; it will be tried again", name)
        enqueue(name, organisation_id)
