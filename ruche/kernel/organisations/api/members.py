# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who belongs to the organisation."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.access.roles import Role
from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_of_schema, page_query, page_response
from ruche.kernel.organisations import selectors
from ruche.kernel.organisations.models import Membership


class MemberGroupSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="group.id")
    name = serializers.CharField(source="group.name")
    is_lead = serializers.BooleanField()
    is_deputy = serializers.BooleanField()


class MemberSerializer(serializers.Serializer[Any]):
    """Somebody in the organisation. `id` is what the rest of the API calls a membership."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    initials = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    status = serializers.ChoiceField(Membership.Status.choices)
    joined_at = serializers.DateTimeField()
    left_at = serializers.DateTimeField(allow_null=True)
    groups = MemberGroupSerializer(source="present_groups", many=True)


FILTERS = [
    OpenApiParameter("search", str, description="Words that the name contains."),
    OpenApiParameter("role", str, enum=list(Role)),
    OpenApiParameter("status", str, enum=list(Membership.Status), description="Without it: active and suspended."),
]


class MemberListView(APIView):
    @extend_schema(operation_id="members_list", parameters=[*FILTERS, *CURSOR_PARAMETERS], responses=page_of_schema(MemberSerializer))
    def get(self, request: Request) -> Response:
        """People by name."""
        actor = request._request.actor  # type: ignore[attr-defined]
        search, role, status = (request.query_params.get(name, "") for name in ("search", "role", "status"))
        page = selectors.list_members(actor, search=search, role=role, status=status, **page_query(request))
        return page_response(page, MemberSerializer)


class MemberView(APIView):
    @extend_schema(operation_id="members_retrieve", responses=MemberSerializer)
    def get(self, request: Request, membership_id: UUID) -> Response:
        """One person."""
        actor = request._request.actor  # type: ignore[attr-defined]
        return Response(MemberSerializer(selectors.get_membership(actor, membership_id)).data)
