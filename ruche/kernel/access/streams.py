# SPDX-License-Identifier: AGPL-3.0-or-later
"""access:<membership>: the rights of one person may have changed. Lossy: each page knows the rights of its own moment."""

from uuid import UUID

from ruche.kernel.realtime.own_topics import topic_of_ones_own

KIND = "access"


def topic_of(membership_id: UUID) -> str:
    return f"{KIND}:{membership_id}"


topics = {KIND: topic_of_ones_own()}
