# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversations without a name: the people in them are their name, so the same people always meet in the same place."""

import hashlib
from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import InvalidInput, PermissionRefused
from ruche.modules.chat.models import Channel
from ruche.modules.chat.permissions import CREATE_DIRECT
from ruche.modules.chat.selectors import get_channel
from ruche.modules.chat.selectors.people import people_in
from ruche.modules.chat.services.memberships import admit, count_inside, require_people
from ruche.modules.chat.services.reaching import require_all_reachable

MOST_TOGETHER = 8


class Opened(NamedTuple):
    """`is_new` is False when the conversation was there before."""

    channel: Channel
    is_new: bool


def create_direct(actor: Actor, *, membership_ids: Collection[UUID]) -> Channel:
    """As open_direct, for those to whom it is the same whether it was there."""
    return open_direct(actor, membership_ids=membership_ids).channel


def open_direct(actor: Actor, *, membership_ids: Collection[UUID]) -> Opened:
    """The conversation with one other person, or with up to seven: made once, the same for all of them.

    Who had gone out of it, or left the organisation and came back, is in it again.

    Raises PermissionRefused, TakesNoMessages, InvalidInput on `people`.
    """
    others = [person for person in require_people(membership_ids) if person.id != actor.membership.id]
    if not 1 <= len(others) < MOST_TOGETHER:
        raise InvalidInput.on("people", _("Choose between one and seven other people; for more, create a channel."))
    require_all_reachable(actor, [person.id for person in others])
    people = [actor.membership.id, *(person.id for person in others)]
    key = people_key(people)
    existing: Channel | None = Channel.objects.filter(people_key=key, deleted_at=None).first()
    if existing is not None and count_inside(existing, people) == len(people):
        return Opened(existing, is_new=False)
    actor.require(CREATE_DIRECT)
    kind = Channel.Kind.DIRECT if len(people) == 2 else Channel.Kind.GROUP
    with transaction.atomic():
        channel, is_new = Channel.objects.get_or_create(
            people_key=key, deleted_at=None, defaults={"kind": kind, "created_by": actor.membership}
        )
        admit(actor, channel, people)
    return Opened(channel, is_new=is_new)


def extend_conversation(actor: Actor, *, channel_id: UUID, membership_ids: Collection[UUID]) -> Opened:
    """The conversation of these people and more. The former one stays as it is: nobody sees what was said before they came.

    Raises NotFound, PermissionRefused, InvalidInput on `people`.
    """
    access = get_channel(actor, channel_id)
    if not access.can_extend:
        raise PermissionRefused()
    inside = people_in(access).values_list("id", flat=True)[:MOST_TOGETHER]
    return open_direct(actor, membership_ids={*inside, *(person.id for person in require_people(membership_ids))})


def people_key(membership_ids: Iterable[UUID]) -> str:
    """The same for the same people, in whatever order."""
    return hashlib.sha256(",".join(sorted(str(one) for one in membership_ids)).encode()).hexdigest()
