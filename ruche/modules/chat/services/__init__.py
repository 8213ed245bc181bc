# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.modules.chat.services.changing import MessageDeleted
from ruche.modules.chat.services.channels import ChannelChanged, creatable_kinds, create_channel, update_channel
from ruche.modules.chat.services.closing import DefaultChannelKept, archive_channel, remove_channel, reopen_channel, restore_channel
from ruche.modules.chat.services.conversations import Opened, create_direct, extend_conversation, open_direct
from ruche.modules.chat.services.defaults import create_general_channel, dismiss_member, follow_role, welcome_member
from ruche.modules.chat.services.editing import delete_message, edit_message
from ruche.modules.chat.services.following import follow_deleted, follow_edited, follow_imported, follow_posted
from ruche.modules.chat.services.handing_over import reassign_channels
from ruche.modules.chat.services.importing import ImportedMessage, import_messages
from ruche.modules.chat.services.indexing import fill_index
from ruche.modules.chat.services.memberships import add_people, join_channel, leave_channel, remove_person
from ruche.modules.chat.services.notifying import tell_channel
from ruche.modules.chat.services.pinning import TooManyPins, pin_message, unpin_message
from ruche.modules.chat.services.posting import ChannelArchived, Posted, post_message
from ruche.modules.chat.services.reading import mark_all_read, mark_read, mark_unread

__all__ = [
    "ChannelArchived",
    "ChannelChanged",
    "DefaultChannelKept",
    "ImportedMessage",
    "MessageDeleted",
    "Opened",
    "Posted",
    "TooManyPins",
    "add_people",
    "archive_channel",
    "creatable_kinds",
    "create_channel",
    "create_direct",
    "create_general_channel",
    "delete_message",
    "dismiss_member",
    "edit_message",
    "extend_conversation",
    "fill_index",
    "follow_deleted",
    "follow_edited",
    "follow_imported",
    "follow_posted",
    "follow_role",
    "import_messages",
    "join_channel",
    "leave_channel",
    "mark_all_read",
    "mark_read",
    "mark_unread",
    "open_direct",
    "pin_message",
    "post_message",
    "reassign_channels",
    "remove_channel",
    "remove_person",
    "reopen_channel",
    "restore_channel",
    "tell_channel",
    "unpin_message",
    "update_channel",
    "welcome_member",
]
