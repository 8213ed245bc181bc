# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils.translation import gettext_lazy as _

from ruche.kernel.access.permissions import Permission
from ruche.kernel.access.roles import Role

POST_MESSAGE = "chat.post_message"
POST_ANNOUNCEMENT = "chat.post_announcement"
CREATE_CHANNEL = "chat.create_channel"
CREATE_PRIVATE_CHANNEL = "chat.create_private_channel"
CREATE_DIRECT = "chat.create_direct"
BROWSE_CHANNELS = "chat.browse_channels"
ADD_PEOPLE = "chat.add_people"
PIN_MESSAGE = "chat.pin_message"
MENTION_ALL = "chat.mention_all"
MODERATE_MESSAGES = "chat.moderate_messages"
MANAGE_CHANNEL = "chat.manage_channel"
IMPORT_MESSAGES = "chat.import_messages"

PERMISSIONS = (
    Permission(POST_MESSAGE, _("Write in the channels one is in"), Role.GUEST, help=_("Without it, channels can only be read.")),
    Permission(
        BROWSE_CHANNELS, _("See and join open channels"), Role.MEMBER, help=_("Without it, one sees only the channels one was let into.")
    ),
    Permission(
        CREATE_DIRECT, _("Start a conversation with somebody"), Role.MEMBER, help=_("Conversations without a name, of two to eight people.")
    ),
    Permission(CREATE_CHANNEL, _("Create open channels"), Role.MEMBER, help=_("Everybody but guests can find and join them.")),
    Permission(
        CREATE_PRIVATE_CHANNEL, _("Create private channels"), Role.MEMBER, help=_("Only the people who are brought in know of them.")
    ),
    Permission(
        ADD_PEOPLE,
        _("Add people to the channels one is in"),
        Role.MEMBER,
        help=_("Whoever comes in may read what the channel’s history shows them."),
    ),
    Permission(
        PIN_MESSAGE,
        _("Pin messages in the channels one is in"),
        Role.MEMBER,
        help=_("Pinned messages stand in a list of their own, for everybody in the channel."),
    ),
    Permission(MENTION_ALL, _("Mention everybody in a channel at once"), Role.MEMBER, help=_("Everybody in the channel is notified.")),
    Permission(
        POST_ANNOUNCEMENT,
        _("Create announcement channels and write in them"),
        Role.MANAGER,
        help=_("Others read them and do not answer there."),
    ),
    Permission(
        MANAGE_CHANNEL,
        _("Rename and archive channels, take people out"),
        Role.MANAGER,
        help=_("In channels one is in. Whoever made a channel may do so there anyway."),
    ),
    Permission(
        MODERATE_MESSAGES,
        _("Delete messages of others, and see former versions of messages"),
        Role.MANAGER,
        help=_("In channels one sees; never in conversations of others."),
    ),
    Permission(
        IMPORT_MESSAGES, _("Bring in messages written elsewhere"), Role.ADMIN, help=_("With the names and times that they had there.")
    ),
)
