# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from ruche.kernel.jobs import job
from ruche.kernel.users.models import User
from ruche.kernel.users.recovery import send_recovery_letter


@job("users.send_recovery_letter")
def send_letter(organisation_id: None, user_id: UUID | None) -> None:
    """Write to somebody who asked. For an address that nobody has, `user_id` is None and nothing is left to do."""
    person = User.objects.filter(pk=user_id, is_active=True).first() if user_id else None
    if person is not None:
        send_recovery_letter(person)
