# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody may do by now: asked of the database once a write holds what it waited for, not of what its request read before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from math import isinf
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from ruche.kernel.access.actor import Actor
from ruche.kernel.db.statements import fetch_one
from ruche.kernel.errors import PermissionRefused
from ruche.kernel.organisations.models import Membership
from ruche.modules.chat.models import Channel
from ruche.modules.chat.selectors import ChannelAccess, get_channel, get_removed_channel

_STANDING = "select chat_standing(%(organisation)s, %(membership)s, %(epoch)s, %(session)s::text)"


class Standing(NamedTuple):
    """The rights that a write relies on: it is refused when they are another version by then, or over."""

    version: str
    until: datetime | None

    @classmethod
    def of(cls, actor: Actor) -> "Standing":
        until = actor.relied_until
        version = f"{actor.organisation.rights_epoch}.{actor.membership.rights_version}"
        return cls(version, None if isinf(until) else datetime.fromtimestamp(until, UTC))


def as_of_now(actor: Actor) -> Actor:
    """The actor with the rights they have now (one query; two when these changed meanwhile).

    Raises PermissionRefused when they were suspended or removed, their session ended, or chat was switched off.
    """
    asked = {
        "organisation": actor.organisation.id,
        "membership": actor.membership.id,
        "epoch": actor.user.session_epoch,
        "session": actor.session_key,
    }
    row = fetch_one(_STANDING, asked)
    if row is None or row[0] is None:
        raise PermissionRefused()
    held = Standing.of(actor)
    if row[0] == held.version and (held.until is None or held.until > timezone.now()):
        return actor
    membership = Membership.objects.select_related("organisation", "user").get(id=actor.membership.id)
    return replace(actor, membership=membership, organisation=membership.organisation)


def hold_channel(actor: Actor, channel_id: UUID, require: Callable[[ChannelAccess], None]) -> ChannelAccess:
    """The channel as it stays until the end of the transaction, for somebody whom `require` lets through.

    It is asked twice: before, so that who may not holds up nobody; and of what is so once the channel is held. Raises NotFound, and
    PermissionRefused when the actor lost their standing meanwhile.
    """
    require(get_channel(actor, channel_id))
    lock_channel(channel_id)
    held = get_channel(as_of_now(actor), channel_id)
    require(held)
    return held


def hold_managed(actor: Actor, channel_id: UUID) -> Channel:
    """The channel of somebody who may manage it, held for a write. Raises NotFound, PermissionRefused."""
    return hold_channel(actor, channel_id, _require_manager).channel


def hold_removed(actor: Actor, channel_id: UUID) -> Channel:
    """The channel in the bin, for somebody who may restore it, held for a write. Raises NotFound, PermissionRefused."""
    get_removed_channel(actor, channel_id)
    lock_channel(channel_id)
    return get_removed_channel(as_of_now(actor), channel_id)


def lock_channel(channel_id: UUID) -> None:
    """Until the end of the transaction nobody else writes in the channel, nor comes into it or goes."""
    list(Channel.objects.select_for_update().filter(id=channel_id).values_list("id"))


def _require_manager(access: ChannelAccess) -> None:
    if not access.can_manage:
        raise PermissionRefused()
