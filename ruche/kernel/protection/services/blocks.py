# SPDX-License-Identifier: AGPL-3.0-or-later
"""Blocking somebody: no direct message of theirs, no mention by them. Done twice it changes nothing."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import InvalidInput, NotFound
from ruche.kernel.organisations.models import Membership
from ruche.kernel.protection.models import Block, MessagePrivacy


def block(actor: Actor, *, membership_id: UUID) -> Membership:
    """From now on nothing of theirs reaches the actor directly. Raises NotFound, and InvalidInput for oneself."""
    person = _person(membership_id)
    if person.id == actor.membership.id:
        raise InvalidInput.on("membership_id", _("You cannot block yourself."))
    Block.objects.get_or_create(blocker=actor.membership, blocked=person)
    return person


def unblock(actor: Actor, *, membership_id: UUID) -> None:
    """They can write to the actor again. Raises NotFound."""
    _person(membership_id)
    Block.objects.filter(blocker=actor.membership, blocked_id=membership_id).delete()


def set_takes_messages(actor: Actor, *, takes_messages: bool) -> None:
    """Whether others may write to the actor directly."""
    if takes_messages:
        MessagePrivacy.objects.filter(membership=actor.membership).delete()
    else:
        MessagePrivacy.objects.get_or_create(membership=actor.membership)


def _person(membership_id: UUID) -> Membership:
    person: Membership | None = Membership.objects.filter(id=membership_id).first()
    if person is None:
        raise NotFound()
    return person
