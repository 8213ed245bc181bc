# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every module may use. The kernel imports no module."""
