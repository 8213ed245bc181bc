# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.kernel.ui.marks import render_pattern

__all__ = ["render_pattern"]
