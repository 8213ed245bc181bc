# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who blocks whom. Only the blocker is told; others learn at most that a person takes no messages."""

from collections.abc import Iterable
from uuid import UUID

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.statements import fetch_all
from ruche.kernel.errors import NotFound
from ruche.kernel.organisations.models import Membership
from ruche.kernel.protection.models import Block, MessagePrivacy

_CLOSED = """
select person.id from unnest(%(receivers)s::uuid[]) person (id)
where exists (select from protection_block b
              where b.organisation_id = %(organisation)s and b.blocker_id = person.id and b.blocked_id = %(sender)s)
   or exists (select from protection_messageprivacy p where p.organisation_id = %(organisation)s and p.membership_id = person.id)
"""


def blocked_ids(actor: Actor) -> frozenset[UUID]:
    """Whom the actor blocks (one query)."""
    return frozenset(Block.objects.filter(blocker=actor.membership).values_list("blocked_id", flat=True))


def list_blocked(actor: Actor) -> list[Membership]:
    """Whom the actor blocks, by name."""
    return list(Membership.objects.filter(id__in=blocked_ids(actor)).order_by("name_key", "id"))


def get_other(actor: Actor, membership_id: UUID) -> Membership:
    """Somebody whom the actor may block: anybody else. Raises NotFound."""
    found: Membership | None = Membership.objects.filter(id=membership_id).exclude(id=actor.membership.id).first()
    if found is None:
        raise NotFound()
    return found


def is_blocking(actor: Actor, membership_id: UUID) -> bool:
    return bool(Block.objects.filter(blocker=actor.membership, blocked_id=membership_id).exists())


def takes_messages(actor: Actor) -> bool:
    """Whether the actor takes direct messages at all."""
    return not MessagePrivacy.objects.filter(membership=actor.membership).exists()


def takes_messages_from(organisation_id: UUID, sender_id: UUID, receiver_ids: Iterable[UUID]) -> set[UUID]:
    """Of these people, those to whom this one may write directly (one query, whatever the answer)."""
    receivers = set(receiver_ids)
    asked = {"organisation": organisation_id, "sender": sender_id, "receivers": list(receivers)}
    return receivers - {row[0] for row in fetch_all(_CLOSED, asked)}
