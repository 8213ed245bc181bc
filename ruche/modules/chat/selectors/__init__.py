# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.modules.chat.selectors.absence import ChannelRemoved, NoLongerInChannel
from ruche.modules.chat.selectors.access import ChannelAccess, find_channel, find_channel_for, get_channel, visible_channels
from ruche.modules.chat.selectors.channels import ChannelPage, find_by_words, list_open_channels
from ruche.modules.chat.selectors.elsewhere import organisations_with_unread
from ruche.modules.chat.selectors.entries import entry_of
from ruche.modules.chat.selectors.found import describe_found_messages, list_searched_channels, search_channels
from ruche.modules.chat.selectors.group_changes import list_group_changes
from ruche.modules.chat.selectors.mentions import MentionEntry, MentionPage, count_mentions, list_mentions
from ruche.modules.chat.selectors.message_access import MessageAccess, get_message, get_message_at
from ruche.modules.chat.selectors.message_data import author_data, message_data, messages_data
from ruche.modules.chat.selectors.messages import (
    MAX_PAGE,
    Changes,
    MessagePage,
    count_messages,
    count_unread,
    list_changes,
    list_messages,
    list_pins,
)
from ruche.modules.chat.selectors.notified import describe_conversations, describe_mentions, notifications_read, notifications_visible
from ruche.modules.chat.selectors.owned import list_own_things
from ruche.modules.chat.selectors.people import count_people, list_addable, list_chosen, list_contacts, list_people
from ruche.modules.chat.selectors.previews import Preview, list_unread
from ruche.modules.chat.selectors.reading import read_state
from ruche.modules.chat.selectors.rights import Right, list_rights
from ruche.modules.chat.selectors.shelves import get_removed_channel, list_archived, list_removed
from ruche.modules.chat.selectors.sidebar import (
    ChannelEntry,
    ChannelEntryPage,
    Order,
    Sidebar,
    count_all_unread,
    list_channel_page,
    list_channels,
)
from ruche.modules.chat.selectors.versions import VersionPage, list_versions

__all__ = [
    "MAX_PAGE",
    "Changes",
    "ChannelAccess",
    "ChannelEntry",
    "ChannelEntryPage",
    "ChannelPage",
    "ChannelRemoved",
    "MentionEntry",
    "MentionPage",
    "MessageAccess",
    "MessagePage",
    "NoLongerInChannel",
    "Order",
    "Preview",
    "Right",
    "Sidebar",
    "VersionPage",
    "author_data",
    "count_all_unread",
    "count_mentions",
    "count_messages",
    "count_people",
    "count_unread",
    "describe_conversations",
    "describe_found_messages",
    "describe_mentions",
    "entry_of",
    "find_by_words",
    "find_channel",
    "find_channel_for",
    "get_channel",
    "get_message",
    "get_message_at",
    "get_removed_channel",
    "list_addable",
    "list_archived",
    "list_changes",
    "list_channel_page",
    "list_channels",
    "list_chosen",
    "list_contacts",
    "list_group_changes",
    "list_mentions",
    "list_messages",
    "list_open_channels",
    "list_own_things",
    "list_people",
    "list_pins",
    "list_removed",
    "list_rights",
    "list_searched_channels",
    "list_unread",
    "list_versions",
    "message_data",
    "messages_data",
    "notifications_read",
    "notifications_visible",
    "organisations_with_unread",
    "read_state",
    "search_channels",
    "visible_channels",
]
