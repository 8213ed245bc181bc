# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from ruche.modules.chat.views import channels, conversations, history, people, sidebar

urlpatterns = [
    path("", conversations.home, name="home"),
    path("unread/", sidebar.unread, name="unread"),
    path("unread/reading/", sidebar.reading, name="reading"),
    path("mentions/", sidebar.mentions, name="mentions"),
    path("sidebar/", sidebar.sidebar, name="sidebar"),
    path("sidebar/order/", sidebar.sidebar_order, name="sidebar_order"),
    path("channels/", channels.channel_list, name="channel_list"),
    path("channels/new/", channels.channel_create, name="channel_create"),
    path("direct/new/", people.direct_create, name="direct_create"),
    path("c/<uuid:channel_id>/", conversations.channel_detail, name="channel_detail"),
    path("c/<uuid:channel_id>/m/<int:position>/", conversations.message_detail, name="message_detail"),
    path("c/<uuid:channel_id>/pins/", history.pin_list, name="pin_list"),
    path("c/<uuid:channel_id>/messages/", history.message_list, name="message_list"),
    path("c/<uuid:channel_id>/messages/new/", conversations.message_create, name="message_create"),
    path("c/<uuid:channel_id>/read-position/", conversations.read_position, name="read_position"),
    path("c/<uuid:channel_id>/settings/", channels.channel_update, name="channel_update"),
    path("c/<uuid:channel_id>/archiving/", channels.archiving, name="archiving"),
    path("c/<uuid:channel_id>/removal/", channels.channel_removal, name="channel_removal"),
    path("c/<uuid:channel_id>/restoration/", channels.restoration, name="restoration"),
    path("c/<uuid:channel_id>/membership/", people.membership, name="membership"),
    path("c/<uuid:channel_id>/departure/", people.departure, name="departure"),
    path("c/<uuid:channel_id>/people/", people.people, name="people"),
    path("c/<uuid:channel_id>/people/<uuid:membership_id>/removal/", people.removal, name="removal"),
]
