# SPDX-License-Identifier: AGPL-3.0-or-later
"""/api/v1/o/<slug>/: service accounts and applications of an organisation."""

from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.access.actor import Actor
from ruche.kernel.access.roles import Role
from ruche.kernel.identity import selectors, services
from ruche.kernel.identity.acting import require_person
from ruche.kernel.identity.registrar import organisation_registrar
from ruche.kernel.identity.serializers import (
    ApplicationInputSerializer,
    ApplicationSerializer,
    NewApplicationSerializer,
    NewTokenSerializer,
    ServiceAccountInputSerializer,
    ServiceAccountSerializer,
    ServiceTokenInputSerializer,
    TokenSerializer,
)


def _actor(request: Request) -> Actor:
    actor: Actor = request._request.actor  # type: ignore[attr-defined]
    return actor


class ServiceAccountListView(APIView):
    @extend_schema(
        operation_id="service_accounts_list",
        responses=inline_serializer("ServiceAccountList", {"results": ServiceAccountSerializer(many=True)}),
    )
    def get(self, request: Request) -> Response:
        """Programs that belong to the organisation."""
        found = [one.membership for one in selectors.list_service_accounts(_actor(request))]
        return Response({"results": ServiceAccountSerializer(found, many=True).data})

    @extend_schema(operation_id="service_accounts_create", request=ServiceAccountInputSerializer, responses={201: ServiceAccountSerializer})
    def post(self, request: Request) -> Response:
        """Let a program in. It needs a token to act."""
        require_person(request._request)
        asked = ServiceAccountInputSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        account = services.create_service_account(_actor(request), name=values["name"], role=Role(values["role"]))
        return Response(ServiceAccountSerializer(account).data, status=201)


class ServiceAccountView(APIView):
    @extend_schema(operation_id="service_accounts_delete", responses={204: None})
    def delete(self, request: Request, membership_id: UUID) -> Response:
        """End a service account and its tokens, at once."""
        require_person(request._request)
        services.delete_service_account(_actor(request), membership_id=membership_id)
        return Response(status=204)


class ServiceTokenListView(APIView):
    @extend_schema(
        operation_id="service_tokens_list", responses=inline_serializer("ServiceTokenList", {"results": TokenSerializer(many=True)})
    )
    def get(self, request: Request, membership_id: UUID) -> Response:
        """The tokens of a service account, the newest first."""
        _account, tokens = selectors.get_service_account(_actor(request), membership_id)
        return Response({"results": TokenSerializer(tokens, many=True).data})

    @extend_schema(operation_id="service_tokens_create", request=ServiceTokenInputSerializer, responses={201: NewTokenSerializer})
    def post(self, request: Request, membership_id: UUID) -> Response:
        """Make a token of a service account. Its text is in this answer and never again."""
        require_person(request._request)
        asked = ServiceTokenInputSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = services.create_service_token(_actor(request), membership_id=membership_id, **asked.validated_data)
        return Response(NewTokenSerializer(made).data, status=201)


class ServiceTokenView(APIView):
    @extend_schema(operation_id="service_tokens_delete", responses={204: None})
    def delete(self, request: Request, token_id: UUID) -> Response:
        """End a token of a service account, at once."""
        require_person(request._request)
        services.revoke_service_token(_actor(request), token_id=token_id)
        return Response(status=204)


class ApplicationListView(APIView):
    @extend_schema(
        operation_id="applications_list", responses=inline_serializer("ApplicationList", {"results": ApplicationSerializer(many=True)})
    )
    def get(self, request: Request) -> Response:
        """Applications that this organisation registered."""
        found = selectors.list_applications(organisation_registrar(_actor(request)))
        return Response({"results": ApplicationSerializer(found, many=True).data})

    @extend_schema(operation_id="applications_create", request=ApplicationInputSerializer, responses={201: NewApplicationSerializer})
    def post(self, request: Request) -> Response:
        """Register an application. Its secret is in this answer and never again."""
        require_person(request._request)
        asked = ApplicationInputSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = services.register_application(organisation_registrar(_actor(request)), **asked.validated_data)
        return Response(NewApplicationSerializer(made).data, status=201)


class ApplicationView(APIView):
    @extend_schema(operation_id="applications_retrieve", responses=ApplicationSerializer)
    def get(self, request: Request, application_id: UUID) -> Response:
        """One application."""
        found = selectors.get_application(organisation_registrar(_actor(request)), application_id)
        return Response(ApplicationSerializer(found).data)

    @extend_schema(operation_id="applications_delete", responses={204: None})
    def delete(self, request: Request, application_id: UUID) -> Response:
        """Remove an application. People's consents and all of its tokens end, at once."""
        require_person(request._request)
        services.delete_application(organisation_registrar(_actor(request)), application_id=application_id)
        return Response(status=204)


urlpatterns = [
    path("service-accounts/", ServiceAccountListView.as_view(), name="api_service_accounts"),
    path("service-accounts/<uuid:membership_id>/", ServiceAccountView.as_view(), name="api_service_account"),
    path("service-accounts/<uuid:membership_id>/tokens/", ServiceTokenListView.as_view(), name="api_service_tokens"),
    path("service-tokens/<uuid:token_id>/", ServiceTokenView.as_view(), name="api_service_token"),
    path("applications/", ApplicationListView.as_view(), name="api_applications"),
    path("applications/<uuid:application_id>/", ApplicationView.as_view(), name="api_application"),
]
