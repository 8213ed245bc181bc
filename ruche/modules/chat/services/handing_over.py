# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Collection

from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.selectors.owned import OWNED_CHANNEL, channels_of, longest_standing
from ruche.modules.chat.services.memberships import admit


def reassign_channels(actor: Actor, giver: Membership, heir: Membership, kinds: Collection[str] | None) -> int:
    """Channels that somebody made are somebody else's, who comes into them. Returns how many; the caller answers for the right.

    Nobody gets into a private conversation by inheriting it: where the heir is not in it, whoever is in it the longest answers
    for it from now on.
    """
    if kinds is not None and OWNED_CHANNEL not in kinds:
        return 0
    mine = channels_of(Membership.objects.filter(pk=giver.pk)).values("pk")
    rows = list(Channel.objects.filter(pk__in=mine).select_for_update(no_key=True).order_by("id"))
    return sum(_give(actor, channel, giver, heir) for channel in rows)


def _give(actor: Actor, channel: Channel, giver: Membership, heir: Membership) -> int:
    is_inside = ChannelMembership.objects.filter(channel=channel, membership=heir, left_at=None).exists()
    receiver = heir
    if not is_inside and not channel.is_listed:
        longest = longest_standing(channel, without=giver.pk)
        if longest is None:
            return 0
        receiver = longest.membership
    elif not is_inside and not channel.is_archived:
        admit(actor, channel, [heir.pk])
    return Channel.objects.filter(pk=channel.pk).update(created_by=receiver, updated_at=timezone.now())
