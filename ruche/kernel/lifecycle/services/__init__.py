# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.lifecycle.services.batches import read_batch, send_batch, send_next_people

__all__ = ["read_batch", "send_batch", "send_next_people"]
