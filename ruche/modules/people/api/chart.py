# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.kernel.organisations.models import Group
from ruche.modules.people.selectors import get_chart


class ChartPersonSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pk")
    name = serializers.CharField()


class VacancySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="pk")
    title = serializers.CharField()
    is_head_post = serializers.BooleanField()


class ChartNodeSerializer(serializers.Serializer[Any]):
    """A group. `people`: its own; `count`: with those of the groups inside it, each person once."""

    id = serializers.UUIDField(source="pk")
    parent = serializers.UUIDField(source="parent_id", allow_null=True)  # type: ignore[assignment]  # DRF's own attribute
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Group.Kind.choices)
    depth = serializers.IntegerField()
    count = serializers.IntegerField()
    post = serializers.CharField(allow_blank=True)
    heads = ChartPersonSerializer(many=True)
    deputies = ChartPersonSerializer(many=True)
    people = ChartPersonSerializer(many=True)
    is_vacant = serializers.BooleanField()
    vacancies = VacancySerializer(many=True)


class ChartSerializer(serializers.Serializer[Any]):
    """`nodes`: each followed by those inside it. `total`: active people. `on`: null for today."""

    on = serializers.DateField(allow_null=True)
    total = serializers.IntegerField()
    nodes = ChartNodeSerializer(many=True)


class ChartQuery(serializers.Serializer[Any]):
    on = serializers.DateField(required=False, default=None)
    root = serializers.UUIDField(source="root_id", required=False, default=None)  # type: ignore[assignment]


class ChartView(APIView):
    @extend_schema(
        operation_id="people_chart_retrieve",
        parameters=[OpenApiParameter("on", {"type": "string", "format": "date"}), OpenApiParameter("root", UUID)],
        responses=ChartSerializer,
    )
    def get(self, request: OrganisationApiRequest) -> Response:
        """The organisation chart, today or on a day before; the whole, or a group with what is inside it."""
        asked = ChartQuery(data={name: request.query_params[name] for name in ("on", "root") if name in request.query_params})
        asked.is_valid(raise_exception=True)
        return Response(ChartSerializer(get_chart(request.actor, **asked.validated_data)).data)
