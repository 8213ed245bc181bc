# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from ruche.kernel.jobs import job
from ruche.kernel.lifecycle import services


@job("lifecycle.send_batch", queue="bulk")
def send_batch(organisation_id: UUID, batch_id: UUID) -> None:
    """The next people of a file of invitations."""
    services.send_next_people(batch_id)
