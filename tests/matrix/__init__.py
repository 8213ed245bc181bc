# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which built-in role gets what answer on which route: docs/admin/role-matrix.md, so that a change of it shows in review."""

# Set, the test writes the table instead of only comparing it.
WRITE = "WRITE_ROLE_MATRIX"
