# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.access.actor import Actor
from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_of_schema, page_query, page_response
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.api import shapes
from ruche.kernel.organisations.api.members import MemberSerializer

HEIR = OpenApiParameter("heir", OpenApiTypes.UUID, description="The group that gets what was meant for this one; else its owners have it.")
PARENT = OpenApiParameter("parent", OpenApiTypes.UUID, description="Where it would go; nothing: to the top.")


def _actor(request: Request) -> Actor:
    actor: Actor = request._request.actor  # type: ignore[attr-defined]
    return actor


def _read(shape: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    asked = shape(data=data)
    asked.is_valid(raise_exception=True)
    values: dict[str, Any] = asked.validated_data
    return values


def _answer(request: Request, group_id: UUID, status: int = 200) -> Response:
    group = selectors.get_counted_group(_actor(request), group_id)
    return Response(shapes.GroupSerializer(group).data, status=status)


class GroupListView(APIView):
    @extend_schema(operation_id="groups_list", parameters=CURSOR_PARAMETERS, responses=page_of_schema(shapes.GroupSerializer))
    def get(self, request: Request) -> Response:
        """Groups by name."""
        return page_response(selectors.page_groups(_actor(request), **page_query(request)), shapes.GroupSerializer)

    @extend_schema(operation_id="groups_create", request=shapes.GroupInputSerializer, responses={201: shapes.GroupSerializer})
    def post(self, request: Request) -> Response:
        """Make a group, at the top or inside another."""
        group = services.create_group(_actor(request), **_read(shapes.GroupInputSerializer, request.data))
        return _answer(request, group.pk, 201)


class GroupView(APIView):
    @extend_schema(operation_id="groups_retrieve", responses=shapes.GroupSerializer)
    def get(self, request: Request, group_id: UUID) -> Response:
        """One group."""
        return _answer(request, group_id)

    @extend_schema(operation_id="groups_update", request=shapes.GroupChangeSerializer, responses=shapes.GroupSerializer)
    def patch(self, request: Request, group_id: UUID) -> Response:
        """Change what a group is. To move it, see /move/."""
        group = selectors.get_group(group_id)
        asked = {"name": group.name, "kind": group.kind, **_read(shapes.GroupChangeSerializer, request.data)}
        services.update_group(_actor(request), group_id=group_id, parent_id=group.parent_id, **asked)
        return _answer(request, group_id)

    @extend_schema(operation_id="groups_delete", parameters=[HEIR], responses={204: None})
    def delete(self, request: Request, group_id: UUID) -> Response:
        """Put a group into the bin; the groups inside it move up."""
        heir_id = _read(shapes.HeirQuery, request.query_params)["heir"]
        services.delete_group(_actor(request), group_id=group_id, heir_id=heir_id)
        return Response(status=204)


class GroupRestorationView(APIView):
    @extend_schema(operation_id="groups_restore", request=None, responses=shapes.GroupSerializer)
    def post(self, request: Request, group_id: UUID) -> Response:
        """Take a group out of the bin, with the people it had."""
        services.restore_group(_actor(request), group_id=group_id)
        return _answer(request, group_id)


class GroupMoveView(APIView):
    @extend_schema(operation_id="groups_move", request=shapes.GroupMoveSerializer, responses=shapes.GroupSerializer)
    def put(self, request: Request, group_id: UUID) -> Response:
        """Take a group with all that is inside it into another, or (null) to the top."""
        services.move_group(_actor(request), group_id=group_id, **_read(shapes.GroupMoveSerializer, request.data))
        return _answer(request, group_id)


class GroupMovePreviewView(APIView):
    @extend_schema(operation_id="groups_move_preview", parameters=[PARENT], responses=shapes.MovePreviewSerializer)
    def get(self, request: Request, group_id: UUID) -> Response:
        """What a move would change: whose rights, and what its people see."""
        parent_id = _read(shapes.PlaceQuery, request.query_params)["to"]
        preview = selectors.preview_move(_actor(request), group_id=group_id, parent_id=parent_id)
        return Response(shapes.MovePreviewSerializer(preview).data)


class GroupPeopleView(APIView):
    @extend_schema(operation_id="groups_people_update", request=shapes.GroupPeopleSerializer, responses=shapes.GroupSerializer)
    def put(self, request: Request, group_id: UUID) -> Response:
        """Say who is in a group and in which post: who is not named leaves it."""
        people = _read(shapes.GroupPeopleSerializer, request.data)["people"]
        posts = {one["membership_id"]: one["post"] for one in people}
        services.replace_group_people(_actor(request), group_id=group_id, posts=posts)
        return _answer(request, group_id)


class GroupMemberListView(APIView):
    @extend_schema(
        operation_id="groups_members_list",
        parameters=[*CURSOR_PARAMETERS, OpenApiParameter("group_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        responses=page_of_schema(MemberSerializer),
    )
    def get(self, request: Request, group_id: UUID) -> Response:
        """Who is in a group now, by name."""
        return page_response(selectors.list_members(_actor(request), group_id=group_id, **page_query(request)), MemberSerializer)
