# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_of_schema, page_query, page_response
from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.modules.people import services
from ruche.modules.people.selectors import get_position, list_positions


class PositionSerializer(serializers.Serializer[Any]):
    """A post. Without `holder` it is vacant; without `group` it belongs to the organisation as a whole."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    group = serializers.UUIDField(source="group_id", allow_null=True)
    holder = serializers.UUIDField(source="holder_id", allow_null=True)
    is_head_post = serializers.BooleanField()
    opened_on = serializers.DateField()
    text = serializers.CharField()
    version = serializers.IntegerField()


class NewPositionSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    group = serializers.UUIDField(source="group_id", required=False, allow_null=True, default=None)
    holder = serializers.UUIDField(source="holder_id", required=False, allow_null=True, default=None)
    is_head_post = serializers.BooleanField(required=False, default=False)
    opened_on = serializers.DateField(required=False, allow_null=True, default=None)
    text = serializers.CharField(required=False, allow_blank=True, default="")


class PositionChangeSerializer(serializers.Serializer[Any]):
    """`version`: of the post as it was read. What is left out stays."""

    version = serializers.IntegerField()
    title = serializers.CharField(required=False)
    group = serializers.UUIDField(source="group_id", required=False, allow_null=True)
    is_head_post = serializers.BooleanField(required=False)
    opened_on = serializers.DateField(required=False)
    text = serializers.CharField(required=False, allow_blank=True)


class HolderSerializer(serializers.Serializer[Any]):
    """`holder`: a membership; null makes the post vacant."""

    version = serializers.IntegerField()
    holder = serializers.UUIDField(source="holder_id", allow_null=True)


class PositionQuery(serializers.Serializer[Any]):
    group = serializers.UUIDField(source="group_id", required=False, default=None)
    vacant = serializers.BooleanField(source="is_vacant", required=False, default=False)


class PositionListView(APIView):
    @extend_schema(
        operation_id="people_position_list",
        parameters=[OpenApiParameter("group", UUID), OpenApiParameter("vacant", bool), *CURSOR_PARAMETERS],
        responses=page_of_schema(PositionSerializer),
    )
    def get(self, request: OrganisationApiRequest) -> Response:
        """Posts by title."""
        asked = PositionQuery(data={name: request.query_params[name] for name in ("group", "vacant") if name in request.query_params})
        asked.is_valid(raise_exception=True)
        return page_response(list_positions(request.actor, **asked.validated_data, **page_query(request)), PositionSerializer)

    @extend_schema(operation_id="people_position_create", request=NewPositionSerializer, responses={201: PositionSerializer})
    def post(self, request: OrganisationApiRequest) -> Response:
        """Open a post."""
        asked = NewPositionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(PositionSerializer(services.open_position(request.actor, **asked.validated_data)).data, status=201)


class PositionDetailView(APIView):
    @extend_schema(operation_id="people_position_retrieve", responses=PositionSerializer)
    def get(self, request: OrganisationApiRequest, position_id: UUID) -> Response:
        """One post."""
        return Response(PositionSerializer(get_position(request.actor, position_id)).data)

    @extend_schema(operation_id="people_position_update", request=PositionChangeSerializer, responses=PositionSerializer)
    def patch(self, request: OrganisationApiRequest, position_id: UUID) -> Response:
        """Change what a post is; 409 `stale` with what it says now when somebody else was faster."""
        asked = PositionChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        now = get_position(request.actor, position_id)
        kept = {name: getattr(now, name) for name in ("title", "group_id", "is_head_post", "opened_on", "text")}
        changed = services.update_position(request.actor, position_id=position_id, **{**kept, **asked.validated_data})
        return Response(PositionSerializer(changed).data)

    @extend_schema(operation_id="people_position_delete", responses={204: None})
    def delete(self, request: OrganisationApiRequest, position_id: UUID) -> Response:
        """Close a post."""
        services.delete_position(request.actor, position_id=position_id)
        return Response(status=204)


class PositionHolderView(APIView):
    @extend_schema(operation_id="people_position_holder_update", request=HolderSerializer, responses=PositionSerializer)
    def put(self, request: OrganisationApiRequest, position_id: UUID) -> Response:
        """Give a post to somebody, or make it vacant; 409 `stale` when somebody else was faster."""
        asked = HolderSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        position = services.fill_position(request.actor, position_id=position_id, **asked.validated_data)
        return Response(PositionSerializer(position).data)
