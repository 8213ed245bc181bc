# SPDX-License-Identifier: AGPL-3.0-or-later
"""notifications:<membership>: how many notifications wait for one person. Lossy: each page brings the count anew."""

from uuid import UUID

from ruche.kernel.realtime.own_topics import topic_of_ones_own

KIND = "notifications"


def topic_of(membership_id: UUID) -> str:
    return f"{KIND}:{membership_id}"


topics = {KIND: topic_of_ones_own()}
