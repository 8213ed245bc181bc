# SPDX-License-Identifier: AGPL-3.0-or-later
"""/api/v1/o/<slug>/notifications/: what the person was told of."""

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_of_schema, page_query, page_response
from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.kernel.notifications.selectors import list_notifications
from ruche.kernel.notifications.services import mark_all_read, mark_read


class NotificationSerializer(serializers.Serializer[Any]):
    """One notification, in the reader's language. `kind` is for programs: chat.mention, chat.conversation…"""

    id = serializers.UUIDField(source="notification.id")
    kind = serializers.CharField(source="notification.kind")
    title = serializers.CharField(source="telling.title")
    excerpt = serializers.CharField(source="telling.excerpt")
    url = serializers.CharField(source="telling.url", help_text="Where it leads, as an absolute path.")
    count = serializers.IntegerField(source="notification.count", help_text="How many things it stands for.")
    created_at = serializers.DateTimeField(source="notification.happened_at")
    is_read = serializers.SerializerMethodField()

    def get_is_read(self, line: Any) -> bool:
        return not line.is_unread


class NotificationListView(APIView):
    @extend_schema(
        operation_id="notifications_list",
        parameters=[OpenApiParameter("unread", bool, description="Only those that wait."), *CURSOR_PARAMETERS],
        responses=page_of_schema(NotificationSerializer),
    )
    def get(self, request: OrganisationApiRequest) -> Response:
        """What one was told of, the newest first."""
        is_unread = request.query_params.get("unread", "").lower() in ("1", "true")
        page = list_notifications(request.actor, is_unread=is_unread, **page_query(request))
        return page_response(page, NotificationSerializer)


class NotificationReadingView(APIView):
    @extend_schema(operation_id="notifications_read_all", request=None, responses={204: None})
    def put(self, request: OrganisationApiRequest) -> Response:
        """All of them were seen."""
        mark_all_read(request.actor)
        return Response(status=204)


class OneNotificationReadingView(APIView):
    @extend_schema(
        operation_id="notifications_read",
        parameters=[OpenApiParameter("notification_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        request=None,
        responses={204: None},
    )
    def put(self, request: OrganisationApiRequest, notification_id: UUID) -> Response:
        """One of them was seen."""
        mark_read(request.actor, notification_id=notification_id)
        return Response(status=204)


urlpatterns = [
    path("notifications/", NotificationListView.as_view(), name="api_notifications"),
    path("notifications/reading/", NotificationReadingView.as_view(), name="api_notifications_reading"),
    path("notifications/<uuid:notification_id>/reading/", OneNotificationReadingView.as_view(), name="api_notification_reading"),
]
