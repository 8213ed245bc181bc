# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.access.actor import Actor
from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.kernel.errors import NotFound
from ruche.modules.chat.api.serializers import (
    ChannelCreationSerializer,
    ChannelListSerializer,
    ChannelSerializer,
    ReadPositionSerializer,
    ReadStateSerializer,
)
from ruche.modules.chat.models import Channel
from ruche.modules.chat.selectors import ChannelEntry, count_unread, list_channels
from ruche.modules.chat.services import create_channel, create_direct, mark_read


class ChannelList(APIView):
    @extend_schema(operation_id="chat_channels_list", responses=ChannelListSerializer)
    def get(self, request: OrganisationApiRequest) -> Response:
        """The channels one is in, archived ones left out."""
        entries = list_channels(request.actor).all
        return Response({"results": ChannelSerializer(entries, many=True).data, "next": None})

    @extend_schema(operation_id="chat_channels_create", request=ChannelCreationSerializer, responses={201: ChannelSerializer})
    def post(self, request: OrganisationApiRequest) -> Response:
        """Make a channel, or find the direct one of two people."""
        asked = ChannelCreationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        channel = _create(request.actor, asked.validated_data)
        return Response(ChannelSerializer(_entry(request.actor, channel.id)).data, status=201)


class ChannelDetail(APIView):
    @extend_schema(operation_id="chat_channels_retrieve", responses=ChannelSerializer)
    def get(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """One channel one is in."""
        return Response(ChannelSerializer(_entry(request.actor, channel_id)).data)


class ReadPosition(APIView):
    @extend_schema(operation_id="chat_read_position_update", request=ReadPositionSerializer, responses=ReadStateSerializer)
    def put(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """Everything up to a position was seen. It never goes back."""
        asked = ReadPositionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        access = mark_read(request.actor, channel_id=channel_id, position=asked.validated_data["position"])
        return Response({"position": access.read_position, "unread": count_unread(access)})


def _create(actor: Actor, asked: Mapping[str, Any]) -> Channel:
    if asked["kind"] == Channel.Kind.DIRECT:
        return create_direct(actor, membership_ids=asked["people"])
    return create_channel(actor, **asked)


def _entry(actor: Actor, channel_id: UUID) -> ChannelEntry:
    found = next((entry for entry in list_channels(actor, asked=channel_id).all if entry.id == channel_id), None)
    if found is None:
        raise NotFound()
    return found
