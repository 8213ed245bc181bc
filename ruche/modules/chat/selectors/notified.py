# SPDX-License-Identifier: AGPL-3.0-or-later
"""What chat tells people of: being mentioned, and conversations in which somebody writes to them directly."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ruche.kernel.access.actor import Actor
from ruche.kernel.notifications.models import Notification
from ruche.kernel.notifications.tellings import Telling
from ruche.modules.chat.models import Channel, ChannelMembership, Message
from ruche.modules.chat.selectors.excerpts import excerpt
from ruche.modules.chat.selectors.people import people_by_id
from ruche.modules.chat.selectors.titles import Titled, titles_of

Titling = Callable[[Notification, str, Titled], str]

MENTION, CONVERSATION = "chat.mention", "chat.conversation"


def notifications_visible() -> Q:
    """Their receiver is in the channel, and sees it from there on."""
    return Q(Exists(_own()))


def notifications_read() -> Q:
    """Their receiver has read the channel up to there: nothing is kept that could differ from it."""
    return Q(is_read_apart=False) & Q(Exists(_own().filter(read_position__gte=OuterRef("position"))))


def describe_mentions(actor: Actor, notifications: Sequence[Notification]) -> dict[UUID, Telling]:
    """Who mentioned the reader, where, and what they said."""
    return _tell(actor, notifications, _mention_title)


def describe_conversations(actor: Actor, notifications: Sequence[Notification]) -> dict[UUID, Telling]:
    """Who wrote to the reader, and the newest of it."""
    return _tell(actor, notifications, _conversation_title)


def _own() -> QuerySet[ChannelMembership]:
    own = ChannelMembership.objects.filter(channel=OuterRef("container"), membership=OuterRef("membership"), left_at=None)
    live: QuerySet[ChannelMembership] = own.filter(visible_from_position__lte=OuterRef("position"), channel__deleted_at=None)
    return live


def _tell(actor: Actor, notifications: Sequence[Notification], title_of_one: Titling) -> dict[UUID, Telling]:
    titles = titles_of(actor, {one.container_id for one in notifications if one.container_id})
    people = people_by_id(one.caused_by_id for one in notifications if one.caused_by_id)
    said = _messages(notifications)
    slug = actor.organisation.slug
    return {
        one.pk: Telling(
            title_of_one(one, people[one.caused_by_id].name, titles[one.container_id]),
            reverse("chat:message_detail", args=[slug, one.container_id, one.position]),
            said.get((one.container_id, one.position), ""),
            people[one.caused_by_id],
        )
        for one in notifications
        if one.container_id in titles and one.caused_by_id in people
    }


def _messages(notifications: Sequence[Notification]) -> dict[tuple[UUID, int], str]:
    """The beginning of each message, by channel and position."""
    places = Q(pk__in=[])
    for one in notifications:
        places |= Q(channel=one.container_id, position=one.position)
    rows = Message.objects.filter(places, deleted_at=None)
    return {(one.channel_id, one.position): excerpt(one) for one in rows}


def _mention_title(notification: Notification, name: str, titled: Titled) -> str:
    return _("%(name)s mentioned you in %(channel)s") % {"name": name, "channel": titled.title}


def _conversation_title(notification: Notification, name: str, titled: Titled) -> str:
    values = {"name": name, "count": notification.count, "channel": titled.title}
    if titled.channel.kind == Channel.Kind.DIRECT:
        return ngettext("%(name)s wrote to you", "%(name)s wrote to you: %(count)s messages", notification.count) % values
    sentence = ngettext("%(name)s wrote in %(channel)s", "%(name)s wrote in %(channel)s: %(count)s messages", notification.count)
    return sentence % values
