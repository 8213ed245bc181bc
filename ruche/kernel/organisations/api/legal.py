# SPDX-License-Identifier: AGPL-3.0-or-later
from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ruche.kernel.access.actor import Actor
from ruche.kernel.organisations import selectors, services
from ruche.kernel.organisations.api.shapes import AboutSerializer, LegalIdentitySerializer


def _actor(request: Request) -> Actor:
    actor: Actor = request._request.actor  # type: ignore[attr-defined]
    return actor


def _answer(actor: Actor, identity: Any) -> Response:
    return Response(LegalIdentitySerializer(identity, context={"organisation": actor.organisation}).data)


class LegalIdentityView(APIView):
    @extend_schema(operation_id="legal_identity_retrieve", responses=LegalIdentitySerializer)
    def get(self, request: Request) -> Response:
        """Who the organisation is in law."""
        actor = _actor(request)
        actor.require("organisation.update_organisation")
        return _answer(actor, selectors.get_legal_identity(actor.organisation))

    @extend_schema(operation_id="legal_identity_update", request=LegalIdentitySerializer, responses=LegalIdentitySerializer)
    def patch(self, request: Request) -> Response:
        """Change some fields; what is not named stays. Another `version` than the present one is a 409."""
        asked = LegalIdentitySerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return _answer(_actor(request), services.update_legal_identity(_actor(request), **asked.validated_data))


class AboutView(APIView):
    @extend_schema(operation_id="about_retrieve", responses=AboutSerializer)
    def get(self, request: Request) -> Response:
        """What everybody in the organisation may know about it."""
        actor = _actor(request)
        actor.require("organisation.view_members")
        one, identity = actor.organisation, selectors.get_legal_identity(actor.organisation)
        logo = selectors.find_logo(one)
        address = f"{settings.PUBLIC_URL}{reverse('organisations:logo', args=[one.slug, logo.hash])}" if logo else None
        plain = {name: getattr(one, name) for name in ("name", "kind", "time_zone", "currency", "languages", "date_format", "week_start")}
        return Response(AboutSerializer({**plain, "legal": selectors.legal_lines(one, identity), "logo": address}).data)
