# SPDX-License-Identifier: AGPL-3.0-or-later
"""What modules announce to each other. A signal carries ids; it is written in the transaction and drained by the worker."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from ruche.kernel.outbox.models import OutboxEntry
from ruche.kernel.outbox.wake import wake_after_commit


def announce(signal: str, organisation_id: UUID, **ids: UUID | str | int) -> None:
    """Announce `module.what_happened`. Call it inside the transaction of the write: lost with it, or never lost."""
    OutboxEntry.objects.create(signal=signal, organisation_id=organisation_id, ids={name: str(value) for name, value in ids.items()})
    wake_after_commit()


def announce_many(signal: str, organisation_id: UUID, each: Iterable[Mapping[str, UUID | str | int]]) -> None:
    """The same signal about many, in one statement: one entry each, so that a listener that fails fails for one."""
    entries = [
        OutboxEntry(signal=signal, organisation_id=organisation_id, ids={name: str(value) for name, value in ids.items()}) for ids in each
    ]
    if entries:
        OutboxEntry.objects.bulk_create(entries, batch_size=500)
        wake_after_commit()
