# SPDX-License-Identifier: AGPL-3.0-or-later
"""/api/v1/o/<slug>/blocks/: whom one blocks. Nobody else can ask, and no program with a kept token."""

from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.kernel.identity.acting import require_person
from ruche.kernel.protection.selectors import list_blocked
from ruche.kernel.protection.services import block, unblock


class BlockedPersonSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="The person's membership.")
    name = serializers.CharField()


class BlockSerializer(serializers.Serializer[Any]):
    membership_id = serializers.UUIDField()


_BLOCKED = inline_serializer("BlockedPeople", {"results": BlockedPersonSerializer(many=True)})


class BlockListView(APIView):
    @extend_schema(operation_id="blocks_list", responses=_BLOCKED)
    def get(self, request: OrganisationApiRequest) -> Response:
        """Whom one blocks, by name."""
        require_person(request._request)
        return Response({"results": BlockedPersonSerializer(list_blocked(request.actor), many=True).data})

    @extend_schema(operation_id="blocks_create", request=BlockSerializer, responses={201: BlockedPersonSerializer})
    def post(self, request: OrganisationApiRequest) -> Response:
        """Block somebody. The person is not told."""
        require_person(request._request)
        sent = BlockSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        person = block(request.actor, membership_id=sent.validated_data["membership_id"])
        return Response(BlockedPersonSerializer(person).data, status=201)


class BlockView(APIView):
    @extend_schema(
        operation_id="blocks_destroy",
        parameters=[OpenApiParameter("membership_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        responses={204: None},
    )
    def delete(self, request: OrganisationApiRequest, membership_id: UUID) -> Response:
        """Unblock somebody; doing it twice changes nothing."""
        require_person(request._request)
        unblock(request.actor, membership_id=membership_id)
        return Response(status=204)


urlpatterns: list[URLPattern | URLResolver] = [
    path("blocks/", BlockListView.as_view(), name="api_blocks"),
    path("blocks/<uuid:membership_id>/", BlockView.as_view(), name="api_block"),
]
