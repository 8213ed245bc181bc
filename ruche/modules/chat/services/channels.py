# SPDX-License-Identifier: AGPL-3.0-or-later
"""Creating channels, naming and describing them."""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.errors import Conflict, InvalidInput
from ruche.kernel.security.text import clean_name, clean_text
from ruche.kernel.text import fold
from ruche.modules.chat.models import Channel
from ruche.modules.chat.permissions import CREATE_CHANNEL, CREATE_PRIVATE_CHANNEL, POST_ANNOUNCEMENT
from ruche.modules.chat.services.memberships import admit, require_people
from ruche.modules.chat.services.standing import hold_managed
from ruche.modules.chat.services.telling import tell_channel_changed

MAX_NAME = 80
MAX_KEY = 160
MAX_TOPIC = 250

# What may be created by hand, and the right it takes.
CREATION: dict[str, str] = {
    Channel.Kind.OPEN: CREATE_CHANNEL,
    Channel.Kind.PRIVATE: CREATE_PRIVATE_CHANNEL,
    Channel.Kind.ANNOUNCEMENT: POST_ANNOUNCEMENT,
}


class ChannelChanged(Conflict):
    """`channel`: as it is now."""

    code = "channel_changed"
    message = _("Somebody changed this channel meanwhile. Look at what it says now; saving again replaces it.")

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self.channel = channel


def create_channel(
    actor: Actor,
    *,
    name: str,
    kind: str = Channel.Kind.OPEN,
    topic: str = "",
    is_history_whole: bool = True,
    people: Collection[UUID] = (),
) -> Channel:
    """Make a named channel, with oneself and `people` (membership ids) in it.

    Raises PermissionRefused, and InvalidInput on `name` (empty, too long, taken), `kind`, `is_history_whole` or `people`.
    """
    if kind not in CREATION:
        raise InvalidInput.on("kind", _("Choose what kind of channel it is."))
    actor.require(CREATION[kind])
    channel = Channel(kind=kind, created_by=actor.membership)
    _name(channel, name)
    _describe(channel, topic)
    _limit_history(channel, is_history_whole)
    admitted = [person.id for person in require_people(people)] if people else []
    with transaction.atomic():
        _save_named(channel)
        admit(actor, channel, [actor.membership.id, *admitted])
    return channel


def creatable_kinds(actor: Actor) -> list[str]:
    """The kinds of channel that the actor may make by hand."""
    return [kind for kind, permission in CREATION.items() if actor.can(permission)]


def update_channel(
    actor: Actor,
    *,
    channel_id: UUID,
    name: str | None = None,
    topic: str | None = None,
    is_history_whole: bool | None = None,
    version: str | None = None,
) -> Channel:
    """Give a channel another name, topic or history; None leaves one as it is. The history is that of who comes in from now on.

    `version`: what Channel.version was when one looked; ChannelChanged when it is another one. Raises NotFound,
    PermissionRefused, and InvalidInput on `name`, `topic` or `is_history_whole`.
    """
    with transaction.atomic():
        channel = hold_managed(actor, channel_id)
        if version is not None and version != channel.version:
            raise ChannelChanged(channel)
        if name is not None:
            _name(channel, name)
        if topic is not None:
            _describe(channel, topic)
        if is_history_whole is not None:
            _limit_history(channel, is_history_whole)
        _save_named(channel, fields=["name", "name_key", "topic", "is_history_whole", "updated_at"])
        tell_channel_changed(actor, channel)
    return channel


def rename(channel: Channel, name: str) -> None:
    """Save a channel under a name. Raises InvalidInput on `name`."""
    _name(channel, name)
    _save_named(channel, fields=["name", "name_key", "deleted_at", "updated_at"])


def _name(channel: Channel, name: str) -> None:
    channel.name = clean_name(name.strip().removeprefix("#"), max_length=MAX_NAME)
    channel.name_key = fold(channel.name)[:MAX_KEY]  # a letter may fold to eighteen


def _describe(channel: Channel, topic: str) -> None:
    channel.topic = " ".join(clean_text(topic, field="topic", max_length=MAX_TOPIC).split())


def _limit_history(channel: Channel, is_history_whole: bool) -> None:
    if channel.is_listed and not is_history_whole:
        raise InvalidInput.on("is_history_whole", _("Everybody can read this channel: its history is always whole."))
    channel.is_history_whole = is_history_whole


def _save_named(channel: Channel, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            channel.save(update_fields=fields)
    except IntegrityError:
        raise InvalidInput.on("name", _("Another channel has this name."), code="taken") from None
