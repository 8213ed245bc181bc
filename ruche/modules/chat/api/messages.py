# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.kernel.security.limits import check_limit
from ruche.modules.chat.api.serializers import (
    ChangeRangeSerializer,
    ChangesSerializer,
    MessageCreationSerializer,
    MessageListSerializer,
    MessageRangeSerializer,
    MessageSerializer,
)
from ruche.modules.chat.selectors import Changes, MessagePage, get_channel, list_changes, list_messages, message_data, messages_data
from ruche.modules.chat.services import post_message


class MessageList(APIView):
    @extend_schema(operation_id="chat_messages_list", parameters=[MessageRangeSerializer], responses=MessageListSerializer)
    def get(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """Messages by ascending position: the newest, those just before a position, or those just after one."""
        asked = MessageRangeSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        page = list_messages(get_channel(request.actor, channel_id), **asked.validated_data)
        is_forward = asked.validated_data["after"] is not None
        return Response({"results": messages_data(page.messages), "next": _next_position(page, is_forward=is_forward)})

    @extend_schema(
        operation_id="chat_messages_create",
        request=MessageCreationSerializer,
        responses={201: MessageSerializer, 200: MessageSerializer},
    )
    def post(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """Write. Sent again with the same `client_id` the answer is 200 with the message that is there."""
        asked = MessageCreationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        check_limit("message", request.actor.user.pk)
        posted = post_message(request.actor, channel_id=channel_id, **asked.validated_data)
        return Response(message_data(posted.message), status=201 if posted.is_new else 200)


class ChangeList(APIView):
    @extend_schema(operation_id="chat_changes_list", parameters=[ChangeRangeSerializer], responses=ChangesSerializer)
    def get(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """Whole messages that changed after a revision, by revision."""
        asked = ChangeRangeSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        access = get_channel(request.actor, channel_id)
        changes = list_changes(access.channel, visible_from=access.visible_from, **asked.validated_data)
        return Response(
            {
                "results": messages_data(changes.messages),
                "next": _next_revision(changes),
                "revision": changes.revision,
                "reset": changes.is_reset,
            }
        )


def _next_position(page: MessagePage, *, is_forward: bool) -> str | None:
    if is_forward:
        return str(page.messages[-1].position) if page.has_later and page.messages else None
    return str(page.messages[0].position) if page.has_earlier and page.messages else None


def _next_revision(changes: Changes) -> int | None:
    return changes.messages[-1].revision if changes.has_more else None
