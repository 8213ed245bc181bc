# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checklists, and how far they are for somebody."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.access.actor import Actor
from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_of_schema, page_query, page_response
from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.kernel.lifecycle import selectors, services, shapes
from ruche.kernel.lifecycle.models import ChecklistKind


class ChecklistListView(APIView):
    @extend_schema(
        operation_id="checklists_list",
        parameters=[OpenApiParameter("kind", str, enum=ChecklistKind.values), *CURSOR_PARAMETERS],
        responses=page_of_schema(shapes.ChecklistSerializer),
    )
    def get(self, request: OrganisationApiRequest) -> Response:
        """The checklists that you may run, by name."""
        kind = request.query_params.get("kind", "")
        return page_response(selectors.list_checklists(request.actor, kind=kind, **page_query(request)), shapes.ChecklistSerializer)

    @extend_schema(
        operation_id="checklists_create", request=shapes.NewChecklistSerializer, responses={201: shapes.WholeChecklistSerializer}
    )
    def post(self, request: OrganisationApiRequest) -> Response:
        """Write a checklist."""
        asked = shapes.NewChecklistSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        checklist = services.create_checklist(request.actor, **asked.validated_data)
        return Response(_checklist(request.actor, checklist.pk), status=201)


class ChecklistView(APIView):
    @extend_schema(operation_id="checklists_retrieve", responses=shapes.WholeChecklistSerializer)
    def get(self, request: OrganisationApiRequest, checklist_id: UUID) -> Response:
        """One checklist with its steps."""
        return Response(_checklist(request.actor, checklist_id))

    @extend_schema(operation_id="checklists_update", request=shapes.ChecklistChangeSerializer, responses=shapes.WholeChecklistSerializer)
    def put(self, request: OrganisationApiRequest, checklist_id: UUID) -> Response:
        """Say a checklist anew; 409 `stale` with what it says now when somebody else was faster. What runs stays as it is."""
        asked = shapes.ChecklistChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.update_checklist(request.actor, checklist_id=checklist_id, **asked.validated_data)
        return Response(_checklist(request.actor, checklist_id))

    @extend_schema(operation_id="checklists_delete", responses={204: None})
    def delete(self, request: OrganisationApiRequest, checklist_id: UUID) -> Response:
        """It starts for nobody any more."""
        services.delete_checklist(request.actor, checklist_id=checklist_id)
        return Response(status=204)


class PersonRunsView(APIView):
    @extend_schema(
        operation_id="checklist_runs_list",
        responses=inline_serializer("ChecklistRunList", {"results": shapes.WholeRunSerializer(many=True)}),
    )
    def get(self, request: OrganisationApiRequest, membership_id: UUID) -> Response:
        """Somebody's checklists: your own, or those of people you run checklists for."""
        runs = selectors.get_person_runs(request.actor, membership_id).runs
        return Response({"results": shapes.WholeRunSerializer(runs, many=True).data})

    @extend_schema(operation_id="checklist_runs_create", request=shapes.NewRunSerializer, responses={201: shapes.RunSerializer})
    def post(self, request: OrganisationApiRequest, membership_id: UUID) -> Response:
        """Start a checklist for somebody; one that is running is found again."""
        asked = shapes.NewRunSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        selectors.get_person_runs(request.actor, membership_id)
        run = services.run_checklist(request.actor, membership_id=membership_id, **asked.validated_data)
        return Response(shapes.RunSerializer(run).data, status=201)


class RunView(APIView):
    @extend_schema(operation_id="checklist_runs_delete", responses={204: None})
    def delete(self, request: OrganisationApiRequest, run_id: UUID) -> Response:
        """Stop a checklist before its end."""
        services.cancel_run(request.actor, run_id=run_id)
        return Response(status=204)


class TickView(APIView):
    @extend_schema(operation_id="checklist_ticks_update", request=None, responses=shapes.TickSerializer)
    def put(self, request: OrganisationApiRequest, tick_id: UUID) -> Response:
        """A step is done; done already, who did it first stays."""
        return Response(shapes.TickSerializer(services.tick_step(request.actor, tick_id=tick_id)).data)

    @extend_schema(operation_id="checklist_ticks_delete", responses={200: shapes.TickSerializer})
    def delete(self, request: OrganisationApiRequest, tick_id: UUID) -> Response:
        """It is not done after all."""
        return Response(shapes.TickSerializer(services.untick_step(request.actor, tick_id=tick_id)).data)


def _checklist(actor: Actor, checklist_id: UUID) -> object:
    checklist = selectors.get_checklist(actor, checklist_id)
    checklist.ordered_steps = selectors.list_steps(checklist)  # type: ignore[attr-defined]
    return shapes.WholeChecklistSerializer(checklist).data
