# SPDX-License-Identifier: AGPL-3.0-or-later
"""notifications:<membership>: how many notifications wait for one person. Lossy: each page brings the count anew."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection

from ruche.kernel.access.actor import Actor
from ruche.kernel.realtime.topics import Head, Topic

KIND = "notifications"


def topic_of(membership_id: UUID) -> str:
    return f"{KIND}:{membership_id}"


def _is_own(actor: Actor, key: str) -> bool:
    return str(actor.membership.id) == key


def _heads(keys: Sequence[str]) -> Mapping[str, Head]:
    with connection.cursor() as cursor:
        cursor.execute("select id, organisation_id from membership_organisations(%s::uuid[])", [list(keys)])
        return {str(key): Head(organisation_id) for key, organisation_id in cursor.fetchall()}


topics = {KIND: Topic(authorise=_is_own, heads=_heads)}
