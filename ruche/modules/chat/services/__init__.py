# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.modules.chat.services.channels import (
    Opened,
    archive_channel,
    creatable_kinds,
    create_channel,
    create_direct,
    open_direct,
    restore_channel,
    update_channel,
)
from ruche.modules.chat.services.defaults import create_general_channel, dismiss_member, follow_role, welcome_member
from ruche.modules.chat.services.importing import ImportedMessage, import_messages
from ruche.modules.chat.services.memberships import add_people, join_channel, leave_channel, remove_person
from ruche.modules.chat.services.posting import ChannelArchived, Posted, post_message
from ruche.modules.chat.services.reading import mark_read

__all__ = [
    "ChannelArchived",
    "ImportedMessage",
    "Opened",
    "Posted",
    "add_people",
    "archive_channel",
    "creatable_kinds",
    "create_channel",
    "create_direct",
    "create_general_channel",
    "dismiss_member",
    "follow_role",
    "import_messages",
    "join_channel",
    "leave_channel",
    "mark_read",
    "open_direct",
    "post_message",
    "remove_person",
    "restore_channel",
    "update_channel",
    "welcome_member",
]
