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
    Permission(POST_MESSAGE, _("Write in the channels one is in"), Role.GUEST),
    Permission(BROWSE_CHANNELS, _("See and join open channels"), Role.MEMBER),
    Permission(CREATE_DIRECT, _("Start a conversation with somebody"), Role.MEMBER),
    Permission(CREATE_CHANNEL, _("Create open channels"), Role.MEMBER),
    Permission(CREATE_PRIVATE_CHANNEL, _("Create private channels"), Role.MEMBER),
    Permission(ADD_PEOPLE, _("Add people to the channels one is in"), Role.MEMBER),
    Permission(PIN_MESSAGE, _("Pin messages in the channels one is in"), Role.MEMBER),
    Permission(MENTION_ALL, _("Mention everybody in a channel at once"), Role.MEMBER),
    Permission(POST_ANNOUNCEMENT, _("Create announcement channels and write in them"), Role.MANAGER),
    Permission(MANAGE_CHANNEL, _("Rename and archive channels, take people out"), Role.MANAGER),
    Permission(MODERATE_MESSAGES, _("Delete messages of others, and see former versions of messages"), Role.MANAGER),
    Permission(IMPORT_MESSAGES, _("Bring in messages written elsewhere"), Role.ADMIN),
)
