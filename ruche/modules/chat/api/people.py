# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is in a channel: found by name, brought in, taken out."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.kernel.errors import InvalidInput
from ruche.modules.chat.api.serializers import AddedSerializer, MembersSerializer, PeopleSearchSerializer, PeopleSerializer
from ruche.modules.chat.selectors import author_data, get_channel, list_people
from ruche.modules.chat.services import add_people, leave_channel, remove_person

MOST_PEOPLE = 20


class PersonList(APIView):
    @extend_schema(operation_id="chat_people_list", parameters=[PeopleSearchSerializer], responses=PeopleSerializer)
    def get(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """People of the channel whose name holds the words, whatever their accents; the first twenty."""
        asked = PeopleSearchSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        people = list_people(get_channel(request.actor, channel_id), words=asked.validated_data["q"], limit=MOST_PEOPLE)
        return Response({"results": [author_data(person) for person in people]})

    @extend_schema(operation_id="chat_people_create", request=MembersSerializer, responses={200: AddedSerializer})
    def post(self, request: OrganisationApiRequest, channel_id: UUID) -> Response:
        """Bring people into a channel one is in. Who is in it already stays in it."""
        asked = MembersSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            added = add_people(request.actor, channel_id=channel_id, membership_ids=asked.validated_data["members"])
        except InvalidInput as refusal:
            raise InvalidInput(fields={"members": refusal.fields["people"]}) from None
        return Response({"added": added})


class PersonDetail(APIView):
    @extend_schema(operation_id="chat_people_destroy", responses={204: None})
    def delete(self, request: OrganisationApiRequest, channel_id: UUID, membership_id: UUID) -> Response:
        """Take somebody out of a channel; oneself: leave it."""
        if membership_id == request.actor.membership.id:
            leave_channel(request.actor, channel_id=channel_id)
        else:
            remove_person(request.actor, channel_id=channel_id, membership_id=membership_id)
        return Response(status=204)
