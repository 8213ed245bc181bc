# SPDX-License-Identifier: AGPL-3.0-or-later
"""Composition root: imports everything, is imported by nothing of the kernel or the modules."""
