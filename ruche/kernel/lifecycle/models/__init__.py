# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.lifecycle.models.batches import InvitationBatch

__all__ = ["InvitationBatch"]
