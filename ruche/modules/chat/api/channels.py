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
    ChannelRangeSerializer,
    ChannelSerializer,
    ChannelUpdateSerializer,
    ReadPositionSerializer,
    ReadStateSerializer,
    UnreadSerializer,
)
from ruche.modules.chat.models import Channel
from ruche.modules.chat.selectors import entry_of, get_channel, list_channel_page, read_state
from ruche.modules.chat.services import Opened, create_channel, mark_read, mark_unread, open_direct, remove_channel, update_channel


class ChannelList(APIView):
    @extend_schema(operation_id="chat_channels_list", parameters=[ChannelRangeSerializer], responses=ChannelListSerializer)
    def get(self, request: OrganisationApiRequest) -> Response:
        """The channels one is in by name, archived ones left out."""
        asked = ChannelRangeSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        page = list_channel_page(request.actor, **asked.validated_data)
        return Response({"results": ChannelSerializer(page.channels, many=True).data, "next": page.next and str(page.next)})

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

    @extend_schema(operation_id="chat_channels_partial_update", request=ChannelUpdateSerializer, responses=ChannelSerializer)
    def patch(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """Another name, topic or history: that of people who come in from now on."""
        asked = ChannelUpdateSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        update_channel(request.actor, channel_id=channel_id, **asked.validated_data)
        return Response(_data(request.actor, channel_id))

    @extend_schema(operation_id="chat_channels_destroy", responses={204: None})
    def delete(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """Remove it with all that was said in it, until somebody restores it. The channel that everybody is in answers 409."""
        remove_channel(request.actor, channel_id=channel_id)
        return Response(status=204)


class ReadPosition(APIView):
    @extend_schema(operation_id="chat_read_position_update", request=ReadPositionSerializer, responses=ReadStateSerializer)
    def put(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """Everything up to a position was seen. It never goes back."""
        asked = ReadPositionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(read_state(mark_read(request.actor, channel_id=channel_id, **asked.validated_data)))


class Unread(APIView):
    @extend_schema(operation_id="chat_unread_create", request=UnreadSerializer, responses={200: ReadStateSerializer})
    def post(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """The message at a position and those after it are to be read again."""
        asked = UnreadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(read_state(mark_unread(request.actor, channel_id=channel_id, **asked.validated_data)))


def _open(actor: Actor, asked: Mapping[str, Any]) -> Opened:
    if asked["kind"] == Channel.Kind.DIRECT:
        return open_direct(actor, membership_ids=asked["people"])
    return Opened(create_channel(actor, **asked), is_new=True)


def _data(actor: Actor, channel_id: UUID) -> Any:
    return ChannelSerializer(entry_of(get_channel(actor, channel_id))).data
