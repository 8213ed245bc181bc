# SPDX-License-Identifier: AGPL-3.0-or-later
from dataclasses import asdict
from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.api.pages import CURSOR_PARAMETERS, page_of_schema, page_query, page_response
from ruche.kernel.api.selectors import page_own_organisations
from ruche.kernel.api.serializers import (
    OwnOrganisationSerializer,
    RefreshSerializer,
    SignInSerializer,
    TokenPairSerializer,
)
from ruche.kernel.api.tokens import create_tokens, refresh_access, revoke_tokens
from ruche.kernel.identity.bearers import sole_organisation
from ruche.kernel.security.addresses import client_address
from ruche.kernel.security.limits import check_limit
from ruche.kernel.sign_in.facts import facts_of
from ruche.kernel.users.models import User


class _OpenView(APIView):
    """For who is not signed in yet."""

    authentication_classes = ()
    permission_classes = ()


class TokenView(_OpenView):
    @extend_schema(operation_id="token_create", request=SignInSerializer, responses=TokenPairSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """Sign in with e-mail address and password, and with a code where there is a second factor."""
        asked = SignInSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        whence = {"address": client_address(request._request), "agent": request.headers.get("User-Agent", "")}
        return Response(asdict(create_tokens(**asked.validated_data, **whence)))

    @extend_schema(operation_id="token_revoke", request=RefreshSerializer, responses={204: None}, auth=[])
    def delete(self, request: Request) -> Response:
        """Sign out: this token and those that came from the same sign-in end."""
        check_limit("token_refresh", client_address(request._request))
        asked = RefreshSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        revoke_tokens(asked.validated_data["refresh"])
        return Response(status=204)


class TokenRefreshView(_OpenView):
    @extend_schema(operation_id="token_refresh", request=RefreshSerializer, responses=TokenPairSerializer, auth=[])
    def post(self, request: Request) -> Response:
        """The next pair. The token that was sent counts no more; one that comes twice ends its sign-in."""
        check_limit("token_refresh", client_address(request._request))
        asked = RefreshSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(asdict(refresh_access(asked.validated_data["refresh"], address=client_address(request._request))))


class OrganisationListView(APIView):
    @extend_schema(operation_id="organisations_list", parameters=CURSOR_PARAMETERS, responses=page_of_schema(OwnOrganisationSerializer))
    def get(self, request: Request) -> Response:
        """The organisations one belongs to, the last joined first; for a token or a sign-in that opens one, that one."""
        only = sole_organisation(request._request) or facts_of(request._request).organisation_id
        return page_response(page_own_organisations(cast(User, request.user), only=only, **page_query(request)), OwnOrganisationSerializer)
