# SPDX-License-Identifier: AGPL-3.0-or-later
"""Departures, and handing over."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.access.actor import Actor
from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_of_schema, page_query, page_response
from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.kernel.lifecycle import selectors, services, shapes


class DepartureView(APIView):
    @extend_schema(operation_id="departure_retrieve", responses=shapes.LeavingSerializer)
    def get(self, request: OrganisationApiRequest, membership_id: UUID) -> Response:
        """What somebody owns, and their departure."""
        return Response(_leaving(request.actor, membership_id))

    @extend_schema(operation_id="departure_create", request=shapes.DepartureInputSerializer, responses={201: shapes.LeavingSerializer})
    def post(self, request: OrganisationApiRequest, membership_id: UUID) -> Response:
        """Plan that somebody leaves; 409 `already_leaving` when another day is planned."""
        selectors.get_leaving(request.actor, membership_id)
        services.start_leaving(request.actor, membership_id=membership_id, **_read(request.data))
        return Response(_leaving(request.actor, membership_id), status=201)

    @extend_schema(operation_id="departure_update", request=shapes.DepartureInputSerializer, responses=shapes.LeavingSerializer)
    def put(self, request: OrganisationApiRequest, membership_id: UUID) -> Response:
        """Another day, other heirs."""
        selectors.get_leaving(request.actor, membership_id)
        services.change_departure(request.actor, membership_id=membership_id, **_read(request.data))
        return Response(_leaving(request.actor, membership_id))

    @extend_schema(operation_id="departure_delete", responses={204: None})
    def delete(self, request: OrganisationApiRequest, membership_id: UUID) -> Response:
        """They stay."""
        services.cancel_leaving(request.actor, membership_id=membership_id)
        return Response(status=204)


class DepartureCompletionView(APIView):
    @extend_schema(operation_id="departure_completion", request=None, responses=shapes.LeavingSerializer)
    def post(self, request: OrganisationApiRequest, membership_id: UUID) -> Response:
        """Carry a planned departure out now."""
        services.finish_leaving(request.actor, membership_id=membership_id)
        return Response(_leaving(request.actor, membership_id))


class LeaverListView(APIView):
    @extend_schema(operation_id="leavers_list", parameters=CURSOR_PARAMETERS, responses=page_of_schema(shapes.LeaverSerializer))
    def get(self, request: OrganisationApiRequest) -> Response:
        """Who left, and what nobody has received from them."""
        return page_response(selectors.list_leavers(request.actor, **page_query(request)), shapes.LeaverSerializer)


class ReassignmentView(APIView):
    @extend_schema(operation_id="reassignments_create", request=shapes.ReassignmentSerializer, responses=shapes.ReassignedSerializer)
    def post(self, request: OrganisationApiRequest) -> Response:
        """Give what somebody owns to somebody else; 409 `heir_unfit` when they are not here or leave too. Again, nothing happens."""
        asked = shapes.ReassignmentSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response({"count": services.reassign(request.actor, **asked.validated_data)})


def _read(data: Any) -> dict[str, Any]:
    asked = shapes.DepartureInputSerializer(data=data)
    asked.is_valid(raise_exception=True)
    return asked.values()


def _leaving(actor: Actor, membership_id: UUID) -> object:
    return shapes.LeavingSerializer(selectors.get_leaving(actor, membership_id)).data
