# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this module announces. Payloads are ids.

`people.profile_updated`: membership_id.
"""

PROFILE_UPDATED = "people.profile_updated"
