# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.lifecycle.selectors.batches import get_batch, list_batches

__all__ = ["get_batch", "list_batches"]
