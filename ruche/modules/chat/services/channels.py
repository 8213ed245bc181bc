# SPDX-License-Identifier: AGPL-3.0-or-later
"""Creating channels, naming them, archiving them."""

import hashlib
from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import InvalidInput, PermissionRefused
from ruche.kernel.security.text import clean_name, clean_text
from ruche.kernel.text import fold
from ruche.modules.chat.models import Channel
from ruche.modules.chat.permissions import CREATE_CHANNEL, CREATE_DIRECT, CREATE_PRIVATE_CHANNEL, POST_ANNOUNCEMENT
from ruche.modules.chat.selectors import ChannelAccess, get_channel
from ruche.modules.chat.services.memberships import admit, count_inside, require_people
from ruche.modules.chat.services.telling import tell_channel_changed

MAX_NAME = 80
MAX_KEY = 160
MAX_TOPIC = 250
MOST_TOGETHER = 8

# What may be created by hand, and the right it takes.
CREATION: dict[str, str] = {
    Channel.Kind.OPEN: CREATE_CHANNEL,
    Channel.Kind.PRIVATE: CREATE_PRIVATE_CHANNEL,
    Channel.Kind.ANNOUNCEMENT: POST_ANNOUNCEMENT,
}


class Opened(NamedTuple):
    """`is_new` is False when the conversation was there before."""

    channel: Channel
    is_new: bool


def create_channel(actor: Actor, *, name: str, kind: str = Channel.Kind.OPEN, topic: str = "", people: Collection[UUID] = ()) -> Channel:
    """Make a named channel, with oneself and `people` (membership ids) in it.

    Raises PermissionRefused, and InvalidInput on `name` (empty, too long, taken), `kind` or `people`.
    """
    if kind not in CREATION:
        raise InvalidInput.on("kind", _("Choose what kind of channel it is."))
    actor.require(CREATION[kind])
    channel = Channel(kind=kind, created_by=actor.membership)
    _describe(channel, name, topic)
    admitted = [person.id for person in require_people(people)] if people else []
    with transaction.atomic():
        _save_named(channel)
        admit(actor, channel, [actor.membership.id, *admitted])
    return channel


def creatable_kinds(actor: Actor) -> list[str]:
    """The kinds of channel that the actor may make by hand."""
    return [kind for kind, permission in CREATION.items() if actor.can(permission)]


def create_direct(actor: Actor, *, membership_ids: Collection[UUID]) -> Channel:
    """As open_direct, for those to whom it is the same whether it was there."""
    return open_direct(actor, membership_ids=membership_ids).channel


def open_direct(actor: Actor, *, membership_ids: Collection[UUID]) -> Opened:
    """The conversation with one other person, or with up to seven: made once, the same for all of them.

    Who had gone out of it, or left the organisation and came back, is in it again. Raises PermissionRefused, InvalidInput on `people`.
    """
    others = [person for person in require_people(membership_ids) if person.id != actor.membership.id]
    if not 1 <= len(others) < MOST_TOGETHER:
        raise InvalidInput.on("people", _("Choose between one and seven other people; for more, create a channel."))
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


def update_channel(actor: Actor, *, channel_id: UUID, name: str, topic: str) -> Channel:
    """Give a channel another name and topic. Raises NotFound, PermissionRefused, InvalidInput on `name` or `topic`."""
    channel = _managed(actor, channel_id).channel
    _describe(channel, name, topic)
    with transaction.atomic():
        _save_named(channel, fields=["name", "name_key", "topic", "updated_at"])
        tell_channel_changed(actor, channel)
    return channel


def archive_channel(actor: Actor, *, channel_id: UUID) -> Channel:
    """From now on the channel is read only and out of the sidebars. Raises NotFound, PermissionRefused."""
    return _set_archived(actor, channel_id, is_archived=True)


def restore_channel(actor: Actor, *, channel_id: UUID) -> Channel:
    """Take a channel out of the archive. Raises NotFound, PermissionRefused."""
    return _set_archived(actor, channel_id, is_archived=False)


def people_key(membership_ids: Iterable[UUID]) -> str:
    """The same for the same people, in whatever order."""
    return hashlib.sha256(",".join(sorted(str(one) for one in membership_ids)).encode()).hexdigest()


def _set_archived(actor: Actor, channel_id: UUID, *, is_archived: bool) -> Channel:
    channel = _managed(actor, channel_id).channel
    if channel.is_archived != is_archived:
        channel.archived_at = timezone.now() if is_archived else None
        with transaction.atomic():
            channel.save(update_fields=["archived_at", "updated_at"])
            tell_channel_changed(actor, channel)
    return channel


def _managed(actor: Actor, channel_id: UUID) -> ChannelAccess:
    access = get_channel(actor, channel_id)
    if not access.can_manage:
        raise PermissionRefused()
    return access


def _describe(channel: Channel, name: str, topic: str) -> None:
    channel.name = clean_name(name.strip().removeprefix("#"), max_length=MAX_NAME)
    channel.name_key = fold(channel.name)[:MAX_KEY]  # a letter may fold to eighteen
    channel.topic = " ".join(clean_text(topic, field="topic", max_length=MAX_TOPIC).split())


def _save_named(channel: Channel, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            channel.save(update_fields=fields)
    except IntegrityError:
        raise InvalidInput.on("name", _("Another channel has this name."), code="taken") from None
