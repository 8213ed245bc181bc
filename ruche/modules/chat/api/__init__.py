# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat over HTTP: docs/api/."""

from django.urls import path

from ruche.modules.chat.api.channels import ChannelDetail, ChannelList, ReadPosition, Unread
from ruche.modules.chat.api.messages import ChangeList, MessageDetail, MessageList, MessagePin, PinList, VersionList
from ruche.modules.chat.api.people import PersonDetail, PersonList

urlpatterns = [
    path("channels/", ChannelList.as_view(), name="channel_list"),
    path("channels/<uuid:channel_id>/", ChannelDetail.as_view(), name="channel_detail"),
    path("channels/<uuid:channel_id>/messages/", MessageList.as_view(), name="message_list"),
    path("channels/<uuid:channel_id>/messages/<uuid:message_id>/", MessageDetail.as_view(), name="message_detail"),
    path("channels/<uuid:channel_id>/messages/<uuid:message_id>/pin/", MessagePin.as_view(), name="message_pin"),
    path("channels/<uuid:channel_id>/messages/<uuid:message_id>/versions/", VersionList.as_view(), name="version_list"),
    path("channels/<uuid:channel_id>/pins/", PinList.as_view(), name="pin_list"),
    path("channels/<uuid:channel_id>/changes/", ChangeList.as_view(), name="change_list"),
    path("channels/<uuid:channel_id>/people/", PersonList.as_view(), name="person_list"),
    path("channels/<uuid:channel_id>/people/<uuid:membership_id>/", PersonDetail.as_view(), name="person_detail"),
    path("channels/<uuid:channel_id>/read-position/", ReadPosition.as_view(), name="read_position"),
    path("channels/<uuid:channel_id>/unread/", Unread.as_view(), name="unread"),
]
