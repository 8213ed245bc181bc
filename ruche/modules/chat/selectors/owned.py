# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.lifecycle.owned import Owned
from ruche.kernel.organisations.models import Membership
from ruche.modules.chat.models import Channel, ChannelMembership

OWNED_CHANNEL = "chat.channel"


def channels_of(owners: "QuerySet[Membership]") -> QuerySet[Channel]:
    """Channels with a name that these people made and others use: listed ones, and those where somebody else is."""
    others = ChannelMembership.objects.filter(channel=OuterRef("pk"), left_at=None, membership__status=Membership.Status.ACTIVE)
    used = Q(kind__in=Channel.LISTED) | Q(Exists(others.exclude(membership=OuterRef("created_by"))))
    return Channel.objects.filter(used, created_by__in=owners, deleted_at=None).exclude(kind__in=Channel.UNNAMED)


def list_own_things(actor: Actor, owners: "QuerySet[Membership]") -> list[Owned]:
    """Channels that people answer for because they made them."""
    rows = channels_of(owners).order_by().values_list("created_by").annotate(Count("id"))
    return [Owned(owner, OWNED_CHANNEL, _("Channels they made"), count) for owner, count in rows]


def longest_standing(channel: Channel, *, without: UUID) -> ChannelMembership | None:
    """Who is in a channel the longest, but one of them; guests answer for nothing."""
    rows = ChannelMembership.objects.filter(channel=channel, left_at=None, membership__status=Membership.Status.ACTIVE)
    rows = rows.exclude(membership_id=without).exclude(membership__role="guest").filter(membership__kind=Membership.Kind.PERSON)
    found: ChannelMembership | None = rows.select_related("membership").order_by(F("joined_at"), "id").first()
    return found
