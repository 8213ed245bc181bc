# SPDX-License-Identifier: AGPL-3.0-or-later
"""What must follow a write and must not be lost: entries written with it, drained in batches by the worker."""
