# SPDX-License-Identifier: AGPL-3.0-or-later
from django.urls import path

from ruche.modules.chat.views import channels, conversations, people

urlpatterns = [
    path("", conversations.home, name="home"),
    path("unread/", conversations.unread, name="unread"),
    path("sidebar/", conversations.sidebar, name="sidebar"),
    path("channels/", channels.channel_list, name="channel_list"),
    path("channels/new/", channels.channel_create, name="channel_create"),
    path("direct/new/", people.direct_create, name="direct_create"),
    path("c/<uuid:channel_id>/", conversations.channel_detail, name="channel_detail"),
    path("c/<uuid:channel_id>/messages/", conversations.message_list, name="message_list"),
    path("c/<uuid:channel_id>/messages/new/", conversations.message_create, name="message_create"),
    path("c/<uuid:channel_id>/read-position/", conversations.read_position, name="read_position"),
    path("c/<uuid:channel_id>/settings/", channels.channel_update, name="channel_update"),
    path("c/<uuid:channel_id>/archiving/", channels.archiving, name="archiving"),
    path("c/<uuid:channel_id>/membership/", people.membership, name="membership"),
    path("c/<uuid:channel_id>/departure/", people.departure, name="departure"),
    path("c/<uuid:channel_id>/people/", people.people, name="people"),
    path("c/<uuid:channel_id>/people/<uuid:membership_id>/removal/", people.removal, name="removal"),
]
