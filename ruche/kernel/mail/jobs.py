# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from ruche.kernel.jobs import job
from ruche.kernel.mail.delivery import deliver, purge_letters


@job("mail.deliver_letter")
def deliver_letter(organisation_id: UUID | None, letter_id: UUID) -> None:
    deliver(letter_id)


@job("mail.purge_letters", queue="bulk", every=24 * 3600)
def purge_old_letters(organisation_id: None) -> None:
    purge_letters()
