# SPDX-License-Identifier: AGPL-3.0-or-later
"""/api/v1/o/<slug>/minors/: for who answers for minors, and nobody else."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_of_schema, page_query, page_response
from ruche.kernel.lifecycle.models import GuardianConsent
from ruche.kernel.lifecycle.selectors import minors as selectors
from ruche.kernel.organisations.models import Membership

STATES = ("alone", "given", "asked", "expired", "refused", "withdrawn", "child", "none")


class ConsentSerializer(serializers.Serializer[Any]):
    """What was asked of a parent, and answered. `counts`: not replaced by another, and the child not 15 yet."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(GuardianConsent.State.choices)
    way = serializers.ChoiceField(GuardianConsent.Way.choices)
    email = serializers.CharField()
    name = serializers.CharField()
    guardian = serializers.UUIDField(source="guardian_id", allow_null=True)
    asked_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    signed_on = serializers.DateField(allow_null=True)
    text_version = serializers.CharField()
    counts = serializers.SerializerMethodField()

    def get_counts(self, consent: GuardianConsent) -> bool:
        return consent.closed_at is None


class MinorSerializer(serializers.Serializer[Any]):
    """Somebody under 18. `id` is their membership; `state`: `alone` (15 or over), the answer, `expired`, `child` (the child has not
    agreed) or `none` (nobody was asked); `consents`: the newest first.
    """

    id = serializers.UUIDField(source="membership.id")
    name = serializers.CharField(source="membership.name")
    status = serializers.ChoiceField(Membership.Status.choices, source="membership.status")
    born_on = serializers.DateField(source="minor.born_on")
    decides_on = serializers.DateField()
    agreed_at = serializers.DateTimeField(source="minor.agreed_at", allow_null=True)
    state = serializers.ChoiceField([(one, one) for one in STATES])
    consents = ConsentSerializer(many=True)


class MinorListView(APIView):
    @extend_schema(operation_id="minors_list", parameters=CURSOR_PARAMETERS, responses=page_of_schema(MinorSerializer))
    def get(self, request: Request) -> Response:
        """People under 18, by name. Needs `organisation.manage_minors`."""
        page = selectors.list_minors(request._request.actor, **page_query(request))  # type: ignore[attr-defined]
        return page_response(page, MinorSerializer)


class MinorView(APIView):
    @extend_schema(operation_id="minors_retrieve", responses=MinorSerializer)
    def get(self, request: Request, membership_id: UUID) -> Response:
        """One of them. Needs `organisation.manage_minors`."""
        return Response(MinorSerializer(selectors.get_minor(request._request.actor, membership_id)).data)  # type: ignore[attr-defined]
