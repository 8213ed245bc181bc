# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.jobs.registry import job
from ruche.kernel.protection.services import resume_due as _resume_due


@job("protection.resume_due", every=300)
def resume_due(organisation_id: None) -> None:
    """Organisations whose suspension had an end open again."""
    _resume_due()
