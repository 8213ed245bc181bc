# SPDX-License-Identifier: AGPL-3.0-or-later
from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_of_schema, page_query, page_response
from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.modules.people import services
from ruche.modules.people.models import ProfileChange
from ruche.modules.people.selectors import FIELD_LABELS, get_change, list_changes


class ChangeSerializer(serializers.Serializer[Any]):
    """A change of a profile that was asked for. `person`, `decided_by`: memberships."""

    id = serializers.UUIDField()
    person = serializers.UUIDField(source="membership_id")
    field = serializers.ChoiceField(choices=list(FIELD_LABELS))
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=ProfileChange.State.choices)
    created_at = serializers.DateTimeField()
    decided_by = serializers.UUIDField(source="decided_by_id", allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField(allow_blank=True)


class NewChangeSerializer(serializers.Serializer[Any]):
    field = serializers.ChoiceField(choices=list(FIELD_LABELS))
    value = serializers.CharField(allow_blank=True)


class DecisionSerializer(serializers.Serializer[Any]):
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)


class StateQuery(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=ProfileChange.State.choices, required=False, default="")


class ChangeListView(APIView):
    @extend_schema(
        operation_id="people_change_list",
        parameters=[OpenApiParameter("state", str, enum=ProfileChange.State.values), *CURSOR_PARAMETERS],
        responses=page_of_schema(ChangeSerializer),
    )
    def get(self, request: OrganisationApiRequest) -> Response:
        """One's own changes and those of the people one is in charge of, the newest first."""
        asked = StateQuery(data={name: request.query_params[name] for name in ("state",) if name in request.query_params})
        asked.is_valid(raise_exception=True)
        return page_response(list_changes(request.actor, **asked.validated_data, **page_query(request)), ChangeSerializer)

    @extend_schema(operation_id="people_change_create", request=NewChangeSerializer, responses={201: ChangeSerializer})
    def post(self, request: OrganisationApiRequest) -> Response:
        """Ask for a change of one's own profile."""
        asked = NewChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(ChangeSerializer(services.propose_change(request.actor, **asked.validated_data)).data, status=201)


class ChangeDetailView(APIView):
    @extend_schema(operation_id="people_change_retrieve", responses=ChangeSerializer)
    def get(self, request: OrganisationApiRequest, change_id: UUID) -> Response:
        """One change."""
        return Response(ChangeSerializer(get_change(request.actor, change_id)).data)

    @extend_schema(operation_id="people_change_delete", responses={204: None})
    def delete(self, request: OrganisationApiRequest, change_id: UUID) -> Response:
        """Ask no longer."""
        services.withdraw_change(request.actor, change_id=change_id)
        return Response(status=204)


class ChangeApprovalView(APIView):
    @extend_schema(operation_id="people_change_approval_update", request=DecisionSerializer, responses=ChangeSerializer)
    def put(self, request: OrganisationApiRequest, change_id: UUID) -> Response:
        """Approve; 409 `change_decided` or `stale` when it is not what it was."""
        return _decide(request, change_id, services.approve_change)


class ChangeRejectionView(APIView):
    @extend_schema(operation_id="people_change_rejection_update", request=DecisionSerializer, responses=ChangeSerializer)
    def put(self, request: OrganisationApiRequest, change_id: UUID) -> Response:
        """Reject; 409 `change_decided` when somebody decided before."""
        return _decide(request, change_id, services.reject_change)


def _decide(request: OrganisationApiRequest, change_id: UUID, service: Callable[..., ProfileChange]) -> Response:
    asked = DecisionSerializer(data=request.data)
    asked.is_valid(raise_exception=True)
    return Response(ChangeSerializer(service(request.actor, change_id=change_id, **asked.validated_data)).data)
