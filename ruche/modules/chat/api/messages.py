# SPDX-License-Identifier: AGPL-3.0-or-later
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.kernel.security.limits import check_limit
from ruche.modules.chat.api.serializers import (
    AnyMessage,
    ChangeRangeSerializer,
    ChangesSerializer,
    DeletedMessageSerializer,
    MessageBodySerializer,
    MessageCreationSerializer,
    MessageListSerializer,
    MessageRangeSerializer,
    MessageSerializer,
    PinListSerializer,
    VersionListSerializer,
    VersionRangeSerializer,
)
from ruche.modules.chat.selectors import (
    Changes,
    MessagePage,
    get_channel,
    get_message,
    list_changes,
    list_messages,
    list_pins,
    list_versions,
    message_data,
    messages_data,
)
from ruche.modules.chat.services import delete_message, edit_message, pin_message, post_message, unpin_message


class MessageList(APIView):
    @extend_schema(operation_id="chat_messages_list", parameters=[MessageRangeSerializer], responses=MessageListSerializer)
    def get(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """Messages by ascending position: the newest, those just before, just after or around a position."""
        asked = MessageRangeSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        page = list_messages(get_channel(request.actor, channel_id), **asked.validated_data)
        earlier, later = _earlier(page), _later(page)
        following = later if asked.validated_data["after"] is not None else earlier
        return Response({"results": messages_data(page.messages), "next": following, "earlier": earlier, "later": later})

    @extend_schema(
        operation_id="chat_messages_create",
        request=MessageCreationSerializer,
        responses={201: MessageSerializer, 200: AnyMessage},
    )
    def post(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """Write. Sent again with the same `client_id` the answer is 200 with the message that is there.

        This operation is answered on a shorter way through the server than the others; its rules and answers are the same.
        """
        asked = MessageCreationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        check_limit("message", request.actor.user.pk)
        posted = post_message(request.actor, channel_id=channel_id, **asked.validated_data)
        return Response(message_data(posted.message), status=201 if posted.is_new else 200)


class MessageDetail(APIView):
    @extend_schema(operation_id="chat_messages_retrieve", responses=AnyMessage)
    def get(self, request: OrganisationApiRequest, channel_id: UUID, message_id: UUID) -> Response:
        """One message; of a deleted one the marker."""
        return Response(message_data(get_message(request.actor, message_id, channel_id=channel_id).message))

    @extend_schema(operation_id="chat_messages_partial_update", request=MessageBodySerializer, responses=MessageSerializer)
    def patch(self, request: OrganisationApiRequest, channel_id: UUID, message_id: UUID) -> Response:
        """Edit a message of one's own. What it said before is kept. The same body again changes nothing."""
        asked = MessageBodySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        check_limit("message", request.actor.user.pk)
        edited = edit_message(request.actor, channel_id=channel_id, message_id=message_id, **asked.validated_data)
        return Response(message_data(edited))

    @extend_schema(operation_id="chat_messages_destroy", responses={200: DeletedMessageSerializer})
    def delete(self, request: OrganisationApiRequest, channel_id: UUID, message_id: UUID) -> Response:
        """Delete: one's own message, or with the right to moderate. A marker stays; deleting it again changes nothing."""
        return Response(message_data(delete_message(request.actor, channel_id=channel_id, message_id=message_id)))


class MessagePin(APIView):
    @extend_schema(operation_id="chat_message_pin_update", request=None, responses=MessageSerializer)
    def put(self, request: OrganisationApiRequest, channel_id: UUID, message_id: UUID) -> Response:
        """Pin a message for everybody in the channel. Pinning it again changes nothing."""
        return Response(message_data(pin_message(request.actor, channel_id=channel_id, message_id=message_id)))

    @extend_schema(operation_id="chat_message_pin_destroy", responses={200: MessageSerializer})
    def delete(self, request: OrganisationApiRequest, channel_id: UUID, message_id: UUID) -> Response:
        """Unpin. Answers with the message."""
        return Response(message_data(unpin_message(request.actor, channel_id=channel_id, message_id=message_id)))


class VersionList(APIView):
    @extend_schema(operation_id="chat_message_versions_list", parameters=[VersionRangeSerializer], responses=VersionListSerializer)
    def get(self, request: OrganisationApiRequest, channel_id: UUID, message_id: UUID) -> Response:
        """What a message said before, the last first: for its author and those who moderate."""
        asked = VersionRangeSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        page = list_versions(request.actor, channel_id=channel_id, message_id=message_id, **asked.validated_data)
        return Response(VersionListSerializer({"results": page.versions, "next": page.next}).data)


class PinList(APIView):
    @extend_schema(operation_id="chat_pins_list", responses=PinListSerializer)
    def get(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """The pinned messages, the last pinned first: all of them, at most 100."""
        return Response({"results": messages_data(list_pins(get_channel(request.actor, channel_id))), "next": None})


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


def _earlier(page: MessagePage) -> str | None:
    return str(page.messages[0].position) if page.has_earlier and page.messages else None


def _later(page: MessagePage) -> str | None:
    return str(page.messages[-1].position) if page.has_later and page.messages else None


def _next_revision(changes: Changes) -> int | None:
    return changes.messages[-1].revision if changes.has_more else None
