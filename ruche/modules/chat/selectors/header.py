# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands above a conversation, in one query: every page of a conversation shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from ruche.kernel.organisations.models import Membership
from ruche.modules.chat.selectors.access import ChannelAccess

_FACES = 3
_HEADER = """
with people as (
  select person.id, person.name, person.name_key
  from chat_channelmembership within
  join organisations_membership person on person.organisation_id = within.organisation_id and person.id = within.membership_id
  where within.organisation_id = %(organisation)s and within.channel_id = %(channel)s and within.left_at is null
    and person.status = 'active'
), first as (select id, name from people order by name_key, id limit %(faces)s)
select
  (select count(*) from people),
  (select count(*) from chat_message pinned
   where pinned.organisation_id = %(organisation)s and pinned.channel_id = %(channel)s and pinned.pinned_at is not null
     and pinned.position >= %(from)s),
  coalesce((select array_agg(id) from first), '{}'), coalesce((select array_agg(name) from first), '{}')
"""


@dataclass(frozen=True)
class ChannelHeader:
    """How many people are in a channel, the first of them by name, and how many messages are pinned that the reader may see."""

    people: int
    pins: int
    faces: Sequence[Membership]


def read_header(access: ChannelAccess) -> ChannelHeader:
    with connection.cursor() as cursor:
        cursor.execute(
            _HEADER,
            {
                "organisation": access.actor.organisation_id,
                "channel": access.channel.id,
                "from": access.visible_from,
                "faces": _FACES,
            },
        )
        people, pins, ids, names = cursor.fetchone()
    return ChannelHeader(people, pins, [Membership(id=identifier, name=name) for identifier, name in zip(ids, names, strict=True)])
