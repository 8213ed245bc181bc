# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters: written in the transaction of what they are about, delivered by jobs, in the receiver's language."""
