# SPDX-License-Identifier: AGPL-3.0-or-later
from django.utils.translation import gettext_lazy as _

from ruche.kernel.modules.manifest import Category, Manifest, NavItem, NotificationKind, SearchKind, Widget
from ruche.modules.chat.permissions import PERMISSIONS

manifest = Manifest(
    name="chat",
    label=_("Chat"),
    summary=_("Channels and direct messages, live."),
    icon="message-circle",
    category=Category.TALK,
    permissions=PERMISSIONS,
    navigation=(
        NavItem(
            _("Conversations"), "chat:home", "message-circle", order=10, badge="selectors.count_all_unread", live="widgets.rail_attributes"
        ),
    ),
    widgets=(Widget("unread", _("Unread"), "widgets.unread", "chat/_unread_widget.html", order=20),),
    palette="widgets.find_palette_entries",
    unread="selectors.organisations_with_unread",
    group_changes="selectors.list_group_changes",
    person_acts="widgets.list_person_acts",
    refusal="views.refusals.surroundings",
    searches=(
        SearchKind("chat.channel", _("Channels"), "hash", find="selectors.search_channels", order=20),
        SearchKind(
            "chat.message",
            _("Messages"),
            "message-circle",
            containers="selectors.list_searched_channels",
            describe="selectors.describe_found_messages",
            fill="services.fill_index",
            order=90,
        ),
    ),
    notifications=(
        NotificationKind(
            "chat.mention",
            _("Mentions"),
            "at-sign",
            describe="selectors.describe_mentions",
            visible="selectors.notifications_visible",
            read="selectors.notifications_read",
        ),
        NotificationKind(
            "chat.conversation",
            _("Direct messages"),
            "message-circle",
            describe="selectors.describe_conversations",
            visible="selectors.notifications_visible",
            read="selectors.notifications_read",
        ),
    ),
    listens={
        "chat.message_posted": "services.follow_posted",
        "chat.message_edited": "services.follow_edited",
        "chat.message_deleted": "services.follow_deleted",
        "chat.messages_imported": "services.follow_imported",
        "organisations.member_joined": "services.welcome_member",
        "organisations.member_changed": "services.follow_role",
        "organisations.member_left": "services.dismiss_member",
    },
    owns="selectors.list_own_things",
    reassign="services.reassign_channels",
    demo="demo.create",
    on_activate="services.create_general_channel",
)
