# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A uuid of version 7 (RFC 9562): sorts by time, its last 62 bits are random."""
    return uuid7()
