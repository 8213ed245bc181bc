# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from ruche.kernel.jobs import job
from ruche.kernel.organisations.services.letters import send_waiting_invitations


@job("organisations.send_invitations")
def send_invitations(organisation_id: UUID) -> None:
    """Write the letters of all invitations that wait for theirs."""
    send_waiting_invitations()
