# SPDX-License-Identifier: AGPL-3.0-or-later
from ruche.modules.chat.selectors.access import ChannelAccess, find_channel, get_channel, views_of, visible_channels
from ruche.modules.chat.selectors.channels import ChannelPage, find_by_words, list_open_channels
from ruche.modules.chat.selectors.elsewhere import organisations_with_unread
from ruche.modules.chat.selectors.entries import entry_of
from ruche.modules.chat.selectors.messages import (
    Changes,
    MessagePage,
    author_data,
    count_unread,
    list_changes,
    list_messages,
    message_data,
    messages_data,
)
from ruche.modules.chat.selectors.people import count_people, list_addable, list_chosen, list_contacts, list_people
from ruche.modules.chat.selectors.previews import Preview, list_unread
from ruche.modules.chat.selectors.sidebar import ChannelEntry, Sidebar, count_all_unread, list_channels

__all__ = [
    "Changes",
    "ChannelAccess",
    "ChannelEntry",
    "ChannelPage",
    "MessagePage",
    "Preview",
    "Sidebar",
    "author_data",
    "count_all_unread",
    "count_people",
    "count_unread",
    "entry_of",
    "find_by_words",
    "find_channel",
    "get_channel",
    "list_addable",
    "list_changes",
    "list_channels",
    "list_chosen",
    "list_contacts",
    "list_messages",
    "list_open_channels",
    "list_people",
    "list_unread",
    "message_data",
    "messages_data",
    "organisations_with_unread",
    "views_of",
    "visible_channels",
]
