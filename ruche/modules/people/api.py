# SPDX-License-Identifier: AGPL-3.0-or-later
"""/api/v1/o/<slug>/people/: the directory, and one's own profile."""

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.access.roles import Role
from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_of_schema, page_query, page_response
from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.modules.people.selectors import get_person, list_people
from ruche.modules.people.services import update_profile


class PersonGroupSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="group.id")
    name = serializers.CharField(source="group.name")
    is_lead = serializers.BooleanField()


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody in the organisation; `id` is their membership. Telephone and e-mail are blank for guests."""

    id = serializers.UUIDField()
    name = serializers.CharField(source="membership.name")
    initials = serializers.CharField(source="membership.initials")
    role = serializers.ChoiceField(Role.choices, source="membership.role")
    status = serializers.CharField(source="membership.status")
    groups = PersonGroupSerializer(many=True)
    title = serializers.CharField(source="profile.title")
    pronouns = serializers.CharField(source="profile.pronouns")
    phone = serializers.CharField()
    email = serializers.CharField()
    skills = serializers.ListField(child=serializers.CharField(), source="profile.skills")
    languages = serializers.ListField(child=serializers.CharField(), source="profile.languages")
    text = serializers.CharField(source="profile.text")


class ProfileChangeSerializer(serializers.Serializer[Any]):
    """What is left out stays as it is."""

    title = serializers.CharField(required=False, allow_blank=True)
    pronouns = serializers.CharField(required=False, allow_blank=True)
    phone = serializers.CharField(required=False, allow_blank=True)
    email = serializers.CharField(required=False, allow_blank=True)
    skills = serializers.ListField(child=serializers.CharField(), required=False, max_length=50)
    languages = serializers.ListField(child=serializers.CharField(), required=False, max_length=50)
    text = serializers.CharField(required=False, allow_blank=True)


class PersonQuery(serializers.Serializer[Any]):
    search = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)
    group = serializers.UUIDField(required=False, default=None)


FILTERS = [
    OpenApiParameter("search", str, description="Words that name, title, skills or languages contain."),
    OpenApiParameter("group", UUID, description="The people of a group, and of the groups inside it."),
]


class PersonListView(APIView):
    @extend_schema(operation_id="people_list", parameters=[*FILTERS, *CURSOR_PARAMETERS], responses=page_of_schema(PersonSerializer))
    def get(self, request: OrganisationApiRequest) -> Response:
        """Active people by name."""
        asked = PersonQuery(data={name: request.query_params[name] for name in ("search", "group") if name in request.query_params})
        asked.is_valid(raise_exception=True)
        values = {"search": asked.validated_data["search"], "group_id": asked.validated_data["group"]}
        return page_response(list_people(request.actor, **values, **page_query(request)), PersonSerializer)


class PersonDetailView(APIView):
    @extend_schema(operation_id="people_retrieve", responses=PersonSerializer)
    def get(self, request: OrganisationApiRequest, membership_id: UUID) -> Response:
        """One person, also one who has left."""
        return Response(PersonSerializer(get_person(request.actor, membership_id)).data)


class OwnProfileView(APIView):
    @extend_schema(operation_id="people_me_retrieve", responses=PersonSerializer)
    def get(self, request: OrganisationApiRequest) -> Response:
        """Oneself."""
        return _own(request)

    @extend_schema(operation_id="people_me_update", request=ProfileChangeSerializer, responses=PersonSerializer)
    def patch(self, request: OrganisationApiRequest) -> Response:
        """Change one's own profile."""
        asked = ProfileChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        update_profile(request.actor, **asked.validated_data)
        return _own(request)


def _own(request: OrganisationApiRequest) -> Response:
    return Response(PersonSerializer(get_person(request.actor, request.actor.membership.pk)).data)


urlpatterns = [
    path("", PersonListView.as_view(), name="person_list"),
    path("me/", OwnProfileView.as_view(), name="own_profile"),
    path("<uuid:membership_id>/", PersonDetailView.as_view(), name="person_detail"),
]
