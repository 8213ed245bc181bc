# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of the account: one file for each way in, out and through."""
