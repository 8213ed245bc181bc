# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Sequence
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import NotFound
from ruche.kernel.lifecycle.models import InvitationBatch


def list_batches(actor: Actor) -> Sequence[InvitationBatch]:
    """One's own last ten files, without their rows."""
    return list(InvitationBatch.objects.filter(by=actor.membership).defer("rows").order_by("-created_at")[:10])


def get_batch(actor: Actor, batch_id: UUID) -> InvitationBatch:
    """A file that one read oneself. Raises NotFound."""
    batch: InvitationBatch | None = InvitationBatch.objects.filter(pk=batch_id, by=actor.membership).first()
    if batch is None:
        raise NotFound()
    return batch
