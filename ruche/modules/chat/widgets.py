# SPDX-License-Identifier: AGPL-3.0-or-later
"""What chat shows elsewhere: the rail, the home page, the command palette."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations.models import Membership
from ruche.kernel.organisations.requests import OrganisationRequest
from ruche.kernel.text import fold
from ruche.kernel.ui.palette import PaletteEntry
from ruche.modules.chat.models import Channel
from ruche.modules.chat.permissions import BROWSE_CHANNELS, CREATE_DIRECT
from ruche.modules.chat.selectors import find_by_words, list_channels, list_contacts, list_unread
from ruche.modules.chat.selectors.sidebar import channel_icon
from ruche.modules.chat.services import creatable_kinds
from ruche.modules.chat.signals import activity_topic, inbox_topic

SHOWN = 5


def unread(request: OrganisationRequest) -> dict[str, Any]:
    """The conversations that wait, the latest first."""
    sidebar = list_channels(request.actor)
    return {"previews": list_unread(sidebar, limit=SHOWN, calls_come_first=True), "unread": sidebar.unread}


def rail_attributes(actor: Actor) -> dict[str, str]:
    """On every page: counts what comes in, and sends what was written when there was no connection."""
    topics = [inbox_topic(actor.membership.id)]
    if actor.can(BROWSE_CHANNELS):
        topics.append(activity_topic(actor.organisation_id))
    return {
        "data-controller": "unread-badge outbox",
        "data-unread-badge-topics-value": " ".join(topics),
        "data-unread-badge-reader-value": str(actor.membership.id),
        "data-unread-badge-url-value": reverse("api-chat:channel_list", args=[actor.organisation.slug]) + "?limit=1000",
        "data-outbox-refused-value": str(_("Not sent in {title}: {reason}")),
    }


def find_palette_entries(actor: Actor, words: str) -> list[PaletteEntry]:
    """Channels, people to write to, and what can be begun; people only for some word."""
    return [*_channels(actor, words), *_people(actor, words), *_acts(actor, words)]


def _channels(actor: Actor, words: str) -> list[PaletteEntry]:
    slug = actor.organisation.slug
    return [
        PaletteEntry("channel", one.name, one.topic, reverse("chat:channel_detail", args=[slug, one.id]), channel_icon(one.kind))
        for one in find_by_words(actor, words)
    ]


def _people(actor: Actor, words: str) -> list[PaletteEntry]:
    if not words.strip() or not actor.can(CREATE_DIRECT):
        return []
    address = reverse("chat:direct_create", args=[actor.organisation.slug])
    return [
        PaletteEntry("person", person.name, Channel.Kind.DIRECT.label, f"{address}?people={person.id}", "message-circle")
        for person in list_contacts(actor, words=words, limit=6)
    ]


def _acts(actor: Actor, words: str) -> list[PaletteEntry]:
    offered = [
        (bool(creatable_kinds(actor)), _("New channel"), "chat:channel_create", "plus"),
        (actor.can(CREATE_DIRECT), _("Write a message"), "chat:direct_create", "message-circle"),
    ]
    return [
        PaletteEntry("act", label, "", reverse(page, args=[actor.organisation.slug]), icon)
        for is_allowed, label, page, icon in offered
        if is_allowed and fold(words) in fold(str(label))
    ]


def list_person_acts(actor: Actor, membership: Membership) -> list[PaletteEntry]:
    """Writing to somebody, from their profile."""
    if not actor.can(CREATE_DIRECT):
        return []
    address = reverse("chat:direct_create", args=[actor.organisation.slug])
    return [PaletteEntry("act", _("Write a message"), "", f"{address}?people={membership.pk}", "message-circle")]
