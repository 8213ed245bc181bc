# SPDX-License-Identifier: AGPL-3.0-or-later
"""One run of a job: the gate, the organisation's scope, and the error kept for the administrator."""

import logging
import traceback
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from procrastinate.jobs import Job as QueuedJob

from ruche.kernel.db.context import organisation_scope
from ruche.kernel.jobs.arguments import from_json
from ruche.kernel.jobs.models import JobError
from ruche.kernel.jobs.registry import Job
from ruche.kernel.modules.activation import is_active
from ruche.kernel.modules.registry import manifests

_LONGEST_ERROR = 4000

logger = logging.getLogger(__name__)


def execute(job: Job, queued: QueuedJob, organisation_id: str | None, arguments: Mapping[str, Any]) -> None:
    """Run a job; what it raises is kept and raised again, for the retry strategy."""
    organisation = UUID(organisation_id) if organisation_id else None
    if not _gate_is_open(job.name, organisation):
        logger.info("%s dropped: its module is off for the organisation", job.name)
        return
    try:
        with organisation_scope(organisation):
            job.function(organisation, **from_json(job.function, arguments))
    except Exception as error:
        _keep(queued, error)
        raise
    if queued.attempts:
        JobError.objects.filter(job_id=_number(queued)).delete()


def describe(error: Exception) -> str:
    """The end of the error's traceback: what a person needs to repair it."""
    return "".join(traceback.format_exception(error))[-_LONGEST_ERROR:].replace("\0", "")


def _gate_is_open(name: str, organisation_id: UUID | None) -> bool:
    module = name.partition(".")[0]
    return organisation_id is None or module not in manifests() or is_active(organisation_id, module)


def _keep(queued: QueuedJob, error: Exception) -> None:
    JobError.objects.update_or_create(job_id=_number(queued), defaults={"summary": _summary(error), "details": describe(error)})


def _summary(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:250].replace("\0", "")


def _number(queued: QueuedJob) -> int:
    assert queued.id is not None  # noqa: S101  it comes from the table
    return queued.id
