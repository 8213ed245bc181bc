# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chat over HTTP: docs/api/."""

from django.urls import path

from ruche.modules.chat.api.channels import ChannelDetail, ChannelList, ReadPosition
from ruche.modules.chat.api.messages import ChangeList, MessageList

urlpatterns = [
    path("channels/", ChannelList.as_view(), name="channel_list"),
    path("channels/<uuid:channel_id>/", ChannelDetail.as_view(), name="channel_detail"),
    path("channels/<uuid:channel_id>/messages/", MessageList.as_view(), name="message_list"),
    path("channels/<uuid:channel_id>/changes/", ChangeList.as_view(), name="change_list"),
    path("channels/<uuid:channel_id>/read-position/", ReadPosition.as_view(), name="read_position"),
]
