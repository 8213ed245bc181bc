# SPDX-License-Identifier: AGPL-3.0-or-later
"""Coming and leaving: checklists, handing over, many invitations at once, minors."""
