# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.access.actor import Actor
from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.modules.chat.api.serializers import (
    ChannelCreationSerializer,
    ChannelListSerializer,
    ChannelSerializer,
    ReadPositionSerializer,
    ReadStateSerializer,
)
from ruche.modules.chat.models import Channel
from ruche.modules.chat.selectors import count_unread, entry_of, get_channel, list_channels
from ruche.modules.chat.services import Opened, create_channel, mark_read, open_direct


class ChannelList(APIView):
    @extend_schema(operation_id="chat_channels_list", responses=ChannelListSerializer)
    def get(self, request: OrganisationApiRequest) -> Response:
        """The channels one is in, archived ones left out."""
        entries = list_channels(request.actor).all
        return Response({"results": ChannelSerializer(entries, many=True).data, "next": None})

    @extend_schema(
        operation_id="chat_channels_create",
        request=ChannelCreationSerializer,
        responses={201: ChannelSerializer, 200: ChannelSerializer},
    )
    def post(self, request: OrganisationApiRequest) -> Response:
        """Make a channel. The conversation of people who have one already is found: the answer is 200 then."""
        asked = ChannelCreationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        opened = _open(request.actor, asked.validated_data)
        return Response(_data(request.actor, opened.channel.id), status=201 if opened.is_new else 200)


class ChannelDetail(APIView):
    @extend_schema(operation_id="chat_channels_retrieve", responses=ChannelSerializer)
    def get(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """One channel whose messages one may read, an archived one too."""
        return Response(_data(request.actor, channel_id))


class ReadPosition(APIView):
    @extend_schema(operation_id="chat_read_position_update", request=ReadPositionSerializer, responses=ReadStateSerializer)
    def put(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """Everything up to a position was seen. It never goes back."""
        asked = ReadPositionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        access = mark_read(request.actor, channel_id=channel_id, position=asked.validated_data["position"])
        return Response({"position": access.read_position, "unread": count_unread(access)})


def _open(actor: Actor, asked: Mapping[str, Any]) -> Opened:
    if asked["kind"] == Channel.Kind.DIRECT:
        return open_direct(actor, membership_ids=asked["people"])
    return Opened(create_channel(actor, **asked), is_new=True)


def _data(actor: Actor, channel_id: UUID) -> Any:
    return ChannelSerializer(entry_of(get_channel(actor, channel_id))).data
