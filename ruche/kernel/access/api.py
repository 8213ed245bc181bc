# SPDX-License-Identifier: AGPL-3.0-or-later
"""/api/v1/o/<slug>/: roles, who holds them, what somebody may and why, what was changed."""

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.access import selectors, services
from ruche.kernel.access import serializers as shapes
from ruche.kernel.access.actor import Actor
from ruche.kernel.access.role_refs import RoleRef
from ruche.kernel.access.wall_time import WallTime
from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_of_schema, page_query, page_response
from ruche.kernel.identity.acting import require_person

ASSIGNMENT_FILTERS = [
    OpenApiParameter("membership", OpenApiTypes.UUID),
    OpenApiParameter("scope", OpenApiTypes.UUID, description="A group: what is held over it."),
    OpenApiParameter("role", OpenApiTypes.UUID, description="A role made here."),
]
AUDIT_FILTERS = [OpenApiParameter("subject", OpenApiTypes.UUID), OpenApiParameter("action", str)]
RIGHTS = inline_serializer("RightList", {"results": shapes.RightSerializer(many=True)})


def _actor(request: Request) -> Actor:
    actor: Actor = request._request.actor  # type: ignore[attr-defined]
    return actor


def _read(shape: type[Any], data: Any) -> dict[str, Any]:
    asked = shape(data=data)
    asked.is_valid(raise_exception=True)
    values: dict[str, Any] = asked.validated_data
    return values


def _wall(value: dict[str, str] | None) -> WallTime | None:
    return WallTime(value["text"], value["zone"]) if value else None


class PermissionListView(APIView):
    @extend_schema(
        operation_id="permissions_list",
        responses=inline_serializer("PermissionList", {"results": shapes.PermissionGroupSerializer(many=True)}),
    )
    def get(self, request: Request) -> Response:
        """Everything that can be allowed, by module."""
        return Response({"results": shapes.PermissionGroupSerializer(selectors.list_permissions(_actor(request)), many=True).data})


class RoleListView(APIView):
    @extend_schema(operation_id="roles_list", responses=inline_serializer("RoleList", {"results": shapes.RoleSerializer(many=True)}))
    def get(self, request: Request) -> Response:
        """The built-in roles, then those made here by name."""
        return Response({"results": shapes.RoleSerializer(selectors.list_roles(_actor(request)), many=True).data})

    @extend_schema(operation_id="roles_create", request=shapes.RoleInputSerializer, responses={201: shapes.RoleSerializer})
    def post(self, request: Request) -> Response:
        """Make a role of rights that you have."""
        require_person(request._request)
        role = services.create_role(_actor(request), **_read(shapes.RoleInputSerializer, request.data))
        return Response(shapes.RoleSerializer(selectors.get_role(_actor(request), role.pk)).data, status=201)


class RoleView(APIView):
    @extend_schema(operation_id="roles_retrieve", responses=shapes.RoleSerializer)
    def get(self, request: Request, role_id: UUID) -> Response:
        """One role made here."""
        return Response(shapes.RoleSerializer(selectors.get_role(_actor(request), role_id)).data)

    @extend_schema(operation_id="roles_update", request=shapes.RoleChangeSerializer, responses=shapes.RoleSerializer)
    def patch(self, request: Request, role_id: UUID) -> Response:
        """Change a role for all who hold it."""
        require_person(request._request)
        services.update_role(_actor(request), role_id=role_id, **_read(shapes.RoleChangeSerializer, request.data))
        return Response(shapes.RoleSerializer(selectors.get_role(_actor(request), role_id)).data)

    @extend_schema(
        operation_id="roles_delete",
        parameters=[
            OpenApiParameter("end_assignments", bool, description="Take it from those who hold it; without this they keep it from going.")
        ],
        responses={204: None},
    )
    def delete(self, request: Request, role_id: UUID) -> Response:
        """Take a role out of use."""
        require_person(request._request)
        ends = request.query_params.get("end_assignments", "").lower() in ("1", "true")
        services.delete_role(_actor(request), role_id=role_id, ends_assignments=ends)
        return Response(status=204)


