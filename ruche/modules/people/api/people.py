# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.access.roles import Role
from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_of_schema, page_query, page_response
from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.modules.people.models.availability import PARTS, week_of
from ruche.modules.people.selectors import get_person, list_people, list_skills
from ruche.modules.people.services import update_profile


class PersonGroupSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="group.id")
    name = serializers.CharField(source="group.name")
    is_lead = serializers.BooleanField()
    is_deputy = serializers.BooleanField()


class PersonSkillSerializer(serializers.Serializer[Any]):
    """`level`: 1 learning, 2 can do it, 3 good at it, 4 can teach it. `wants`: would like to use it more."""

    id = serializers.UUIDField(source="skill_id")
    name = serializers.CharField(source="skill.name")
    level = serializers.IntegerField(min_value=1, max_value=4)
    wants = serializers.BooleanField()


class BirthdaySerializer(serializers.Serializer[Any]):
    day = serializers.IntegerField(min_value=1, max_value=31)
    month = serializers.IntegerField(min_value=1, max_value=12)


class WeekField(serializers.ListField):
    """Seven days from Monday, each with the parts that are free."""

    child = serializers.ListField(child=serializers.ChoiceField(choices=PARTS), max_length=3)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=7, max_length=7, **kwargs)


class PersonSerializer(serializers.Serializer[Any]):
    """Somebody in the organisation; `id` is their membership. What the reader may not see is blank or null."""

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
    skills = PersonSkillSerializer(many=True)
    languages = serializers.ListField(child=serializers.CharField(), source="profile.languages")
    text = serializers.CharField(source="profile.text")
    birthday = BirthdaySerializer(allow_null=True)
    availability = serializers.SerializerMethodField()
    available_from = serializers.DateField(source="profile.available_from", allow_null=True)
    available_until = serializers.DateField(source="profile.available_until", allow_null=True)

    @extend_schema_field(WeekField())
    def get_availability(self, person: Any) -> list[list[str]]:
        return week_of(person.profile.availability)


class SkillClaimSerializer(serializers.Serializer[Any]):
    """`level` and `wants` stay as they are when left out."""

    name = serializers.CharField()
    level = serializers.IntegerField(required=False, min_value=1, max_value=4)
    wants = serializers.BooleanField(required=False)


@extend_schema_field({"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/SkillClaim"}]})
class SkillOrName(serializers.Field[Any, Any, Any, Any]):
    """A name alone, or a SkillClaim."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str):
            return data
        asked = SkillClaimSerializer(data=data)
        asked.is_valid(raise_exception=True)
        return asked.validated_data

    def to_representation(self, value: Any) -> Any:
        return value


class OwnProfileChangeSerializer(serializers.Serializer[Any]):
    """What is left out stays as it is. A field that needs approval is proposed, see the changes."""

    name = serializers.CharField(required=False)
    title = serializers.CharField(required=False, allow_blank=True)
    pronouns = serializers.CharField(required=False, allow_blank=True)
    phone = serializers.CharField(required=False, allow_blank=True)
    email = serializers.CharField(required=False, allow_blank=True)
    skills = serializers.ListField(child=SkillOrName(), required=False, max_length=50)
    languages = serializers.ListField(child=serializers.CharField(), required=False, max_length=50)
    text = serializers.CharField(required=False, allow_blank=True)
    birthday = BirthdaySerializer(required=False, allow_null=True)
    shows_birthday = serializers.BooleanField(required=False)
    availability = WeekField(required=False)
    available_from = serializers.DateField(required=False, allow_null=True)
    available_until = serializers.DateField(required=False, allow_null=True)


class PersonQuery(serializers.Serializer[Any]):
    search = serializers.CharField(required=False, default="", allow_blank=True, max_length=120)
    group = serializers.UUIDField(required=False, default=None)
    skill = serializers.UUIDField(required=False, default=None)
    level = serializers.IntegerField(required=False, default=1, min_value=1, max_value=4)
    day = serializers.DateField(required=False, default=None)
    role = serializers.ChoiceField(required=False, default="", choices=Role.choices)
    birth_month = serializers.IntegerField(required=False, default=None, min_value=1, max_value=12)


FILTERS = [
    OpenApiParameter("search", str, description="Words that name, title, skills or languages contain."),
    OpenApiParameter("group", UUID, description="The people of a group, and of the groups inside it."),
    OpenApiParameter("skill", UUID, description="People who have a skill."),
    OpenApiParameter("level", {"type": "integer", "minimum": 1, "maximum": 4, "default": 1}, description="At least so well."),
    OpenApiParameter("day", {"type": "string", "format": "date"}, description="People who are usually free on that day."),
    OpenApiParameter("role", str, enum=Role.values),
    OpenApiParameter("birth_month", {"type": "integer", "minimum": 1, "maximum": 12}, description="Of those who show their birthday."),
]


class PersonListView(APIView):
    @extend_schema(operation_id="people_list", parameters=[*FILTERS, *CURSOR_PARAMETERS], responses=page_of_schema(PersonSerializer))
    def get(self, request: OrganisationApiRequest) -> Response:
        """Active people by name."""
        asked = PersonQuery(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        values["group_id"], values["skill_id"] = values.pop("group"), values.pop("skill")
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

    @extend_schema(operation_id="people_me_update", request=OwnProfileChangeSerializer, responses=PersonSerializer)
    def patch(self, request: OrganisationApiRequest) -> Response:
        """Change one's own profile."""
        asked = OwnProfileChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        if values.get("birthday"):
            values["birthday"] = (values["birthday"]["day"], values["birthday"]["month"])
        update_profile(request.actor, **values)
        return _own(request)


class SkillSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    people = serializers.IntegerField()


class SkillListSerializer(serializers.Serializer[Any]):
    results = SkillSerializer(many=True)


class SkillListView(APIView):
    @extend_schema(operation_id="people_skill_list", parameters=[OpenApiParameter("search", str)], responses=SkillListSerializer)
    def get(self, request: OrganisationApiRequest) -> Response:
        """Skills that somebody here has, and how many people."""
        skills = list_skills(request.actor, search=request.query_params.get("search", ""))
        return Response(SkillListSerializer({"results": skills}).data)


def _own(request: OrganisationApiRequest) -> Response:
    return Response(PersonSerializer(get_person(request.actor, request.actor.membership.pk)).data)
