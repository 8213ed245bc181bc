# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rules of topics that are one member's own: the key is their membership."""

from collections.abc import Mapping, Sequence

from django.db import connection

from ruche.kernel.access.actor import Actor
from ruche.kernel.realtime.topics import Head, Topic


def topic_of_ones_own() -> Topic:
    """Without history, followed by that member only."""
    return Topic(authorise=_is_own, heads=membership_heads)


def membership_heads(keys: Sequence[str]) -> Mapping[str, Head]:
    """Membership id → where it is."""
    with connection.cursor() as cursor:
        cursor.execute("select id, organisation_id from membership_organisations(%s::uuid[])", [list(keys)])
        return {str(key): Head(organisation_id) for key, organisation_id in cursor.fetchall()}


def _is_own(actor: Actor, key: str) -> bool:
    return str(actor.membership.id) == key
