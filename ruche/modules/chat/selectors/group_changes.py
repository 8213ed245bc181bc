# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from django.db.models import Count

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import GroupMembership
from ruche.kernel.organisations.selectors import ChannelLine, inside
from ruche.modules.chat.models import Channel, ChannelMembership
from ruche.modules.chat.selectors.access import visible_channels

SHOWN = 8


def list_group_changes(actor: Actor, group_id: UUID, parent_id: UUID | None) -> list[ChannelLine]:
    """The named channels where the people of a group that moves are, those with most of them first.

    A channel belongs to the people in it, not to their group, so each stays as it is: to see them is to know that. Only
    channels that the actor may know of.
    """
    people = GroupMembership.objects.filter(group_id__in=inside([group_id]), left_at=None).values("membership_id")
    channels = visible_channels(actor).filter(archived_at=None).exclude(kind__in=Channel.UNNAMED)
    rows = ChannelMembership.objects.filter(left_at=None, membership__in=people, channel__in=channels)
    counted = rows.values_list("channel__name").annotate(concerned=Count("membership")).order_by("-concerned", "channel__name_key")
    return [ChannelLine(name, concerned) for name, concerned in counted[:SHOWN]]
