# SPDX-License-Identifier: AGPL-3.0-or-later
"""/api/v1/tokens/: one's own tokens, of all organisations."""

from typing import Any, cast
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.identity import selectors, services
from ruche.kernel.identity.acting import acting_in, require_whole_person
from ruche.kernel.identity.serializers import NewTokenSerializer, TokenInputSerializer, TokenSerializer
from ruche.kernel.users.models import User


class TokenListView(APIView):
    @extend_schema(operation_id="tokens_list", responses=inline_serializer("TokenList", {"results": TokenSerializer(many=True)}))
    def get(self, request: Request) -> Response:
        """Your tokens, the newest first."""
        require_whole_person(request._request)
        return Response({"results": TokenSerializer(selectors.list_tokens(cast(User, request.user)), many=True).data})

    @extend_schema(operation_id="tokens_create", request=TokenInputSerializer, responses={201: NewTokenSerializer})
    def post(self, request: Request) -> Response:
        """Make a token. Its text is in this answer and never again."""
        require_whole_person(request._request)
        asked = TokenInputSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values: dict[str, Any] = dict(asked.validated_data)
        with acting_in(request._request, values.pop("organisation")) as actor:
            made = services.create_token(actor, **values)
        return Response(NewTokenSerializer(made).data, status=201)


class TokenView(APIView):
    @extend_schema(operation_id="tokens_delete", responses={204: None})
    def delete(self, request: Request, token_id: UUID) -> Response:
        """End a token, at once."""
        require_whole_person(request._request)
        services.revoke_token(cast(User, request.user), token_id=token_id)
        return Response(status=204)


urlpatterns = [
    path("", TokenListView.as_view(), name="api_tokens"),
    path("<uuid:token_id>/", TokenView.as_view(), name="api_own_token"),
]
