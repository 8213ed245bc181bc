# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this module announces. Payloads are ids.

`people.profile_updated`: membership_id.
`people.change_proposed`, `people.change_approved`, `people.change_rejected`: change_id.
`people.position_changed`: position_id.
"""

PROFILE_UPDATED = "people.profile_updated"
CHANGE_PROPOSED = "people.change_proposed"
CHANGE_APPROVED = "people.change_approved"
CHANGE_REJECTED = "people.change_rejected"
POSITION_CHANGED = "people.position_changed"