class AssignmentListView(APIView):
    @extend_schema(
        operation_id="role_assignments_list",
        parameters=ASSIGNMENT_FILTERS,
        responses=inline_serializer("RoleAssignmentList", {"results": shapes.AssignmentSerializer(many=True)}),
    )
    def get(self, request: Request) -> Response:
        """Roles that people hold besides their own: name a person, a group or a role."""
        asked = _read(shapes.AssignmentQuerySerializer, request.query_params)
        found = selectors.list_assignments(_actor(request), **{f"{name}_id": value for name, value in asked.items()})
        return Response({"results": shapes.AssignmentSerializer(found, many=True).data})

    @extend_schema(
        operation_id="role_assignments_create", request=shapes.AssignmentInputSerializer, responses={201: shapes.AssignmentSerializer}
    )
    def post(self, request: Request) -> Response:
        """Give somebody a role, at most with what you have there yourself."""
        require_person(request._request)
        asked = _read(shapes.AssignmentInputSerializer, request.data)
        given = services.give_role(
            _actor(request),
            membership_id=asked["membership"],
            role=RoleRef.parse(asked["role"]),
            scope_id=asked["scope"],
            starts=_wall(asked["starts"]),
            ends=_wall(asked["ends"]),
            reason=asked["reason"],
        )
        return Response(shapes.AssignmentSerializer(given).data, status=201)


class AssignmentView(APIView):
    @extend_schema(operation_id="role_assignments_update", request=shapes.AssignmentChangeSerializer, responses=shapes.AssignmentSerializer)
    def patch(self, request: Request, assignment_id: UUID) -> Response:
        """Let a role end at another time, or (null) not by itself."""
        require_person(request._request)
        asked = _read(shapes.AssignmentChangeSerializer, request.data)
        changed = services.change_assignment(_actor(request), assignment_id=assignment_id, ends=_wall(asked["ends"]))
        return Response(shapes.AssignmentSerializer(changed).data)

    @extend_schema(operation_id="role_assignments_delete", responses={204: None})
    def delete(self, request: Request, assignment_id: UUID) -> Response:
        """Take a role from somebody. Your own you can always give up."""
        require_person(request._request)
        services.end_assignment(_actor(request), assignment_id=assignment_id)
        return Response(status=204)


class MemberRightsView(APIView):
    @extend_schema(operation_id="members_rights", responses=RIGHTS)
    def get(self, request: Request, membership_id: UUID) -> Response:
        """What somebody may do, and why."""
        return Response({"results": shapes.RightSerializer(selectors.explain_rights(_actor(request), membership_id), many=True).data})


class OwnRightsView(APIView):
    @extend_schema(operation_id="own_rights", responses=RIGHTS)
    def get(self, request: Request) -> Response:
        """What you may do here, and why. A token has at most that."""
        actor = _actor(request)
        return Response({"results": shapes.RightSerializer(selectors.explain_rights(actor, actor.membership.pk), many=True).data})


class AuditListView(APIView):
    @extend_schema(
        operation_id="audit_list", parameters=[*AUDIT_FILTERS, *CURSOR_PARAMETERS], responses=page_of_schema(shapes.AuditSerializer)
    )
    def get(self, request: Request) -> Response:
        """Who changed what about rights, the newest first."""
        asked = _read(shapes.AuditQuerySerializer, request.query_params)
        page = selectors.list_audit(_actor(request), subject_id=asked["subject"], action=asked["action"], **page_query(request))
        return page_response(page, shapes.AuditSerializer)


urlpatterns = [
    path("permissions/", PermissionListView.as_view(), name="api_permissions"),
    path("roles/", RoleListView.as_view(), name="api_roles"),
    path("roles/<uuid:role_id>/", RoleView.as_view(), name="api_role"),
    path("role-assignments/", AssignmentListView.as_view(), name="api_role_assignments"),
    path("role-assignments/<uuid:assignment_id>/", AssignmentView.as_view(), name="api_role_assignment"),
    path("members/<uuid:membership_id>/rights/", MemberRightsView.as_view(), name="api_member_rights"),
    path("me/rights/", OwnRightsView.as_view(), name="api_own_rights"),
    path("audit/", AuditListView.as_view(), name="api_audit"),
]
