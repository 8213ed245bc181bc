# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.lifecycle.forms.batches import ImportForm

__all__ = ["ImportForm"]
