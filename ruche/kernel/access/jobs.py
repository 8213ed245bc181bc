# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.access.services.dates import tell_dated_roles
from ruche.kernel.jobs.registry import job


@job("access.tell_dated", every=60)
def tell_dated(organisation_id: None) -> None:
    """Roles that began or ended by their date since the last time."""
    tell_dated_roles()
