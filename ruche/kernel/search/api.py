# SPDX-License-Identifier: AGPL-3.0-or-later
"""/api/v1/o/<slug>/search/: everything the reader may see, in one list."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_query
from ruche.kernel.api.requests import OrganisationApiRequest
from ruche.kernel.search.excerpts import plain
from ruche.kernel.search.question import read_question
from ruche.kernel.search.selectors import Result, search


class SearchResultSerializer(serializers.Serializer[Any]):
    """One thing that was found. `type` says which: chat.message, chat.channel, people.person…"""

    type = serializers.CharField()
    id = serializers.UUIDField()
    title = serializers.CharField(help_text="A name; of a message, its author's.")
    excerpt = serializers.CharField(help_text="Plain text around the first word found.")
    url = serializers.CharField(help_text="Where it is shown, as an absolute path.")


class SearchPageSerializer(serializers.Serializer[Any]):
    results = SearchResultSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    is_partial = serializers.BooleanField(help_text="Time was up before everything was looked at.")


PARAMETERS = [
    OpenApiParameter("q", str, description="Words, the last one by its beginning; in:channel and from:person narrow."),
    OpenApiParameter("type", str, description="Only results of this type."),
    OpenApiParameter("in", str, description="Only messages of this channel (its id)."),
]


class SearchView(APIView):
    @extend_schema(operation_id="search", parameters=[*PARAMETERS, *CURSOR_PARAMETERS], responses=SearchPageSerializer)
    def get(self, request: OrganisationApiRequest) -> Response:
        """What holds the words, people and places first, then messages, the newest first."""
        asked = {name: request.query_params.get(name, "") for name in ("q", "type", "in")}
        question = read_question(asked["q"]).inside(asked["in"][:100])
        page = search(request.actor, question, only=asked["type"], **page_query(request))
        return Response({"results": [_data(one) for one in page.results], "next": page.next, "is_partial": page.is_partial})


def _data(result: Result) -> dict[str, Any]:
    found = result.finding
    return {"type": found.type, "id": str(found.id), "title": found.title, "excerpt": plain(result.excerpt), "url": found.url}


urlpatterns = [path("search/", SearchView.as_view(), name="api_search")]
