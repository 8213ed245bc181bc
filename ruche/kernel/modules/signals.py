# SPDX-License-Identifier: AGPL-3.0-or-later
"""What modules announce to each other. A signal carries ids; it is written in the transaction and drained by the worker."""

from uuid import UUID

from ruche.kernel.outbox.models import OutboxEntry
from ruche.kernel.outbox.wake import wake_after_commit


def announce(signal: str, organisation_id: UUID, **ids: UUID | str | int) -> None:
    """Announce `module.what_happened`. Call it inside the transaction of the write: lost with it, or never lost."""
    OutboxEntry.objects.create(signal=signal, organisation_id=organisation_id, ids={name: str(value) for name, value in ids.items()})
    wake_after_commit()
